#include <oms/net/listen.hpp>

#include "worker.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <sys/resource.h>

#include <algorithm>
#include <string_view>
#include <thread>
#include <utility>

namespace oms::net {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;
using namespace std::chrono_literals;

/// Files beside the connections: knowledge, log, database, the loops themselves.
constexpr std::size_t other_files = 128;

/// The usual soft limit of 1,024 open files is below the usual limit of connections.
void allow_open_files(std::size_t connections) {
    rlimit files{};
    if (getrlimit(RLIMIT_NOFILE, &files) != 0) return;
    rlim_t const wished = static_cast<rlim_t>(connections + other_files);
    if (files.rlim_cur >= wished) return;
    files.rlim_cur = files.rlim_max == RLIM_INFINITY ? wished : std::min(wished, files.rlim_max);
    setrlimit(RLIMIT_NOFILE, &files);  // if not: accepting pauses while there are none left
}

fault cannot_listen(listener::options const& o, std::string_view why) {
    return {errc::bad_settings, "listen",
            "cannot listen on " + o.address + ":" + std::to_string(o.port) + ": " + std::string{why} + "; choose another with --listen"};
}

result<tcp::endpoint> endpoint_of(listener::options const& o) {
    std::string text = o.address == "localhost" ? "127.0.0.1" : o.address;
    if (text.size() > 2 && text.front() == '[' && text.back() == ']') text = text.substr(1, text.size() - 2);
    error_code ec;
    auto const address = asio::ip::make_address(text, ec);
    if (ec) return cannot_listen(o, "not an IP address");
    return tcp::endpoint{address, o.port};
}

/// Loops share no connections, so each gets its part of what a FHIR server is to be asked with.
client_limits limits_of_reading(service::deployment const& s, unsigned threads) {
    client_limits each;
    each.connections = std::max(1u, s.settings.fetch.connections_per_server / threads);
    each.user_agent += "/" + s.settings.version;
    return each;
}

}  // namespace

class listener::impl {
public:
    impl(options const& o, std::shared_ptr<service::deployment const> const& s);

    error_code bind(tcp::endpoint const& where);
    void run();
    void stop();

    std::atomic<bool> draining_ = false;
    std::uint16_t port_ = 0;
    connection_count connections_;
    std::vector<std::unique_ptr<worker>> workers_;  ///< the first also accepts

private:
    asio::awaitable<void> accept_connections();

    tcp::acceptor acceptor_;
};

listener::impl::impl(options const& o, std::shared_ptr<service::deployment const> const& s)
    : workers_([&] {
          std::vector<std::unique_ptr<worker>> all;
          unsigned const threads = o.threads != 0 ? o.threads : std::max(1u, std::thread::hardware_concurrency());
          client_limits const reading = limits_of_reading(*s, threads);
          for (unsigned i = 0; i < threads; ++i) all.push_back(std::make_unique<worker>(o.bounds, reading, s, o.log, connections_));
          return all;
      }()),
      acceptor_(workers_.front()->context) {}

error_code listener::impl::bind(tcp::endpoint const& where) {
    error_code ec;
    acceptor_.open(where.protocol(), ec);
    if (!ec) acceptor_.set_option(tcp::acceptor::reuse_address(true), ec);
    if (!ec) acceptor_.bind(where, ec);
    if (!ec) acceptor_.listen(asio::socket_base::max_listen_connections, ec);
    if (!ec) port_ = acceptor_.local_endpoint(ec).port();
    return ec;
}

asio::awaitable<void> listener::impl::accept_connections() {
    asio::steady_timer pause{workers_.front()->context};
    for (std::size_t next = 0;; next = (next + 1) % workers_.size()) {
        worker* const one = workers_[next].get();
        auto [ec, socket] = co_await acceptor_.async_accept(one->context, asio::as_tuple(asio::use_awaitable));
        if (draining_.load(std::memory_order_relaxed)) co_return;
        if (ec == asio::error::connection_aborted) continue;
        if (ec) {
            // No descriptor or no memory: the next attempt would fail as well, without a wait for ever and at once.
            pause.expires_after(50ms);
            co_await pause.async_wait(asio::as_tuple(asio::use_awaitable));
            continue;
        }
        if (one == workers_.front().get()) {
            one->welcome(std::move(socket));
        } else {
            asio::post(one->context, [one, s = std::move(socket)]() mutable { one->welcome(std::move(s)); });
        }
    }
}

void listener::impl::run() {
    asio::co_spawn(workers_.front()->context, accept_connections(), asio::detached);
    std::vector<std::jthread> others;
    for (std::size_t i = 1; i < workers_.size(); ++i) others.emplace_back([w = workers_[i].get()] { w->run(); });
    workers_.front()->run();
}

void listener::impl::stop() {
    if (draining_.exchange(true)) return;
    // In this order: a connection that was accepted before is posted to its worker before that one drains.
    asio::post(workers_.front()->context, [this] {
        error_code ec;
        acceptor_.close(ec);
        for (auto const& w : workers_) asio::post(w->context, [one = w.get()] { one->drain(); });
    });
}

listener::listener(std::unique_ptr<impl> i) : impl_(std::move(i)) {}
listener::~listener() = default;

result<std::unique_ptr<listener>> listener::open(options o, std::shared_ptr<service::deployment const> s) {
    auto const where = endpoint_of(o);
    if (!where) return where.error();
    allow_open_files(o.bounds.connections);
    auto made = std::make_unique<impl>(o, s);
    if (error_code const ec = made->bind(*where)) return cannot_listen(o, ec.message());
    return std::unique_ptr<listener>{new listener{std::move(made)}};
}

std::uint16_t listener::port() const noexcept { return impl_->port_; }

void listener::replace(std::shared_ptr<service::deployment const> s) {
    for (auto const& w : impl_->workers_) asio::post(w->context, [one = w.get(), s] { one->use(s); });
}

void listener::run() { impl_->run(); }
void listener::stop() { impl_->stop(); }
bool listener::draining() const noexcept { return impl_->draining_.load(); }

}  // namespace oms::net
