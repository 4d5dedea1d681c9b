#pragma once
#include "wire/support/certificate.hpp"

#include <string>

namespace oms::test {

using session_ptr = std::unique_ptr<SSL_SESSION, released_by<SSL_SESSION_free>>;

/// What a client offers in a handshake; as it is, all that OpenSSL knows, however old.
struct tls_offer {
    int oldest = 0, newest = 0;           ///< versions; 0: any
    char const* ciphers = "ALL:@SECLEVEL=0";   ///< up to TLS 1.2
    std::string protocols = {};           ///< of ALPN, as on the wire: each with its length before it
    identity const* shown = nullptr;      ///< the client's certificate
    bool tickets = true;
};
[[nodiscard]] context_ptr make_client(tls_offer const& with);

}  // namespace oms::test
