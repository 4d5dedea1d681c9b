#include "wire/scripted_server.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include <algorithm>
#include <utility>

namespace oms::test {

namespace asio = boost::asio;
using asio::ip::tcp;
constexpr auto by_tuple = asio::as_tuple(asio::use_awaitable);

scripted_server::scripted_server(asio::io_context& loop, script s)
    : script_(std::move(s)), acceptor_(loop, {asio::ip::address_v4::loopback(), 0}), gate_(loop, asio::steady_timer::time_point::max()) {
    asio::co_spawn(loop, accept(), asio::detached);
}

std::string scripted_server::url(std::string_view path, std::string_view host) const {
    return "http://" + std::string{host} + ":" + std::to_string(acceptor_.local_endpoint().port()) + std::string{path};
}

void scripted_server::release() { gate_.cancel(); }

void scripted_server::close_idle() {
    for (tcp::socket* s : idle_) s->close();
}

asio::awaitable<void> scripted_server::accept() {
    for (std::size_t n = 0;; ++n) {
        auto [ec, socket] = co_await acceptor_.async_accept(by_tuple);
        if (ec) co_return;
        socket.set_option(tcp::no_delay(true));
        asio::co_spawn(acceptor_.get_executor(), serve(std::move(socket), n), asio::detached);
    }
}

asio::awaitable<void> scripted_server::serve(tcp::socket s, std::size_t connection) {
    most_open = std::max(most_open, ++open);
    std::string bytes;
    for (std::size_t number = 0;; ++number) {
        idle_.push_back(&s);
        auto const [ec, n] = co_await asio::async_read_until(s, asio::dynamic_buffer(bytes), "\r\n\r\n", by_tuple);
        std::erase(idle_, &s);
        if (ec == asio::error::eof || ec == asio::error::connection_reset) ++left_by_peer;
        if (ec) break;
        seen.push_back({connection, number, bytes.substr(0, n)});
        bytes.erase(0, n);
        if (!co_await reply_to(s, seen.back())) break;
    }
    --open;
}

/// False: the connection is over.
asio::awaitable<bool> scripted_server::reply_to(tcp::socket& s, seen_request r) {
    scripted_reply const reply = script_(r);
    if (reply.held) co_await gate_.async_wait(by_tuple);
    for (std::string const& portion : reply.portions) {
        auto const [ec, n] = co_await asio::async_write(s, asio::buffer(portion), by_tuple);
        if (ec) break;
        co_await asio::post(s.get_executor(), asio::use_awaitable);  // the client reads meanwhile
    }
    if (reply.then == scripted_reply::end::reset) s.set_option(asio::socket_base::linger(true, 0));
    if (reply.then == scripted_reply::end::hang) {
        char byte = 0;
        co_await asio::async_read(s, asio::buffer(&byte, 1), by_tuple);
        ++left_by_peer;
    }
    co_return reply.then == scripted_reply::end::keep;
}

}  // namespace oms::test
