#include <oms/fetch/fhir_url.hpp>

#include <oms/base/ascii.hpp>

#include <algorithm>
#include <charconv>

namespace oms::fetch {
namespace {

/// RFC 3986 3.3 `pchar` and the slash, but no `%`.
constexpr bool is_path_character(char c) noexcept {
    return ascii::is_unreserved(c) || std::string_view{"/!$&'()*+,;=:@"}.find(c) != std::string_view::npos;
}

void append_encoded(std::string& out, char c) {
    out.push_back('%');
    ascii::append_hex(out, static_cast<std::uint8_t>(c), ascii::upper_hex_digits);
}

/// The parts of a URL reference, as written. Source: RFC 3986 appendix B.
struct reference {
    std::string_view scheme;
    std::optional<std::string_view> authority;
    std::string_view path;
    std::optional<std::string_view> query;
};

reference split(std::string_view text) noexcept {
    reference r;
    text = text.substr(0, text.find('#'));
    if (auto const q = text.find('?'); q != std::string_view::npos) {
        r.query = text.substr(q + 1);
        text = text.substr(0, q);
    }
    auto const colon = text.find(':');
    if (colon != std::string_view::npos && text.substr(0, colon).find('/') == std::string_view::npos) {
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

std::optional<std::uint16_t> port_of(std::string_view text, std::uint16_t own) noexcept {
    if (text.empty() || text == ":") return own;  // RFC 3986 3.2.3: an empty port is the scheme's own
    text.remove_prefix(1);
    std::uint16_t port = 0;
    auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
    if (error != std::errc{} || end != text.data() + text.size() || port == 0) return std::nullopt;
    return port;
}

/// Reads scheme and authority; an `@` is no character of a host, so user information is refused with the rest.
std::optional<fhir_base> origin_of(std::string_view scheme, std::string_view authority) {
    fhir_base b;
    b.https = ascii::equal_ignoring_case(scheme, "https");
    if (!b.https && !ascii::equal_ignoring_case(scheme, "http")) return std::nullopt;
    bool const bracketed = authority.starts_with('[');
    auto const end = bracketed ? authority.find(']') : std::min(authority.find(':'), authority.size());
    if (end == std::string_view::npos) return std::nullopt;
    std::string_view const host = bracketed ? authority.substr(1, end - 1) : authority.substr(0, end);
    std::string_view const rest = authority.substr(bracketed ? end + 1 : end);
    bool const good = std::ranges::all_of(host, [&](char c) {
        if (bracketed) return ascii::is_hex_digit(c) || c == ':' || c == '.';
        return ascii::is_alphanumeric(c) || c == '-' || c == '.' || c == '_';
    });
    auto const port = rest.empty() || rest.front() == ':' ? port_of(rest, b.https ? 443 : 80) : std::nullopt;
    if (host.empty() || !good || !port) return std::nullopt;
    std::ranges::transform(host, std::back_inserter(b.host), ascii::lower);
    if (b.host.size() > 1 && b.host.ends_with('.')) b.host.pop_back();  // `h.` is the same name as `h`
    b.port = *port;
    return b;
}

std::string decoded(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        int const high = text[i] == '%' && i + 2 < text.size() ? ascii::hex_value(text[i + 1]) : -1;
        int const low = high >= 0 ? ascii::hex_value(text[i + 2]) : -1;
        out.push_back(low >= 0 ? static_cast<char>(high * 16 + low) : text[i]);
        if (low >= 0) i += 2;
    }
    return out;
}

/// `.` and `..`, also before a `;`, which some servers cut off with what follows.
bool is_dots(std::string_view segment) noexcept {
    segment = segment.substr(0, segment.find(';'));
    return segment == "." || segment == "..";
}

/// Only paths that all readers read alike: nothing climbs and nothing hides a slash, however often it is decoded.
bool is_plain_path(std::string_view path) {
    std::string once{path};
    for (int i = 0; i < 3; ++i) {
        for (ascii::list_items segments{once, '/'}; !segments.done();)
            if (is_dots(segments.next())) return false;
        std::string again = decoded(once);
        bool const hides = std::ranges::count(again, '/') != std::ranges::count(once, '/') ||
                           std::ranges::any_of(again, [](char c) { return c == '\\' || static_cast<unsigned char>(c) < 0x20; });
        if (hides) return false;
        if (again == once) break;
        once = std::move(again);
    }
    return std::ranges::all_of(path, [](char c) { return is_path_character(c) || c == '%'; }) && once.find('%') == std::string::npos;
}

/// What servers leave raw in a query though they may not (`|`) is encoded; the rest stays as it is.
std::string good_query(std::string_view query) {
    std::string out;
    for (char const c : query) {
        bool const raw = c > ' ' && c < '\x7f' && std::string_view{"\"<>^`{|}"}.find(c) == std::string_view::npos;
        if (raw) out.push_back(c);
        else append_encoded(out, c);
    }
    return out;
}

std::string_view without_last_slashes(std::string_view path) noexcept {
    while (path.ends_with('/')) path.remove_suffix(1);
    return path;
}

/// The path that a relative one means. Of the base's own address relative ones are meant below it, with or without its slash.
std::string path_of(reference const& link, fhir_base const& base, std::string_view from_path) {
    if (link.path.starts_with('/') || link.authority) return std::string{link.path};
    if (link.path.empty()) return std::string{from_path};
    std::string folder{from_path.substr(0, from_path.rfind('/') + 1)};
    if (from_path == base.path) folder = base.path + "/";
    return folder.append(link.path);
}

}  // namespace

bool fhir_base::has_origin_of(fhir_base const& other) const noexcept {
    return https == other.https && host == other.host && port == other.port;
}

bool fhir_base::is_loopback() const noexcept {
    bool const ipv4 = host.starts_with("127.") && std::ranges::all_of(host, [](char c) { return ascii::is_digit(c) || c == '.'; });
    return ipv4 || host == "::1" || host == "localhost";
}

std::string fhir_base::text() const {
    std::string out = https ? "https://" : "http://";
    bool const is_address = host.find(':') != std::string::npos;
    out.append(is_address ? "[" : "").append(host).append(is_address ? "]" : "");
    if (port != (https ? 443 : 80)) out.append(":").append(std::to_string(port));
    return out.append(path);
}

std::optional<fhir_base> parse_fhir_base(std::string_view url) {
    if (url.size() > longest_url || url.find_first_of("?#") != std::string_view::npos) return std::nullopt;
    reference const r = split(url);
    if (!r.authority) return std::nullopt;
    auto base = origin_of(r.scheme, *r.authority);
    bool const good_path = is_plain_path(r.path) && r.path.find('%') == std::string_view::npos;
    if (!base || !good_path) return std::nullopt;
    base->path = without_last_slashes(r.path);
    return base;
}

std::optional<std::string> resolve_within(fhir_base const& base, std::string_view from, std::string_view link) {
    bool const plain = std::ranges::none_of(link, [](char c) { return ascii::is_control(c) || c == '\\'; });
    if (link.empty() || link.size() > longest_url || !plain) return std::nullopt;
    reference const to = split(link), at = split(from);
    std::string_view const scheme = to.scheme.empty() ? at.scheme : to.scheme;
    if (!to.scheme.empty() && !to.authority) return std::nullopt;  // `https:x` is read in two ways
    auto const origin = origin_of(scheme, to.authority ? *to.authority : at.authority.value_or(""));
    if (!origin || !origin->has_origin_of(base)) return std::nullopt;
    std::string const path = path_of(to, base, at.path);
    bool const below = path.starts_with(base.path) && (path.size() == base.path.size() || path[base.path.size()] == '/');
    if (!below || !is_plain_path(path)) return std::nullopt;
    std::string out = fhir_base{base.https, base.host, base.port, path}.text();
    auto const query = to.query || !to.path.empty() || to.authority ? to.query : at.query;
    if (query) out.append("?").append(good_query(*query));
    if (out.size() > longest_url) return std::nullopt;
    return out;
}

std::optional<std::string> fill_template(fhir_base const& base, std::string_view query, std::span<context_value const> values) {
    std::string out = base.text() + "/";
    while (!query.empty()) {
        auto const open = query.find("{{");
        out.append(query.substr(0, open));
        if (open == std::string_view::npos) break;
        auto const close = query.find("}}", open);
        if (close == std::string_view::npos) return std::nullopt;
        auto const known = std::ranges::find(values, query.substr(open + 2, close - open - 2), &context_value::token);
        if (known == values.end() || known->value.empty()) return std::nullopt;
        for (char const c : known->value) {
            if (ascii::is_unreserved(c)) out.push_back(c);
            else append_encoded(out, c);
        }
        query.remove_prefix(close + 2);
    }
    return out;
}

}  // namespace oms::fetch
