#pragma once
#include <oms/base/fault.hpp>
#include <oms/service/exchange.hpp>
#include <oms/net/ending.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

namespace boost::asio::ssl {
class context;
}

/// Sockets, deadlines, limits. No clinical word appears here.
namespace oms::net {

/// How long a connection may wait for each thing. Defaults: product.md 4 `limits`; `linger` is no setting.
struct time_limits {
    std::chrono::milliseconds header{10'000};  ///< a whole request head, from its first byte; a TLS handshake
    std::chrono::milliseconds body{30'000};    ///< the first byte of each MiB of a body, and then the rest of that MiB
    std::chrono::milliseconds answer{30'000};  ///< the peer to take each MiB of an answer
    std::chrono::milliseconds idle{60'000};    ///< the next request
    std::chrono::milliseconds linger{2'000};   ///< the peer's end of the connection, after the last answer
    std::chrono::milliseconds drain{20'000};   ///< all connections to end, after SIGTERM
};

/// Every number of the wire, with its unit. Defaults: product.md 4 `limits`; those below `connections` are no settings.
struct limits {
    std::size_t header_bytes = 16 * 1024;          ///< request line and fields, the empty line included; one frame of a chunked body
    std::size_t body_bytes = 32u << 20;            ///< of one request, chunk framing not counted
    std::size_t connections = 4096;                ///< over it: 503, Retry-After, close
    std::size_t turned_away = 64;                  ///< connections over that limit that are answered 503 at the same time; more are closed
    std::size_t read_bytes = 256 * 1024;           ///< one read; large, so that a large body takes few system calls
    std::size_t drop_bytes = 64 * 1024;            ///< an unread rest up to this is read and dropped, so that the connection lives on
    std::size_t linger_bytes = 64u << 20;          ///< read and dropped after a last answer, so that a reset does not overtake it
    std::size_t spare_exchanges = 32;              ///< per thread, kept for later requests; more are freed when their request ends
    std::size_t spare_answer_bytes = 32 * 1024;    ///< an answer's storage is kept for later ones up to this; a card has a quarter of it
    std::size_t idle_head_bytes = 1024;            ///< storage of heads that a connection keeps between two requests
    time_limits time;
};

/// Called after each request, on an I/O thread; must not block. The time runs from the whole head to the answer.
using on_record = std::function<void(service::record const&, std::chrono::microseconds)>;

/// Called when a connection has ended, on an I/O thread; must neither block nor throw. `count`: how many have ended so, this one included.
using on_ending = std::function<void(ending why, std::uint64_t count)>;

/// A running server. `stop` drains: no new connections, running requests finish within `time_limits::drain`, then it cuts.
class listener {
public:
    struct options {
        std::string address = "127.0.0.1";  ///< IPv4, IPv6 (brackets allowed) or `localhost`
        std::uint16_t port = 8080;          ///< 0: any free port
        unsigned threads = 1;               ///< 0: one for each core
        limits bounds;
        on_record log;
        on_ending ended;
        std::shared_ptr<boost::asio::ssl::context> tls;  ///< null: plain HTTP
    };
    /// Fault: bad_settings with the address and what the system said (taken, no right, not an address of this machine).
    [[nodiscard]] static result<std::unique_ptr<listener>> open(options o, std::shared_ptr<service::deployment const> s);
    ~listener();

    [[nodiscard]] std::uint16_t port() const noexcept;
    /// New requests use `s`; running ones end with the old.
    void replace(std::shared_ptr<service::deployment const> s);
    /// Returns when `stop` was called and the drain is over. The calling thread serves too. Once per listener.
    void run();
    /// From any thread or a signal handler's thread; returns at once.
    void stop();
    [[nodiscard]] bool draining() const noexcept;
    /// How connections ended so far. From any thread.
    [[nodiscard]] ending_counts endings() const noexcept;

private:
    class impl;
    explicit listener(std::unique_ptr<impl> i);
    std::unique_ptr<impl> impl_;
};

}  // namespace oms::net
