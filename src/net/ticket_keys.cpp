#include "ticket_keys.hpp"

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <openssl/rand.h>
#include <openssl/ssl.h>

#include <algorithm>
#include <exception>
#include <memory>
#include <new>
#include <utility>

namespace oms::net {
namespace {

bool fill(std::span<unsigned char> bytes) noexcept { return RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) == 1; }

std::optional<ticket_keys::key> make_ticket_key(ticket_keys::clock::time_point now) {
    std::optional<ticket_keys::key> made{std::in_place};
    made->made = now;
    if (!fill(made->name) || !fill(made->cipher) || !fill(made->mac)) made.reset();
    return made;
}

void free_ticket_keys(void*, void* keys, CRYPTO_EX_DATA*, int, long, void*) noexcept { delete static_cast<ticket_keys*>(keys); }

/// Where a context keeps them.
int place_of_ticket_keys() {
    static int const place = SSL_CTX_get_ex_new_index(0, nullptr, nullptr, nullptr, free_ticket_keys);
    return place;
}

bool set_mac_key(EVP_MAC_CTX* to, ticket_keys::key& k) noexcept {
    char digest[] = "SHA256";
    OSSL_PARAM const given[] = {OSSL_PARAM_construct_octet_string(OSSL_MAC_PARAM_KEY, k.mac.data(), k.mac.size()),
                                OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest, 0), OSSL_PARAM_construct_end()};
    return EVP_MAC_CTX_set_params(to, given) == 1;
}

int seal(ticket_keys& keys, unsigned char* name, unsigned char* iv, EVP_CIPHER_CTX* cipher, EVP_MAC_CTX* mac) {
    auto k = keys.to_seal();
    if (!k || !fill({iv, static_cast<std::size_t>(EVP_CIPHER_get_iv_length(EVP_aes_256_cbc()))})) return -1;
    std::ranges::copy(k->name, name);
    return EVP_EncryptInit_ex(cipher, EVP_aes_256_cbc(), nullptr, k->cipher.data(), iv) == 1 && set_mac_key(mac, *k) ? 1 : -1;
}

int open_sealed(ticket_keys& keys, unsigned char const* name, unsigned char const* iv, EVP_CIPHER_CTX* cipher, EVP_MAC_CTX* mac) {
    auto k = keys.to_open(std::span<unsigned char const, ticket_keys::name_bytes>{name, ticket_keys::name_bytes});
    if (!k) return 0;  // a whole handshake instead
    return EVP_DecryptInit_ex(cipher, EVP_aes_256_cbc(), nullptr, k->cipher.data(), iv) == 1 && set_mac_key(mac, *k) ? 1 : -1;
}

/// Source: SSL_CTX_set_tlsext_ticket_key_evp_cb(3).
int on_ticket(SSL* ssl, unsigned char* name, unsigned char* iv, EVP_CIPHER_CTX* cipher, EVP_MAC_CTX* mac, int sealing) noexcept {
    try {
        auto* const keys = static_cast<ticket_keys*>(SSL_CTX_get_ex_data(SSL_get_SSL_CTX(ssl), place_of_ticket_keys()));
        if (sealing != 0) return seal(*keys, name, iv, cipher, mac);
        int const opened = open_sealed(*keys, name, iv, cipher, mac);
        return opened == 1 && SSL_version(ssl) == TLS1_3_VERSION ? 2 : opened;  // 2: with a new one, as none is used twice (RFC 8446 C.4)
    } catch (std::exception const&) {
        return -1;
    }
}

}  // namespace

ticket_keys::key::~key() {
    OPENSSL_cleanse(cipher.data(), cipher.size());
    OPENSSL_cleanse(mac.data(), mac.size());
}

ticket_keys::ticket_keys(std::chrono::seconds lifetime, std::function<clock::time_point()> now)
    : lifetime_(lifetime), now_(std::move(now)) {}

void ticket_keys::retire_old() {
    auto const now = now_();
    if (current_ && now - current_->made >= lifetime_) {
        previous_ = std::move(current_);
        current_.reset();
    }
    if (previous_ && now - previous_->made >= 2 * lifetime_) previous_.reset();
}

std::optional<ticket_keys::key> ticket_keys::to_seal() {
    std::lock_guard const hold{mutex_};
    retire_old();
    if (!current_) current_ = make_ticket_key(now_());
    return current_;
}

std::optional<ticket_keys::key> ticket_keys::to_open(std::span<unsigned char const, name_bytes> name) {
    std::lock_guard const hold{mutex_};
    retire_old();
    for (auto const* const k : {&current_, &previous_})
        if (*k && std::ranges::equal((*k)->name, name)) return *k;
    return std::nullopt;
}

bool ticket_keys::use(SSL_CTX* to, std::chrono::seconds lifetime) {
    auto keys = std::make_unique<ticket_keys>(lifetime);
    if (SSL_CTX_set_ex_data(to, place_of_ticket_keys(), keys.get()) != 1) return false;
    static_cast<void>(keys.release());  // the context's now
    return SSL_CTX_set_tlsext_ticket_key_evp_cb(to, on_ticket) == 1;
}

}  // namespace oms::net
