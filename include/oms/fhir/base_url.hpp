#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

/// URLs of FHIR servers, as text only: nothing is resolved, nothing is asked.
namespace oms::fhir {

inline constexpr std::size_t longest_url = 8 * 1024;   ///< bytes; servers keep the state of a search in the `next` link

/// A URL, or a relative reference, taken apart as it is written; the fragment is dropped. The parts view the text.
/// Source: RFC 3986 section 3 and appendix B.
struct url_parts {
    std::string_view scheme;                      ///< empty: relative
    std::optional<std::string_view> authority;
    std::string_view path;
    std::optional<std::string_view> query;
};
[[nodiscard]] url_parts split_url(std::string_view text) noexcept;

/// The base of a FHIR server in its normal form.
struct base_url {
    bool https = true;
    std::string host;          ///< lower case; an IPv6 address without its brackets
    std::uint16_t port = 443;
    std::string path;          ///< `/fhir`, or empty: no slash at the end, not percent-encoded

    [[nodiscard]] bool has_origin_of(base_url const& other) const noexcept;
    /// By its name: `localhost`, `127.…`, `::1`. What a name resolves to is for the one who connects.
    [[nodiscard]] bool is_loopback() const noexcept;
    /// `https://ehr.example.org/fhir`, the port only where it is not the scheme's own.
    [[nodiscard]] std::string text() const;
};

/// Nothing: not http or https, no host, user information, a query, a fragment, a bad port, over `longest_url`, or a path that
/// `is_unambiguous_path` refuses or that is percent-encoded.
/// Source: RFC 3986 section 3; CH-REQ-06.
[[nodiscard]] std::optional<base_url> parse_base_url(std::string_view url);

/// Scheme, host and port alone, from the two parts of a URL that hold them. Nothing: not http or https, no host, user information,
/// a bad port or character. An empty port is the scheme's own (RFC 3986 3.2.3).
[[nodiscard]] std::optional<base_url> parse_origin(std::string_view scheme, std::string_view authority);

/// Those of a whole URL; its path is not looked at. Nothing, too: relative, a query, a fragment, a character that no URL holds.
[[nodiscard]] std::optional<base_url> parse_origin(std::string_view url);

/// Whether all readers read the path alike: no dot segments and no hidden slash however often it is decoded, no backslash, no
/// control character, no `%` that encodes nothing.
[[nodiscard]] bool is_unambiguous_path(std::string_view path);

/// The normal form of a URL, to compare with: case of scheme and host, default port, percent-encoding, dot segments, slashes at
/// the end, fragment; of a relative one its path. `urn:uuid:` and `urn:oid:` are lower case. What is no URL stays as it is.
/// Source: RFC 3986 6.2.2, 6.2.3; RFC 8141 section 3; RFC 4122 section 3.
[[nodiscard]] std::string normal_url(std::string_view url);

/// The same, or the URL itself where it shows nothing that could be other than normal: most do not.
/// Lifetime: of `url` or of `room`.
[[nodiscard]] std::string_view normal_url(std::string_view url, std::string& room);

/// Equal as written, or in their normal forms.
[[nodiscard]] bool is_same_url(std::string_view a, std::string_view b);

}  // namespace oms::fhir
