#include "states.hpp"

#include <algorithm>

namespace oms::criteria {
namespace {

using findings::finding;
using findings::persistence;
using findings::polarity;
using terminology::fact;

constexpr int months_per_year = 12;

/// The date at which a positive statement is compared with a refutation.
maybe_day compared_at(finding const& f) noexcept { return f.lasts == persistence::point ? f.dated : f.recorded; }

bool is_stale(finding const& f, window const& w) noexcept { return !w.within(f.last_touched, w.constant->stale_list); }

/// What positive statements about one sub-finding are held against.
struct opposition {
    maybe_day newest_refutation, newest_denial;

    explicit opposition(std::span<finding const* const> said) noexcept {
        for (auto const* f : said) {
            if (f->says == polarity::refuted) keep_newest(newest_refutation, f->dated);
            if (f->says == polarity::negative) keep_newest(newest_denial, f->dated);
        }
    }

    /// Positive evidence dated on or before the newest refutation never comes back (2.14).
    [[nodiscard]] bool lets_stand(finding const& f) const noexcept {
        if (f.says != polarity::positive) return false;
        auto const at = compared_at(f);
        return !newest_refutation || (at && *at > *newest_refutation);
    }
    [[nodiscard]] bool lets_stand(finding const& f, persistence as) const noexcept { return f.lasts == as && lets_stand(f); }
};

void make_present(sub_state& s, std::span<finding const* const> said, opposition const& against, window const& w) {
    s.is = state::present;
    auto const add = [&](finding const* f) {
        s.positive.push_back(f);
        s.firm |= f->firm;
        keep_earliest(s.start, f->start);
        keep_newest(s.newest_positive, compared_at(*f));
    };
    for (auto const* f : said)
        if (against.lets_stand(*f, persistence::ongoing) && !is_stale(*f, w)) add(f);
    for (auto const* f : said)
        if (against.lets_stand(*f, persistence::point) && w.within(f->dated, w.constant->lookback)) add(f);
}

bool make_historical(sub_state& s, std::span<finding const* const> said, opposition const& against, window const& w) {
    auto const add = [&](finding const* f) {
        s.positive.push_back(f);
        keep_earliest(s.start, f->start);
    };
    for (auto const* f : said)
        if (against.lets_stand(*f, persistence::ended) && w.within(f->ended, w.constant->lookback)) add(f);
    s.stale_only = s.positive.empty();
    for (auto const* f : said)
        if (against.lets_stand(*f, persistence::ongoing) && is_stale(*f, w)) add(f);
    s.stale_only &= !s.positive.empty();
    if (s.positive.empty()) return false;
    s.is = state::historical;
    return true;
}

}  // namespace

bool window::within(maybe_day d, int days) const noexcept { return d && today - *d <= std::chrono::days{days}; }

void about(findings::chart const& c, fact what, finding_list& out) {
    bool const implied = what == fact::opsoclonus || what == fact::ataxia;
    out.clear();
    for (auto const& f : c.findings) {
        bool const by_diagnosis = implied && f.what == fact::oms_diagnosis && f.says == polarity::positive;
        bool const against = what == fact::inappropriate_saccades && f.what == fact::opsoclonus && f.says != polarity::positive;
        if (f.what == what || by_diagnosis || against) out.push_back(&f);
    }
}

void judge_sub_finding(std::span<finding const* const> said, window const& w, sub_state& s) {
    opposition const against{said};
    keep_newest(s.newest_negative, against.newest_refutation);
    keep_newest(s.newest_negative, against.newest_denial);
    bool stands = false, closed_a_list_item = false, on_list = false;
    maybe_day newest_point;
    for (auto const* f : said) {
        if (f->says != polarity::positive) s.negative.push_back(f);
        if (!against.lets_stand(*f)) {
            closed_a_list_item |= f->says == polarity::positive && f->lasts == persistence::ongoing;
            continue;
        }
        stands = true;
        on_list |= f->lasts == persistence::ongoing && !is_stale(*f, w);
        if (f->lasts == persistence::point) keep_newest(newest_point, f->dated);
    }
    bool const denied_lately = w.within(s.newest_negative, w.constant->lookback);
    if (against.newest_refutation && !stands && (closed_a_list_item || denied_lately)) {
        s.is = state::absent;
        return;
    }
    bool const point_positive =
        w.within(newest_point, w.constant->lookback) && (!s.newest_negative || *newest_point >= *s.newest_negative);
    if (on_list || point_positive) make_present(s, said, against, w);
    else if (denied_lately) s.is = state::absent;
    else make_historical(s, said, against, w);
}

namespace {

enum class tumour_claim : std::uint8_t { none, made, inferred, suspected };

/// Adrenal sites stand for the tumour at the ages at which nothing else is likely (2.4 policy rows, 2.14).
tumour_claim claim_of(finding const& f, age const& a, constants const& constant) noexcept {
    bool const young = a.band != age_band::unknown && a.max_months && *a.max_months < constant.adrenal_years * months_per_year;
    tumour_claim claim = tumour_claim::none;
    if (f.what == fact::neuroblastic_tumour || f.what == fact::ganglioneuroma || f.what == fact::tumour_stage) claim = tumour_claim::made;
    if (f.what == fact::adrenal_medulla_tumour) claim = tumour_claim::inferred;
    if (f.what == fact::adrenal_tumour) claim = young ? tumour_claim::inferred : tumour_claim::suspected;
    if (f.what == fact::suspected_tumour) claim = tumour_claim::suspected;
    if (claim == tumour_claim::none || f.says != polarity::positive || f.firm) return claim;
    return tumour_claim::suspected;
}

constexpr day before_all{std::chrono::year::min() / std::chrono::January / 1};

/// Conditions by recordedDate, else onset; Observations by their date. No date is older than any.
day tumour_date(finding const& f) noexcept {
    auto const d = f.type == fhir::resource_type::condition ? f.recorded : f.dated;
    return d ? *d : before_all;
}

}  // namespace

void judge_tumour(findings::chart const& c, age const& a, constants const& constant, tumour_state& t) {
    maybe_day newest_yes, newest_no;
    for (auto const& f : c.findings) {
        auto const claim = claim_of(f, a, constant);
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
        return;
    }
    t.inferred_only = std::all_of(t.positive.begin(), t.positive.end(),
                                  [&](auto const* f) { return claim_of(*f, a, constant) == tumour_claim::inferred; });
    t.ganglioneuroma_only =
        std::all_of(t.positive.begin(), t.positive.end(), [](auto const* f) { return f->what == fact::ganglioneuroma; });
}

age age_on(std::optional<partial_date> const& birth, day today, constants const& constant) noexcept {
    age a;
    if (!birth || birth->first_day() > today) return a;
    day const earliest = birth->first_day();
    day const latest = std::min(birth->last_day(), today);
    if (today > add_months(latest, constant.implausible_years * months_per_year)) return a;
    a.max_months = months_between(earliest, today);
    a.min_months = months_between(latest, today);
    int const adult = constant.adult_years * months_per_year;
    int const young = constant.young_child_years * months_per_year;
    if (*a.min_months >= adult) a.band = age_band::ge18;
    else if (*a.max_months >= adult) a.band = age_band::unknown;
    else if (*a.max_months >= young) a.band = age_band::y6_y18;
    else if (*a.max_months >= constant.infant_months) a.band = age_band::m6_y6;
    else a.band = age_band::lt6m;
    return a;
}

}  // namespace oms::criteria
