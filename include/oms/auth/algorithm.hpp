#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace oms::auth {

/// Signature algorithms that a client may be allowed; `none` and those with a shared secret have no value here, so no setting can
/// let them in. Source: RFC 7518 3.1; CH-JWT-02, CH-JWT-03.
enum class algorithm : std::uint8_t { es256, es384, es512, rs256, rs384, rs512, ps256, ps384, ps512 };

enum class key_kind : std::uint8_t { ec, rsa };

/// `ES384`: the name in headers, keys and settings; it is compared with its case.
[[nodiscard]] std::string_view name_of(algorithm a) noexcept;
[[nodiscard]] std::optional<algorithm> algorithm_named(std::string_view name) noexcept;
[[nodiscard]] std::span<algorithm const> all_algorithms() noexcept;

/// What kind of key it takes.
[[nodiscard]] key_kind kind_of(algorithm a) noexcept;

/// The curve that it takes, `P-384`; empty for RSA. Source: RFC 7518 3.4.
[[nodiscard]] std::string_view curve_of(algorithm a) noexcept;

/// Bytes of each of the two numbers of a signature, and of a coordinate, on a curve; 0: not known here. Source: RFC 7518 3.4, 6.2.1.2.
[[nodiscard]] std::size_t coordinate_bytes(std::string_view curve) noexcept;

}  // namespace oms::auth
