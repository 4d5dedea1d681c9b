#include <oms/criteria/evaluate.hpp>

#include "decide.hpp"
#include "states.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdlib>

namespace oms::criteria {
namespace {

using findings::finding;
using findings::polarity;
using terminology::fact;
using terminology::facts;

/// One sub-finding of O, M or B (or the flag Q) on its way to the rules.
struct sub_finding {
    sub_finding(fact about_what, feature part_of, bool is_weak, std::pmr::memory_resource& room)
        : what{about_what}, of{part_of}, weak{is_weak}, raw{room} {}

    fact what{};
    feature of{};
    bool weak = false;
    sub_state raw;
    finding const* explained_by = nullptr;
    bool is_new = false;

    [[nodiscard]] bool present() const noexcept { return raw.is == state::present && !explained_by; }
    [[nodiscard]] bool historical() const noexcept { return raw.is == state::historical && !explained_by; }
    [[nodiscard]] bool absent() const noexcept { return raw.is == state::absent; }
};

bool near(maybe_day a, maybe_day b, int days) noexcept {
    return a && b && std::chrono::abs(*a - *b) <= std::chrono::days{days};
}

class evaluation {
public:
    /// `v`: what the evaluation comes to; nothing is known of it yet.
    evaluation(policy const& p, findings::chart const& c, instant now, bool workup_checked, verdict& v)
        : policy_(p), chart_(c), constants_(p.constants), window_{day_of(now), &constants_}, v_(v) {
        for (auto const& f : c.findings) said_ |= f.what;
        v_.as_of = now;
        v_.workup.checked = workup_checked;
    }

    void run() {
        v_.how_old = age_on(chart_.patient.birth, window_.today, constants_);
        judge_all();
        find_explanations();
        weigh();
        judge_workup();
        find_other_causes();
        answer_questions();
        auto const d = decide(policy_, v_.asked);
        v_.decided = &policy_.rules[d.rule];
        v_.base = &policy_.rules[d.after_base];
        v_.shown_as = d.shown_as;
        v_.text = d.text;
        describe();
    }

private:
    void judge_all();
    void find_explanations();
    void weigh();
    void judge_workup();
    void find_other_causes();
    void answer_questions();
    void answer_about_features();
    [[nodiscard]] bool is_new_ataxia_pair() const;
    [[nodiscard]] std::size_t count_with_history() const;
    [[nodiscard]] bool counted(feature f) const noexcept { return v_.features[static_cast<std::size_t>(f)].counted; }
    void describe();
    void describe_uncounted();

    void answer(question q, bool yes) noexcept { v_.asked[static_cast<std::size_t>(q)] = yes ? 1 : 0; }
    void answer(question q, std::size_t n) noexcept { v_.asked[static_cast<std::size_t>(q)] = static_cast<std::uint8_t>(n); }

    [[nodiscard]] bool any(feature of, bool (sub_finding::*test)() const noexcept) const {
        return std::any_of(subs_.begin(), subs_.end(), [&](auto const& s) { return s.of == of && !s.weak && (s.*test)(); });
    }
    [[nodiscard]] bool all_absent(feature of) const {
        return std::all_of(subs_.begin(), subs_.end(), [&](auto const& s) { return s.of != of || s.weak || s.absent(); });
    }
    [[nodiscard]] sub_finding const& sub(fact what) const {
        return *std::find_if(subs_.begin(), subs_.end(), [&](auto const& s) { return s.what == what; });
    }

    /// Behaviour or sleep that is not new is unknown to the rules (2.5, 2.14).
    [[nodiscard]] bool counts_as_present(sub_finding const& s) const noexcept {
        if (!s.present()) return false;
        if (s.of == feature::behaviour_sleep) return s.is_new;
        if (s.weak) return weak_counts_;
        return s.of == feature::opsoclonus || opsoclonus_ || s.is_new;
    }
    [[nodiscard]] not_counted reason(sub_finding const& s) const noexcept;
    void add_lines(sub_finding const& s, feature_state& into);

    policy const& policy_;
    findings::chart const& chart_;
    constants const& constants_;
    window window_;
    facts said_;   // by any finding: most of what is asked for is not among them
    std::array<std::byte, 4096> space_;   // enough for most charts; more comes from the heap
    std::pmr::monotonic_buffer_resource room_{space_.data(), space_.size()};
    std::pmr::vector<sub_finding> subs_{&room_};
    sub_state possible_{room_};
    tumour_state tumour_{room_};
    bool opsoclonus_ = false, opsoclonus_historical_ = false, opsoclonus_absent_ = false;
    bool weak_counts_ = false;
    maybe_day first_counted_;
    finding_list poisonings_near_opsoclonus_{&room_}, poisonings_near_first_{&room_}, refuted_diagnoses_{&room_}, named_diseases_{&room_};
    verdict& v_;
};

void evaluation::judge_all() {
    struct row {
        fact what;
        feature of;
        bool weak;
    };
    constexpr row rows[] = {
        {fact::opsoclonus, feature::opsoclonus, false},      {fact::ocular_flutter, feature::opsoclonus, false},
        {fact::ataxia, feature::ataxia_myoclonus, false},    {fact::myoclonus, feature::ataxia_myoclonus, false},
        {fact::weak_ataxia, feature::ataxia_myoclonus, true}, {fact::weak_provisional_ataxia, feature::ataxia_myoclonus, true},
        {fact::behaviour, feature::behaviour_sleep, false},  {fact::sleep, feature::behaviour_sleep, false},
    };
    finding_list said{&room_};
    auto const judge = [&](fact what, sub_state& s) {
        if (!said_.any(facts{what} | fact::oms_diagnosis)) return;
        about(chart_, what, said);
        if (!said.empty()) judge_sub_finding(said, window_, s);
    };
    said.reserve(chart_.findings.size());
    subs_.reserve(std::size(rows));
    for (auto const& r : rows) {
        sub_finding& s = subs_.emplace_back(r.what, r.of, r.weak, room_);
        judge(r.what, s.raw);
        s.is_new = window_.within(s.raw.start, constants_.new_onset);
        if (r.what == fact::weak_provisional_ataxia) s.raw.firm = false;
    }
    judge(fact::possible_opsoclonus, possible_);
    judge_tumour(chart_, v_.how_old, constants_, tumour_);
}

/// The explaining Condition with the newest date; any will do for the rules, the newest reads best.
void evaluation::find_explanations() {
    if (!said_.any(facts{fact::explains_ataxia} | fact::explains_myoclonus)) return;
    auto const explaining = [&](fact what) -> finding const* {
        finding const* best = nullptr;
        for (auto const& f : chart_.findings)
            if (f.explains && f.what == what && (!best || f.recorded > best->recorded)) best = &f;
        return best;
    };
    auto const* const ataxia = explaining(fact::explains_ataxia);
    auto const* const myoclonus = explaining(fact::explains_myoclonus);
    for (auto& s : subs_) {
        if (s.of != feature::ataxia_myoclonus) continue;
        if (s.raw.is == state::present || s.raw.is == state::historical) s.explained_by = s.what == fact::myoclonus ? myoclonus : ataxia;
    }
}

void evaluation::weigh() {
    // O: a refuted opsoclonus is enough for "absent", flutter need not be asked for (2.5).
    opsoclonus_ = any(feature::opsoclonus, &sub_finding::present);
    opsoclonus_historical_ = !opsoclonus_ && any(feature::opsoclonus, &sub_finding::historical);
    opsoclonus_absent_ = !opsoclonus_ && !opsoclonus_historical_ && sub(fact::opsoclonus).absent();
    weak_counts_ = opsoclonus_ && !any(feature::ataxia_myoclonus, &sub_finding::present);

    maybe_day first_historical;
    for (auto const& s : subs_) {
        auto& f = v_.features[static_cast<std::size_t>(s.of)];
        if (counts_as_present(s)) {
            f.counted = true;
            keep_earliest(first_counted_, s.raw.start);
            keep_newest(v_.newest_evidence, s.raw.newest_positive);
        }
        bool const makes_present = counts_as_present(s) || (!s.weak && s.of == feature::ataxia_myoclonus && s.present());
        f.firm |= makes_present && s.raw.firm;
        if (s.historical() && !s.weak) keep_earliest(first_historical, s.raw.start);
    }
    v_.possible_opsoclonus = possible_.is == state::present;
    if (v_.possible_opsoclonus) keep_earliest(first_counted_, possible_.start);
    if (opsoclonus_historical_) first_counted_ = first_historical;

    auto& n = v_.features[static_cast<std::size_t>(feature::neuroblastoma)];
    n.counted = n.firm = tumour_.present;
    v_.inferred_from_site = tumour_.inferred_only;
    v_.ganglioneuroma_only = tumour_.ganglioneuroma_only;
    v_.tumour_suspected = tumour_.suspected;
    for (auto const& f : v_.features) v_.count += f.counted ? 1 : 0;
}

/// Only what lies in the episode: no earlier than the first finding less EPISODE_PAD (2.8).
void evaluation::judge_workup() {
    auto& w = v_.workup;
    facts imaged, requested;
    facts const regions = facts{fact::images_neck} | fact::images_chest | fact::images_abdomen | fact::images_pelvis;
    bool const episode = first_counted_ || opsoclonus_historical_;
    for (auto const& item : chart_.workup) {
        if (!episode || !item.dated) continue;
        if (first_counted_ && *item.dated < *first_counted_ - std::chrono::days{constants_.episode_pad}) continue;
        facts const seen = item.what & regions;
        (item.done ? imaged : requested) |= seen;
        if (item.done && !seen.empty()) keep_newest(w.newest_imaging, item.dated);
        if (item.what.has(fact::urine_catecholamine)) w.urine = std::max(w.urine, item.done ? urine_state::done : urine_state::ordered);
        w.mibg |= item.done && item.what.has(fact::mibg);
        w.neurology_referral |= item.what.has(fact::refers_to_neurology);
        w.oncology_referral |= item.what.has(fact::refers_to_oncology);
    }
    if (imaged == regions) w.imaging = imaging_state::done;
    else if (!requested.empty()) w.imaging = imaging_state::ordered;
    else if (!imaged.empty()) w.imaging = imaging_state::partial;
}

/// Other causes of the signs, near enough in time to explain them (2.7).
void evaluation::find_other_causes() {
    maybe_day first_opsoclonus, newest_opsoclonus;
    for (auto const& s : subs_)
        if (s.of == feature::opsoclonus && s.present()) {
            keep_earliest(first_opsoclonus, s.raw.start);
            keep_newest(newest_opsoclonus, s.raw.newest_positive);
        }
    for (auto const& f : chart_.findings) {
        if (f.explains && f.what == fact::named_cns_disease) named_diseases_.push_back(&f);
        if (f.explains && f.what == fact::poisoning && near(f.dated, first_opsoclonus, constants_.toxic_gap))
            poisonings_near_opsoclonus_.push_back(&f);
        if (f.explains && f.what == fact::poisoning && near(f.dated, first_counted_, constants_.toxic_gap))
            poisonings_near_first_.push_back(&f);
        if (f.what == fact::oms_diagnosis && f.says == polarity::refuted && newest_opsoclonus && f.dated && *f.dated >= *newest_opsoclonus)
            refuted_diagnoses_.push_back(&f);
    }
}

bool evaluation::is_new_ataxia_pair() const {
    auto const& ataxia = sub(fact::ataxia);
    return ataxia.present() && ataxia.is_new && std::any_of(subs_.begin(), subs_.end(), [&](auto const& s) {
        return s.of == feature::behaviour_sleep && counts_as_present(s) && near(s.raw.start, ataxia.raw.start, constants_.pair_gap);
    });
}

/// Features that count, counting historical opsoclonus, movement and behaviour as present (R3d).
std::size_t evaluation::count_with_history() const {
    auto const now_or_before = [&](feature of) { return any(of, &sub_finding::present) || any(of, &sub_finding::historical); };
    bool const behaviour = counted(feature::behaviour_sleep) || any(feature::behaviour_sleep, &sub_finding::historical);
    return std::size_t{opsoclonus_ || opsoclonus_historical_} + std::size_t{now_or_before(feature::ataxia_myoclonus)} +
           std::size_t{behaviour} + std::size_t{tumour_.present};
}

void evaluation::answer_questions() {
    answer(question::deceased, chart_.patient.deceased);
    answer(question::inactive, chart_.patient.inactive);
    answer_about_features();
    answer(question::poisoning_near_opsoclonus, !poisonings_near_opsoclonus_.empty());
    answer(question::poisoning_near_first_finding, !poisonings_near_first_.empty());
    answer(question::oms_diagnosis_refuted, !refuted_diagnoses_.empty());
    answer(question::named_cns_disease, !named_diseases_.empty());
    answer(question::imaging_done, v_.workup.imaging == imaging_state::done);
    answer(question::imaging_ordered, v_.workup.imaging == imaging_state::ordered);
    answer(question::imaging_partial, v_.workup.imaging == imaging_state::partial);
    answer(question::imaging_old, v_.workup.newest_imaging &&
                                      window_.today - *v_.workup.newest_imaging >= std::chrono::days{constants_.repeat_after});
    answer(question::urine_done, v_.workup.urine == urine_state::done);
    answer(question::band_lt6m, v_.how_old.band == age_band::lt6m);
    answer(question::band_6m_6y, v_.how_old.band == age_band::m6_y6);
    answer(question::band_6y_18y, v_.how_old.band == age_band::y6_y18);
    answer(question::band_ge18, v_.how_old.band == age_band::ge18);
    answer(question::band_unknown, v_.how_old.band == age_band::unknown);
}

void evaluation::answer_about_features() {
    bool const moved_new = std::any_of(subs_.begin(), subs_.end(), [](auto const& s) {
        return s.of == feature::ataxia_myoclonus && !s.weak && s.present() && s.is_new;
    });
    bool const looked_for = window_.within(sub(fact::opsoclonus).raw.newest_negative, constants_.fresh_neg_o);
    auto const firm = std::count_if(v_.features.begin(), v_.features.end(), [](auto const& f) { return f.counted && f.firm; });
    answer(question::opsoclonus, opsoclonus_);
    answer(question::ataxia_or_myoclonus, counted(feature::ataxia_myoclonus));
    answer(question::behaviour_or_sleep, counted(feature::behaviour_sleep));
    answer(question::neuroblastoma, tumour_.present);
    answer(question::opsoclonus_historical, opsoclonus_historical_);
    answer(question::opsoclonus_freshly_absent, opsoclonus_absent_ && looked_for);
    answer(question::movement_absent, all_absent(feature::ataxia_myoclonus));
    answer(question::behaviour_absent, all_absent(feature::behaviour_sleep));
    answer(question::movement_new, moved_new);
    answer(question::new_ataxia_pair, is_new_ataxia_pair());
    answer(question::possible_opsoclonus, v_.possible_opsoclonus);
    answer(question::count, v_.count);
    answer(question::firm_count, static_cast<std::size_t>(firm));
    answer(question::count_with_history, count_with_history());
}

std::size_t distinct_resources(std::span<finding const* const> said) {
    if (said.size() < 2) return said.size();
    std::vector<std::string_view> names;
    for (auto const* f : said) names.emplace_back(f->resource);
    std::ranges::sort(names);
    return static_cast<std::size_t>(std::ranges::unique(names).begin() - names.begin());
}

/// Adds a line: records of one sub-finding and polarity, folded (2.11).
evidence& fold(std::vector<evidence>& into, fact what, std::span<finding const* const> said, not_counted why) {
    evidence& e = into.emplace_back();
    e.what = what;
    e.why = why;
    e.provisional = true;
    auto const at = [](finding const* f) { return f->lasts == findings::persistence::point ? f->dated : f->recorded; };
    for (auto const* f : said) {
        e.says = f->says;
        e.provisional &= !f->firm;
        bool const newer = !e.newest || at(f) > at(e.newest) || (at(f) == at(e.newest) && f->resource < e.newest->resource);
        if (newer) e.newest = f;
    }
    e.records = distinct_resources(said);
    if (e.newest) e.date = at(e.newest);
    return e;
}

not_counted evaluation::reason(sub_finding const& s) const noexcept {
    if (s.explained_by) return not_counted::explained;
    if (s.raw.is == state::historical) return s.raw.stale_only ? not_counted::stale : not_counted::historical;
    if (counts_as_present(s)) return not_counted::counted;
    return s.weak ? not_counted::weak_alone : not_counted::not_new;
}

void evaluation::add_lines(sub_finding const& s, feature_state& into) {
    if (!s.raw.positive.empty()) {
        evidence& e = fold(into.lines, s.what, s.raw.positive, reason(s));
        e.provisional |= s.what == fact::weak_provisional_ataxia;
        e.explained_by = s.explained_by;
        if (s.explained_by) v_.explained.push_back(e);
    }
    bool const denied =
        s.raw.is == state::absent || (s.raw.is == state::present && window_.within(s.raw.newest_negative, constants_.lookback));
    if (denied && !s.raw.negative.empty() && !s.weak) fold(into.lines, s.what, s.raw.negative, not_counted::absent);
}

void evaluation::describe() {
    for (auto const& s : subs_) {
        auto& f = v_.features[static_cast<std::size_t>(s.of)];
        add_lines(s, f);
        if (s.weak && s.raw.is != state::present) continue;
        if (s.raw.is == state::present) f.is = state::present;
        if (s.raw.is == state::historical && f.is != state::present) f.is = state::historical;
    }
    auto const set_absent_if = [&](feature of, bool absent) {
        auto& f = v_.features[static_cast<std::size_t>(of)];
        if (f.is == state::unknown && absent) f.is = state::absent;
    };
    auto const recorded_absent = [&](feature of) {
        return std::all_of(subs_.begin(), subs_.end(), [&](auto const& s) { return s.of != of || s.weak || s.raw.is == state::absent; });
    };
    set_absent_if(feature::opsoclonus, sub(fact::opsoclonus).raw.is == state::absent);
    set_absent_if(feature::ataxia_myoclonus, recorded_absent(feature::ataxia_myoclonus));
    set_absent_if(feature::behaviour_sleep, recorded_absent(feature::behaviour_sleep));
    auto& n = v_.features[static_cast<std::size_t>(feature::neuroblastoma)];
    n.is = tumour_.present ? state::present : tumour_.absent ? state::absent : state::unknown;
    if (!tumour_.positive.empty()) fold(n.lines, fact::neuroblastic_tumour, tumour_.positive, not_counted::counted);
    if (tumour_.suspected) fold(n.lines, fact::suspected_tumour, tumour_.suspicion, not_counted::suspected);
    if (tumour_.absent) fold(n.lines, fact::neuroblastic_tumour, tumour_.negative, not_counted::absent);
    if (v_.possible_opsoclonus)
        fold(v_.features[0].lines, fact::possible_opsoclonus, possible_.positive, not_counted::also_recorded);
    describe_uncounted();
}

/// What is recorded beside the features, and what explains them.
void evaluation::describe_uncounted() {
    for (auto const& f : chart_.findings)
        if (f.what == fact::also_recorded && f.says == polarity::positive) {
            finding const* const one[] = {&f};
            bool const known =
                std::any_of(v_.also_recorded.begin(), v_.also_recorded.end(), [&](auto const& e) { return e.newest->term == f.term; });
            if (!known) fold(v_.also_recorded, f.what, one, not_counted::also_recorded);
        }
    for (auto const* group : {&poisonings_near_opsoclonus_, &poisonings_near_first_, &refuted_diagnoses_, &named_diseases_})
        for (auto const* f : *group) {
            bool const known = std::any_of(v_.explanations.begin(), v_.explanations.end(), [&](auto const& e) { return e.newest == f; });
            finding const* const one[] = {f};
            if (!known) fold(v_.explanations, f->what, one, not_counted::explained);
        }
}

}  // namespace

verdict evaluate(policy const& p, findings::chart const& c, instant now, bool workup_checked) {
    verdict v;
    evaluation{p, c, now, workup_checked, v}.run();
    return v;
}

}  // namespace oms::criteria
