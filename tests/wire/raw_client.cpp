#include "wire/raw_client.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <system_error>
#include <utility>

namespace oms::test {
namespace {

void must(bool good, char const* what) {
    if (!good) throw std::system_error(errno, std::generic_category(), what);
}

}  // namespace

raw_client::raw_client(std::uint16_t port) : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    must(socket_ >= 0, "socket");
    int const one = 1;
    ::setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);  // each `send` is a segment of its own
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(port);
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    must(::connect(socket_, reinterpret_cast<sockaddr const*>(&to), sizeof to) == 0, "connect");
}

raw_client::~raw_client() {
    if (socket_ >= 0) ::close(socket_);
}

bool raw_client::send(std::string_view bytes) {
    while (!bytes.empty()) {
        pollfd ready{socket_, POLLOUT, 0};
        if (::poll(&ready, 1, static_cast<int>(patience.count())) != 1) return false;
        ssize_t const n = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
        if (n < 0 && (errno == EAGAIN || errno == EINTR)) continue;
        if (n < 0) return false;
        bytes.remove_prefix(static_cast<std::size_t>(n));
    }
    return true;
}

void raw_client::half_close() { ::shutdown(socket_, SHUT_WR); }

void raw_client::reset() {
    linger const at_once{1, 0};
    ::setsockopt(socket_, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    ::close(socket_);
    socket_ = -1;
}

bool raw_client::receive_some(std::chrono::milliseconds at_most) {
    if (end_ != ending::none) return false;
    pollfd ready{socket_, POLLIN, 0};
    if (::poll(&ready, 1, static_cast<int>(at_most.count())) != 1) return false;
    std::array<char, 16 * 1024> buffer;
    ssize_t const n = ::recv(socket_, buffer.data(), buffer.size(), 0);
    if (n > 0) got_.append(buffer.data(), static_cast<std::size_t>(n));
    if (n == 0) end_ = ending::fin;
    if (n < 0) end_ = ending::reset;
    return true;
}

http_answer raw_client::receive_answer(bool bodiless) {
    for (;;) {
        std::string rest;
        auto all = split_answers(got_, rest, bodiless);
        if (!all.empty()) {
            std::string const first = all.front().head;
            got_.erase(0, first.size() + 2 + all.front().body.size());
            return all.front();
        }
        if (!receive_some()) return {};
    }
}

std::string raw_client::receive_all() {
    while (receive_some()) {
    }
    return std::exchange(got_, {});
}

}  // namespace oms::test
