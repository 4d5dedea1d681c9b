#include "input.hpp"
#include "socket_operations.hpp"
#include "stream.hpp"

#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>

#include <openssl/err.h>
#include <openssl/x509_vfy.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

namespace oms::net {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;

/// A text that OpenSSL keeps. What is wrong with a client's certificate says more than that it was refused.
std::string_view reason_of(error_code const& ec, long verified) noexcept {
    if (verified != X509_V_OK) return X509_verify_cert_error_string(verified);
    char const* const words = ERR_reason_error_string(static_cast<unsigned long>(ec.value()));
    return words ? words : "unknown error";
}

class tls_stream final : public stream {
public:
    tls_stream(tcp_socket s, asio::ssl::context& context) : tls_(std::move(s), context) {}

    awaitable<outcome> open() override {
        auto const [ec] = co_await tls_.async_handshake(asio::ssl::stream_base::server, as_result);
        if (ec.category() == asio::error::get_ssl_category()) {
            refusal_ = reason_of(ec, SSL_get_verify_result(tls_.native_handle()));
            send_fin(socket());  // behind the alert
        }
        co_return outcome_of(ec);
    }

    std::string_view refusal_of_open() const noexcept override { return refusal_; }

    awaitable<outcome> read(input& to) override {
        if (outcome const got = co_await read_ahead(); got != outcome::done) co_return got;
        std::span<char> room = to.room();
        std::size_t n = std::min(ahead_bytes_, room.size());
        std::memcpy(room.data(), ahead_.data(), n);
        explicit_bzero(ahead_.data(), std::exchange(ahead_bytes_, 0));
        // What is left of the record is deciphered already, so reading it waits for nothing.
        error_code ec;
        while (!ec && n < room.size() && SSL_pending(tls_.native_handle()) > 0) {
            n += tls_.read_some(asio::buffer(room.data() + n, room.size() - n), ec);
        }
        to.add(n);
        co_return outcome::done;
    }

    awaitable<io_result> write(two_pieces pieces) override {
        std::array const buffers{asio::buffer(pieces[0]), asio::buffer(pieces[1])};
        auto const [ec, n] = co_await tls_.async_write_some(buffers, as_result);
        co_return io_result{outcome_of(ec), n};
    }

    awaitable<outcome> end_output() override {
        // As if the peer's close_notify had come: it is not waited for (RFC 8446 6.1).
        SSL_set_shutdown(tls_.native_handle(), SSL_get_shutdown(tls_.native_handle()) | SSL_RECEIVED_SHUTDOWN);
        auto const [ec] = co_await tls_.async_shutdown(as_result);
        send_fin(socket());
        co_return outcome_of(ec);
    }

    awaitable<io_result> drop() override { return drop_some(socket()); }

    /// Only TLS tells the end of the peer's side from a connection that was cut off, so it must be read; but no further than one portion.
    awaitable<> until_broken() override {
        outcome const got = co_await read_ahead();
        if (got == outcome::done || got == outcome::ended) co_await net::until_broken(socket());
    }

    bool is_broken() noexcept override { return broken_ || net::is_broken(socket()); }

    void interrupt() noexcept override {
        error_code ignored;
        socket().cancel(ignored);
    }

private:
    [[nodiscard]] tcp_socket& socket() noexcept { return tls_.next_layer(); }

    /// Waits for bytes unless some are there.
    awaitable<outcome> read_ahead() {
        if (ahead_bytes_ == 0 && !ended_) {
            auto const [ec, n] = co_await tls_.async_read_some(asio::buffer(ahead_), as_result);
            ahead_bytes_ = n;
            ended_ = ec == asio::error::eof;
            broken_ = outcome_of(ec) == outcome::broken;
            if (ec) co_return outcome_of(ec);
        }
        co_return ahead_bytes_ != 0 ? outcome::done : outcome::ended;
    }

    asio::ssl::stream<tcp_socket> tls_;
    std::string_view refusal_;
    std::array<char, 256> ahead_;    ///< read, and not passed on yet; small, because each connection has it
    std::size_t ahead_bytes_ = 0;
    bool ended_ = false;   ///< the peer's close_notify has come
    bool broken_ = false;
};

}  // namespace

std::unique_ptr<stream> make_tls_stream(tcp_socket socket, asio::ssl::context& tls) {
    return std::make_unique<tls_stream>(std::move(socket), tls);
}

}  // namespace oms::net
