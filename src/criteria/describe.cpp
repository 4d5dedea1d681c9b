#include "describe.hpp"

namespace oms::criteria {
namespace {

using findings::finding;
using findings::polarity;
using terminology::fact;

std::size_t distinct_resources(std::span<finding const* const> said) {
    if (said.size() < 2) return said.size();
    std::vector<std::string_view> names;
    for (auto const* f : said) names.emplace_back(f->resource);
    std::ranges::sort(names);
    return static_cast<std::size_t>(std::ranges::unique(names).begin() - names.begin());
}

maybe_day date_shown(finding const& f) noexcept { return f.lasts == findings::persistence::point ? f.dated : f.recorded; }

/// Adds a line: records of one sub-finding and polarity, folded (2.11).
evidence& fold(std::vector<evidence>& into, fact what, std::span<finding const* const> said, not_counted why) {
    evidence& e = into.emplace_back();
    e.what = what;
    e.why = why;
    e.provisional = true;
    for (auto const* f : said) {
        e.says = f->says;
        e.provisional &= !f->firm;
        if (f->says == polarity::positive) keep_earliest(e.onset, f->onset);
        keep_newest(e.written, f->written);
        bool const newer = !e.newest || date_shown(*f) > date_shown(*e.newest) ||
                           (date_shown(*f) == date_shown(*e.newest) && f->resource < e.newest->resource);
        if (newer) e.newest = f;
    }
    e.records = distinct_resources(said);
    if (e.newest) e.date = date_shown(*e.newest);
    return e;
}

not_counted reason_for(sub_findings const& signs, sub_finding const& s, window const& w) noexcept {
    if (s.explained_by) return not_counted::explained;
    if (s.raw.is == state::historical) return s.raw.stale_only ? not_counted::stale : not_counted::historical;
    if (signs.counts(s)) return not_counted::counted;
    if (s.weak) return not_counted::weak_alone;
    return w.within(s.raw.start, w.constant->new_onset) ? not_counted::remembered : not_counted::not_new;
}

class description {
public:
    description(findings::chart const& c, sub_findings const& signs, other_causes const& causes, window const& w, verdict& v)
        : chart_{c}, signs_{signs}, causes_{causes}, window_{w}, v_{v} {}

    void run() {
        for (auto const& s : signs_.all) describe_sign(s);
        decide_absence();
        describe_tumour();
        describe_flags();
        describe_also_recorded();
        describe_causes();
    }

private:
    feature_state& state_of(feature f) noexcept { return v_.features[static_cast<std::size_t>(f)]; }

    void describe_sign(sub_finding const& s) {
        auto& f = state_of(s.of);
        add_lines(s, f);
        if (s.weak && s.raw.is != state::present) return;
        if (s.raw.is == state::present) f.is = state::present;
        if (s.raw.is == state::historical && f.is != state::present) f.is = state::historical;
    }

    void add_lines(sub_finding const& s, feature_state& into) {
        if (!s.raw.positive.empty()) {
            evidence& e = fold(into.lines, s.what, s.raw.positive, reason_for(signs_, s, window_));
            e.provisional |= !s.raw.firm && s.raw.is == state::present;
            e.explained_by = s.explained_by;
            // Newness is not asked of movement there, behaviour that is not new stays unknown (2.14 "R3d").
            e.earlier = !s.weak && (s.historical() || (s.of == feature::ataxia_myoclonus && s.present()));
            if (s.explained_by) v_.explained.push_back(e);
        }
        bool const denied =
            s.raw.is == state::absent || (s.raw.is == state::present && window_.within(s.raw.newest_negative, window_.constant->lookback));
        if (!denied || s.weak) return;
        std::vector<finding const*> own;   // what speaks against opsoclonus is told there
        for (auto const* f : s.raw.negative)
            if (f->what == s.what) own.push_back(f);
        if (!own.empty()) fold(into.lines, s.what, own, not_counted::absent);
    }

    void decide_absence() {
        auto const set_absent = [&](feature of, bool absent) {
            auto& f = state_of(of);
            if (f.is == state::unknown && absent) f.is = state::absent;
        };
        set_absent(feature::opsoclonus, signs_.of(fact::opsoclonus).raw.is == state::absent);
        set_absent(feature::ataxia_myoclonus, signs_.all_absent(feature::ataxia_myoclonus));
        set_absent(feature::behaviour_sleep, signs_.all_absent(feature::behaviour_sleep));
    }

    void describe_tumour() {
        auto const& t = signs_.tumour;
        auto& n = state_of(feature::neuroblastoma);
        n.is = t.present ? state::present : t.absent ? state::absent : state::unknown;
        if (!t.positive.empty()) fold(n.lines, fact::neuroblastic_tumour, t.positive, not_counted::counted);
        if (t.suspected) fold(n.lines, fact::suspected_tumour, t.suspicion, not_counted::suspected);
        if (t.absent) fold(n.lines, fact::neuroblastic_tumour, t.negative, not_counted::absent);
    }

    void describe_flags() {
        auto& lines = state_of(feature::opsoclonus).lines;
        if (signs_.possible_on) fold(lines, fact::possible_opsoclonus, signs_.possible.positive, not_counted::also_recorded);
        if (signs_.irregular_or_nystagmus_on)
            fold(lines, fact::irregular_or_nystagmus, signs_.irregular_or_nystagmus.positive, not_counted::also_recorded);
    }

    void describe_also_recorded() {
        for (auto const& f : chart_.findings) {
            if (f.what != fact::also_recorded || f.says != polarity::positive) continue;
            bool const known =
                std::any_of(v_.also_recorded.begin(), v_.also_recorded.end(), [&](auto const& e) { return e.newest->term == f.term; });
            if (!known) add_one(v_.also_recorded, f, not_counted::also_recorded);
        }
    }

    void describe_causes() {
        for (auto const* group : {&causes_.near_opsoclonus, &causes_.near_first, &causes_.named_diseases, &causes_.refuted_diagnoses,
                                  &causes_.raised_pressure, &causes_.head_injuries})
            for (auto const* f : *group) add_new(v_.explanations, *f, not_counted::explained);
        for (auto const* group : {&causes_.cord_compressions, &causes_.neuropathies})
            for (auto const* f : *group) add_new(v_.emergencies, *f, not_counted::also_recorded);
        for (auto const& f : chart_.findings) {
            if (!f.explains || (f.what != fact::explains_ataxia && f.what != fact::explains_myoclonus)) continue;
            bool const told = std::any_of(v_.explained.begin(), v_.explained.end(),
                                          [&](auto const& e) { return e.explained_by && e.explained_by->resource == f.resource; });
            if (!told) add_new(v_.explaining, f, not_counted::explaining);
        }
    }

    static void add_one(std::vector<evidence>& into, finding const& f, not_counted why) {
        finding const* const one[] = {&f};
        fold(into, f.what, one, why);
    }
    /// Once per record: a disease may explain two signs.
    static void add_new(std::vector<evidence>& into, finding const& f, not_counted why) {
        bool const known = std::any_of(into.begin(), into.end(), [&](auto const& e) { return e.newest->resource == f.resource; });
        if (!known) add_one(into, f, why);
    }

    findings::chart const& chart_;
    sub_findings const& signs_;
    other_causes const& causes_;
    window const& window_;
    verdict& v_;
};

}  // namespace

void describe(findings::chart const& c, sub_findings const& signs, other_causes const& causes, window const& w, verdict& v) {
    description{c, signs, causes, w, v}.run();
}

}  // namespace oms::criteria
