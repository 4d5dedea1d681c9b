#include "wire/support/raw_client.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <system_error>
#include <utility>

namespace oms::test {
namespace {

using clock = std::chrono::steady_clock;

void must(bool good, char const* what) {
    if (!good) throw std::system_error(errno, std::generic_category(), what);
}

SSL_CTX* client_context() {
    static context_ptr const one = [] {
        std::signal(SIGPIPE, SIG_IGN);  // OpenSSL writes without MSG_NOSIGNAL
        return context_ptr{SSL_CTX_new(TLS_client_method())};
    }();
    return one.get();
}

}  // namespace

raw_client::raw_client(server_address to, SSL_CTX* with, SSL_SESSION* resumed) : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    must(socket_ >= 0, "socket");
    int const one = 1;
    ::setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);  // each `send` is a segment of its own
    sockaddr_in where{};
    where.sin_family = AF_INET;
    where.sin_port = htons(to.port);
    where.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    must(::connect(socket_, reinterpret_cast<sockaddr const*>(&where), sizeof where) == 0, "connect");
    if (to.over == transport::tls) shake_hands(with ? with : client_context(), resumed);
}

raw_client::~raw_client() {
    if (socket_ >= 0) ::close(socket_);
}

void raw_client::shake_hands(SSL_CTX* with, SSL_SESSION* resumed) {
    tls_.reset(SSL_new(with));
    if (resumed) SSL_set_session(tls_.get(), resumed);
    SSL_set_mode(tls_.get(), SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
    SSL_set_fd(tls_.get(), socket_);
    timeval const bound{most.count() / 1000, 0};
    ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &bound, sizeof bound);
    ERR_clear_error();
    int const connected = SSL_connect(tls_.get());
    if (connected == 1) return;
    failed(connected);
    end_ = ending::reset;
}

raw_client::moved raw_client::failed(int result) {
    switch (SSL_get_error(tls_.get(), result)) {
        case SSL_ERROR_WANT_READ: return {progress::wants_input};
        case SSL_ERROR_WANT_WRITE: return {progress::wants_room};
        case SSL_ERROR_ZERO_RETURN: return {progress::ended};
        default: break;
    }
    if (char const* const words = ERR_reason_error_string(ERR_peek_last_error())) reason_ = words;
    return {progress::broken};
}

/// OpenSSL has no flag for it, so the socket itself must not wait.
class without_waiting {
public:
    explicit without_waiting(int socket) : socket_(socket), flags_(::fcntl(socket, F_GETFL)) {
        ::fcntl(socket_, F_SETFL, flags_ | O_NONBLOCK);
    }
    ~without_waiting() { ::fcntl(socket_, F_SETFL, flags_); }
    without_waiting(without_waiting const&) = delete;
    without_waiting& operator=(without_waiting const&) = delete;

private:
    int const socket_;
    int const flags_;
};

raw_client::moved raw_client::read_now(char* to, std::size_t size) {
    if (!tls_) {
        ssize_t const n = ::recv(socket_, to, size, MSG_DONTWAIT);
        if (n > 0) return {progress::some, static_cast<std::size_t>(n)};
        if (n == 0) return {progress::ended};
        return {errno == EAGAIN || errno == EINTR ? progress::wants_input : progress::broken};
    }
    without_waiting const here{socket_};
    ERR_clear_error();
    int const n = SSL_read(tls_.get(), to, static_cast<int>(size));
    return n > 0 ? moved{progress::some, static_cast<std::size_t>(n)} : failed(n);
}

raw_client::moved raw_client::write_now(std::string_view bytes) {
    if (!tls_) {
        ssize_t const n = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
        if (n >= 0) return {progress::some, static_cast<std::size_t>(n)};
        return {errno == EAGAIN || errno == EINTR ? progress::wants_room : progress::broken};
    }
    without_waiting const here{socket_};
    ERR_clear_error();
    int const n = SSL_write(tls_.get(), bytes.data(), static_cast<int>(std::min<std::size_t>(bytes.size(), 1u << 20)));
    return n > 0 ? moved{progress::some, static_cast<std::size_t>(n)} : failed(n);
}

bool raw_client::wait(progress for_what, std::chrono::milliseconds at_most) const {
    pollfd ready{socket_, static_cast<short>(for_what == progress::wants_room ? POLLOUT : POLLIN), 0};
    return ::poll(&ready, 1, static_cast<int>(at_most.count())) == 1;
}

bool raw_client::send(std::string_view bytes) {
    while (!bytes.empty()) {
        moved const put = end_ == ending::reset ? moved{progress::broken} : write_now(bytes);
        if (put.what == progress::some) {
            bytes.remove_prefix(put.bytes);
        } else if (put.what == progress::ended || put.what == progress::broken || !wait(put.what, most)) {
            return false;
        }
    }
    return true;
}

void raw_client::send_urgent(char c) { ::send(socket_, &c, 1, MSG_OOB | MSG_NOSIGNAL); }

void raw_client::half_close() {
    if (tls_) {
        SSL_shutdown(tls_.get());
    } else {
        truncate();
    }
}

void raw_client::truncate() { ::shutdown(socket_, SHUT_WR); }

void raw_client::reset() {
    linger const at_once{1, 0};
    ::setsockopt(socket_, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    ::close(socket_);
    socket_ = -1;
    end_ = ending::reset;
}

bool raw_client::receive_some(std::chrono::milliseconds at_most) {
    auto const until = clock::now() + at_most;
    std::array<char, 16 * 1024> buffer;
    while (end_ == ending::none) {
        moved const got = read_now(buffer.data(), buffer.size());
        switch (got.what) {
            case progress::some: got_.append(buffer.data(), got.bytes); return true;
            case progress::ended: end_ = ending::fin; return true;
            case progress::broken: end_ = ending::reset; return true;
            case progress::wants_input:
            case progress::wants_room: break;
        }
        auto const left = std::chrono::ceil<std::chrono::milliseconds>(until - clock::now());
        if (left <= left.zero() || !wait(got.what, left)) return false;
    }
    return false;
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
