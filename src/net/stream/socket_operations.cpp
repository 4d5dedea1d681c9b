#include "socket_operations.hpp"

#include <oms/service/limits.hpp>

#include <poll.h>
#include <sys/socket.h>

#include <boost/asio/buffer.hpp>

#include <array>
#include <cerrno>

namespace oms::net {

namespace asio = boost::asio;
using boost::system::error_code;

void prepare(tcp_socket& s) noexcept {
    error_code ignored;  // who has gone already shows it at the first read
    s.non_blocking(true, ignored);
    s.set_option(asio::ip::tcp::no_delay(true), ignored);
}

outcome outcome_of(error_code const& ec) noexcept {
    if (!ec || ec == asio::error::would_block || ec == asio::error::interrupted) return outcome::done;  // nothing moved; it is tried again
    if (ec == asio::error::eof) return outcome::ended;
    return ec == asio::error::operation_aborted ? outcome::interrupted : outcome::broken;
}

io_result read_now(tcp_socket& s, std::span<char> into) noexcept {
    error_code ec;
    std::size_t const n = s.read_some(asio::buffer(into.data(), into.size()), ec);
    return {outcome_of(ec), n};
}

awaitable<io_result> drop_some(tcp_socket& s) {
    auto const [ec] = co_await s.async_wait(tcp_socket::wait_read, as_result);
    if (ec) co_return io_result{outcome_of(ec)};
    // This copies nothing, see tcp(7).
    ssize_t const n = ::recv(s.native_handle(), nullptr, service::inbound_limits::dropped_at_once, MSG_TRUNC | MSG_DONTWAIT);
    if (n == 0) co_return io_result{outcome::ended};
    if (n < 0) co_return io_result{errno == EAGAIN || errno == EINTR ? outcome::done : outcome::broken};
    co_return io_result{outcome::done, static_cast<std::size_t>(n)};
}

awaitable<io_result> write_some(tcp_socket& s, two_pieces pieces) {
    std::array const buffers{asio::buffer(pieces[0]), asio::buffer(pieces[1])};
    for (;;) {
        error_code ec;
        std::size_t const n = s.write_some(buffers, ec);
        if (ec != asio::error::would_block) co_return io_result{outcome_of(ec), n};
        if (auto const [late] = co_await s.async_wait(tcp_socket::wait_write, as_result); late) co_return io_result{outcome_of(late)};
    }
}

void send_fin(tcp_socket& s) noexcept {
    error_code ignored;
    s.shutdown(tcp_socket::shutdown_send, ignored);
}

bool is_broken(tcp_socket& s) noexcept {
    pollfd p{s.native_handle(), 0, 0};
    return ::poll(&p, 1, 0) == 1 && (p.revents & (POLLERR | POLLHUP)) != 0;
}

awaitable<> until_broken(tcp_socket& s) {
    while (!is_broken(s)) {
        auto const [ec] = co_await s.async_wait(tcp_socket::wait_error, as_result);
        if (ec) co_return;
        // An urgent byte ends that wait, too; HTTP has none, so it is thrown away.
        char urgent = 0;
        (void)::recv(s.native_handle(), &urgent, 1, MSG_OOB | MSG_DONTWAIT);
    }
}

}  // namespace oms::net
