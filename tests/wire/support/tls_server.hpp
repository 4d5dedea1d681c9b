#pragma once
#include "wire/support/certificate.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <thread>

namespace oms::test {

/// Answers each connection's requests with `{}`, in a thread of its own; takes `connections` of them, one after another.
class tls_server {
public:
    tls_server(identity const& who, int connections, int newest_version = TLS1_3_VERSION);
    ~tls_server();

    [[nodiscard]] std::uint16_t port() const noexcept { return port_; }
    /// Waits for the last connection to end.
    void join() { thread_.join(); }

    // To be read after `join`.
    int requests = 0;
    int resumed = 0;         ///< handshakes that went on with an earlier session
    std::string asked_name;  ///< of the last handshake (SNI)

private:
    void serve(int connections);
    void serve_one(int socket);

    context_ptr context_;
    int listening_ = -1;
    std::uint16_t port_ = 0;
    std::thread thread_;
};

}  // namespace oms::test
