#pragma once
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <thread>

namespace oms::net {

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

}  // namespace oms::net
