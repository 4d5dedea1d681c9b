#include "tls_server.hpp"

#include <netinet/in.h>
#include <openssl/pem.h>
#include <sys/socket.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <stdexcept>
#include <string_view>

namespace oms::net {
namespace {

void require(bool fine, char const* what) {
    if (!fine) throw std::runtime_error{what};
}

certificate_ptr make_certificate(EVP_PKEY* key, char const* name, long starts_s) {
    certificate_ptr c{X509_new()};
    static long serial = 0;
    X509_set_version(c.get(), X509_VERSION_3);
    ASN1_INTEGER_set(X509_get_serialNumber(c.get()), ++serial);
    X509_gmtime_adj(X509_getm_notBefore(c.get()), starts_s);
    X509_gmtime_adj(X509_getm_notAfter(c.get()), starts_s + 3600);
    X509_set_pubkey(c.get(), key);
    X509_NAME_add_entry_by_txt(X509_get_subject_name(c.get()), "CN", MBSTRING_ASC, reinterpret_cast<unsigned char const*>(name), -1, -1, 0);
    return c;
}

void add_extension(X509* to, X509* issuer, int what, std::string const& value) {
    X509V3_CTX context;
    X509V3_set_ctx(&context, issuer, to, nullptr, nullptr, 0);
    std::unique_ptr<X509_EXTENSION, freed_by<X509_EXTENSION_free>> const e{X509V3_EXT_conf_nid(nullptr, &context, what, value.c_str())};
    require(e && X509_add_ext(to, e.get(), -1) == 1, "extension");
}

}  // namespace

test_authority::test_authority() {
    self_.key.reset(EVP_EC_gen("P-256"));
    self_.certificate = make_certificate(self_.key.get(), "test authority", -60);
    X509* const c = self_.certificate.get();
    X509_set_issuer_name(c, X509_get_subject_name(c));
    add_extension(c, c, NID_basic_constraints, "critical,CA:TRUE");
    add_extension(c, c, NID_key_usage, "critical,keyCertSign");
    require(X509_sign(c, self_.key.get(), EVP_sha256()) > 0, "signature");
}

identity test_authority::certify(std::string const& names, long starts_s) const {
    identity made{key_ptr{EVP_EC_gen("P-256")}, {}};
    made.certificate = make_certificate(made.key.get(), "test server", starts_s);
    X509* const c = made.certificate.get();
    X509_set_issuer_name(c, X509_get_subject_name(self_.certificate.get()));
    add_extension(c, self_.certificate.get(), NID_subject_alt_name, names);
    require(X509_sign(c, self_.key.get(), EVP_sha256()) > 0, "signature");
    return made;
}

void test_authority::write(std::filesystem::path const& to) const {
    std::unique_ptr<std::FILE, freed_by<std::fclose>> const f{std::fopen(to.c_str(), "w")};
    require(f && PEM_write_X509(f.get(), self_.certificate.get()) == 1, "writing the authority's certificate");
}

tls_server::tls_server(identity const& who, int connections, int newest_version) : context_(SSL_CTX_new(TLS_server_method())) {
    std::signal(SIGPIPE, SIG_IGN);  // a client that refuses the certificate goes in the middle of the handshake
    SSL_CTX_set_min_proto_version(context_.get(), 0);
    SSL_CTX_set_max_proto_version(context_.get(), newest_version);
    SSL_CTX_set_security_level(context_.get(), 0);
    SSL_CTX_use_certificate(context_.get(), who.certificate.get());
    SSL_CTX_use_PrivateKey(context_.get(), who.key.get());
    listening_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in where{};
    where.sin_family = AF_INET;
    where.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof where;
    auto* const address = reinterpret_cast<sockaddr*>(&where);
    require(::bind(listening_, address, size) == 0 && ::listen(listening_, 8) == 0, "listen");
    require(::getsockname(listening_, address, &size) == 0, "port");
    port_ = ntohs(where.sin_port);
    thread_ = std::thread{[this, connections] { serve(connections); }};
}

tls_server::~tls_server() {
    ::shutdown(listening_, SHUT_RDWR);  // ends a wait for a connection that does not come
    if (thread_.joinable()) thread_.join();
    ::close(listening_);
}

void tls_server::serve(int connections) {
    for (int i = 0; i < connections; ++i) {
        int const socket = ::accept4(listening_, nullptr, nullptr, SOCK_CLOEXEC);
        if (socket < 0) return;
        serve_one(socket);
        ::close(socket);
    }
}

void tls_server::serve_one(int socket) {
    std::unique_ptr<SSL, freed_by<SSL_free>> const ssl{SSL_new(context_.get())};
    SSL_set_fd(ssl.get(), socket);
    if (SSL_accept(ssl.get()) != 1) return;
    resumed += SSL_session_reused(ssl.get());
    if (char const* const name = SSL_get_servername(ssl.get(), TLSEXT_NAMETYPE_host_name)) asked_name = name;
    char bytes[4096];
    constexpr std::string_view answer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}";
    while (SSL_read(ssl.get(), bytes, sizeof bytes) > 0) {  // a request is one record
        ++requests;
        SSL_write(ssl.get(), answer.data(), static_cast<int>(answer.size()));
    }
    SSL_shutdown(ssl.get());
}

}  // namespace oms::net
