#include "states.hpp"

#include <algorithm>

namespace oms::criteria {
namespace {

using findings::finding;
using findings::persistence;
using findings::polarity;
using terminology::fact;

constexpr int months_per_year = 12;

void keep_earliest(std::optional<day>& into, std::optional<day> d) noexcept {
    if (d && (!into || *d < *into)) into = d;
}

void keep_newest(std::optional<day>& into, std::optional<day> d) noexcept {
    if (d && (!into || *d > *into)) into = d;
}

/// The date at which a positive statement is compared with a refutation.
std::optional<day> compared_at(finding const& f) noexcept { return f.lasts == persistence::point ? f.dated : f.recorded; }

bool is_stale(finding const& f, window const& w) noexcept { return !w.within(f.last_touched, w.limits->stale_list); }

struct sorted_evidence {
    std::vector<finding const*> listed, points, ended;   ///< positives that no refutation took away
    std::optional<day> newest_refutation, newest_denial;
    bool closed_a_list_item = false;
};

/// Positive evidence dated on or before the newest refutation never comes back (2.14).
sorted_evidence sort_out(std::span<finding const* const> said) {
    sorted_evidence e;
    for (auto const* f : said) {
        if (f->says == polarity::refuted) keep_newest(e.newest_refutation, f->dated);
        if (f->says == polarity::negative) keep_newest(e.newest_denial, f->dated);
    }
    for (auto const* f : said) {
        if (f->says != polarity::positive) continue;
        auto const at = compared_at(*f);
        if (e.newest_refutation && (!at || *at <= *e.newest_refutation)) {
            e.closed_a_list_item |= f->lasts == persistence::ongoing;
            continue;
        }
        (f->lasts == persistence::ongoing ? e.listed : f->lasts == persistence::ended ? e.ended : e.points).push_back(f);
    }
    return e;
}

void make_present(sub_state& s, sorted_evidence const& e, window const& w) {
    s.is = state::present;
    auto const add = [&](finding const* f) {
        s.positive.push_back(f);
        s.firm |= f->firm;
        keep_earliest(s.start, f->start);
        keep_newest(s.newest_positive, compared_at(*f));
    };
    for (auto const* f : e.listed)
        if (!is_stale(*f, w)) add(f);
    for (auto const* f : e.points)
        if (w.within(f->dated, w.limits->lookback)) add(f);
}

bool make_historical(sub_state& s, sorted_evidence const& e, window const& w) {
    bool resolved = false;
    for (auto const* f : e.ended)
        if (w.within(f->ended, w.limits->lookback)) {
            s.positive.push_back(f);
            keep_earliest(s.start, f->start);
            resolved = true;
        }
    for (auto const* f : e.listed)
        if (is_stale(*f, w)) {
            s.positive.push_back(f);
            keep_earliest(s.start, f->start);
        }
    if (s.positive.empty()) return false;
    s.is = state::historical;
    s.stale_only = !resolved;
    return true;
}

}  // namespace

bool window::within(std::optional<day> d, int days) const noexcept { return d && today - *d <= std::chrono::days{days}; }

std::vector<finding const*> about(findings::chart const& c, fact what) {
    bool const implied = what == fact::opsoclonus || what == fact::ataxia;
    std::vector<finding const*> out;
    for (auto const& f : c.findings) {
        bool const by_diagnosis = implied && f.what == fact::oms_diagnosis && f.says == polarity::positive;
        if (f.what == what || by_diagnosis) out.push_back(&f);
    }
    return out;
}

sub_state judge_sub_finding(std::span<finding const* const> said, window const& w) {
    sub_state s;
    sorted_evidence const e = sort_out(said);
    keep_newest(s.newest_negative, e.newest_refutation);
    keep_newest(s.newest_negative, e.newest_denial);
    for (auto const* f : said)
        if (f->says != polarity::positive) s.negative.push_back(f);

    bool const refuted_last = e.newest_refutation && e.listed.empty() && e.points.empty() && e.ended.empty();
    if (refuted_last && (e.closed_a_list_item || w.within(s.newest_negative, w.limits->lookback))) {
        s.is = state::absent;
        return s;
    }
    bool const on_list = std::any_of(e.listed.begin(), e.listed.end(), [&](auto const* f) { return !is_stale(*f, w); });
    std::optional<day> newest_point;
    for (auto const* f : e.points) keep_newest(newest_point, f->dated);
    bool const point_positive =
        w.within(newest_point, w.limits->lookback) && (!s.newest_negative || *newest_point >= *s.newest_negative);
    if (on_list || point_positive) make_present(s, e, w);
    else if (w.within(s.newest_negative, w.limits->lookback)) s.is = state::absent;
    else make_historical(s, e, w);
    return s;
}

namespace {

enum class tumour_claim : std::uint8_t { none, made, inferred, suspected };

/// Adrenal sites stand for the tumour at the ages at which nothing else is likely (2.4 policy rows, 2.14).
tumour_claim claim_of(finding const& f, age const& a, constants const& limits) noexcept {
    bool const young = a.band != age_band::unknown && a.max_months && *a.max_months < limits.adrenal_years * months_per_year;
    tumour_claim claim = tumour_claim::none;
    if (f.what == fact::neuroblastic_tumour || f.what == fact::ganglioneuroma || f.what == fact::tumour_stage) claim = tumour_claim::made;
    if (f.what == fact::adrenal_medulla_tumour) claim = tumour_claim::inferred;
    if (f.what == fact::adrenal_tumour) claim = young ? tumour_claim::inferred : tumour_claim::suspected;
    if (f.what == fact::suspected_tumour) claim = tumour_claim::suspected;
    if (claim == tumour_claim::none || f.says != polarity::positive || f.firm) return claim;
    return tumour_claim::suspected;
}

/// Conditions by recordedDate, else onset; Observations by their date. No date is older than any.
day tumour_date(finding const& f) noexcept {
    auto const d = f.type == fhir::resource_type::condition ? f.recorded : f.dated;
    return d.value_or(day::min());
}

}  // namespace

tumour_state judge_tumour(findings::chart const& c, age const& a, constants const& limits) {
    tumour_state t;
    std::optional<day> newest_yes, newest_no;
    for (auto const& f : c.findings) {
        auto const claim = claim_of(f, a, limits);
        if (claim == tumour_claim::none) continue;
        if (f.says != polarity::positive) {
            if (claim == tumour_claim::suspected) continue;
            keep_newest(newest_no, tumour_date(f));
            t.negative.push_back(&f);
        } else if (claim == tumour_claim::suspected) {
            t.suspicion.push_back(&f);
        } else {
            keep_newest(newest_yes, tumour_date(f));
            t.positive.push_back(&f);
        }
    }
    t.present = newest_yes && (!newest_no || *newest_yes > *newest_no);
    t.absent = newest_no && !t.present;
    t.suspected = !t.present && !t.suspicion.empty();
    if (!t.present) {
        t.positive.clear();
        return t;
    }
    t.inferred_only = std::all_of(t.positive.begin(), t.positive.end(),
                                  [&](auto const* f) { return claim_of(*f, a, limits) == tumour_claim::inferred; });
    t.ganglioneuroma_only =
        std::all_of(t.positive.begin(), t.positive.end(), [](auto const* f) { return f->what == fact::ganglioneuroma; });
    return t;
}

age age_on(std::optional<partial_date> const& birth, day today, constants const& limits) noexcept {
    age a;
    if (!birth || birth->first_day() > today) return a;
    day const earliest = birth->first_day();
    day const latest = std::min(birth->last_day(), today);
    if (today > add_months(latest, limits.implausible_years * months_per_year)) return a;
    a.max_months = months_between(earliest, today);
    a.min_months = months_between(latest, today);
    int const adult = limits.adult_years * months_per_year;
    int const young = limits.young_child_years * months_per_year;
    if (*a.min_months >= adult) a.band = age_band::ge18;
    else if (*a.max_months >= adult) a.band = age_band::unknown;
    else if (*a.max_months >= young) a.band = age_band::y6_y18;
    else if (*a.max_months >= limits.infant_months) a.band = age_band::m6_y6;
    else a.band = age_band::lt6m;
    return a;
}

}  // namespace oms::criteria
