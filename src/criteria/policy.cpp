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
    {question::inappropriate_saccades_alone, "inappropriateSaccadesAlone"},
    {question::opsoclonus_historical, "opsoclonusHistorical"},
    {question::opsoclonus_freshly_absent, "opsoclonusFreshlyAbsent"},
    {question::movement_absent, "movementAbsent"},
    {question::behaviour_absent, "behaviourAbsent"},
    {question::movement_new, "movementNew"},
    {question::new_ataxia_pair, "newAtaxiaPair"},
    {question::weak_movement, "weakMovement"},
    {question::core_behaviour_new, "coreBehaviourNew"},
    {question::possible_opsoclonus, "possibleOpsoclonus"},
    {question::irregular_or_nystagmus, "irregularOrNystagmus"},
    {question::poisoning_near_opsoclonus, "poisoningNearOpsoclonus"},
    {question::poisoning_near_first_finding, "poisoningNearFirstFinding"},
    {question::oms_diagnosis_refuted, "omsDiagnosisRefuted"},
    {question::named_cns_disease, "namedCnsDisease"},
    {question::raised_pressure, "raisedPressure"},
    {question::head_injury, "headInjury"},
    {question::cord_compression, "cordCompression"},
    {question::neuropathy, "neuropathy"},
    {question::known_case, "knownCase"},
    {question::imaging_done, "imagingDone"},
    {question::imaging_ordered, "imagingOrdered"},
    {question::imaging_partial, "imagingPartial"},
    {question::imaging_old, "imagingOld"},
    {question::urine_done, "urineDone"},
    {question::repeat_time_over, "repeatTimeOver"},
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

namespace {

constexpr auto first_number = static_cast<std::size_t>(question::count);
constexpr answer_bits always = answer_bits{1} << 62, never = answer_bits{1} << 63;
static_assert(first_number + (question_count - first_number) * largest_number <= 62);

constexpr answer_bits yes_bit(question q) noexcept { return answer_bits{1} << static_cast<std::size_t>(q); }

/// Of the first bit of a number: that it is at least 1.
constexpr std::size_t place_of(std::size_t number) noexcept { return first_number + (number - first_number) * largest_number; }

constexpr answer_bits at_least_bit(question q, unsigned least) noexcept {
    if (least == 0) return always;
    return least > largest_number ? never : answer_bits{1} << (place_of(static_cast<std::size_t>(q)) + least - 1);
}

}  // namespace

answer_bits bits_of(answers const& a) noexcept {
    answer_bits bits = always;
    for (std::size_t i = 0; i < first_number; ++i) bits |= answer_bits{a[i] != 0} << i;
    for (std::size_t i = first_number; i < question_count; ++i)
        bits |= ((answer_bits{1} << std::min(a[i], largest_number)) - 1) << place_of(i);
    return bits;
}

bit_test comparison::test() const noexcept {
    switch (how) {
        case relation::is: return {yes_bit(asked), 0};
        case relation::is_not: return {0, yes_bit(asked)};
        case relation::at_least: return {at_least_bit(asked, number), 0};
        case relation::below: return {0, at_least_bit(asked, number)};
        case relation::equal: return {at_least_bit(asked, number), at_least_bit(asked, number + 1u)};
    }
    return {never, 0};
}

void condition::index() {
    all = {};
    any.clear();
    for (auto const& group : groups) {
        if (group.size() == 1) {
            bit_test const only = group.front().test();
            all.yes |= only.yes;
            all.no |= only.no;
        } else {
            auto& tests = any.emplace_back();
            for (comparison const& c : group) tests.push_back(c.test());
        }
    }
}

bool condition::holds(answer_bits bits) const noexcept {
    return all.holds(bits) && std::all_of(any.begin(), any.end(), [&](auto const& tests) {
        return std::any_of(tests.begin(), tests.end(), [&](bit_test const& t) { return t.holds(bits); });
    });
}

rule const* policy::find(std::string_view id) const noexcept {
    auto const found = std::find_if(rules.begin(), rules.end(), [&](rule const& r) { return r.id == id; });
    return found == rules.end() ? nullptr : &*found;
}

}  // namespace oms::criteria
