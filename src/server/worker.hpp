#pragma once
#include "desk.hpp"
#include "session.hpp"

#include <oms/server/http_client.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>

#include <atomic>
#include <chrono>
#include <cstddef>
#include <memory>
#include <vector>

namespace oms::server {

/// How many connections there are, over all threads. Touched once when one begins and once when it ends.
struct connection_count {
    std::atomic<std::size_t> served = 0;
    std::atomic<std::size_t> turned_away = 0;  ///< still being told that there are too many
};

/// One thread's share of the server: its loop, its connections, its desk. Nothing in it is seen by another thread, `context`
/// aside, through which others post.
class worker {
public:
    worker(limits bounds, client_limits const& reading, std::shared_ptr<http::service const> s, on_record log, connection_count& all);

    /// Returns when `drain` was called and the last connection has ended.
    void run();

    boost::asio::io_context context{1};  ///< one thread runs it

    // The rest: on the worker's own thread.
    void welcome(boost::asio::ip::tcp::socket s);
    void use(std::shared_ptr<http::service const> s) { desk_.use(std::move(s)); }
    void drain();

private:
    boost::asio::awaitable<void> serve(boost::asio::ip::tcp::socket s, std::atomic<std::size_t>& counted_in);
    void enter(session& s);
    void leave(session& s);
    void schedule_tick();
    void tick();

    limits const bounds_;
    desk desk_;
    http_client client_;
    connection_count& all_;
    std::unique_ptr<char[]> buffer_;
    std::vector<session*> sessions_;
    boost::asio::steady_timer timer_{context};
    std::chrono::milliseconds const tick_every_;
    session::clock::time_point cut_at_ = session::clock::time_point::max();
    std::chrono::sys_seconds date_of_{};
};

}  // namespace oms::server
