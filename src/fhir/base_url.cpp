#include <oms/fhir/base_url.hpp>

#include <oms/base/ascii.hpp>

#include <algorithm>
#include <charconv>
#include <iterator>
#include <vector>

namespace oms::fhir {
namespace {

constexpr std::uint16_t https_port = 443;
constexpr std::uint16_t http_port = 80;

/// RFC 3986 3.1.
bool is_scheme(std::string_view text) noexcept {
    return !text.empty() && ascii::is_letter(text.front()) &&
           std::ranges::all_of(text, [](char c) { return ascii::is_alphanumeric(c) || c == '+' || c == '-' || c == '.'; });
}

/// RFC 3986 3.3 `pchar` and the slash, but no `%`.
bool is_path_character(char c) noexcept {
    return ascii::is_unreserved(c) || std::string_view{"/!$&'()*+,;=:@"}.find(c) != std::string_view::npos;
}

/// `text` is empty or begins with the colon.
std::optional<std::uint16_t> port_of(std::string_view text, std::uint16_t own) noexcept {
    if (text.empty() || text == ":") return own;
    text.remove_prefix(1);
    std::uint16_t port = 0;
    auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
    if (error != std::errc{} || end != text.data() + text.size() || port == 0) return std::nullopt;
    return port;
}

bool is_host(std::string_view host, bool bracketed) noexcept {
    return !host.empty() && std::ranges::all_of(host, [bracketed](char c) {
        if (bracketed) return ascii::is_hex_digit(c) || c == ':' || c == '.';
        return ascii::is_alphanumeric(c) || c == '-' || c == '.' || c == '_';
    });
}

std::string decoded(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        int const byte = ascii::percent_value(text, i);
        out.push_back(byte < 0 ? text[i] : static_cast<char>(byte));
        if (byte >= 0) i += 2;
    }
    return out;
}

/// `.` and `..`, also before a `;`, which some servers cut off with what follows.
bool is_dot_segment(std::string_view segment) noexcept {
    segment = segment.substr(0, segment.find(';'));
    return segment == "." || segment == "..";
}

std::string_view without_last_slashes(std::string_view path) noexcept {
    while (path.ends_with('/')) path.remove_suffix(1);
    return path;
}

/// Unreserved characters decoded, the digits of what stays encoded in upper case. Source: RFC 3986 6.2.2.1, 6.2.2.2.
std::string with_normal_encoding(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        int const byte = ascii::percent_value(text, i);
        if (byte < 0) {
            out.push_back(text[i]);
            continue;
        }
        i += 2;
        if (ascii::is_unreserved(static_cast<char>(byte))) out.push_back(static_cast<char>(byte));
        else ascii::append_percent_encoded(out, static_cast<char>(byte));
    }
    return out;
}

/// Of a path that begins with a slash, or of a relative one. Source: RFC 3986 5.2.4.
std::string without_dot_segments(std::string_view path) {
    while (path.starts_with("./")) path.remove_prefix(2);
    std::vector<std::string_view> kept;
    for (std::size_t at = 0; at < path.size();) {
        auto const end = std::min(path.find('/', at + 1), path.size());
        std::string_view const segment = path.substr(at, end - at);   // with the slash before it
        if (segment == "/..") {
            if (!kept.empty()) kept.pop_back();
        } else if (segment != "/.") {
            kept.push_back(segment);
        }
        at = end;
    }
    std::string out;
    for (std::string_view const segment : kept) out.append(segment);
    return out;
}

std::string normal_path(std::string_view path) {
    return std::string{without_last_slashes(without_dot_segments(with_normal_encoding(path)))};
}

std::string lower_case(std::string_view text) {
    std::string out;
    std::ranges::transform(text, std::back_inserter(out), ascii::lower);
    return out;
}

/// The names of these two are compared without case.
bool is_urn_without_case(std::string_view url) noexcept {
    return ascii::equal_ignoring_case(url.substr(0, 9), "urn:uuid:") || ascii::equal_ignoring_case(url.substr(0, 8), "urn:oid:");
}

/// Scheme and host, or a urn; a relative reference has none of them.
std::string_view part_without_case(std::string_view url) noexcept {
    return url.find(':') == std::string_view::npos ? std::string_view{} : url.substr(0, url.find('/', url.find("//") + 2));
}

}  // namespace

url_parts split_url(std::string_view text) noexcept {
    url_parts r;
    text = text.substr(0, text.find('#'));
    if (auto const q = text.find('?'); q != std::string_view::npos) {
        r.query = text.substr(q + 1);
        text = text.substr(0, q);
    }
    if (auto const colon = text.find(':'); colon != std::string_view::npos && is_scheme(text.substr(0, colon))) {
        r.scheme = text.substr(0, colon);
        text.remove_prefix(colon + 1);
    }
    if (text.starts_with("//")) {
        text.remove_prefix(2);
        r.authority = text.substr(0, text.find('/'));
        text.remove_prefix(r.authority->size());
    }
    r.path = text;
    return r;
}

bool base_url::has_origin_of(base_url const& other) const noexcept {
    return https == other.https && host == other.host && port == other.port;
}

bool base_url::is_loopback() const noexcept {
    // `127.evil.example` is a name, not an address: all of it must be digits and dots.
    bool const ipv4 = host.starts_with("127.") && std::ranges::all_of(host, [](char c) { return ascii::is_digit(c) || c == '.'; });
    return ipv4 || host == "::1" || host == "localhost";
}

std::string base_url::text() const {
    std::string out = https ? "https://" : "http://";
    bool const is_address = host.find(':') != std::string::npos;
    out.append(is_address ? "[" : "").append(host).append(is_address ? "]" : "");
    if (port != (https ? https_port : http_port)) out.append(":").append(std::to_string(port));
    return out.append(path);
}

// An `@` is no character of a host, so user information is refused with the rest.
std::optional<base_url> parse_origin(std::string_view scheme, std::string_view authority) {
    base_url b;
    b.https = ascii::equal_ignoring_case(scheme, "https");
    if (!b.https && !ascii::equal_ignoring_case(scheme, "http")) return std::nullopt;
    bool const bracketed = authority.starts_with('[');
    auto const end = bracketed ? authority.find(']') : std::min(authority.find(':'), authority.size());
    if (end == std::string_view::npos) return std::nullopt;
    std::string_view const host = bracketed ? authority.substr(1, end - 1) : authority.substr(0, end);
    std::string_view const rest = authority.substr(bracketed ? end + 1 : end);
    auto const port = rest.empty() || rest.front() == ':' ? port_of(rest, b.https ? https_port : http_port) : std::nullopt;
    if (!is_host(host, bracketed) || !port) return std::nullopt;
    b.host = lower_case(host);
    if (b.host.size() > 1 && b.host.ends_with('.')) b.host.pop_back();  // `h.` is the same name as `h`
    b.port = *port;
    return b;
}

std::optional<base_url> parse_origin(std::string_view url) {
    bool const plain = std::ranges::all_of(url, [](char c) { return c > ' ' && c < '\x7f'; });
    if (!plain || url.find_first_of("?#\\\"<>^`{|}") != std::string_view::npos) return std::nullopt;
    url_parts const r = split_url(url);
    return r.authority ? parse_origin(r.scheme, *r.authority) : std::nullopt;
}

std::optional<base_url> parse_base_url(std::string_view url) {
    if (url.size() > longest_url || url.find_first_of("?#") != std::string_view::npos) return std::nullopt;
    url_parts const r = split_url(url);
    if (!r.authority) return std::nullopt;
    auto base = parse_origin(r.scheme, *r.authority);
    if (!base || !is_unambiguous_path(r.path) || r.path.find('%') != std::string_view::npos) return std::nullopt;
    base->path = without_last_slashes(r.path);
    return base;
}

bool is_unambiguous_path(std::string_view path) {
    std::string once{path};
    for (int i = 0; i < 3; ++i) {
        for (ascii::list_items segments{once, '/'}; !segments.done();)
            if (is_dot_segment(segments.next())) return false;
        std::string again = decoded(once);
        bool const hides = std::ranges::count(again, '/') != std::ranges::count(once, '/') ||
                           std::ranges::any_of(again, [](char c) { return c == '\\' || static_cast<unsigned char>(c) < 0x20; });
        if (hides) return false;
        if (again == once) break;
        once = std::move(again);
    }
    return std::ranges::all_of(path, [](char c) { return is_path_character(c) || c == '%'; }) && once.find('%') == std::string::npos;
}

std::string normal_url(std::string_view url) {
    if (is_urn_without_case(url)) return lower_case(url);
    url_parts const r = split_url(url);
    if (!r.authority) return r.scheme.empty() ? normal_path(url) : std::string{url};
    auto normal = parse_origin(r.scheme, *r.authority);
    if (!normal) return std::string{url};
    normal->path = normal_path(r.path);
    std::string out = normal->text();
    if (r.query) out.append("?").append(with_normal_encoding(*r.query));
    return out;
}

std::string_view normal_url(std::string_view url, std::string& room) {
    std::string_view const part = part_without_case(url);   // an empty port may end it
    bool const is_plain = !url.ends_with('/') && url.find_first_of("%?#") == std::string_view::npos &&
                          url.find("/.") == std::string_view::npos && url.find(":80") == std::string_view::npos &&
                          url.find(":443") == std::string_view::npos && !url.starts_with('.') &&
                          !part.ends_with(':') && std::ranges::none_of(part, ascii::is_upper);
    if (is_plain) return url;
    room = normal_url(url);
    return room;
}

bool is_same_url(std::string_view a, std::string_view b) {
    std::string room_of_a, room_of_b;
    return a == b || normal_url(a, room_of_a) == normal_url(b, room_of_b);
}

}  // namespace oms::fhir
