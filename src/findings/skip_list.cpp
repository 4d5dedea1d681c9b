#include "skip_list.hpp"

#include <algorithm>
#include <array>
#include <tuple>

namespace oms::findings {
namespace {

/// Of all reasons those that mean: somebody wrote something here that this service could not read.
constexpr std::array<std::string_view, 13> unread_reasons{
    "unreadable-element", "no-status",      "status-not-understood", "verificationStatus-not-understood", "date-not-understood",
    "no-date",            "before-birth",   "two-values",            "contradicts-itself",                "modifier-extension",
    "implicit-rules",     "no-subject",     "entry-not-understood"};

}  // namespace

void skip_list::add(std::string_view where, std::string_view reason, bool dropped) {
    ++total_;
    if (wants_place()) entries_.push_back({where, reason});
    if (!dropped || std::ranges::find(unread_reasons, reason) == unread_reasons.end()) return;
    auto const known = std::ranges::find(unread_, reason, &unread_count::reason);
    if (known == unread_.end()) unread_.push_back({reason, 1});
    else ++known->records;
}

void skip_list::write_to(chart& c) const {
    c.skipped = entries_;
    c.skipped_total = total_;
    c.unread = unread_;
    c.unread_total = 0;
    for (auto const& u : unread_) c.unread_total += u.records;
    std::ranges::sort(c.unread, [](auto const& a, auto const& b) { return std::tie(b.records, a.reason) < std::tie(a.records, b.reason); });
}

void skip_list::clear() {
    total_ = 0;
    entries_.clear();
    entries_.shrink_to_fit();
    unread_.clear();
}

}  // namespace oms::findings
