#include <oms/auth/signature.hpp>

#include "jose.hpp"

#include <cassert>

namespace oms::auth {
namespace {

/// The library takes any length: half of the bytes for each number of ECDSA.
std::size_t signature_bytes(algorithm a, public_key const& key) noexcept {
    return kind_of(a) == key_kind::ec ? 2 * coordinate_bytes(key.curve) : (key.bits + 7) / 8;
}

}  // namespace

bool is_signed_with(std::string_view token, algorithm a, public_key const& key) {
    assert(key.fits(a) && key.key);
    std::size_t const encoded = token.size() - token.rfind('.') - 1;
    if (encoded != (signature_bytes(a, key) * 8 + 5) / 6) return false;
    cjose_err error{};
    jws_ptr const jws{cjose_jws_import(token.data(), token.size(), &error)};
    bool const holds = jws && cjose_jws_verify(jws.get(), key.key->jwk.get(), &error);
    forget_openssl_errors();
    return holds;
}

}  // namespace oms::auth
