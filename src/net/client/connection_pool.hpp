#pragma once
#include "transfer.hpp"
#include "trust_store.hpp"

#include <oms/base/released_by.hpp>

#include <curl/curl.h>
#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>

#include <chrono>
#include <deque>
#include <memory>
#include <vector>

namespace oms::net {

/// Requests to one origin under one pool key, and the connections they share.
///
/// libcurl names the sockets it waits for; they are put into an epoll set, and the loop waits for that set as for one socket.
/// All that libcurl does happens in `drive`, which the loop alone calls; so nothing here is ever entered twice.
class connection_pool : public std::enable_shared_from_this<connection_pool> {
public:
    using clock = std::chrono::steady_clock;

    /// `with` and `trusted` outlive it.
    connection_pool(boost::asio::io_context& loop, client_settings const& with, trust_store& trusted);
    ~connection_pool();

    void add(std::shared_ptr<transfer> t);
    /// Lets go of the transfers that are over, from the loop.
    void schedule_drop() noexcept;
    [[nodiscard]] bool is_idle() const noexcept { return waiting_.empty() && running_.empty(); }
    [[nodiscard]] clock::time_point last_used() const noexcept { return last_used_; }
    [[nodiscard]] boost::asio::io_context& loop() noexcept { return loop_; }

private:
    void schedule_drive() noexcept;
    void drive();
    void drop_cancelled();
    void start_waiting();
    void finish_done();
    void wait();
    void take_ready_sockets();
    void watch_socket(curl_socket_t socket, int what) noexcept;
    void set_timer(long milliseconds) noexcept;
    [[nodiscard]] bool has_room() const noexcept { return running_.size() < settings_.limits.connections_per_server; }

    boost::asio::io_context& loop_;
    client_settings const& settings_;
    trust_store& trusted_;
    boost::asio::posix::stream_descriptor sockets_;  ///< an epoll set
    boost::asio::steady_timer timer_;                ///< libcurl's
    std::unique_ptr<CURLSH, released_by<curl_share_cleanup>> share_;      ///< TLS sessions, so that a new connection can resume one
    std::unique_ptr<CURLM, released_by<curl_multi_cleanup>> multi_;       ///< holds the idle connections
    std::deque<std::shared_ptr<transfer>> waiting_;
    std::vector<std::shared_ptr<transfer>> running_;
    clock::time_point last_used_ = clock::now();
    bool timer_due_ = false;
    bool drive_due_ = false;
    bool drop_due_ = false;
    bool is_waiting_ = false;  ///< the loop waits for `sockets_`
};

}  // namespace oms::net
