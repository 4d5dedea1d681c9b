#pragma once
#include <oms/base/fault.hpp>
#include <oms/json/document.hpp>
#include <oms/terminology/terms.hpp>

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace oms::criteria {

/// The constants of clinical.md 2.1, in days. Values come from `fhir_profiles/rules/constants.json` and `[policy]`; none stands here.
struct constants {
    int lookback = 0;
    int stale_list = 0;
    int new_onset = 0;
    int new_memory = 0;             ///< so long before `new_onset` an earlier sign makes the present one not new
    int pair_gap = 0;
    int fresh_neg_o = 0;
    int toxic_gap = 0;
    int injury_gap = 0;
    int episode_pad = 0;
    int repeat_after = 0;
    int repeat_until = 0;
    int known_after = 0;
    int adult_years = 0;            ///< the age gate
    int adrenal_years = 0;          ///< `adrenal` counts as tumour below this age
    int young_child_years = 0;      ///< upper border of band 6m_6y
    int infant_months = 0;          ///< border between lt6m and 6m_6y
    int implausible_years = 0;      ///< past this birthday the age is unknown
    int scorpions = 0;              ///< a switch, 0 or 1: the site lies where their stings are common
    bool operator==(constants const&) const = default;
};

enum class age_band : std::uint8_t { lt6m, m6_y6, y6_y18, ge18, unknown };
[[nodiscard]] std::string_view name_of(age_band b) noexcept;   ///< `lt6m`, `6m_6y`, `6y_18y`, `ge18`, `unknown`

/// The named facts that rules may ask about; each is one statement about the evaluated states (docs/rules.md).
enum class question : std::uint8_t {
    deceased, inactive,
    opsoclonus, ataxia_or_myoclonus, behaviour_or_sleep, neuroblastoma,   ///< counted
    inappropriate_saccades_alone,   ///< opsoclonus rests on that code and on nothing else
    opsoclonus_historical, opsoclonus_freshly_absent,
    movement_absent, behaviour_absent,
    movement_new,              ///< ataxia or myoclonus present and new
    new_ataxia_pair,           ///< new ataxia and new core behaviour or sleep, or new myoclonus, starts within PAIR_GAP
    weak_movement,             ///< an unspecific movement code, current
    core_behaviour_new,        ///< new behaviour or sleep of the core list
    possible_opsoclonus, irregular_or_nystagmus,                          ///< flags Q and q
    poisoning_near_opsoclonus, poisoning_near_first_finding, oms_diagnosis_refuted, named_cns_disease,
    raised_pressure, head_injury, cord_compression, neuropathy,
    known_case,                ///< nothing positive is newer than KNOWN_AFTER
    imaging_done, imaging_ordered, imaging_partial, imaging_old, urine_done,
    repeat_time_over,          ///< the first finding lies more than REPEAT_UNTIL back
    band_lt6m, band_6m_6y, band_6y_18y, band_ge18, band_unknown,
    count, firm_count, count_with_history,                                ///< numbers 0…4
};
inline constexpr std::size_t question_count = static_cast<std::size_t>(question::count_with_history) + 1;
[[nodiscard]] std::string_view name_of(question q) noexcept;              ///< lowerCamelCase, as in the rules file
[[nodiscard]] std::optional<question> question_named(std::string_view name) noexcept;
[[nodiscard]] bool is_number(question q) noexcept;
inline constexpr std::uint8_t largest_number = 4;

/// One answer per question; booleans are 0 and 1.
using answers = std::array<std::uint8_t, question_count>;

/// The answers as bits: one for each question whose answer is yes, one for each number and what it is at least.
using answer_bits = std::uint64_t;
[[nodiscard]] answer_bits bits_of(answers const& a) noexcept;

/// Holds for answers that have all of `yes` and none of `no`.
struct bit_test {
    answer_bits yes = 0, no = 0;
    [[nodiscard]] bool holds(answer_bits bits) const noexcept { return (bits & yes) == yes && (bits & no) == 0; }
};

/// One term of a condition, e.g. `!neuroblastoma` or `count >= 3`.
struct comparison {
    question asked{};
    enum class relation : std::uint8_t { is, is_not, at_least, below, equal } how = relation::is;
    std::uint8_t number = 0;
    [[nodiscard]] bit_test test() const noexcept;
};

/// All of the groups hold; a group holds when any of its terms does.
struct condition {
    std::vector<std::vector<comparison>> groups;
    bit_test all;                              ///< of the groups of one term: most rows fail here
    std::vector<std::vector<bit_test>> any;    ///< of each other group

    [[nodiscard]] bool holds(answer_bits bits) const noexcept;
    /// Sets `all` and `any` from the groups.
    void index();
};

enum class indicator : std::uint8_t { none, info, warning };
[[nodiscard]] std::string_view name_of(indicator i) noexcept;

/// What a rule is, whatever led to it.
struct rule {
    std::string id;          ///< `R1a`
    std::string tier;        ///< `T0` … `T4`
    std::string meaning;     ///< one line for people
    indicator default_indicator = indicator::none;
    std::vector<std::string> sources;
};

struct row {
    std::vector<std::size_t> from;             ///< indices of rules it starts from; empty: any
    condition when;
    std::optional<std::size_t> to;             ///< rule it leads to; nothing: the rule stays
    std::optional<indicator> shown_as;         ///< replaces the rule's own
    std::optional<std::string> text;           ///< id of other card texts, e.g. `age-unknown`
    std::string where;                         ///< file and element, for messages
};

/// A table: first match wins; no match leaves the rule as it is.
struct stage {
    std::string id;      ///< `guards`, `base`, `explanations`, `cap`, `earlier-features`, `workup`, `age-unknown`
    bool ends = false;   ///< a match ends the evaluation: the stages behind it are not asked
    std::vector<row> rows;
};

/// The whole rule set: constants, rules, stages in their order. Immutable after load.
struct policy {
    std::string version;
    std::string identity;                          ///< for people: the version, and whether the site changed it; set when linked
    std::string knowledge;                         ///< for programs: the digest of all that decides; set when linked
    criteria::constants constants;
    std::vector<rule> rules;
    std::vector<stage> stages;
    std::size_t nothing = 0;                       ///< index of R0
    [[nodiscard]] rule const* find(std::string_view id) const noexcept;
};

/// Reads `rules/oms.json` and `rules/constants.json`.
/// Faults (all of them): bad_knowledge with file and element: unknown question, rule or member, a rule without row, a row that no
/// answers can reach because earlier rows take them all, a constant that is missing or out of range.
[[nodiscard]] checked<policy> load_policy(std::span<json::document const> documents);

/// Replaces constants by settings (`[policy]` keys are the names of clinical.md 2.1 in lower case). Fault: bad_settings.
[[nodiscard]] result<void> override_constant(constants& c, std::string_view name, long long value);

}  // namespace oms::criteria
