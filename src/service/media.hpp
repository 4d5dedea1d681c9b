#pragma once
#include <string_view>

namespace oms::service {

/// True for a body that is sent as it is. Source: product.md 13, `Content-Encoding`.
[[nodiscard]] bool is_plain_encoding(std::string_view content_encoding) noexcept;

/// What the client takes. Source: CH-DEC-02; RFC 9110 12.5.1.
enum class preferred_format : unsigned char {
    json,       ///< or nothing said, or anything
    fhir_json,  ///< it names application/fhir+json, and application/json not with a higher weight
    other,      ///< JSON is excluded
};
[[nodiscard]] preferred_format preferred_format_of(std::string_view accept) noexcept;

}  // namespace oms::service
