#pragma once
#include <oms/criteria/evaluate.hpp>

#include <algorithm>
#include <memory_resource>
#include <span>
#include <vector>

/// From findings to states: clinical.md 2.5, as interpreted in 2.14.
namespace oms::criteria {

/// Some of a chart's findings, in room that one evaluation has for all of them.
using finding_list = std::pmr::vector<findings::finding const*>;

inline void keep_earliest(maybe_day& into, maybe_day d) noexcept {
    if (d && (!into || d < into)) into = d;
}
inline void keep_newest(maybe_day& into, maybe_day d) noexcept { into = std::max(into, d); }

/// The state of one sub-finding, newest wins.
struct sub_state {
    explicit sub_state(std::pmr::memory_resource& room) : positive{&room}, negative{&room} {}

    state is = state::unknown;
    bool firm = false;
    bool stale_only = false;                    ///< historical because the list item is stale, not because it was resolved
    maybe_day start;                            ///< present: earliest start of what makes it so; historical: of what makes it that
    maybe_day newest_positive;                  ///< newest date of what makes it present
    maybe_day newest_negative;                  ///< newest refutation or negative Observation, whatever the state
    finding_list positive;   ///< what makes it present or historical
    finding_list negative;   ///< refutations and negative Observations within the window
};

/// Counts days; one place for "within".
struct window {
    day today;
    constants const* constant = nullptr;
    [[nodiscard]] bool within(maybe_day d, int days) const noexcept;
};

/// Puts all findings that speak about `what` into `out` (an OMS diagnosis speaks for opsoclonus and ataxia, but its refutation for neither;
/// a denial of opsoclonus speaks against inappropriate saccades, too).
void about(findings::chart const& c, terminology::fact what, finding_list& out);

/// Puts the state into `s`, of which nothing is known yet.
void judge_sub_finding(std::span<findings::finding const* const> said, window const& w, sub_state& s);

/// N: newest of confirmed and refuted wins, on the same day refuted; status and date of the diagnosis do not matter.
struct tumour_state {
    explicit tumour_state(std::pmr::memory_resource& room) : positive{&room}, negative{&room}, suspicion{&room} {}

    bool present = false;
    bool absent = false;      ///< refuted or denied, nothing newer
    bool suspected = false;
    bool inferred_only = false;
    bool ganglioneuroma_only = false;
    finding_list positive, negative, suspicion;
};
/// Puts the state into `t`, of which nothing is known yet.
void judge_tumour(findings::chart const& c, age const& a, constants const& constant, tumour_state& t);

/// Age today. Source: clinical.md 2.3.
[[nodiscard]] age age_on(std::optional<partial_date> const& birth, day today, constants const& constant) noexcept;

}  // namespace oms::criteria
