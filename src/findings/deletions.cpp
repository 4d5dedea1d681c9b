#include "deletions.hpp"

#include <oms/base/time.hpp>

#include <algorithm>
#include <functional>

namespace oms::findings {
namespace {

bool is_after(std::string_view written, std::string_view deleted) {
    if (written.empty() || deleted.empty()) return false;
    auto const w = parse_instant(written), d = parse_instant(deleted);
    return w && d && *w > *d;
}

}  // namespace

std::uint64_t key_of(std::string_view type, std::string_view id) noexcept {
    std::hash<std::string_view> const hash;
    return hash(type) * 0x9e3779b97f4a7c15u + hash(id);
}

std::uint64_t key_of(std::string_view full_url) noexcept { return std::hash<std::string_view>{}(full_url); }

void deletions::add(fhir::deletion const& gone, std::string_view when) {
    if (!gone.id.empty()) all_.push_back({key_of(gone.type_name, gone.id), when});
    if (!gone.full_url.empty()) all_.push_back({key_of(gone.full_url), when});
}

bool deletions::take_away(std::string_view type, std::string_view id, std::string_view full_url, std::string_view last_updated) const {
    if (all_.empty()) return false;
    return (!id.empty() && has(key_of(type, id), last_updated)) || (!full_url.empty() && has(key_of(full_url), last_updated));
}

bool deletions::has(std::uint64_t key, std::string_view last_updated) const {
    auto const found = std::ranges::equal_range(all_, key, {}, &row::key);
    return std::ranges::any_of(found, [&](row const& r) { return !is_after(last_updated, r.when); });
}

void deletions::sort() { std::ranges::sort(all_, {}, &row::key); }

}  // namespace oms::findings
