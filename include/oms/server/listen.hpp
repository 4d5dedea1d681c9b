#pragma once
#include <oms/base/fault.hpp>
#include <oms/http/exchange.hpp>

#include <atomic>
#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>

/// Sockets, deadlines, limits. No clinical word appears here.
namespace oms::server {

/// Every number of the wire, with its unit. Defaults: product.md 4 `limits`.
struct limits {
    std::size_t header_bytes = 16 * 1024;
    std::size_t body_bytes = 32u << 20;
    std::size_t read_chunk_bytes = 256 * 1024;   ///< one read of a body; large, so that few system calls are made
    std::size_t connections = 4096;
    std::chrono::seconds header{10};    ///< to send a whole request head
    std::chrono::seconds body{30};      ///< between two portions of a body: no progress for this long ends it
    std::chrono::seconds idle{60};      ///< between two requests
    std::chrono::seconds drain{20};     ///< after SIGTERM
};

/// Called after each request, on an I/O thread; must not block.
using on_record = std::function<void(http::record const&, std::chrono::microseconds)>;

/// A running server. `stop` drains: no new connections, running requests finish within `limits::drain`, then it cuts.
class listener {
public:
    struct options {
        std::string address = "127.0.0.1";
        std::uint16_t port = 8080;     ///< 0: any free port
        unsigned threads = 1;
        limits bounds;
        on_record log;
    };
    /// Fault: bad_settings with the address and what the system said (taken, no right, not an address of this machine).
    [[nodiscard]] static result<std::unique_ptr<listener>> open(options o, std::shared_ptr<http::service const> s);
    ~listener();

    [[nodiscard]] std::uint16_t port() const noexcept;
    /// New requests use `s`; running ones end with the old.
    void replace(std::shared_ptr<http::service const> s);
    /// Returns when `stop` was called and the drain is over. The calling thread serves too.
    void run();
    /// From any thread or a signal handler's thread; returns at once.
    void stop();
    [[nodiscard]] bool draining() const noexcept;

private:
    class impl;
    explicit listener(std::unique_ptr<impl> i);
    std::unique_ptr<impl> impl_;
};

}  // namespace oms::server
