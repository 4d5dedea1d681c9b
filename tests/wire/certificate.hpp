#pragma once
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <filesystem>
#include <memory>
#include <string>

namespace oms::test {

template <auto free>
struct freed_by {
    template <class T>
    void operator()(T* p) const noexcept {
        free(p);
    }
};
using key_ptr = std::unique_ptr<EVP_PKEY, freed_by<EVP_PKEY_free>>;
using certificate_ptr = std::unique_ptr<X509, freed_by<X509_free>>;
using context_ptr = std::unique_ptr<SSL_CTX, freed_by<SSL_CTX_free>>;

struct identity {
    key_ptr key;
    certificate_ptr certificate;
};

/// A certificate authority of its own, as long as it lives.
class test_authority {
public:
    test_authority();
    /// `names` as OpenSSL writes them: `DNS:localhost,IP:127.0.0.1`. Valid for an hour from `starts_s` from now.
    [[nodiscard]] identity certify(std::string const& names, long starts_s = -60) const;
    /// As PEM, for `SSL_CERT_FILE`.
    void write(std::filesystem::path const& to) const;

private:
    identity self_;
};

}  // namespace oms::test
