#pragma once
#include <oms/base/released_by.hpp>

#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <filesystem>
#include <memory>
#include <string>

namespace oms::test {

using key_ptr = std::unique_ptr<EVP_PKEY, released_by<EVP_PKEY_free>>;
using certificate_ptr = std::unique_ptr<X509, released_by<X509_free>>;
using context_ptr = std::unique_ptr<SSL_CTX, released_by<SSL_CTX_free>>;

struct identity {
    key_ptr key;
    certificate_ptr certificate;
};

/// A key of its own on a curve that every client knows.
[[nodiscard]] key_ptr make_key();

/// The texts of PEM files.
[[nodiscard]] std::string pem_of(X509* certificate);
[[nodiscard]] std::string pem_of(EVP_PKEY* key, char const* passphrase = nullptr);

/// A certificate authority of its own, as long as it lives.
class test_authority {
public:
    /// Valid for an hour from `starts_s` from now, as all certificates here.
    explicit test_authority(long starts_s = -60);
    /// `names` as OpenSSL writes them: `DNS:localhost,IP:127.0.0.1`. `purpose`: `serverAuth` or `clientAuth`; empty: any.
    [[nodiscard]] identity certify(std::string const& names, long starts_s = -60, std::string const& purpose = {}) const;
    [[nodiscard]] identity certify(key_ptr key, std::string const& names, long starts_s = -60, std::string const& purpose = {}) const;
    [[nodiscard]] std::string pem() const { return pem_of(self_.certificate.get()); }
    /// As PEM, for `SSL_CERT_FILE`.
    void write(std::filesystem::path const& to) const;

private:
    identity self_;
};

}  // namespace oms::test
