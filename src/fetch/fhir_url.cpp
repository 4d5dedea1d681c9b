#include <oms/fetch/fhir_url.hpp>

#include <oms/base/ascii.hpp>

#include <algorithm>

namespace oms::fetch {
namespace {

/// The query with those characters percent-encoded that servers write as they are although a URL may not hold them, such as `|`.
std::string encoded_query(std::string_view query) {
    std::string out;
    for (char const c : query) {
        bool const is_allowed = c > ' ' && c < '\x7f' && std::string_view{"\"<>^`{|}"}.find(c) == std::string_view::npos;
        if (is_allowed) out.push_back(c);
        else ascii::append_percent_encoded(out, c);
    }
    return out;
}

/// The path that `link` means on a page at `from_path`. On a page at the base itself a relative link is taken below the base, although the
/// base is written without a slash at its end.
std::string path_of(fhir::url_parts const& link, fhir::base_url const& base, std::string_view from_path) {
    if (link.path.starts_with('/') || link.authority) return std::string{link.path};
    if (link.path.empty()) return std::string{from_path};
    std::string folder{from_path.substr(0, from_path.rfind('/') + 1)};
    if (from_path == base.path) folder = base.path + "/";
    return folder.append(link.path);
}

}  // namespace

std::optional<std::string> resolve_within(fhir::base_url const& base, std::string_view from, std::string_view link) {
    bool const plain = std::ranges::none_of(link, [](char c) { return ascii::is_control(c) || c == '\\'; });
    if (link.empty() || link.size() > fhir::longest_url || !plain) return std::nullopt;
    fhir::url_parts const to = fhir::split_url(link), at = fhir::split_url(from);
    std::string_view const scheme = to.scheme.empty() ? at.scheme : to.scheme;
    if (!to.scheme.empty() && !to.authority) return std::nullopt;  // readers differ on what `https:x` means
    auto const origin = fhir::parse_origin(scheme, to.authority ? *to.authority : at.authority.value_or(""));
    if (!origin || !origin->has_origin_of(base)) return std::nullopt;
    std::string const path = path_of(to, base, at.path);
    bool const below = path.starts_with(base.path) && (path.size() == base.path.size() || path[base.path.size()] == '/');
    if (!below || !fhir::is_unambiguous_path(path)) return std::nullopt;
    std::string out = fhir::base_url{base.https, base.host, base.port, path}.text();
    auto const query = to.query || !to.path.empty() || to.authority ? to.query : at.query;
    if (query) out.append("?").append(encoded_query(*query));
    if (out.size() > fhir::longest_url) return std::nullopt;
    return out;
}

std::optional<std::string> fill_template(fhir::base_url const& base, std::string_view query, std::span<context_value const> values) {
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
            else ascii::append_percent_encoded(out, c);
        }
        query.remove_prefix(close + 2);
    }
    return out;
}

}  // namespace oms::fetch
