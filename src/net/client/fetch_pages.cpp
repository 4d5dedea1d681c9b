#include "fetch_pages.hpp"

#include <boost/asio/steady_timer.hpp>

#include <cstddef>
#include <exception>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace oms::net {
namespace {

using boost::system::error_code;
using clock = std::chrono::steady_clock;

/// The requests of one call. Shared: a timer that has expired already may still call when the fetch has ended.
class page_fetch : public std::enable_shared_from_this<page_fetch> {
public:
    page_fetch(http_client& client, executor const& loop, fetch::page_taker& to)
        : client_(client), deadline_(loop, clock::now() + to.access().deadline), taker_(to) {}

    static awaitable<> run(std::shared_ptr<page_fetch> one);

private:
    class page;

    void request_all() noexcept;
    void request(fetch::page_request const& r) noexcept;
    void send(page& p, std::string const& url) noexcept;
    void proceed(fetch::exchange_state s) noexcept;

    http_client& client_;
    boost::asio::steady_timer deadline_;        ///< cancelled when nothing more is wanted
    fetch::page_taker& taker_;
    std::vector<std::unique_ptr<page>> pages_;  ///< by ticket; each serves one page of its list after the other
    bool over_ = false;
};

class page_fetch::page final : public response_taker {
public:
    page(page_fetch& of, std::size_t ticket) : delay{of.deadline_.get_executor()}, of_(of), ticket_(ticket) {}

    bool take_head(fetch::page_head const& head) noexcept override { return of_.taker_.page_begin(ticket_, head); }
    bool take_body(std::string_view bytes) noexcept override { return of_.taker_.page_feed(ticket_, bytes); }
    void take_end() noexcept override { of_.proceed(of_.taker_.page_end(ticket_)); }
    void take_failure(fetch::transport_failure why) noexcept override {
        // All requests of a call have one deadline: if one of them met it, what was read counts.
        bool const late = why == fetch::transport_failure::timed_out;
        of_.proceed(late ? of_.taker_.deadline_reached() : of_.taker_.page_failed(ticket_, why));
    }

    http_call call;
    boost::asio::steady_timer delay;

private:
    page_fetch& of_;
    std::size_t const ticket_;
};

awaitable<> page_fetch::run(std::shared_ptr<page_fetch> one) {
    one->request_all();
    if (one->over_) co_return;
    // Each request has the same deadline, but there may be none under way: only one that is delayed, as a server asked (Retry-After).
    auto const [ec] = co_await one->deadline_.async_wait(as_result);
    if (!ec && !one->over_) one->proceed(one->taker_.deadline_reached());
}

void page_fetch::request_all() noexcept {
    for (fetch::page_request const& r : taker_.take_requests()) {
        if (over_) return;
        request(r);
    }
}

void page_fetch::request(fetch::page_request const& r) noexcept {
    try {
        while (pages_.size() <= r.ticket) pages_.push_back(std::make_unique<page>(*this, pages_.size()));
        page& p = *pages_[r.ticket];
        if (r.delay <= r.delay.zero()) return send(p, r.url);
        p.delay.expires_after(r.delay);
        p.delay.async_wait([weak = weak_from_this(), &p, url = r.url](error_code const& ec) {
            auto const self = weak.lock();
            if (!ec && self && !self->over_) self->send(p, url);
        });
    } catch (std::exception const&) {
        proceed(taker_.page_failed(r.ticket, fetch::transport_failure::broken));  // out of memory
    }
}

void page_fetch::send(page& p, std::string const& url) noexcept {
    try {
        fetch::fhir_access const access = taker_.access();
        get_request r;
        r.url = url;
        r.pool_key = access.token.empty() ? std::string_view{} : access.base;
        r.bearer = access.token;
        r.max_bytes = access.max_bytes;
        r.deadline = deadline_.expiry();
        r.allow_loopback = access.allow_loopback;
        p.call = client_.get(r, p);
    } catch (std::exception const&) {
        p.take_failure(fetch::transport_failure::broken);  // out of memory
    }
}

void page_fetch::proceed(fetch::exchange_state s) noexcept {
    if (over_) return;
    if (s != fetch::exchange_state::answered) return request_all();
    over_ = true;
    deadline_.cancel();
    // Not destroyed here: one of them may have called this.
    for (auto const& p : pages_) {
        p->call.cancel();
        p->delay.cancel();
    }
}

}  // namespace

awaitable<> fetch_pages(http_client& client, executor const& loop, fetch::page_taker& to) {
    return page_fetch::run(std::make_shared<page_fetch>(client, loop, to));
}

}  // namespace oms::net
