#pragma once
#include "connection/desk.hpp"
#include "connection/session.hpp"

#include <oms/net/http_client.hpp>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>

#include <atomic>
#include <chrono>
#include <cstddef>
#include <memory>
#include <vector>

namespace oms::net {

/// How many connections there are, over all threads. Touched once when one begins and once when it ends.
struct connection_count {
    std::atomic<std::size_t> served = 0;
    std::atomic<std::size_t> turned_away = 0;  ///< still being told that there are too many
};

/// One thread's share of the server: its loop, its connections, its desk. Nothing in it is seen by another thread, `context`
/// aside, through which others post.
///
/// Its connections are in one epoll set, entered once and told of each change once (edge-triggered); the loop waits for that set as for one
/// socket. What is ready is served in rounds: all read first, then all answers leave.
class worker {
public:
    worker(limits bounds, client_limits const& reading, std::shared_ptr<service::deployment const> s, on_record log, connection_count& all);
    ~worker();

    /// Returns when `drain` was called and the last connection has ended.
    void run();

    boost::asio::io_context context{1};  ///< one thread runs it

    // The rest: on the worker's own thread.
    void welcome(boost::asio::ip::tcp::socket s);
    void use(std::shared_ptr<service::deployment const> s) { desk_.use(std::move(s)); }
    void drain();

private:
    struct guest;

    void call_in(session& s);
    void call(session& s);
    void serve_soon();
    void serve();
    bool serve_round();
    void take_turn(session& s, session::turn (session::*what)(session::clock::time_point));
    void leave(session& s);
    void forget_gone() noexcept;
    void wait();
    [[nodiscard]] bool is_done() const noexcept { return desk_.draining && guests_.empty(); }
    void schedule_tick();
    void tick();

    limits const bounds_;
    desk desk_;
    http_client client_;
    connection_count& all_;
    std::unique_ptr<char[]> buffer_;
    boost::asio::posix::stream_descriptor sockets_;  ///< an epoll set
    session::surroundings const around_;
    std::vector<std::unique_ptr<guest>> guests_;
    std::vector<std::unique_ptr<guest>> gone_;       ///< in this round; still named in what follows
    std::vector<session*> called_;                   ///< for the next round
    std::vector<session*> answering_;                ///< at the end of this round
    std::vector<session*> now_;                      ///< those of one of them whose turn it is
    session::clock::time_point now_is_ = session::clock::now();   ///< of this round
    bool due_ = false;      ///< `serve` will be called
    bool awaited_ = false;  ///< the loop waits for `sockets_`
    boost::asio::steady_timer timer_{context};
    std::chrono::milliseconds const tick_every_;
    session::clock::time_point cut_at_ = session::clock::time_point::max();
    std::chrono::sys_seconds date_of_{};
};

}  // namespace oms::net
