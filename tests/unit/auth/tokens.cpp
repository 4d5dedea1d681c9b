#include "tokens.hpp"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/ecdsa.h>
#include <openssl/rsa.h>

#include <stdexcept>
#include <utility>
#include <vector>

namespace oms::test {
namespace {

void require(bool fine, char const* what) {
    if (!fine) throw std::runtime_error{what};
}

std::size_t coordinate_size(std::string_view curve) { return curve == "P-256" ? 32 : curve == "P-384" ? 48 : 66; }

EVP_MD const* digest_of(std::string_view algorithm) {
    std::string_view const bits = algorithm.substr(2);
    return bits == "256" ? EVP_sha256() : bits == "384" ? EVP_sha384() : EVP_sha512();
}

/// R, then S, where OpenSSL has DER.
std::string raw_of(std::string const& der, std::size_t size) {
    auto const* at = reinterpret_cast<unsigned char const*>(der.data());
    ECDSA_SIG* const both = d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(der.size()));
    require(both != nullptr, "d2i_ECDSA_SIG");
    std::string raw(2 * size, '\0');
    auto* const out = reinterpret_cast<unsigned char*>(raw.data());
    BN_bn2binpad(ECDSA_SIG_get0_r(both), out, static_cast<int>(size));
    BN_bn2binpad(ECDSA_SIG_get0_s(both), out + size, static_cast<int>(size));
    ECDSA_SIG_free(both);
    return raw;
}

EVP_PKEY* new_key(std::string_view what) {
    if (!what.starts_with("RSA-")) return EVP_EC_gen(std::string{what}.c_str());
    return EVP_RSA_gen(static_cast<unsigned>(std::stoul(std::string{what.substr(4)})));
}

}  // namespace

std::string base64url(std::string_view bytes) {
    std::string out(4 * ((bytes.size() + 2) / 3) + 1, '\0');
    int const size = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(out.data()), reinterpret_cast<unsigned char const*>(bytes.data()),
                                     static_cast<int>(bytes.size()));
    out.resize(static_cast<std::size_t>(size));
    while (out.ends_with('=')) out.pop_back();
    for (char& c : out) c = c == '+' ? '-' : c == '/' ? '_' : c;
    return out;
}

signing_key::signing_key(std::string_view what, std::string kid)
    : kid_(std::move(kid)), curve_(what.starts_with("RSA") ? "" : what), key_(new_key(what)) {
    require(key_ != nullptr, "no key");
}

std::string signing_key::number(char const* name, std::size_t bytes) const {
    BIGNUM* n = nullptr;
    require(EVP_PKEY_get_bn_param(key_.get(), name, &n) == 1, name);
    std::string out(bytes != 0 ? bytes : static_cast<std::size_t>(BN_num_bytes(n)), '\0');
    BN_bn2binpad(n, reinterpret_cast<unsigned char*>(out.data()), static_cast<int>(out.size()));
    BN_free(n);
    return base64url(out);
}

std::string signing_key::jwk(std::string_view more) const {
    std::string out = R"({"kid":")" + kid_ + '"';
    if (curve_.empty()) {
        out += R"(,"kty":"RSA","n":")" + number(OSSL_PKEY_PARAM_RSA_N) + R"(","e":")" + number(OSSL_PKEY_PARAM_RSA_E) + '"';
    } else {
        std::size_t const size = coordinate_size(curve_);
        out += R"(,"kty":"EC","crv":")" + curve_ + R"(","x":")" + number(OSSL_PKEY_PARAM_EC_PUB_X, size) + R"(","y":")" +
               number(OSSL_PKEY_PARAM_EC_PUB_Y, size) + '"';
    }
    return out.append(more) + '}';
}

std::string signing_key::sign(std::string_view algorithm, std::string_view text) const {
    EVP_MD_CTX* const context = EVP_MD_CTX_new();
    EVP_PKEY_CTX* with = nullptr;
    require(EVP_DigestSignInit(context, &with, digest_of(algorithm), nullptr, key_.get()) == 1, "EVP_DigestSignInit");
    if (algorithm.starts_with("PS")) {
        EVP_PKEY_CTX_set_rsa_padding(with, RSA_PKCS1_PSS_PADDING);
        EVP_PKEY_CTX_set_rsa_pss_saltlen(with, RSA_PSS_SALTLEN_DIGEST);
    }
    auto const* const bytes = reinterpret_cast<unsigned char const*>(text.data());
    std::size_t size = 0;
    EVP_DigestSign(context, nullptr, &size, bytes, text.size());
    std::string out(size, '\0');
    require(EVP_DigestSign(context, reinterpret_cast<unsigned char*>(out.data()), &size, bytes, text.size()) == 1, "EVP_DigestSign");
    EVP_MD_CTX_free(context);
    out.resize(size);
    return curve_.empty() ? out : raw_of(out, coordinate_size(curve_));
}

std::string signing_key::token(std::string_view algorithm, std::string_view header, std::string_view claims) const {
    std::string const text = base64url(header) + '.' + base64url(claims);
    return text + '.' + base64url(sign(algorithm, text));
}

std::string signing_key::token(std::string_view algorithm, std::string_view claims) const {
    std::string const header = R"({"typ":"JWT","alg":")" + std::string{algorithm} + R"(","kid":")" + kid_ + R"("})";
    return token(algorithm, header, claims);
}

std::string claims::text() const {
    std::string out = "{";
    auto const add = [&](std::string_view name, std::string const& json) {
        if (json.empty()) return;
        out.append(out.size() > 1 ? ",\"" : "\"").append(name).append("\":").append(json);
    };
    add("iss", issuer.empty() ? issuer : '"' + issuer + '"');
    add("aud", audience);
    add("jti", id);
    add("iat", issued);
    add("exp", expires);
    return out + more + '}';
}

}  // namespace oms::test
