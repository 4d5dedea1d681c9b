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
    page_fetch(http_client& client, executor const& loop, fetch::retrieval& plan)
        : client_(client), deadline_(loop, clock::now() + plan.access().deadline), plan_(plan) {}

    static awaitable<std::exception_ptr> run(std::shared_ptr<page_fetch> one);

private:
    class page;

    template <class Call>
    void guarded(Call&& call) noexcept;
    void proceed();
    void request(fetch::page_request const& r);
    void send(page& p, std::string const& url);
    void end() noexcept;

    http_client& client_;
    boost::asio::steady_timer deadline_;        ///< cancelled when nothing more is wanted
    fetch::retrieval& plan_;
    std::vector<std::unique_ptr<page>> pages_;  ///< by ticket; each serves one page of its list after the other
    std::exception_ptr thrown_;
    bool over_ = false;
};

class page_fetch::page final : public response_taker {
public:
    page(page_fetch& of, std::size_t ticket) : delay{of.deadline_.get_executor()}, of_(of), ticket_(ticket) {}

    bool take_head(fetch::page_head const& head) noexcept override {
        bool wanted = false;
        of_.guarded([&] { wanted = of_.plan_.page_begin(ticket_, head); });
        return wanted;
    }
    bool take_body(std::string_view bytes) noexcept override {
        bool wanted = false;
        of_.guarded([&] { wanted = of_.plan_.page_feed(ticket_, bytes); });
        return wanted;
    }
    void take_end() noexcept override {
        of_.guarded([&] {
            of_.plan_.page_end(ticket_);
            of_.proceed();
        });
    }
    void take_failure(fetch::transport_failure why) noexcept override {
        of_.guarded([&] {
            // All requests of a call have one deadline: if one of them met it, what was read counts.
            if (why == fetch::transport_failure::timed_out) of_.plan_.deadline_reached();
            else of_.plan_.page_failed(ticket_, why);
            of_.proceed();
        });
    }

    http_call call;
    boost::asio::steady_timer delay;

private:
    page_fetch& of_;
    std::size_t const ticket_;
};

awaitable<std::exception_ptr> page_fetch::run(std::shared_ptr<page_fetch> one) {
    one->guarded([&] { one->proceed(); });
    if (one->over_) co_return one->thrown_;
    // Each request has the same deadline, but there may be none under way: only one that is delayed, as a server asked (Retry-After).
    auto const [ec] = co_await one->deadline_.async_wait(as_result);
    if (!ec) one->guarded([&] {
        one->plan_.deadline_reached();
        one->proceed();
    });
    co_return one->thrown_;
}

/// What the loop calls must not throw: the first exception ends the fetch. After its end nothing is called any more.
template <class Call>
void page_fetch::guarded(Call&& call) noexcept {
    if (over_) return;
    try {
        call();
    } catch (...) {
        thrown_ = std::current_exception();
        end();
    }
}

void page_fetch::proceed() {
    if (!plan_.is_under_way()) return end();
    for (fetch::page_request const& r : plan_.take_requests()) request(r);
}

void page_fetch::request(fetch::page_request const& r) {
    while (pages_.size() <= r.ticket) pages_.push_back(std::make_unique<page>(*this, pages_.size()));
    page& p = *pages_[r.ticket];
    if (r.delay <= r.delay.zero()) return send(p, r.url);
    p.delay.expires_after(r.delay);
    p.delay.async_wait([weak = weak_from_this(), &p, url = r.url](error_code const& ec) {
        auto const self = weak.lock();
        if (!ec && self) self->guarded([&] { self->send(p, url); });
    });
}

void page_fetch::send(page& p, std::string const& url) {
    fetch::fhir_access const access = plan_.access();
    get_request r;
    r.url = url;
    if (!access.token.empty()) r.pool_key.append(access.base);
    r.pool_key.append("\n").append(access.caller);
    r.bearer = access.token;
    r.max_bytes = access.max_bytes;
    r.deadline = deadline_.expiry();
    r.allow_loopback = access.allow_loopback;
    p.call = client_.get(r, p);
}

void page_fetch::end() noexcept {
    over_ = true;
    deadline_.cancel();
    // Not destroyed here: one of them may have called this.
    for (auto const& p : pages_) {
        p->call.cancel();
        p->delay.cancel();
    }
}

}  // namespace

awaitable<std::exception_ptr> fetch_pages(http_client& client, executor const& loop, fetch::retrieval& plan) {
    return page_fetch::run(std::make_shared<page_fetch>(client, loop, plan));
}

}  // namespace oms::net
