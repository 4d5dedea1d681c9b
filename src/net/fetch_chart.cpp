#include <oms/net/fetch_chart.hpp>

#include "client/fetch_pages.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>

#include <vector>

namespace oms::net {
namespace {

class observed_retrieval final : public fetch::page_taker {
public:
    observed_retrieval(fetch::retrieval& plan, fetch_observer const& observer) : plan_{plan}, observer_{observer} {}

    std::vector<fetch::page_request> take_requests() override {
        auto requests = plan_.take_requests();
        for (auto const& r : requests) {
            if (under_way_.size() <= r.ticket) under_way_.resize(r.ticket + 1);
            under_way_[r.ticket] = r;
            if (observer_.requested) observer_.requested(r);
        }
        return requests;
    }
    fetch::fhir_access access() const noexcept override { return plan_.access(); }

    bool page_begin(std::size_t ticket, fetch::page_head const& head) override {
        if (!plan_.page_begin(ticket, head)) return false;
        if (observer_.begun) observer_.begun(under_way_[ticket]);
        return true;
    }
    bool page_feed(std::size_t ticket, std::string_view bytes) override {
        if (observer_.bytes) observer_.bytes(under_way_[ticket], bytes);
        return plan_.page_feed(ticket, bytes);
    }
    fetch::exchange_state page_end(std::size_t ticket) override {
        plan_.page_end(ticket);
        return next_step();
    }
    fetch::exchange_state page_failed(std::size_t ticket, fetch::transport_failure why) override {
        plan_.page_failed(ticket, why);
        return next_step();
    }
    fetch::exchange_state deadline_reached() override {
        plan_.deadline_reached();
        return next_step();
    }

private:
    fetch::exchange_state next_step() const noexcept { return plan_.is_under_way() ? fetch::exchange_state::fetching : fetch::exchange_state::answered; }

    fetch::retrieval& plan_;
    fetch_observer const& observer_;
    std::vector<fetch::page_request> under_way_;  ///< by ticket
};

}  // namespace

void fetch_chart(fetch::retrieval& plan, client_limits const& bounds, fetch_observer const& observer) {
    boost::asio::io_context loop{1};
    http_client client{loop, bounds};
    observed_retrieval pages{plan, observer};
    boost::asio::co_spawn(loop, fetch_pages(client, loop.get_executor(), pages), boost::asio::detached);
    loop.run();
}

}  // namespace oms::net
