#include <oms/criteria/evaluate.hpp>

#include "causes.hpp"
#include "decide.hpp"
#include "describe.hpp"
#include "sub_findings.hpp"
#include "workup.hpp"

#include <algorithm>
#include <cstddef>

namespace oms::criteria {
namespace {

using terminology::fact;

class evaluation {
public:
    /// `v`: what the evaluation comes to; its age is known, nothing else.
    evaluation(policy const& p, findings::chart const& c, window const& w, verdict& v)
        : policy_(p), chart_(c), window_{w}, signs_{c, window_, v.how_old, room_}, causes_{room_}, v_(v) {}

    void run() {
        weigh();
        if (signs_.first_counted || signs_.opsoclonus_historical) judge_workup(chart_, signs_.first_counted, policy_.constants, v_.workup);
        find_other_causes(chart_, signs_, window_, causes_);
        answer_questions();
        auto const d = decide(policy_, v_.asked);
        v_.decided = &policy_.rules[d.rule];
        v_.before_workup = &policy_.rules[d.before_workup];
        v_.text_before_workup = d.text_before_workup;
        v_.shown_as = d.shown_as;
        v_.text = d.text;
        describe(chart_, signs_, causes_, window_, v_);
    }

private:
    void weigh();
    void answer_questions();
    void answer_about_features();
    void answer_about_causes();
    void answer_about_workup();
    void answer_about_age();
    [[nodiscard]] bool is_new_ataxia_pair() const;
    [[nodiscard]] std::size_t count_with_history() const;
    [[nodiscard]] bool counted(feature f) const noexcept { return v_.features[static_cast<std::size_t>(f)].counted; }

    template <class Test>
    [[nodiscard]] bool any_sign(feature of, Test test) const {
        return std::any_of(signs_.all.begin(), signs_.all.end(), [&](auto const& s) { return s.of == of && test(s); });
    }

    void answer(question q, bool yes) noexcept { v_.asked[static_cast<std::size_t>(q)] = yes ? 1 : 0; }
    void answer(question q, std::size_t n) noexcept { v_.asked[static_cast<std::size_t>(q)] = static_cast<std::uint8_t>(n); }

    policy const& policy_;
    findings::chart const& chart_;
    window window_;
    std::array<std::byte, 6144> space_;   // enough for most charts; more comes from the heap
    std::pmr::monotonic_buffer_resource room_{space_.data(), space_.size()};
    sub_findings signs_;
    other_causes causes_;
    verdict& v_;
};

void evaluation::weigh() {
    for (auto const& s : signs_.all) {
        auto& f = v_.features[static_cast<std::size_t>(s.of)];
        bool const counts = signs_.counts(s);
        if (counts) {
            f.counted = true;
            keep_newest(v_.newest_evidence, s.raw.newest_positive);
        }
        bool const makes_present = counts || (!s.weak && s.of == feature::ataxia_myoclonus && s.present());
        f.firm |= makes_present && s.raw.firm;
    }
    v_.possible_opsoclonus = signs_.possible_on || signs_.irregular_or_nystagmus_on;
    auto const& t = signs_.tumour;
    auto& n = v_.features[static_cast<std::size_t>(feature::neuroblastoma)];
    n.counted = n.firm = t.present;
    v_.inferred_from_site = t.inferred_only;
    v_.ganglioneuroma_only = t.ganglioneuroma_only;
    v_.tumour_suspected = t.suspected;
    for (auto const& f : v_.features) v_.count += f.counted ? 1 : 0;
}

/// The second sign is of the core list, or a movement sign of its own.
bool evaluation::is_new_ataxia_pair() const {
    auto const& ataxia = signs_.of(fact::ataxia);
    if (!ataxia.present() || !ataxia.is_new || !ataxia.raw.start) return false;
    auto const close = [&](maybe_day start) {
        return start && std::chrono::abs(*start - *ataxia.raw.start) <= std::chrono::days{policy_.constants.pair_gap};
    };
    auto const& myoclonus = signs_.of(fact::myoclonus);
    return (myoclonus.present() && myoclonus.is_new && close(myoclonus.raw.start)) ||
           any_sign(feature::behaviour_sleep, [&](auto const& s) { return signs_.counts(s) && close(s.core_start); });
}

/// Features that count, counting historical opsoclonus, movement and behaviour as present (R3d).
std::size_t evaluation::count_with_history() const {
    auto const now_or_before = [&](feature of) {
        return signs_.any(of, &sub_finding::present) || signs_.any(of, &sub_finding::historical);
    };
    bool const behaviour = counted(feature::behaviour_sleep) || signs_.any(feature::behaviour_sleep, &sub_finding::historical);
    return std::size_t{signs_.opsoclonus || signs_.opsoclonus_historical} + std::size_t{now_or_before(feature::ataxia_myoclonus)} +
           std::size_t{behaviour} + std::size_t{signs_.tumour.present};
}

void evaluation::answer_questions() {
    answer(question::deceased, chart_.patient.deceased);
    answer(question::inactive, chart_.patient.inactive);
    answer_about_features();
    answer_about_causes();
    answer_about_workup();
    answer_about_age();
}

void evaluation::answer_about_features() {
    bool const moved_new = any_sign(feature::ataxia_myoclonus, [](auto const& s) { return !s.weak && s.present() && s.is_new; });
    bool const weak = any_sign(feature::ataxia_myoclonus, [](auto const& s) { return s.weak && s.present(); });
    bool const core = any_sign(feature::behaviour_sleep, [&](auto const& s) { return signs_.counts(s) && s.core_start; });
    bool const other_opsoclonus =
        any_sign(feature::opsoclonus, [](auto const& s) { return s.what != fact::inappropriate_saccades && s.present(); });
    bool const looked_for = window_.within(signs_.of(fact::opsoclonus).raw.newest_negative, policy_.constants.fresh_neg_o);
    auto const firm = std::count_if(v_.features.begin(), v_.features.end(), [](auto const& f) { return f.counted && f.firm; });
    answer(question::opsoclonus, signs_.opsoclonus);
    answer(question::ataxia_or_myoclonus, counted(feature::ataxia_myoclonus));
    answer(question::behaviour_or_sleep, counted(feature::behaviour_sleep));
    answer(question::neuroblastoma, signs_.tumour.present);
    answer(question::inappropriate_saccades_alone, signs_.opsoclonus && !other_opsoclonus);
    answer(question::opsoclonus_historical, signs_.opsoclonus_historical);
    answer(question::opsoclonus_freshly_absent, signs_.opsoclonus_absent && looked_for);
    answer(question::movement_absent, signs_.all_absent(feature::ataxia_myoclonus));
    answer(question::behaviour_absent, signs_.all_absent(feature::behaviour_sleep));
    answer(question::movement_new, moved_new);
    answer(question::new_ataxia_pair, is_new_ataxia_pair());
    answer(question::weak_movement, weak);
    answer(question::core_behaviour_new, core);
    answer(question::possible_opsoclonus, signs_.possible_on);
    answer(question::irregular_or_nystagmus, signs_.irregular_or_nystagmus_on);
    answer(question::known_case, is_known_case(signs_, window_));
    answer(question::count, v_.count);
    answer(question::firm_count, static_cast<std::size_t>(firm));
    answer(question::count_with_history, count_with_history());
}

void evaluation::answer_about_causes() {
    answer(question::poisoning_near_opsoclonus, !causes_.near_opsoclonus.empty());
    answer(question::poisoning_near_first_finding, !causes_.near_first.empty());
    answer(question::oms_diagnosis_refuted, !causes_.refuted_diagnoses.empty());
    answer(question::named_cns_disease, !causes_.named_diseases.empty());
    answer(question::raised_pressure, !causes_.raised_pressure.empty());
    answer(question::head_injury, !causes_.head_injuries.empty());
    answer(question::cord_compression, !causes_.cord_compressions.empty());
    answer(question::neuropathy, !causes_.neuropathies.empty());
}

void evaluation::answer_about_workup() {
    auto const& w = v_.workup;
    answer(question::imaging_done, w.imaging == imaging_state::done);
    answer(question::imaging_ordered, w.imaging == imaging_state::ordered);
    answer(question::imaging_partial, w.imaging == imaging_state::partial);
    answer(question::imaging_old, w.search && window_.today - *w.search >= std::chrono::days{policy_.constants.repeat_after});
    answer(question::urine_done, w.urine == urine_state::done);
    answer(question::repeat_time_over, signs_.first_counted && !window_.within(signs_.first_counted, policy_.constants.repeat_until));
}

void evaluation::answer_about_age() {
    answer(question::band_lt6m, v_.how_old.band == age_band::lt6m);
    answer(question::band_6m_6y, v_.how_old.band == age_band::m6_y6);
    answer(question::band_6y_18y, v_.how_old.band == age_band::y6_y18);
    answer(question::band_ge18, v_.how_old.band == age_band::ge18);
    answer(question::band_unknown, v_.how_old.band == age_band::unknown);
}

}  // namespace

verdict evaluate(policy const& p, findings::chart const& c, instant now, bool workup_checked) {
    verdict v;
    window const w{day_of(now), &p.constants};
    v.as_of = now;
    v.workup.checked = workup_checked;
    v.how_old = age_on(c.patient.birth, w.today, p.constants);
    evaluation{p, c, w, v}.run();
    return v;
}

}  // namespace oms::criteria
