#include "stream_socket.hpp"

#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

namespace oms::net {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

bool is_loopback(asio::ip::address const& a) {
    if (a.is_v6() && a.to_v6().is_v4_mapped()) return asio::ip::make_address_v4(asio::ip::v4_mapped, a.to_v6()).is_loopback();
    return a.is_loopback();
}

stream_socket::step failed() noexcept {
    bool const later = errno == EAGAIN || errno == EWOULDBLOCK;
    return {later ? stream_socket::outcome::not_now : stream_socket::outcome::lost};
}

/// A signal that interrupts is no answer.
template <class Call>
ssize_t uninterrupted(Call call) noexcept {
    for (;;) {
        if (ssize_t const n = call(); n >= 0 || errno != EINTR) return n;
    }
}

}  // namespace

stream_socket::stream_socket(tcp::socket from) {
    error_code ec;
    tcp::endpoint const peer = from.remote_endpoint(ec);
    from_loopback_ = !ec && is_loopback(peer.address());
    from.native_non_blocking(true, ec);
    if (!ec) from.set_option(tcp::no_delay(true), ec);
    if (ec) return;
    int const fd = from.release(ec);
    if (!ec) fd_ = fd;
}

stream_socket::step stream_socket::read(std::span<char> into) noexcept {
    ssize_t const n = uninterrupted([&] { return ::recv(fd_, into.data(), into.size(), 0); });
    if (n < 0) return failed();
    return n == 0 ? step{outcome::ended} : step{outcome::moved, static_cast<std::size_t>(n)};
}

stream_socket::step stream_socket::write(std::array<std::string_view, 2> const& pieces) noexcept {
    std::array<iovec, 2> parts;
    for (std::size_t i = 0; i < parts.size(); ++i) parts[i] = {const_cast<char*>(pieces[i].data()), pieces[i].size()};
    msghdr message{};
    message.msg_iov = parts.data();
    message.msg_iovlen = parts.size();
    ssize_t const n = uninterrupted([&] { return ::sendmsg(fd_, &message, MSG_NOSIGNAL); });
    return n < 0 ? failed() : step{outcome::moved, static_cast<std::size_t>(n)};
}

void stream_socket::shut_down_writing() noexcept { ::shutdown(fd_, SHUT_WR); }

void stream_socket::close() noexcept {
    if (fd_ >= 0) ::close(std::exchange(fd_, -1));
}

}  // namespace oms::net
