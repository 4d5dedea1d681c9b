#pragma once
#include <string_view>

namespace oms::hooks {

/// What a `fhirServer` turned out to be.
enum class fhir_base : unsigned char {
    https,
    http_loopback,
    http,           ///< over the open network
    not_a_base,     ///< another scheme, no host, user information, a query, a fragment, a bad port or character
};

/// Looks at a base URL as text only; nothing is resolved. Source: RFC 3986 section 3; CH-REQ-06.
[[nodiscard]] fhir_base judge_fhir_base(std::string_view url) noexcept;

}  // namespace oms::hooks
