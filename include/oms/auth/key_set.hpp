#pragma once
#include <oms/auth/algorithm.hpp>
#include <oms/base/fault.hpp>

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace oms::auth {

/// Limits of one key set.
struct key_set_limits {
    std::size_t bytes = 256 * 1024;  ///< of its text; a key has about 1 KiB
    std::size_t keys = 100;
};
inline constexpr std::size_t least_rsa_bits = 2048;  ///< less can be factored. Source: CH-JWT-13
inline constexpr std::size_t most_rsa_bits = 8192;   ///< more costs too much of a core for each call

struct verification_key;

/// A public key of a client, parsed once. Cheap to copy. Thread rule: any number of threads may use it.
struct public_key {
    std::string kid;
    key_kind kind = key_kind::ec;
    std::string curve;  ///< `P-384`; empty for RSA
    std::size_t bits = 0;
    std::optional<algorithm> only;  ///< its `alg`; nothing: any that takes such a key
    std::string thumbprint;         ///< 64 hexadecimal digits. Source: RFC 7638
    std::shared_ptr<verification_key const> key;

    [[nodiscard]] bool fits(algorithm a) const noexcept;
};

/// The keys of one client that can be used, and why the others cannot.
struct key_set {
    std::vector<public_key> keys;
    std::vector<fault> left_out;  ///< `where` = `ehr.json: keys[2]`; no fault of the set: keys for other uses may stand in it

    /// Of keys with one `kid` the first that takes the algorithm; null: there is none. Source: RFC 7515 4.1.4; CH-JWT-13.
    [[nodiscard]] public_key const* find(std::string_view kid, algorithm a) const noexcept;
};

/// Reads a JWK Set. `name`: its file or URL, for messages.
///
/// Left out: another `kty` or curve, no `kid`, `use` other than `sig`, `key_ops` without `verify`, RSA below `least_rsa_bits` or above
/// `most_rsa_bits`, coordinates that are no point of the curve, one that holds its private part, what is over the limit of keys.
/// Faults (bad_settings): no JSON, no `keys`, over the limit of bytes, no key that can be used.
/// Source: RFC 7517 4, 5; RFC 7518 6.2, 6.3; CH-JWT-13.
[[nodiscard]] checked<key_set> read_key_set(std::string_view name, std::string_view text, key_set_limits bounds = {});

}  // namespace oms::auth
