#include "wire/support/tls_server.hpp"

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <csignal>
#include <stdexcept>
#include <string_view>

namespace oms::test {
namespace {

void require(bool fine, char const* what) {
    if (!fine) throw std::runtime_error{what};
}

}  // namespace

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
    std::unique_ptr<SSL, released_by<SSL_free>> const ssl{SSL_new(context_.get())};
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

}  // namespace oms::test
