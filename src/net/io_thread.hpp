#pragma once
#include "connection/connection.hpp"

#include <oms/net/http_client.hpp>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/steady_timer.hpp>

#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>
#include <unordered_set>

namespace oms::net {

/// Connections of all threads together. Changed when one begins and when it ends.
class connection_counters {
public:
    std::atomic<std::size_t> served = 0;       ///< open now
    std::atomic<std::size_t> turned_away = 0;  ///< open now, and answered only that there are too many

    /// Counts one; returns how many have ended so.
    std::uint64_t add(ending why) noexcept { return ended_[static_cast<std::size_t>(why)].fetch_add(1, std::memory_order_relaxed) + 1; }
    [[nodiscard]] ending_counts endings() const noexcept;

private:
    std::array<std::atomic<std::uint64_t>, ending_count> ended_{};
};

/// One thread's share of the server: its loop and its connections. Nothing in it is seen by another thread, `context` aside, through which
/// others post.
class io_thread {
public:
    /// What all threads share; it outlives them.
    struct settings {
        client_settings fetching;
        on_record log;
        on_ending ended;
        on_refused_handshake refused_handshake;
        std::shared_ptr<boost::asio::ssl::context> tls;  ///< null: plain
        std::shared_ptr<token_verifier> tokens;          ///< null: no caller must prove who it is
    };
    io_thread(settings const& with, std::shared_ptr<service::deployment const> s, connection_counters& all);
    ~io_thread();

    /// Returns when `drain` was called and the last connection has ended.
    void run();

    // On this thread.
    void serve(tcp_socket s);
    void use(std::shared_ptr<service::deployment const> s) { here_.exchanges.use(std::move(s)); }
    void use(std::shared_ptr<boost::asio::ssl::context> t) { tls_ = std::move(t); }
    void drain();

private:
    class place;

    [[nodiscard]] awaitable<> serve_one(std::unique_ptr<connection> one, std::unique_ptr<place> counted, boost::asio::ip::address peer);
    void ended(ending why) noexcept;
    void report_refused_handshake(std::string_view why, boost::asio::ip::address const& peer) noexcept;
    [[nodiscard]] bool is_done() const noexcept { return here_.draining && connections_.empty(); }
    void schedule_sweep();
    void sweep();

    settings const& settings_;
    std::shared_ptr<boost::asio::ssl::context> tls_;  ///< of the next connection
    connection_counters& all_;
    thread_state here_;
    read_buffer buffer_;
    std::unordered_set<connection*> connections_;

public:
    boost::asio::io_context context{1};  ///< one thread runs it. When it is destroyed, its coroutines still use the members above

private:
    http_client client_;
    connection::shared const shared_;
    boost::asio::steady_timer timer_{context};
    std::chrono::milliseconds const sweep_interval_;
    deadline::clock::time_point drain_until_ = deadline::clock::time_point::max();
    std::chrono::sys_seconds date_of_{};
};

}  // namespace oms::net
