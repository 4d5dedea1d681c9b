#pragma once
#include <oms/auth/key_set.hpp>
#include <oms/base/released_by.hpp>

#include <cjose/cjose.h>

#include <memory>
#include <string_view>

namespace oms::auth {

using jwk_ptr = std::unique_ptr<cjose_jwk_t, released_by<cjose_jwk_release>>;
using jws_ptr = std::unique_ptr<cjose_jws_t, released_by<cjose_jws_release>>;

/// The library's own form of a key. It is only read: its count of owners is none that threads may share.
struct verification_key {
    jwk_ptr jwk;
};

/// Null: the library does not take it, e.g. for a point that is not on the curve. The numbers are big-endian.
[[nodiscard]] std::shared_ptr<verification_key const> make_ec_key(std::string_view curve, std::string_view x, std::string_view y);
[[nodiscard]] std::shared_ptr<verification_key const> make_rsa_key(std::string_view modulus, std::string_view exponent);

/// OpenSSL keeps a list of errors for each thread; what is left there would be read as somebody else's.
void forget_openssl_errors() noexcept;

}  // namespace oms::auth
