#pragma once
#include <oms/fhir/base_url.hpp>

#include <optional>
#include <span>
#include <string>
#include <string_view>

/// URLs of a FHIR server as text only: no name is looked up, no request is made.
namespace oms::fetch {

/// The URL that `link` (absolute, or relative to the absolute URL `from`) means, in normal form, if it is within the base: its scheme, host
/// and port are the same, and its path is that of the base or below it. HAPI's `next` has that of the base: `http://h/fhir?_getpages=…`.
/// Nothing: it is elsewhere, longer than `fhir::longest_url`, or written so that readers may differ on what it means (`..` in any encoding,
/// encoded slashes, backslashes, control characters, user information). A fragment is dropped; characters that a query may not hold are
/// percent-encoded.
/// Source: RFC 3986 section 5; CH-FHIR-05.
[[nodiscard]] std::optional<std::string> resolve_within(fhir::base_url const& base, std::string_view from, std::string_view link);

/// A value of the context, to be put in place of `{{token}}`.
struct context_value {
    std::string_view token;   ///< `context.patientId`
    std::string_view value;
};

/// The URL of a template below the base, each token replaced by its value, percent-encoded. Nothing: a token has no value.
/// Precondition: the template is portable (knowledge::lint_template). Source: CH-FHIR-07.
[[nodiscard]] std::optional<std::string> fill_template(fhir::base_url const& base, std::string_view query,
                                                       std::span<context_value const> values);

}  // namespace oms::fetch
