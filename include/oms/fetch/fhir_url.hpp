#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

/// URLs of a FHIR server, as text only: nothing is resolved, nothing is asked.
namespace oms::fetch {

/// The base of a FHIR server in its one spelling.
struct fhir_base {
    bool https = true;
    std::string host;          ///< lower case; an IPv6 address without its brackets
    std::uint16_t port = 443;
    std::string path;          ///< `/fhir`, or empty: no slash at the end, not percent-encoded

    [[nodiscard]] bool has_origin_of(fhir_base const& other) const noexcept;
    /// By its name: `localhost`, `127.…`, `::1`. What a name resolves to is for the one who connects.
    [[nodiscard]] bool is_loopback() const noexcept;
    /// `https://ehr.example.org/fhir`, the port only where it is not the scheme's own.
    [[nodiscard]] std::string text() const;
};

/// Nothing: not http or https, no host, user information, a query, a fragment, a bad port, a path that climbs or needs decoding.
/// Source: RFC 3986 section 3; CH-REQ-06.
[[nodiscard]] std::optional<fhir_base> parse_fhir_base(std::string_view url);

/// The URL that `link` (absolute, or relative to the absolute URL `from`) means, in its one spelling, when it lies within the base:
/// same scheme, host and port, the path is the base's own or below it. HAPI's `next` is the base's own, `http://h/fhir?_getpages=…`.
/// Nothing: elsewhere, or a spelling that two readers may read differently (`..` in any encoding, encoded slashes, backslashes,
/// control characters, user information, over `longest_url`). A fragment is dropped; what no query may hold raw is percent-encoded.
/// Source: RFC 3986 section 5; CH-FHIR-05.
[[nodiscard]] std::optional<std::string> resolve_within(fhir_base const& base, std::string_view from, std::string_view link);
inline constexpr std::size_t longest_url = 8 * 1024;   ///< bytes; servers keep the state of a search in the `next` link

/// A value of the context, to be put in place of `{{token}}`.
struct context_value {
    std::string_view token;   ///< `context.patientId`
    std::string_view value;
};

/// The URL of a template below the base, its tokens filled in, percent-encoded. Nothing: a token without a value.
/// Precondition: the template is portable (knowledge::lint_template). Source: CH-FHIR-07.
[[nodiscard]] std::optional<std::string> fill_template(fhir_base const& base, std::string_view query, std::span<context_value const> values);

}  // namespace oms::fetch
