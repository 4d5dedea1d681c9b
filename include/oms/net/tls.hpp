#pragma once
#include <oms/base/fault.hpp>
#include <oms/base/time.hpp>
#include <oms/service/limits.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace boost::asio::ssl {
class context;
}

namespace oms::net {

enum class tls_version : std::uint8_t { v1_2, v1_3 };

/// What a server shows and asks for, as texts of PEM files. Views: they need to live during `make_tls` only.
struct tls_credentials {
    std::string_view certificate;                    ///< the server's, then those of its issuers
    std::string_view private_key;                    ///< of the first certificate, without a passphrase
    std::optional<std::string_view> client_ca = {};  ///< authorities, one of which must have certified a client; nothing: clients show none
    tls_version oldest = tls_version::v1_2;
};

/// What TLS connections begin with. Immutable; may be used by all threads.
struct server_tls {
    std::shared_ptr<boost::asio::ssl::context> context;
    instant expires;     ///< the end of the certificate, or of an issuer's that ends before it
    std::string serial;  ///< the certificate's, in hexadecimal
};

/// Checks certificates and key and makes of them what `listener::options::tls` takes.
///
/// TLS 1.2 and 1.3, key exchange with forward secrecy, AEAD ciphers; no renegotiation, no compression, no early data. ALPN `http/1.1`: a
/// client that offers only others is refused. Sessions can be resumed by tickets, whose keys are renewed (`ticket_keys`) and go with
/// the result, and by their id. An idle connection holds no buffers of OpenSSL's; deciphered bytes are erased once they are read.
///
/// Faults (all of them): bad_settings, `where` one of `tls.certificate`, `tls.private_key`, `tls.client_ca`: not PEM; not valid yet or any
/// more (at `now`); not for servers; refused by OpenSSL, as too short; a key that is encrypted or belongs to another certificate.
/// Source: CH-TLS-02, CH-TLS-03, CH-SEC-03; RFC 7301 3.2; RFC 9325 3, 4; RFC 5280 4.1.2.5.
[[nodiscard]] checked<server_tls> make_tls(tls_credentials const& from, instant now, service::inbound_limits const& limits = {});

}  // namespace oms::net
