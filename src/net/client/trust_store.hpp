#pragma once
#include <openssl/ossl_typ.h>

#include <memory>

namespace oms::net {

/// Whose certificates are trusted: the system's trust store, `SSL_CERT_FILE` and `SSL_CERT_DIR` instead of its parts.
/// Read when it is first asked for, because that takes milliseconds; then shared by all connections of a client.
class trust_store {
public:
    /// Nothing if there is no memory; an unreadable store is an empty one, with which no server is trusted.
    [[nodiscard]] X509_STORE* store();

private:
    struct free_store {
        void operator()(X509_STORE* s) const noexcept;
    };
    std::unique_ptr<X509_STORE, free_store> store_;
};

}  // namespace oms::net
