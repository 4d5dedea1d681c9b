#include <oms/fhir/reference.hpp>

#include <oms/base/ascii.hpp>
#include <oms/fhir/base_url.hpp>

namespace oms::fhir {
namespace {

constexpr std::string_view history = "/_history/";

/// Fills base, type and id from the last two segments of `url` behind its first `start` characters.
void split_resource(literal_reference& r, std::size_t start) noexcept {
    std::string_view const path = r.url.substr(start);
    auto const last = path.rfind('/');
    if (last == std::string_view::npos || last == 0) return;
    auto const before = path.rfind('/', last - 1);
    std::size_t const type_at = before == std::string_view::npos ? 0 : before + 1;
    r.type = path.substr(type_at, last - type_at);
    r.id = path.substr(last + 1);
    r.base = r.url.substr(0, before == std::string_view::npos ? 0 : start + before);
}

}  // namespace

literal_reference parse_reference(std::string_view text) noexcept {
    literal_reference r;
    if (text.empty()) return r;
    if (text.starts_with('#')) return {reference_form::contained, text, {}, {}, text.substr(1), {}};
    auto const version = text.find(history);
    r.url = text.substr(0, version);
    if (version != std::string_view::npos) r.version = text.substr(version + history.size());
    url_parts const parts = split_url(r.url);
    if (ascii::equal_ignoring_case(parts.scheme, "urn")) {
        r.form = reference_form::urn;
        r.id = r.url.substr(r.url.rfind(':') + 1);
        return r;
    }
    r.form = parts.scheme.empty() ? reference_form::relative : reference_form::absolute;
    if (parts.query) return r;   // a search, not a resource
    split_resource(r, parts.authority ? static_cast<std::size_t>(parts.path.data() - r.url.data()) : 0);
    return r;
}

bool names_resource(literal_reference const& r, std::string_view type, std::string_view id, std::string_view base) {
    if (id.empty() || (r.form != reference_form::relative && r.form != reference_form::absolute)) return false;
    std::string room;
    literal_reference const n = parse_reference(normal_url(r.url, room));
    if (n.type != type || n.id != id) return false;
    if (r.form == reference_form::relative) return n.base.empty();
    return base.empty() || is_same_url(n.base, base);
}

}  // namespace oms::fhir
