#pragma once
#include <string_view>

/// Content types of FHIR bodies, as the HTTP field writes them.
namespace oms::fhir {

inline constexpr std::string_view json_type = "application/json", fhir_json_type = "application/fhir+json";

/// The value of a parameter `name=value` without its quotes; empty: it is another parameter.
/// Source: RFC 9110 5.6.6.
[[nodiscard]] std::string_view parameter_value(std::string_view parameter, std::string_view name) noexcept;

/// True for a body we read: JSON or FHIR JSON in UTF-8, or nothing said. Source: CH-REQ-12; product.md 13; FHIR R4 http.html#mime-type.
[[nodiscard]] bool is_json_body(std::string_view content_type) noexcept;

/// The same of a response, where a DSTU2 server says `application/json+fhir`.
[[nodiscard]] bool is_json_response(std::string_view content_type) noexcept;

}  // namespace oms::fhir
