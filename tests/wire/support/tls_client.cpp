#include "wire/support/tls_client.hpp"

#include <csignal>
#include <stdexcept>

namespace oms::test {

context_ptr make_client(tls_offer const& with) {
    std::signal(SIGPIPE, SIG_IGN);  // OpenSSL writes without MSG_NOSIGNAL
    context_ptr made{SSL_CTX_new(TLS_client_method())};
    SSL_CTX* const c = made.get();
    auto const* const protocols = reinterpret_cast<unsigned char const*>(with.protocols.data());
    bool fine = SSL_CTX_set_min_proto_version(c, with.oldest) == 1 && SSL_CTX_set_max_proto_version(c, with.newest) == 1 &&
                SSL_CTX_set_cipher_list(c, with.ciphers) == 1 &&
                SSL_CTX_set_alpn_protos(c, protocols, static_cast<unsigned>(with.protocols.size())) == 0;
    if (identity const* const me = with.shown)
        fine = fine && SSL_CTX_use_certificate(c, me->certificate.get()) == 1 && SSL_CTX_use_PrivateKey(c, me->key.get()) == 1;
    if (!fine) throw std::runtime_error{"a client that cannot be"};
    if (!with.tickets) SSL_CTX_set_options(c, SSL_OP_NO_TICKET);
    return made;
}

}  // namespace oms::test
