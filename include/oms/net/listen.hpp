#pragma once
#include <oms/base/fault.hpp>
#include <oms/service/exchange.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

/// Sockets, deadlines, limits. No clinical word appears here.
namespace oms::net {

/// Every number of the wire, with its unit. Defaults: product.md 4 `limits`; the last four are no settings.
struct limits {
    std::size_t header_bytes = 16 * 1024;       ///< request line and fields, the empty line included
    std::size_t body_bytes = 32u << 20;         ///< of one request, chunk framing not counted
    std::size_t read_chunk_bytes = 256 * 1024;  ///< one read of a body; large, so that few system calls are made
    std::size_t connections = 4096;             ///< over it: 503, Retry-After, close
    std::chrono::milliseconds header{10'000};   ///< to send a whole request head
    std::chrono::milliseconds body{30'000};     ///< between two portions of a body or of an answer: no progress for this long ends it
    std::chrono::milliseconds idle{60'000};     ///< between two requests
    std::chrono::milliseconds drain{20'000};    ///< after SIGTERM
    std::size_t drop_bytes = 64 * 1024;         ///< an unread rest up to this is read and dropped, so that the connection lives on
    std::size_t farewell_bytes = 64u << 20;     ///< read and dropped after a last answer, so that it arrives before the reset
    std::chrono::milliseconds farewell{2'000};  ///< the same, as time
    std::size_t spare_exchanges = 32;           ///< per thread, kept for later requests; more in flight are freed when they end
};

/// Called after each request, on an I/O thread; must not block. The time runs from the whole head to the answer.
using on_record = std::function<void(service::record const&, std::chrono::microseconds)>;

/// A running server. `stop` drains: no new connections, running requests finish within `limits::drain`, then it cuts.
class listener {
public:
    struct options {
        std::string address = "127.0.0.1";  ///< IPv4, IPv6 (brackets allowed) or `localhost`
        std::uint16_t port = 8080;          ///< 0: any free port
        unsigned threads = 1;               ///< 0: one for each core
        limits bounds;
        on_record log;
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

private:
    class impl;
    explicit listener(std::unique_ptr<impl> i);
    std::unique_ptr<impl> impl_;
};

}  // namespace oms::net
