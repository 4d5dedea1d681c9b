#include "worker.hpp"

#include "answer_head.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

#include <algorithm>
#include <utility>

namespace oms::server {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using namespace std::chrono_literals;

/// Connections over the limit that are told so, at the same time. More are closed without a word.
constexpr std::size_t turned_away_at_once = 64;

/// One sweep over all connections instead of a timer for each wait: late by at most a quarter of the shortest limit.
std::chrono::milliseconds sweep_interval(limits const& l) {
    auto const shortest = std::min({l.header, l.body, l.idle, l.drain, l.farewell});
    return std::clamp(shortest / 4, 1ms, 250ms);
}

}  // namespace

worker::worker(limits bounds, client_limits const& reading, std::shared_ptr<http::service const> s, on_record log, connection_count& all)
    : bounds_(bounds),
      desk_(bounds, std::move(s), std::move(log)),
      client_(context, reading),
      all_(all),
      buffer_(std::make_unique_for_overwrite<char[]>(bounds.header_bytes + bounds.read_chunk_bytes)),
      tick_every_(sweep_interval(bounds)) {}

void worker::run() {
    tick();
    context.run();
}

void worker::welcome(tcp::socket s) {
    if (desk_.draining) return;
    bool const room = all_.served.fetch_add(1, std::memory_order_relaxed) < bounds_.connections;
    if (!room) {
        all_.served.fetch_sub(1, std::memory_order_relaxed);
        if (all_.turned_away.fetch_add(1, std::memory_order_relaxed) >= turned_away_at_once) {
            all_.turned_away.fetch_sub(1, std::memory_order_relaxed);
            return;
        }
    }
    asio::co_spawn(context, serve(std::move(s), room ? all_.served : all_.turned_away), asio::detached);
}

asio::awaitable<void> worker::serve(tcp::socket s, std::atomic<std::size_t>& counted_in) {
    session here{desk_, client_, {buffer_.get(), bounds_.header_bytes + bounds_.read_chunk_bytes}, std::move(s)};
    enter(here);
    try {
        co_await here.run(&counted_in == &all_.turned_away);
    } catch (std::exception const&) {
        // Out of memory outside a request. It ends this connection, not the server.
    }
    leave(here);
    counted_in.fetch_sub(1, std::memory_order_relaxed);
}

void worker::enter(session& s) {
    s.place = sessions_.size();
    sessions_.push_back(&s);
}

void worker::leave(session& s) {
    sessions_.back()->place = s.place;
    std::swap(sessions_[s.place], sessions_.back());
    sessions_.pop_back();
    if (desk_.draining && sessions_.empty()) timer_.cancel();
}

void worker::drain() {
    if (desk_.draining) return;
    desk_.draining = true;
    cut_at_ = session::clock::now() + bounds_.drain;
    for (session* s : sessions_) s->wake();
    if (sessions_.empty()) timer_.cancel();
}

void worker::schedule_tick() {
    timer_.expires_after(tick_every_);
    timer_.async_wait([this](boost::system::error_code const&) { tick(); });
}

void worker::tick() {
    auto const second = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
    if (second != date_of_) {
        date_of_ = second;
        desk_.date = http_date(second);
    }
    session::clock::time_point const now = session::clock::now();
    client_.sweep(now);
    for (session* s : sessions_) {
        if (now >= cut_at_) {
            s->cut();
        } else {
            s->check(now);
        }
    }
    if (!desk_.draining || !sessions_.empty()) schedule_tick();
}

}  // namespace oms::server
