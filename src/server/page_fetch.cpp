#include "page_fetch.hpp"

#include <exception>
#include <utility>

namespace oms::server {

using boost::system::error_code;
using clock = std::chrono::steady_clock;

class page_fetch::page final : public response_taker {
public:
    page(page_fetch& of, std::size_t ticket) : delay{of.deadline_.get_executor()}, of_(of), ticket_(ticket) {}

    bool take_head(fetch::page_head const& head) noexcept override { return of_.wanted_.page_begin(ticket_, head); }
    bool take_body(std::string_view bytes) noexcept override { return of_.wanted_.page_feed(ticket_, bytes); }
    void take_end() noexcept override { of_.go_on(of_.wanted_.page_end(ticket_)); }
    void take_failure(fetch::transport_failure why) noexcept override {
        // All requests of a call have one deadline: if one of them met it, what was read counts.
        bool const late = why == fetch::transport_failure::timed_out;
        of_.go_on(late ? of_.wanted_.deadline_reached() : of_.wanted_.page_failed(ticket_, why));
    }

    http_call call;
    boost::asio::steady_timer delay;

private:
    page_fetch& of_;
    std::size_t const ticket_;
};

page_fetch::page_fetch(http_client& client, boost::asio::any_io_executor const& loop, fetch::page_taker& of, std::function<void()> done)
    : client_(client), deadline_(loop, clock::now() + of.access().deadline), wanted_(of), done_(std::move(done)) {}

page_fetch::~page_fetch() = default;

void page_fetch::start() {
    // Beside the deadline of each request: there may be none under way, but one that waits as a server wished (Retry-After).
    deadline_.async_wait([weak = weak_from_this()](error_code const& ec) {
        auto const self = weak.lock();
        if (!ec && self && !self->over_) self->go_on(self->wanted_.deadline_reached());
    });
    ask_all();
}

void page_fetch::ask_all() noexcept {
    for (fetch::page_request const& r : wanted_.take_requests()) {
        if (over_) return;
        try {
            ask(r);
        } catch (std::exception const&) {
            go_on(wanted_.page_failed(r.ticket, fetch::transport_failure::broken));  // out of memory
        }
    }
}

void page_fetch::ask(fetch::page_request const& r) {
    while (pages_.size() <= r.ticket) pages_.push_back(std::make_unique<page>(*this, pages_.size()));
    page& p = *pages_[r.ticket];
    if (r.delay <= r.delay.zero()) return send(p, r.url);
    p.delay.expires_after(r.delay);
    p.delay.async_wait([weak = weak_from_this(), &p, url = r.url](error_code const& ec) {
        auto const self = weak.lock();
        if (!ec && self && !self->over_) self->send(p, url);
    });
}

void page_fetch::send(page& p, std::string url) {
    fetch::fhir_access const access = wanted_.access();
    get_request r;
    r.url = std::move(url);
    r.pool_key = access.token.empty() ? std::string_view{} : access.base;
    r.bearer = access.token;
    r.max_bytes = access.max_bytes;
    r.deadline = deadline_.expiry();
    r.allow_loopback = access.allow_loopback;
    p.call = client_.get(r, p);
}

void page_fetch::go_on(fetch::exchange_state s) noexcept {
    if (over_) return;
    if (s != fetch::exchange_state::answered) return ask_all();
    over_ = true;
    deadline_.cancel();
    // Not destroyed here: one of them may be calling.
    for (auto const& p : pages_) {
        p->call.cancel();
        p->delay.cancel();
    }
    done_();
}

}  // namespace oms::server
