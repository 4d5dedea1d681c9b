#include <oms/net/ask.hpp>

#include "page_fetch.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>

#include <vector>

namespace oms::net {
namespace {

class watched final : public fetch::page_taker {
public:
    watched(fetch::retrieval& plan, onlooker const& beside) : plan_{plan}, beside_{beside} {}

    std::vector<fetch::page_request> take_requests() override {
        auto requests = plan_.take_requests();
        for (auto const& r : requests) {
            if (under_way_.size() <= r.ticket) under_way_.resize(r.ticket + 1);
            under_way_[r.ticket] = r;
            if (beside_.asked) beside_.asked(r);
        }
        return requests;
    }
    fetch::fhir_access access() const noexcept override { return plan_.access(); }

    bool page_begin(std::size_t ticket, fetch::page_head const& head) override {
        if (!plan_.page_begin(ticket, head)) return false;
        if (beside_.begun) beside_.begun(under_way_[ticket]);
        return true;
    }
    bool page_feed(std::size_t ticket, std::string_view bytes) override {
        if (beside_.bytes) beside_.bytes(under_way_[ticket], bytes);
        return plan_.page_feed(ticket, bytes);
    }
    fetch::exchange_state page_end(std::size_t ticket) override {
        plan_.page_end(ticket);
        return now();
    }
    fetch::exchange_state page_failed(std::size_t ticket, fetch::transport_failure why) override {
        plan_.page_failed(ticket, why);
        return now();
    }
    fetch::exchange_state deadline_reached() override {
        plan_.deadline_reached();
        return now();
    }

private:
    fetch::exchange_state now() const noexcept { return plan_.is_under_way() ? fetch::exchange_state::fetching : fetch::exchange_state::answered; }

    fetch::retrieval& plan_;
    onlooker const& beside_;
    std::vector<fetch::page_request> under_way_;  ///< by ticket
};

}  // namespace

void ask(fetch::retrieval& plan, client_limits const& bounds, onlooker const& beside) {
    boost::asio::io_context loop{1};
    http_client client{loop, bounds};
    watched pages{plan, beside};
    boost::asio::co_spawn(loop, fetch_pages(client, loop.get_executor(), pages), boost::asio::detached);
    loop.run();
}

}  // namespace oms::net
