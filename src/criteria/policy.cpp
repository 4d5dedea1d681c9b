#include <oms/criteria/policy.hpp>

#include <algorithm>

namespace oms::criteria {
namespace {

struct question_row {
    question asked;
    std::string_view name;
};

constexpr std::array<question_row, question_count> question_rows{{
    {question::deceased, "deceased"},
    {question::inactive, "inactive"},
    {question::opsoclonus, "opsoclonus"},
    {question::ataxia_or_myoclonus, "ataxiaOrMyoclonus"},
    {question::behaviour_or_sleep, "behaviourOrSleep"},
    {question::neuroblastoma, "neuroblastoma"},
    {question::opsoclonus_historical, "opsoclonusHistorical"},
    {question::opsoclonus_freshly_absent, "opsoclonusFreshlyAbsent"},
    {question::movement_absent, "movementAbsent"},
    {question::behaviour_absent, "behaviourAbsent"},
    {question::movement_new, "movementNew"},
    {question::new_ataxia_pair, "newAtaxiaPair"},
    {question::possible_opsoclonus, "possibleOpsoclonus"},
    {question::poisoning_near_opsoclonus, "poisoningNearOpsoclonus"},
    {question::poisoning_near_first_finding, "poisoningNearFirstFinding"},
    {question::oms_diagnosis_refuted, "omsDiagnosisRefuted"},
    {question::named_cns_disease, "namedCnsDisease"},
    {question::imaging_done, "imagingDone"},
    {question::imaging_ordered, "imagingOrdered"},
    {question::imaging_partial, "imagingPartial"},
    {question::imaging_old, "imagingOld"},
    {question::urine_done, "urineDone"},
    {question::band_lt6m, "bandLt6m"},
    {question::band_6m_6y, "band6m6y"},
    {question::band_6y_18y, "band6y18y"},
    {question::band_ge18, "bandGe18"},
    {question::band_unknown, "bandUnknown"},
    {question::count, "count"},
    {question::firm_count, "firmCount"},
    {question::count_with_history, "countWithHistory"},
}};

}  // namespace

std::string_view name_of(question q) noexcept {
    for (auto const& row : question_rows)
        if (row.asked == q) return row.name;
    return {};
}

std::optional<question> question_named(std::string_view name) noexcept {
    for (auto const& row : question_rows)
        if (row.name == name) return row.asked;
    return std::nullopt;
}

bool is_number(question q) noexcept { return q >= question::count; }

bool comparison::holds(answers const& a) const noexcept {
    std::uint8_t const value = a[static_cast<std::size_t>(asked)];
    switch (how) {
        case relation::is: return value != 0;
        case relation::is_not: return value == 0;
        case relation::at_least: return value >= number;
        case relation::below: return value < number;
        case relation::equal: return value == number;
    }
    return false;
}

answer_bits bits_of(answers const& a) noexcept {
    answer_bits bits = 0;
    for (std::size_t i = 0; i < a.size(); ++i) bits |= answer_bits{a[i] != 0} << i;
    return bits;
}

void condition::index() noexcept {
    using relation = comparison::relation;
    yes = no = 0;
    is_plain = true;
    for (auto const& group : groups) {
        bool const plain = group.size() == 1 && (group.front().how == relation::is || group.front().how == relation::is_not);
        is_plain &= plain;
        if (plain) (group.front().how == relation::is ? yes : no) |= answer_bits{1} << static_cast<unsigned>(group.front().asked);
    }
}

bool condition::holds(answers const& a) const noexcept {
    return std::all_of(groups.begin(), groups.end(), [&](auto const& any_of_these) {
        return std::any_of(any_of_these.begin(), any_of_these.end(), [&](comparison const& c) { return c.holds(a); });
    });
}

rule const* policy::find(std::string_view id) const noexcept {
    auto const found = std::find_if(rules.begin(), rules.end(), [&](rule const& r) { return r.id == id; });
    return found == rules.end() ? nullptr : &*found;
}

}  // namespace oms::criteria
