#include <oms/net/listen.hpp>

#include "io_thread.hpp"

#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>

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

/// The usual soft limit of 1,024 open files is below the usual limit of connections.
void allow_open_files(std::size_t number) {
    rlimit files{};
    if (getrlimit(RLIMIT_NOFILE, &files) != 0) return;
    rlim_t const needed = static_cast<rlim_t>(number);
    if (files.rlim_cur >= needed) return;
    files.rlim_cur = files.rlim_max == RLIM_INFINITY ? needed : std::min(needed, files.rlim_max);
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

/// Threads share no connections to FHIR servers, so each gets its part of `connections_per_server`.
client_settings settings_of_clients(service::deployment const& s, unsigned threads) {
    client_settings each{.limits = s.settings.fetch.limits};
    each.limits.connections_per_server = std::max<std::size_t>(1, each.limits.connections_per_server / threads);
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
    unsigned const thread_count_;
    io_thread::settings const settings_;
    connection_counters connections_;
    std::vector<std::unique_ptr<io_thread>> threads_;  ///< the first also accepts

private:
    awaitable<> accept_connections();
    awaitable<bool> accept_one(io_thread& to);

    std::chrono::milliseconds const accept_pause_;
    asio::basic_socket_acceptor<tcp, executor> acceptor_;
};

listener::impl::impl(options const& o, std::shared_ptr<service::deployment const> const& s)
    : thread_count_(o.threads != 0 ? o.threads : std::max(1u, std::thread::hardware_concurrency())),
      settings_{settings_of_clients(*s, thread_count_), o.log, o.ended, o.refused_handshake, o.tls, o.tokens},
      threads_([&] {
          std::vector<std::unique_ptr<io_thread>> all;
          for (unsigned i = 0; i < thread_count_; ++i) all.push_back(std::make_unique<io_thread>(settings_, s, connections_));
          return all;
      }()),
      accept_pause_(s->settings.limits.time.accept),
      acceptor_(threads_.front()->context.get_executor()) {}

error_code listener::impl::bind(tcp::endpoint const& where) {
    error_code ec;
    acceptor_.open(where.protocol(), ec);
    if (!ec) acceptor_.set_option(tcp::acceptor::reuse_address(true), ec);
    if (!ec) acceptor_.bind(where, ec);
    if (!ec) acceptor_.listen(asio::socket_base::max_listen_connections, ec);
    if (!ec) port_ = acceptor_.local_endpoint(ec).port();
    return ec;
}

awaitable<> listener::impl::accept_connections() {
    asio::steady_timer pause{threads_.front()->context};
    for (std::size_t next = 0; !draining_.load(std::memory_order_relaxed); next = (next + 1) % threads_.size()) {
        bool accepted = false;
        try {
            accepted = co_await accept_one(*threads_[next]);
        } catch (std::exception const&) {
            // No memory.
        }
        if (accepted) continue;
        // No descriptor or no memory: without a pause the next attempt would fail as well, again and again.
        pause.expires_after(accept_pause_);
        co_await pause.async_wait(as_result);
    }
}

/// False: it failed, and may succeed later.
awaitable<bool> listener::impl::accept_one(io_thread& to) {
    auto [ec, socket] = co_await acceptor_.async_accept(to.context.get_executor(), as_result);
    if (draining_.load(std::memory_order_relaxed) || ec == asio::error::connection_aborted) co_return true;
    if (ec) co_return false;
    if (&to == threads_.front().get()) {
        to.serve(std::move(socket));
    } else {
        asio::post(to.context, [&to, s = std::move(socket)]() mutable { to.serve(std::move(s)); });
    }
    co_return true;
}

void listener::impl::run() {
    asio::co_spawn(threads_.front()->context, accept_connections(), asio::detached);
    std::vector<std::jthread> others;
    for (std::size_t i = 1; i < threads_.size(); ++i) others.emplace_back([t = threads_[i].get()] { t->run(); });
    threads_.front()->run();
}

void listener::impl::stop() {
    if (draining_.exchange(true)) return;
    // In this order: a connection that was accepted before is posted to its thread before that one drains.
    asio::post(threads_.front()->context, [this] {
        error_code ec;
        acceptor_.close(ec);
        for (auto const& t : threads_) asio::post(t->context, [one = t.get()] { one->drain(); });
    });
}

listener::listener(std::unique_ptr<impl> i) : impl_(std::move(i)) {}
listener::~listener() = default;

result<std::unique_ptr<listener>> listener::open(options o, std::shared_ptr<service::deployment const> s) {
    auto const where = endpoint_of(o);
    if (!where) return where.error();
    allow_open_files(s->settings.limits.connections + s->settings.limits.other_files);
    auto made = std::make_unique<impl>(o, s);
    if (error_code const ec = made->bind(*where)) return cannot_listen(o, ec.message());
    return std::unique_ptr<listener>{new listener{std::move(made)}};
}

std::uint16_t listener::port() const noexcept { return impl_->port_; }

void listener::replace(std::shared_ptr<service::deployment const> s) {
    for (auto const& t : impl_->threads_) asio::post(t->context, [one = t.get(), s] { one->use(s); });
}

void listener::replace(std::shared_ptr<asio::ssl::context> tls) {
    for (auto const& t : impl_->threads_) asio::post(t->context, [one = t.get(), tls] { one->use(tls); });
}

void listener::run() { impl_->run(); }
void listener::stop() { impl_->stop(); }
bool listener::draining() const noexcept { return impl_->draining_.load(); }
ending_counts listener::endings() const noexcept { return impl_->connections_.endings(); }

}  // namespace oms::net
