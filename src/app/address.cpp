#include <oms/app/address.hpp>

#include <oms/base/ascii.hpp>
#include <oms/fhir/base_url.hpp>

#include <algorithm>
#include <charconv>
#include <cstring>
#include <optional>
#include <utility>

#include <arpa/inet.h>

namespace oms::app {

namespace {

fault bad(std::string note) { return {errc::bad_settings, "", std::move(note)}; }

bool contains(std::string_view text, std::string_view part) noexcept { return text.find(part) != std::string_view::npos; }

/// Whether all characters are ASCII letters, digits or one of `others`.
bool is_alphanumeric_or(std::string_view others, std::string_view text) noexcept {
    return std::ranges::all_of(text, [others](char c) { return ascii::is_alphanumeric(c) || others.find(c) != std::string_view::npos; });
}

std::optional<std::uint16_t> port_of(std::string_view text) noexcept {
    std::uint16_t port = 0;
    auto const [end, ec] = std::from_chars(text.data(), text.data() + text.size(), port);
    if (text.empty() || ec != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return port;
}

bool is_loopback_v4(in_addr const& a) noexcept { return (ntohl(a.s_addr) >> 24) == 127; }

bool is_loopback_v6(in6_addr const& a) noexcept {
    if (IN6_IS_ADDR_LOOPBACK(&a)) return true;
    if (!IN6_IS_ADDR_V4MAPPED(&a)) return false;
    in_addr inner{};
    std::memcpy(&inner, a.s6_addr + 12, sizeof inner);
    return is_loopback_v4(inner);
}

/// As browsers write an origin: the scheme in lower case, and no colon without a port. FHIR servers may be written in other ways, too.
bool is_plain_origin(std::string_view text) {
    bool const lower = text.starts_with("http://") || text.starts_with("https://");
    return lower && !text.ends_with(':') && fhir::parse_origin(text).has_value();
}

/// Nothing in it would need percent-encoding, and no segment is empty, `.` or `..`.
bool is_normal_path(std::string_view path) {
    if (contains(path, "//") || !is_alphanumeric_or("/-._~", path)) return false;
    std::string const closed = std::string{path} + "/";
    return !contains(closed, "/./") && !contains(closed, "/../");
}

}  // namespace

result<listen_address> parse_listen(std::string_view text) {
    auto const colon = text.rfind(':');
    if (colon == std::string_view::npos || colon == 0) return bad("write ADDRESS:PORT, e.g. 127.0.0.1:8080 or [::1]:8080");
    auto const port = port_of(text.substr(colon + 1));
    if (!port) return bad("the port after the last colon must be a number from 0 (any free port) to 65535");

    std::string host{text.substr(0, colon)};
    if (host == "localhost") host = "127.0.0.1";
    bool const bracketed = host.size() > 2 && host.front() == '[' && host.back() == ']';
    if (bracketed) host = host.substr(1, host.size() - 2);
    in_addr v4{};
    in6_addr v6{};
    if (!bracketed && inet_pton(AF_INET, host.c_str(), &v4) == 1) return listen_address{std::move(host), *port, is_loopback_v4(v4)};
    if (inet_pton(AF_INET6, host.c_str(), &v6) != 1)
        return bad("the address must be numeric or localhost, e.g. 127.0.0.1:8080, 0.0.0.0:8080 for every interface, or [::1]:8080");
    if (!bracketed) return bad("an IPv6 address stands in brackets, e.g. [::1]:8080");
    return listen_address{std::move(host), *port, is_loopback_v6(v6)};
}

std::string url_of(listen_address const& a, std::string_view scheme) {
    bool const v6 = contains(a.host, ":");
    return std::string{scheme} + (v6 ? "://[" + a.host + "]:" : "://" + a.host + ":") + std::to_string(a.port);
}

result<public_address> parse_public_url(std::string_view text) {
    if (!text.starts_with("http://") && !text.starts_with("https://"))
        return bad("must begin with https:// (or http://), e.g. https://cds.example.org/oms");
    auto const slash = std::min(text.find_first_of("/?#", text.find("//") + 2), text.size());
    if (!is_plain_origin(text.substr(0, slash)))
        return bad("must name a host, perhaps with a port, and no user, e.g. https://cds.example.org:8443/oms");
    std::string_view path = text.substr(slash);
    while (path.ends_with('/')) path.remove_suffix(1);
    if (!is_normal_path(path)) return bad("the path may hold letters, digits and - . _ ~ between single slashes; no query, no fragment");
    return public_address{std::string{text.substr(0, slash)}, std::string{path}};
}

bool is_origin(std::string_view text) {
    return is_plain_origin(text) && fhir::split_url(text).path.empty();
}

}  // namespace oms::app
