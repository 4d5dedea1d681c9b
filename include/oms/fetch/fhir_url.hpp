#pragma once
#include <oms/fhir/base_url.hpp>

#include <optional>
#include <span>
#include <string>
#include <string_view>

/// URLs of one search on a FHIR server, as text only: nothing is resolved, nothing is asked.
namespace oms::fetch {

/// The URL that `link` (absolute, or relative to the absolute URL `from`) means, in its one spelling, when it lies within the base:
/// same scheme, host and port, the path is the base's own or below it. HAPI's `next` is the base's own, `http://h/fhir?_getpages=…`.
/// Nothing: elsewhere, or a spelling that two readers may read differently (`..` in any encoding, encoded slashes, backslashes,
/// control characters, user information, over `fhir::longest_url`). A fragment is dropped; what no query may hold raw is percent-encoded.
/// Source: RFC 3986 section 5; CH-FHIR-05.
[[nodiscard]] std::optional<std::string> resolve_within(fhir::base_url const& base, std::string_view from, std::string_view link);

/// A value of the context, to be put in place of `{{token}}`.
struct context_value {
    std::string_view token;   ///< `context.patientId`
    std::string_view value;
};

/// The URL of a template below the base, its tokens filled in, percent-encoded. Nothing: a token without a value.
/// Precondition: the template is portable (knowledge::lint_template). Source: CH-FHIR-07.
[[nodiscard]] std::optional<std::string> fill_template(fhir::base_url const& base, std::string_view query,
                                                       std::span<context_value const> values);

}  // namespace oms::fetch
