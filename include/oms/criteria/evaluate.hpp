#pragma once
#include <oms/criteria/policy.hpp>
#include <oms/findings/chart.hpp>

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace oms::criteria {

/// present P, historical H, absent A, unknown U of clinical.md 2.5. Nothing recorded is never absent.
enum class state : std::uint8_t { present, historical, absent, unknown };
[[nodiscard]] std::string_view name_of(state s) noexcept;

enum class feature : std::uint8_t { opsoclonus, ataxia_myoclonus, behaviour_sleep, neuroblastoma };
inline constexpr std::size_t feature_count = 4;
[[nodiscard]] std::string_view name_of(feature f) noexcept;

/// Why something recorded does not count; the word the card prints from its texts.
enum class not_counted : std::uint8_t {
    counted, explained, explaining, not_new, remembered, weak_alone, historical, stale, absent, suspected, also_recorded,
};

/// One line of evidence: all records of one sub-finding and polarity, folded (clinical.md 2.11).
struct evidence {
    terminology::fact what{};
    findings::polarity says = findings::polarity::positive;
    findings::finding const* newest = nullptr;   ///< in the chart the verdict was made from
    maybe_day onset;                             ///< the earliest of any record; none: no record has one
    maybe_day date;                              ///< of the newest record
    maybe_day written;                           ///< the newest recordedDate; none: no record has one
    std::size_t records = 0;
    bool provisional = false;                    ///< no record of it is firm
    bool earlier = false;                        ///< counts where signs recorded earlier count as if they were present
    not_counted why = not_counted::counted;
    findings::finding const* explained_by = nullptr;
};

struct feature_state {
    state is = state::unknown;   ///< as recorded
    bool counted = false;
    bool firm = false;
    std::vector<evidence> lines;
};

enum class imaging_state : std::uint8_t { none, ordered, partial, done };
enum class urine_state : std::uint8_t { none, ordered, done };
[[nodiscard]] std::string_view name_of(imaging_state s) noexcept;
[[nodiscard]] std::string_view name_of(urine_state s) noexcept;

/// The four regions that body imaging has to cover, in the order in which they are named.
enum class region : std::uint8_t { neck, chest, abdomen, pelvis };
inline constexpr std::size_t region_count = 4;
[[nodiscard]] std::string_view name_of(region r) noexcept;

/// What is recorded of one region in the episode: the newest of each.
struct region_state {
    maybe_day done, ordered;
};

struct workup_state {
    bool checked = false;           ///< orders and reports were supplied
    imaging_state imaging = imaging_state::none;
    urine_state urine = urine_state::none;
    std::array<region_state, region_count> regions;
    maybe_day search;               ///< the oldest study of the newest set that covers all regions; none: not covered
    bool mibg = false;
    bool neurology_referral = false, oncology_referral = false;   ///< stands or done, in the episode
    std::size_t unread = 0;         ///< orders, reports, procedures and studies of the episode without a code that is known
};

struct age {
    age_band band = age_band::unknown;
    std::optional<int> min_months, max_months;
};

/// Everything the answer is made of. Views the chart: it must outlive the verdict.
struct verdict {
    instant as_of;
    rule const* decided = nullptr;
    rule const* before_workup = nullptr;    ///< what a recorded workup replaced; else as `decided`
    std::string_view text_before_workup;    ///< its other card texts; empty: the rule's own
    indicator shown_as = indicator::none;   ///< none: no card
    std::string_view text;                  ///< other card texts, empty: the rule's own
    age how_old;
    std::array<feature_state, feature_count> features;
    bool possible_opsoclonus = false;       ///< flag Q or q
    bool inferred_from_site = false;        ///< N only from an adrenal site code
    bool ganglioneuroma_only = false;       ///< N only from a ganglioneuroma code
    bool tumour_suspected = false;
    std::vector<evidence> explained;        ///< sub-findings that do not count, with what explains them
    std::vector<evidence> also_recorded;
    std::vector<evidence> explanations;     ///< what led to R3x, or dropped R3b and R3e
    std::vector<evidence> explaining;       ///< Conditions that explain a sign which is not recorded
    std::vector<evidence> emergencies;      ///< cord compression, then neuropathy by drugs
    workup_state workup;
    answers asked{};                        ///< what the rules saw
    std::size_t count = 0;
    maybe_day newest_evidence;              ///< newest date among counted evidence; for the card key
};

/// Which rules a recorded workup can change: with those, orders and reports must be read first (product.md 6).
[[nodiscard]] bool workup_matters(policy const& p, verdict const& v) noexcept;

/// Evaluates a chart. `workup_checked` false: orders and reports were not supplied; their absence then says nothing.
/// Pure; the same chart in any order gives the same verdict.
/// Source: clinical.md 2.2, 2.3, 2.5 to 2.9, 2.11, 2.14.
[[nodiscard]] verdict evaluate(policy const& p, findings::chart const& c, instant now, bool workup_checked);

}  // namespace oms::criteria
