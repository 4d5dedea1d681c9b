#pragma once
#include <oms/base/fault.hpp>

#include <cstddef>
#include <cstdint>
#include <string_view>

/// Who calls: tokens, keys, registered clients. Nothing here reads a clock, a file or a socket.
namespace oms::auth {

/// Why a call was not let in. Closed: a counter exists for each. Starts at 1, so that no value looks like success.
/// Source: product.md 14, `oms_cds_tokens_refused_total`.
enum class refusal : std::uint8_t {
    missing = 1,  ///< no `Authorization: Bearer`
    malformed,    ///< no JWS in compact form, a header or claim missing, twice, or of the wrong type
    algorithm,    ///< not one of the client's
    issuer,       ///< not registered
    key,          ///< no usable key of that `kid` for that algorithm; a `jku` that is not the client's
    signature,    ///< does not verify
    audience,     ///< for another address
    expired,
    not_yet,   ///< issued, or valid from, in the future
    lifetime,  ///< valid for longer than is allowed
    replayed,  ///< its `jti` was used before
    tenant,    ///< trusted, but not for this tenant
    subject,   ///< trusted, but not for this subject
};
inline constexpr std::size_t refusal_count = static_cast<std::size_t>(refusal::subject);

/// Lower case, as the enumerator; safe to log and to count.
[[nodiscard]] std::string_view name_of(refusal r) noexcept;

/// `not_allowed` for a trusted caller without the right to this (403), else `not_trusted` (401). Source: CH-DEC-01, product.md 13.
[[nodiscard]] errc code_of(refusal r) noexcept;

}  // namespace oms::auth
