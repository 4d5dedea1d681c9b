#include <oms/server/ask.hpp>

#include "page_fetch.hpp"

#include <boost/asio/io_context.hpp>

#include <memory>
#include <vector>

namespace oms::server {
namespace {

class watched final : public http::page_taker {
public:
    watched(http::retrieval& plan, onlooker const& beside) : plan_{plan}, beside_{beside} {}

    std::vector<http::page_request> take_requests() override {
        auto requests = plan_.take_requests();
        for (auto const& r : requests) {
            if (under_way_.size() <= r.ticket) under_way_.resize(r.ticket + 1);
            under_way_[r.ticket] = r;
            if (beside_.asked) beside_.asked(r);
        }
        return requests;
    }
    http::fhir_access access() const noexcept override { return plan_.access(); }

    bool page_begin(std::size_t ticket, http::page_head const& head) override {
        if (!plan_.page_begin(ticket, head)) return false;
        if (beside_.begun) beside_.begun(under_way_[ticket]);
        return true;
    }
    bool page_feed(std::size_t ticket, std::string_view bytes) override {
        if (beside_.bytes) beside_.bytes(under_way_[ticket], bytes);
        return plan_.page_feed(ticket, bytes);
    }
    http::step page_end(std::size_t ticket) override {
        plan_.page_end(ticket);
        return now();
    }
    http::step page_failed(std::size_t ticket, http::transport_failure why) override {
        plan_.page_failed(ticket, why);
        return now();
    }
    http::step deadline_reached() override {
        plan_.deadline_reached();
        return now();
    }

private:
    http::step now() const noexcept { return plan_.is_under_way() ? http::step::fetch : http::step::replied; }

    http::retrieval& plan_;
    onlooker const& beside_;
    std::vector<http::page_request> under_way_;  ///< by ticket
};

}  // namespace

void ask(http::retrieval& plan, client_limits const& bounds, onlooker const& beside) {
    boost::asio::io_context loop{1};
    http_client client{loop, bounds};
    watched pages{plan, beside};
    auto const fetch = std::make_shared<page_fetch>(client, loop.get_executor(), pages, [] {});
    fetch->start();
    loop.run();
}

}  // namespace oms::server
