#pragma once
#include <oms/base/fault.hpp>
#include <oms/service/exchange.hpp>
#include <oms/net/ending.hpp>
#include <oms/net/token_verifier.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace boost::asio::ssl {
class context;
}

/// Sockets, deadlines, limits. No clinical word appears here.
namespace oms::net {

/// Called after each request, on an I/O thread; must not block. The time runs from the whole head to the answer.
using on_record = std::function<void(telemetry::call_record const&, std::chrono::microseconds)>;

/// Called when a connection has ended, on an I/O thread; must neither block nor throw. `count`: how many have ended so, this one included.
using on_ending = std::function<void(ending why, std::uint64_t count)>;

/// Called when a TLS handshake was refused, by us or by its peer, before `on_ending`; must not block. `why`: one of a closed set of texts
/// that OpenSSL keeps, nothing of the peer's. `peer`: its address.
using on_refused_handshake = std::function<void(std::string_view why, std::string_view peer)>;

/// A running server. `stop` drains: no new connections, running requests finish within `time_limits::drain`, then it cuts.
/// Its limits are those of the deployment it begins with; a request is read within those of its own.
class listener {
public:
    struct options {
        std::string address = "127.0.0.1";  ///< IPv4, IPv6 (brackets allowed) or `localhost`
        std::uint16_t port = 8080;          ///< 0: any free port
        unsigned threads = 1;               ///< 0: one for each core
        on_record log;
        on_ending ended;
        on_refused_handshake refused_handshake;
        std::shared_ptr<boost::asio::ssl::context> tls;  ///< of `make_tls`; null: plain HTTP
        std::shared_ptr<token_verifier> tokens;          ///< needed by a deployment with `admission`, else null
    };
    /// Fault: bad_settings with the address and what the system said (taken, no right, not an address of this machine).
    [[nodiscard]] static result<std::unique_ptr<listener>> open(options o, std::shared_ptr<service::deployment const> s);
    ~listener();

    [[nodiscard]] std::uint16_t port() const noexcept;
    /// New requests use `s`; running ones end with the old.
    void replace(std::shared_ptr<service::deployment const> s);
    /// New connections use `tls`, which is not null; those that are open go on with what they have. Only where `options::tls` was given.
    void replace(std::shared_ptr<boost::asio::ssl::context> tls);
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
