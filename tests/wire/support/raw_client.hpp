#pragma once
#include "wire/support/answers.hpp"
#include "wire/support/certificate.hpp"
#include "wire/support/transport.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace oms::test {

/// A client that sends what it is told, byte for byte, over loopback. Nothing waits longer than `most`.
class raw_client {
public:
    static constexpr std::chrono::milliseconds most{5000};

    /// With TLS, a handshake that does not come about is the end of the connection. `with`: what the client says in it; null: as usual.
    /// `resumed`: a session that it offers.
    explicit raw_client(server_address to, SSL_CTX* with = nullptr, SSL_SESSION* resumed = nullptr);
    explicit raw_client(std::uint16_t port) : raw_client(server_address{port}) {}
    ~raw_client();
    raw_client(raw_client const&) = delete;
    raw_client& operator=(raw_client const&) = delete;

    /// False: the peer has gone.
    bool send(std::string_view bytes);
    /// Beside the stream of bytes, and of TLS.
    void send_urgent(char c);
    /// FIN; with TLS, close_notify.
    void half_close();
    /// FIN, with TLS without a close_notify before it.
    void truncate();
    /// RST instead of FIN.
    void reset();

    /// `fin`: with TLS after a close_notify.
    enum class ending : std::uint8_t { none, fin, reset };
    /// Waits for bytes or the end of the connection, at most so long; true if anything came.
    bool receive_some(std::chrono::milliseconds at_most = most);
    /// The next whole answer; status 0 if the connection ended or nothing more came.
    http_answer receive_answer(bool bodiless = false);
    /// Everything up to the end of the connection.
    std::string receive_all();
    [[nodiscard]] ending end() const noexcept { return end_; }
    /// Of a connection that broke: OpenSSL's words for it, such as the alert that came. Empty: none.
    [[nodiscard]] std::string_view reason() const noexcept { return reason_; }
    /// Null: plain.
    [[nodiscard]] SSL* tls() noexcept { return tls_.get(); }
    /// What arrived and was not taken by `receive_answer`.
    [[nodiscard]] std::string const& received() const noexcept { return got_; }

private:
    enum class progress : std::uint8_t { some, wants_input, wants_room, ended, broken };
    struct moved {
        progress what = progress::some;
        std::size_t bytes = 0;
    };
    void shake_hands(SSL_CTX* with, SSL_SESSION* resumed);
    moved read_now(char* to, std::size_t size);
    moved write_now(std::string_view bytes);
    moved failed(int result);
    /// False: not within `at_most`.
    bool wait(progress for_what, std::chrono::milliseconds at_most) const;

    int socket_ = -1;
    std::unique_ptr<SSL, released_by<SSL_free>> tls_;  ///< null: plain
    std::string got_;
    std::string_view reason_;
    ending end_ = ending::none;
};

}  // namespace oms::test
