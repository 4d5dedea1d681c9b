#include "io_thread.hpp"

#include "connection/answer_head.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

#include <algorithm>
#include <exception>
#include <utility>

namespace oms::net {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;

/// One sweep over all connections instead of a timer for each wait: late by at most a quarter of the shortest limit.
std::chrono::milliseconds sweep_interval(service::time_limits const& t) {
    auto const shortest = std::min({t.header, t.body, t.answer, t.idle, t.drain, t.linger});
    return std::clamp(shortest / 4, 1ms, 250ms);
}

bool is_loopback(asio::ip::address const& a) {
    if (a.is_v6() && a.to_v6().is_v4_mapped()) return asio::ip::make_address_v4(asio::ip::v4_mapped, a.to_v6()).is_loopback();
    return a.is_loopback();
}

/// Unspecified if the peer has gone already.
asio::ip::address address_of_peer(tcp_socket const& s) {
    boost::system::error_code ec;
    auto const peer = s.remote_endpoint(ec);
    return ec ? asio::ip::address{} : peer.address();
}

}  // namespace

ending_counts connection_counters::endings() const noexcept {
    ending_counts counts{};
    for (std::size_t i = 0; i < counts.size(); ++i) counts[i] = ended_[i].load(std::memory_order_relaxed);
    return counts;
}

/// One of the places that the limits allow.
class io_thread::place {
public:
    /// Null: there is none left.
    static std::unique_ptr<place> take(std::atomic<std::size_t>& taken, std::size_t most) {
        auto one = std::make_unique<place>(taken);
        return one->number_ < most ? std::move(one) : nullptr;
    }
    explicit place(std::atomic<std::size_t>& taken) noexcept : taken_(taken), number_(taken.fetch_add(1, std::memory_order_relaxed)) {}
    ~place() { taken_.fetch_sub(1, std::memory_order_relaxed); }
    place(place const&) = delete;
    place& operator=(place const&) = delete;

private:
    std::atomic<std::size_t>& taken_;
    std::size_t const number_;
};

io_thread::io_thread(settings const& with, std::shared_ptr<service::deployment const> s, connection_counters& all)
    : settings_(with),
      tls_(with.tls),
      all_(all),
      here_(std::move(s), with.log),
      buffer_(here_.limits.header_bytes + here_.limits.read_bytes),
      client_(context, with.fetching),
      shared_{here_, client_, buffer_, with.tokens.get()},
      sweep_interval_(sweep_interval(here_.limits.time)) {}

io_thread::~io_thread() = default;

void io_thread::run() {
    sweep();
    context.run();
}

void io_thread::serve(tcp_socket s) {
    if (here_.draining) return;
    try {
        auto counted = place::take(all_.served, here_.limits.connections);
        bool const is_over_limit = counted == nullptr;
        if (is_over_limit) counted = place::take(all_.turned_away, here_.limits.turned_away);
        if (!counted) return ended(ending::turned_away);
        auto const peer = address_of_peer(s);
        auto one = std::make_unique<connection>(shared_, make_stream(std::move(s), tls_.get()), is_loopback(peer));
        if (is_over_limit) one->turn_away();
        asio::co_spawn(context, serve_one(std::move(one), std::move(counted), peer), asio::detached);
    } catch (std::exception const&) {
        ended(ending::failed);  // out of memory
    }
}

awaitable<> io_thread::serve_one(std::unique_ptr<connection> one, std::unique_ptr<place> counted, asio::ip::address peer) {
    ending why = ending::failed;
    try {
        connections_.insert(one.get());
        why = co_await one->serve();
    } catch (std::exception const&) {
        // Out of memory outside a request. It ends this connection, not the server.
    }
    connections_.erase(one.get());
    if (auto const refused = one->refusal_of_handshake(); !refused.empty()) report_refused_handshake(refused, peer);
    one.reset();
    counted.reset();
    ended(why);
    if (is_done()) timer_.cancel();
}

void io_thread::ended(ending why) noexcept {
    std::uint64_t const count = all_.add(why);
    if (settings_.ended) settings_.ended(why, count);
}

void io_thread::report_refused_handshake(std::string_view why, asio::ip::address const& peer) noexcept {
    if (!settings_.refused_handshake) return;
    try {
        settings_.refused_handshake(why, peer.to_string());
    } catch (std::exception const&) {
        // No memory; it is counted all the same.
    }
}

void io_thread::drain() {
    if (here_.draining) return;
    here_.draining = true;
    drain_until_ = deadline::clock::now() + here_.limits.time.drain;
    for (connection* c : connections_) c->end_if_idle();
    if (is_done()) timer_.cancel();
}

void io_thread::schedule_sweep() {
    timer_.expires_after(sweep_interval_);
    timer_.async_wait([this](boost::system::error_code const&) { sweep(); });
}

void io_thread::sweep() {
    auto const second = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
    if (second != date_of_) {
        date_of_ = second;
        here_.date = http_date(second);
    }
    auto const now = deadline::clock::now();
    client_.sweep(now);
    for (connection* c : connections_) {
        if (now >= drain_until_) c->cut();
        c->check_deadline(now);
    }
    if (!is_done()) schedule_sweep();
}

}  // namespace oms::net
