#include <oms/net/tls.hpp>

#include "ticket_keys.hpp"

#include <oms/base/released_by.hpp>

#include <boost/asio/ssl/context.hpp>

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <iterator>
#include <utility>
#include <vector>

namespace oms::net {
namespace {

namespace ssl = boost::asio::ssl;
using faults_t = std::vector<fault>;

using certificate_ptr = std::unique_ptr<X509, released_by<X509_free>>;
using key_ptr = std::unique_ptr<EVP_PKEY, released_by<EVP_PKEY_free>>;
using bio_ptr = std::unique_ptr<BIO, released_by<BIO_free>>;

constexpr std::string_view of_certificate = "tls.certificate", of_key = "tls.private_key", of_authorities = "tls.client_ca";

// RFC 9325 4.2: forward secrecy and AEAD. The order does not matter: the client's counts, because it knows what its processor is quick at.
constexpr char const* ciphers_1_2 =
    "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384:"
    "ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305";
constexpr char const* ciphers_1_3 = "TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256";
constexpr char const* groups = "X25519:P-256:P-384";
constexpr int security_level = 2;  // 112 bits: RSA of 2048 bits, no SHA-1

constexpr std::string_view protocol = "http/1.1";
constexpr std::string_view session_context = "oms-cds";  // without one no session with a client's certificate is resumed

fault bad(std::string_view where, std::string note) { return {errc::bad_settings, std::string{where}, std::move(note)}; }

/// What OpenSSL said last. Its queue is empty then.
std::string words_of_openssl() {
    unsigned long const last = ERR_peek_last_error();
    ERR_clear_error();
    char const* const words = ERR_reason_error_string(last);
    return words ? words : "unknown error";
}

bio_ptr text_of(std::string_view pem) { return bio_ptr{BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size()))}; }

bool is_end_of_pem() {
    unsigned long const last = ERR_peek_last_error();
    return ERR_GET_LIB(last) == ERR_LIB_PEM && ERR_GET_REASON(last) == PEM_R_NO_START_LINE;
}

/// Fault: there is none, or one cannot be read.
result<std::vector<certificate_ptr>> read_certificates(std::string_view pem, std::string_view where) {
    std::vector<certificate_ptr> all;
    bio_ptr const text = text_of(pem);
    ERR_clear_error();
    while (X509* const one = PEM_read_bio_X509(text.get(), nullptr, nullptr, nullptr)) all.emplace_back(one);
    if (!is_end_of_pem()) return bad(where, "holds a certificate that cannot be read: " + words_of_openssl());
    ERR_clear_error();
    if (all.empty()) return bad(where, "holds no certificate in PEM form (-----BEGIN CERTIFICATE-----)");
    return all;
}

/// Has no passphrase and remembers that one was asked for.
int no_passphrase(char*, int, int, void* asked) noexcept {
    *static_cast<bool*>(asked) = true;
    return -1;
}

result<key_ptr> read_key(std::string_view pem) {
    if (pem.find("PRIVATE KEY-----") == std::string_view::npos)
        return bad(of_key, "holds no private key in PEM form (-----BEGIN PRIVATE KEY-----)");
    bio_ptr const text = text_of(pem);
    bool is_encrypted = false;
    ERR_clear_error();
    key_ptr key{PEM_read_bio_PrivateKey(text.get(), nullptr, no_passphrase, &is_encrypted)};
    if (key) return key;
    std::string const words = words_of_openssl();
    if (is_encrypted) return bad(of_key, "holds a key with a passphrase, which nobody could enter at a start: store it without one");
    return bad(of_key, "holds a private key that cannot be read: " + words);
}

instant time_of(ASN1_TIME const* t) {
    std::tm parts{};
    ASN1_TIME_to_tm(t, &parts);
    using namespace std::chrono;
    sys_days const day = year{parts.tm_year + 1900} / (parts.tm_mon + 1) / parts.tm_mday;
    return day + hours{parts.tm_hour} + minutes{parts.tm_min} + seconds{parts.tm_sec};
}

instant end_of(certificate_ptr const& c) { return time_of(X509_get0_notAfter(c.get())); }
instant start_of(certificate_ptr const& c) { return time_of(X509_get0_notBefore(c.get())); }

void check_time(certificate_ptr const& c, std::string const& whose, instant now, std::string_view where, faults_t& faults) {
    if (instant const end = end_of(c); end <= now)
        faults.push_back(bad(where, "holds " + whose + " that has expired on " + to_string(end) + ": renew it"));
    if (instant const start = start_of(c); start > now)
        faults.push_back(bad(where, "holds " + whose + " that is not valid before " + to_string(start) + ": check this machine's clock"));
}

std::string serial_of(certificate_ptr const& c) {
    std::unique_ptr<BIGNUM, released_by<BN_free>> const number{ASN1_INTEGER_to_BN(X509_get0_serialNumber(c.get()), nullptr)};
    char* const digits = number ? BN_bn2hex(number.get()) : nullptr;
    std::string text = digits ? digits : "";
    OPENSSL_free(digits);
    return text;
}

/// RFC 7301 3.2: of the client's list ours, or the handshake fails. A client without a list speaks HTTP/1.1 as well.
int choose_protocol(SSL*, unsigned char const** chosen, unsigned char* chosen_bytes, unsigned char const* offered, unsigned offered_bytes,
                    void*) noexcept {
    std::string_view list{reinterpret_cast<char const*>(offered), offered_bytes};
    while (!list.empty()) {
        std::string_view const one = list.substr(1, static_cast<unsigned char>(list.front()));
        if (one == protocol) {
            *chosen = reinterpret_cast<unsigned char const*>(one.data());
            *chosen_bytes = static_cast<unsigned char>(one.size());
            return SSL_TLSEXT_ERR_OK;
        }
        list.remove_prefix(one.size() + 1);
    }
    return SSL_TLSEXT_ERR_ALERT_FATAL;
}

/// All that does not depend on the files. False: OpenSSL does not know one of the names.
bool set_rules(SSL_CTX* to, tls_version oldest, service::inbound_limits const& limits) {
    SSL_CTX_set_options(to, SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION | SSL_OP_CLEANSE_PLAINTEXT);
    SSL_CTX_clear_options(to, SSL_OP_CIPHER_SERVER_PREFERENCE | SSL_OP_LEGACY_SERVER_CONNECT | SSL_OP_ALLOW_UNSAFE_LEGACY_RENEGOTIATION);
    SSL_CTX_set_mode(to, SSL_MODE_RELEASE_BUFFERS);
    SSL_CTX_set_security_level(to, security_level);
    SSL_CTX_set_max_early_data(to, 0);  // it could be replayed (RFC 8446 8)
    SSL_CTX_set_alpn_select_cb(to, choose_protocol, nullptr);
    SSL_CTX_set_timeout(to, static_cast<long>(limits.time.tls_session.count()));
    SSL_CTX_sess_set_cache_size(to, static_cast<long>(limits.tls_sessions));
    int const oldest_number = oldest == tls_version::v1_3 ? TLS1_3_VERSION : TLS1_2_VERSION;
    return SSL_CTX_set_min_proto_version(to, oldest_number) == 1 && SSL_CTX_set_max_proto_version(to, 0) == 1 &&
           SSL_CTX_set_cipher_list(to, ciphers_1_2) == 1 && SSL_CTX_set_ciphersuites(to, ciphers_1_3) == 1 &&
           SSL_CTX_set1_groups_list(to, groups) == 1 && ticket_keys::use(to, limits.time.tls_session) &&
           SSL_CTX_set_session_id_context(to, reinterpret_cast<unsigned char const*>(session_context.data()), session_context.size()) == 1;
}

void use_chain(SSL_CTX* to, std::vector<certificate_ptr> const& chain, instant now, faults_t& faults) {
    check_time(chain.front(), "a certificate", now, of_certificate, faults);
    if (X509_check_purpose(chain.front().get(), X509_PURPOSE_SSL_SERVER, 0) != 1)
        faults.push_back(bad(of_certificate, "holds a certificate that is not for servers (key usage): clients would refuse it"));
    if (SSL_CTX_use_certificate(to, chain.front().get()) != 1)
        faults.push_back(bad(of_certificate, "holds a certificate that cannot be used: " + words_of_openssl()));
    for (auto one = std::next(chain.begin()); one != chain.end(); ++one) {
        check_time(*one, "an issuer's certificate", now, of_certificate, faults);
        if (SSL_CTX_add1_chain_cert(to, one->get()) != 1)
            faults.push_back(bad(of_certificate, "holds an issuer's certificate that cannot be used: " + words_of_openssl()));
    }
}

void use_key(SSL_CTX* to, EVP_PKEY* key, X509* certificate, faults_t& faults) {
    if (certificate && X509_check_private_key(certificate, key) != 1) {
        ERR_clear_error();
        faults.push_back(bad(of_key, "holds a key that does not belong to the first certificate of tls.certificate"));
    } else if (SSL_CTX_use_PrivateKey(to, key) != 1) {
        faults.push_back(bad(of_key, "holds a key that cannot be used: " + words_of_openssl()));
    }
}

/// A certificate that is named here is trusted, whether its issuer is or not.
void require_clients_of(SSL_CTX* to, std::vector<certificate_ptr> const& authorities, instant now, faults_t& faults) {
    bool const any_valid = std::ranges::any_of(authorities, [now](auto const& one) { return start_of(one) <= now && now < end_of(one); });
    if (!any_valid) check_time(authorities.front(), "no authority that is valid, and one", now, of_authorities, faults);
    for (auto const& one : authorities) {
        if (X509_STORE_add_cert(SSL_CTX_get_cert_store(to), one.get()) != 1 || SSL_CTX_add_client_CA(to, one.get()) != 1)
            faults.push_back(bad(of_authorities, "holds a certificate that cannot be used: " + words_of_openssl()));
    }
    X509_STORE_set_flags(SSL_CTX_get_cert_store(to), X509_V_FLAG_PARTIAL_CHAIN);
    SSL_CTX_set_verify(to, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
}

}  // namespace

checked<server_tls> make_tls(tls_credentials const& from, instant now, service::inbound_limits const& limits) {
    auto const context = std::make_shared<ssl::context>(ssl::context::tls_server);
    SSL_CTX* const native = context->native_handle();
    if (!set_rules(native, from.oldest, limits)) return faults_t{{errc::internal, "tls", "OpenSSL lacks a cipher: " + words_of_openssl()}};

    faults_t faults;
    auto const chain = read_certificates(from.certificate, of_certificate);
    if (chain) {
        use_chain(native, *chain, now, faults);
    } else {
        faults.push_back(chain.error());
    }
    auto const key = read_key(from.private_key);
    if (key) {
        use_key(native, key->get(), chain ? chain->front().get() : nullptr, faults);
    } else {
        faults.push_back(key.error());
    }
    if (from.client_ca) {
        auto const authorities = read_certificates(*from.client_ca, of_authorities);
        if (authorities) {
            require_clients_of(native, *authorities, now, faults);
        } else {
            faults.push_back(authorities.error());
        }
    }
    if (!faults.empty()) return faults;
    return server_tls{context, end_of(*std::ranges::min_element(*chain, {}, end_of)), serial_of(chain->front())};
}

}  // namespace oms::net
