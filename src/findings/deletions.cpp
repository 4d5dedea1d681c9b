#include "deletions.hpp"

#include <oms/base/time.hpp>
#include <oms/fhir/base_url.hpp>

#include <algorithm>
#include <functional>
#include <optional>
#include <string>

namespace oms::findings {
namespace {

/// Nothing: one of the two is not known.
std::optional<bool> is_after(std::string_view written, std::string_view deleted) {
    if (written.empty() || deleted.empty()) return std::nullopt;
    auto const w = parse_instant(written), d = parse_instant(deleted);
    return w && d ? std::optional{*w > *d} : std::nullopt;
}

}  // namespace

std::uint64_t key_of(std::string_view type, std::string_view id) noexcept {
    std::hash<std::string_view> const hash;
    return hash(type) * 0x9e3779b97f4a7c15u + hash(id);
}

std::uint64_t key_of(std::string_view full_url) {
    std::string room;
    return std::hash<std::string_view>{}(fhir::normal_url(full_url, room));
}

void deletions::add(fhir::deletion const& gone, std::string_view when) {
    std::string room;
    if (!gone.id.empty()) all_.push_back({key_of(gone.type_name, fhir::normal_url(gone.id, room)), when, gone.place});
    if (!gone.full_url.empty()) all_.push_back({key_of(gone.full_url), when, gone.place});
}

bool deletions::take_away(version const& v) const {
    if (all_.empty()) return false;
    return (!v.id.empty() && take_away(key_of(v.type, v.id), v)) || (!v.full_url.empty() && take_away(key_of(v.full_url), v));
}

bool deletions::take_away(std::uint64_t key, version const& v) const {
    auto const found = std::ranges::equal_range(all_, key, {}, &row::key);
    return std::ranges::any_of(found, [&](row const& r) {
        auto const later = is_after(v.last_updated, r.when);
        return !(later ? *later : v.place.is_before(r.place));
    });
}

void deletions::sort() { std::ranges::sort(all_, {}, &row::key); }

}  // namespace oms::findings
