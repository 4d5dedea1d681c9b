#include "jose.hpp"

#include <openssl/err.h>

#include <string>
#include <utility>

namespace oms::auth {
namespace {

std::shared_ptr<verification_key const> shared_key(cjose_jwk_t* made) {
    jwk_ptr jwk{made};
    forget_openssl_errors();
    if (!jwk) return nullptr;
    return std::make_shared<verification_key const>(verification_key{std::move(jwk)});
}

/// The library asks for bytes that it may change, and does not change them.
std::uint8_t* changeable(std::string& bytes) noexcept { return reinterpret_cast<std::uint8_t*>(bytes.data()); }

}  // namespace

std::shared_ptr<verification_key const> make_ec_key(std::string_view curve, std::string_view x, std::string_view y) {
    std::string x_bytes{x}, y_bytes{y};
    cjose_jwk_ec_keyspec spec{};
    spec.crv = curve == "P-256" ? CJOSE_JWK_EC_P_256 : curve == "P-384" ? CJOSE_JWK_EC_P_384 : CJOSE_JWK_EC_P_521;
    spec.x = changeable(x_bytes);
    spec.xlen = x_bytes.size();
    spec.y = changeable(y_bytes);
    spec.ylen = y_bytes.size();
    cjose_err error{};
    return shared_key(cjose_jwk_create_EC_spec(&spec, &error));
}

std::shared_ptr<verification_key const> make_rsa_key(std::string_view modulus, std::string_view exponent) {
    std::string n_bytes{modulus}, e_bytes{exponent};
    cjose_jwk_rsa_keyspec spec{};
    spec.n = changeable(n_bytes);
    spec.nlen = n_bytes.size();
    spec.e = changeable(e_bytes);
    spec.elen = e_bytes.size();
    cjose_err error{};
    return shared_key(cjose_jwk_create_RSA_spec(&spec, &error));
}

void forget_openssl_errors() noexcept { ERR_clear_error(); }

}  // namespace oms::auth
