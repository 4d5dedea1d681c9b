#pragma once
#include <oms/criteria/evaluate.hpp>

#include <span>
#include <vector>

/// From findings to states: clinical.md 2.5 and its readings in 2.14.
namespace oms::criteria {

/// The state of one sub-finding, newest wins.
struct sub_state {
    state is = state::unknown;
    bool firm = false;
    bool stale_only = false;                    ///< historical because the list item is stale, not because it was resolved
    std::optional<day> start;                   ///< present: earliest start of what makes it so; historical: of what makes it that
    std::optional<day> newest_positive;         ///< newest date of what makes it present
    std::optional<day> newest_negative;         ///< newest refutation or negative Observation, whatever the state
    std::vector<findings::finding const*> positive;   ///< what makes it present or historical
    std::vector<findings::finding const*> negative;   ///< refutations and negative Observations within the window
};

/// Counts days; one place for "within".
struct window {
    day today;
    constants const* limits = nullptr;
    [[nodiscard]] bool within(std::optional<day> d, int days) const noexcept;
};

/// Puts all findings that speak about `what` into `out` (an OMS diagnosis speaks for opsoclonus and ataxia, but its refutation for neither).
void about(findings::chart const& c, terminology::fact what, std::vector<findings::finding const*>& out);

[[nodiscard]] sub_state judge_sub_finding(std::span<findings::finding const* const> said, window const& w);

/// N: newest of confirmed and refuted wins, on the same day refuted; status and date of the diagnosis do not matter.
struct tumour_state {
    bool present = false;
    bool absent = false;      ///< refuted or denied, nothing newer
    bool suspected = false;
    bool inferred_only = false;
    bool ganglioneuroma_only = false;
    std::vector<findings::finding const*> positive, negative, suspicion;
};
[[nodiscard]] tumour_state judge_tumour(findings::chart const& c, age const& a, constants const& limits);

/// Age today. Source: clinical.md 2.3.
[[nodiscard]] age age_on(std::optional<partial_date> const& birth, day today, constants const& limits) noexcept;

}  // namespace oms::criteria
