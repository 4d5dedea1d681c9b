#include "sub_findings.hpp"

namespace oms::criteria {
namespace {

using findings::finding;
using findings::persistence;
using findings::polarity;
using terminology::fact;
using terminology::facts;

struct sub_finding_row {
    fact what;
    feature of;
    bool weak;
};

constexpr sub_finding_row sub_finding_rows[] = {
    {fact::opsoclonus, feature::opsoclonus, false},       {fact::ocular_flutter, feature::opsoclonus, false},
    {fact::inappropriate_saccades, feature::opsoclonus, false},
    {fact::ataxia, feature::ataxia_myoclonus, false},     {fact::myoclonus, feature::ataxia_myoclonus, false},
    {fact::weak_ataxia, feature::ataxia_myoclonus, true}, {fact::weak_provisional_ataxia, feature::ataxia_myoclonus, true},
    {fact::behaviour, feature::behaviour_sleep, false},   {fact::sleep, feature::behaviour_sleep, false},
};

constexpr bool is_never_firm(fact f) noexcept { return f == fact::weak_provisional_ataxia || f == fact::inappropriate_saccades; }

maybe_day day_of_earlier(finding const& f) noexcept { return f.lasts == persistence::point ? f.dated : f.start; }

/// The day on which a statement ends what was there before; none: it does not.
maybe_day ending_of(finding const& f) noexcept {
    if (f.says != polarity::positive) return f.dated;
    return f.lasts == persistence::ended ? f.ended : maybe_day{};
}

}  // namespace

sub_findings::sub_findings(findings::chart const& c, window const& w, age const& how_old, std::pmr::memory_resource& room)
    : all{&room}, possible{room}, irregular_or_nystagmus{room}, tumour{room}, chart_{c}, window_{w}, room_{room} {
    for (auto const& f : c.findings) said_ |= f.what;
    judge_signs();
    judge_flags();
    judge_tumour(c, how_old, *w.constant, tumour);
    find_explanations();
    finish();
}

bool sub_findings::any(feature of, bool (sub_finding::*test)() const noexcept) const {
    return std::any_of(all.begin(), all.end(), [&](auto const& s) { return s.of == of && !s.weak && (s.*test)(); });
}

bool sub_findings::all_absent(feature of) const {
    return std::all_of(all.begin(), all.end(), [&](auto const& s) { return s.of != of || s.weak || s.absent(); });
}

sub_finding const& sub_findings::of(fact what) const {
    return *std::find_if(all.begin(), all.end(), [&](auto const& s) { return s.what == what; });
}

bool sub_findings::counts(sub_finding const& s) const noexcept {
    if (!s.present()) return false;
    if (s.of == feature::behaviour_sleep) return s.is_new;
    if (s.weak) return weak_counts_;
    return s.of == feature::opsoclonus || opsoclonus || s.is_new;
}

void sub_findings::judge_signs() {
    finding_list said{&room_};
    said.reserve(chart_.findings.size());
    all.reserve(std::size(sub_finding_rows));
    for (auto const& r : sub_finding_rows) {
        sub_finding& s = all.emplace_back(r.what, r.of, r.weak, room_);
        if (!is_said(facts{r.what} | fact::oms_diagnosis)) continue;
        about(chart_, r.what, said);
        if (said.empty()) continue;
        judge_sub_finding(said, window_, s.raw);
        s.is_new = window_.within(s.raw.start, window_.constant->new_onset) && !was_there_before(s, said);
        if (is_never_firm(r.what)) s.raw.firm = false;
        for (auto const* f : s.raw.positive)
            if (f->core) keep_earliest(s.core_start, f->start);
    }
}

/// Earlier evidence of the same sign that did not end before the present evidence began. An OMS diagnosis is none: the first attack
/// must not silence a relapse.
bool sub_findings::was_there_before(sub_finding const& s, std::span<finding const* const> said) const noexcept {
    int const young = window_.constant->new_onset;
    auto const is_remembered = [&](maybe_day d) {
        return d && !window_.within(d, young) && window_.within(d, young + window_.constant->new_memory);
    };
    auto const is_over = [&](day since) {
        return std::any_of(said.begin(), said.end(), [&](finding const* f) {
            auto const end = ending_of(*f);
            return end && *end >= since && s.raw.start && *end <= *s.raw.start;
        });
    };
    return std::any_of(said.begin(), said.end(), [&](finding const* f) {
        if (f->what != s.what || f->says != polarity::positive) return false;
        auto const at = day_of_earlier(*f);
        return is_remembered(at) && !is_over(*at);
    });
}

void sub_findings::judge_flags() {
    struct flag_row {
        fact what;
        sub_state& flag;
        bool& on;
    };
    finding_list said{&room_};
    for (flag_row const& r : {flag_row{fact::possible_opsoclonus, possible, possible_on},
                              flag_row{fact::irregular_or_nystagmus, irregular_or_nystagmus, irregular_or_nystagmus_on}}) {
        if (!is_said(r.what)) continue;
        about(chart_, r.what, said);
        judge_sub_finding(said, window_, r.flag);
        r.on = r.flag.is == state::present;
    }
    maybe_day const newest = std::max(possible.newest_positive, irregular_or_nystagmus.newest_positive);
    if ((possible_on || irregular_or_nystagmus_on) && is_named_since(newest)) possible_on = irregular_or_nystagmus_on = false;
}

/// Somebody has given the movement its name, on this day or later.
bool sub_findings::is_named_since(maybe_day newest) const noexcept {
    return std::any_of(chart_.findings.begin(), chart_.findings.end(), [&](finding const& f) {
        return f.what == fact::named_nystagmus && f.explains && f.recorded && *f.recorded >= newest;
    });
}

/// The explaining Condition with the newest date; any will do for the rules, the newest reads best.
void sub_findings::find_explanations() {
    if (!is_said(facts{fact::explains_ataxia} | fact::explains_myoclonus)) return;
    auto const explaining = [&](fact what) -> finding const* {
        finding const* best = nullptr;
        for (auto const& f : chart_.findings)
            if (f.explains && f.what == what && (!best || f.recorded > best->recorded)) best = &f;
        return best;
    };
    auto const* const ataxia = explaining(fact::explains_ataxia);
    auto const* const myoclonus = explaining(fact::explains_myoclonus);
    for (auto& s : all) {
        if (s.of != feature::ataxia_myoclonus) continue;
        if (s.raw.is == state::present || s.raw.is == state::historical) s.explained_by = s.what == fact::myoclonus ? myoclonus : ataxia;
    }
}

void sub_findings::finish() {
    // O: a refuted opsoclonus is enough for "absent", flutter need not be asked for (2.5).
    opsoclonus = any(feature::opsoclonus, &sub_finding::present);
    opsoclonus_historical = !opsoclonus && any(feature::opsoclonus, &sub_finding::historical);
    opsoclonus_absent = !opsoclonus && !opsoclonus_historical && of(fact::opsoclonus).absent();
    weak_counts_ = opsoclonus && !any(feature::ataxia_myoclonus, &sub_finding::present);

    maybe_day first_historical;
    for (auto const& s : all) {
        if (counts(s)) keep_earliest(first_counted, s.raw.start);
        if (s.historical() && !s.weak) keep_earliest(first_historical, s.raw.start);
    }
    if (possible_on) keep_earliest(first_counted, possible.start);
    if (irregular_or_nystagmus_on) keep_earliest(first_counted, irregular_or_nystagmus.start);
    if (opsoclonus_historical) first_counted = first_historical;
}

}  // namespace oms::criteria
