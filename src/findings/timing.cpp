#include "timing.hpp"

#include "statements.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace oms::findings {
namespace {

/// Units of a FHIR Age: UCUM codes first, then words that systems write. `per_part` of the next smaller unit make one.
struct unit_row {
    std::string_view text;
    age_unit whole;
    double scale;
};
constexpr std::array<unit_row, 18> units{{
    {"a", age_unit::months, 12.0},     {"mo", age_unit::months, 1.0},   {"wk", age_unit::days, 7.0},
    {"d", age_unit::days, 1.0},        {"h", age_unit::days, 1.0 / 24}, {"min", age_unit::days, 1.0 / 1440},
    {"years", age_unit::months, 12.0}, {"year", age_unit::months, 12.0}, {"yr", age_unit::months, 12.0},
    {"y", age_unit::months, 12.0},     {"months", age_unit::months, 1.0}, {"month", age_unit::months, 1.0},
    {"weeks", age_unit::days, 7.0},    {"week", age_unit::days, 7.0},   {"days", age_unit::days, 1.0},
    {"day", age_unit::days, 1.0},      {"hours", age_unit::days, 1.0 / 24}, {"hour", age_unit::days, 1.0 / 24},
}};
constexpr double longest_age_in_days = 200.0 * 366.0;

std::optional<read_age> parse_age(std::string_view value, std::string_view unit) noexcept {
    double number = 0;
    auto const [end, ec] = std::from_chars(value.data(), value.data() + value.size(), number);
    if (ec != std::errc{} || end != value.data() + value.size() || !(number >= 0)) return std::nullopt;
    auto const row = std::find_if(units.begin(), units.end(), [&](auto const& u) { return u.text == unit; });
    if (row == units.end()) return std::nullopt;
    double const whole = std::floor(number * row->scale + 1e-9);
    if (!(whole <= longest_age_in_days)) return std::nullopt;
    return read_age{static_cast<int>(whole), row->whole};
}

maybe_day first_given(maybe_day a, maybe_day b, maybe_day c = {}) noexcept { return a ? a : b ? b : c; }

/// Without a date nothing is evidence, but a made tumour diagnosis, an explaining disease and a dateless list item (which is H) need none.
bool needs_date(finding const& f, bool was_before_birth) noexcept {
    // Set aside because it lies before birth: only a tumour may be known by then (2.15).
    if (was_before_birth) return evidence_facts().has(f.what) && !tumour_facts().has(f.what);
    if (f.type != fhir::resource_type::condition) return true;
    terminology::facts const timeless = tumour_facts() | explanation_facts() | terminology::fact::also_recorded;
    if (timeless.has(f.what)) return false;
    return f.lasts != persistence::ongoing || f.says != polarity::positive;
}

bool has_dates(read_time const& t) noexcept { return t.point || t.start || t.end || t.aged; }

/// An abatement of which no date could be read, or that lies before birth, is as if missing (2.15); a text or a yes tells no date.
bool is_over(record const& written, record const& r) noexcept {
    return r.abated && (has_dates(r.abatement) || (!r.abatement.not_understood && !has_dates(written.abatement)));
}

bool has_date(finding const& f) noexcept { return static_cast<bool>(f.lasts == persistence::ended ? f.ended : f.dated); }

}  // namespace

std::optional<partial_date> read_date(std::string_view text, bool& not_understood) noexcept {
    if (text.empty()) return std::nullopt;
    auto const read = parse_plain_date(text);
    not_understood |= !read;
    return read;
}

void read_choice(fhir::choice_of_time const& c, read_time& t) noexcept {
    t.given = c.given;
    t.period = c.period;
    t.not_understood |= c.is_empty;
    t.point = read_date(c.date_time, t.not_understood);
    t.start = read_date(c.start, t.not_understood);
    t.end = read_date(c.end, t.not_understood);
    if (c.age_value.empty()) return;
    t.aged = parse_age(c.age_value, c.age_unit);
    t.not_understood |= !t.aged;
}

calendar::reach calendar::reach_of(std::optional<partial_date> const& d) const noexcept {
    if (!d) return {};
    day const first = d->first_day();
    return {not_after_today(first), not_after_today(d->is_whole() ? first : d->last_day())};
}

calendar::reach calendar::start_of(read_time const& t) const noexcept {
    if (t.point) return reach_of(t.point);
    if (t.start) return reach_of(t.start);
    if (!t.aged || !birth_) return {};
    day const aged = not_after_today(add_age(birth_->first_day(), t.aged->value, t.aged->unit));
    return {aged, aged};
}

/// The last day that it can mean: with a partial birth date the age is reached last by the youngest that the child can be.
maybe_day calendar::end_of(read_time const& t) const noexcept {
    if (t.end && !t.point) return reach_of(t.end).last;
    if (t.point || t.start || !t.aged || !birth_) return start_of(t).last;
    return not_after_today(add_age(birth_->last_day(), t.aged->value, t.aged->unit));
}

bool calendar::is_ahead(std::optional<partial_date> const& d) const noexcept {
    return d && d->first_day() > today_ + std::chrono::days{1};
}

bool calendar::is_future(record const& r) const noexcept {
    day const limit = today_ + std::chrono::days{1};
    auto const beyond = [this](std::optional<partial_date> const& d) { return is_ahead(d); };
    if (r.kind == record_kind::condition) {
        bool const aged_beyond = r.onset.aged && birth_ && add_age(birth_->first_day(), r.onset.aged->value, r.onset.aged->unit) > limit;
        bool const none = !r.onset.point && !r.onset.start && !r.onset.aged && !r.recorded;
        return beyond(r.onset.point) || beyond(r.onset.start) || aged_beyond || beyond(r.recorded) ||
               (none && beyond(r.updated));
    }
    // When an order is to be carried out may lie ahead (2.15).
    if (r.kind == record_kind::workup_ordered) return false;
    auto const& t = r.onset;
    if (t.point || t.start || t.end) return beyond(t.point) || beyond(t.end ? t.end : t.start);
    return beyond(r.issued);
}

void calendar::date_condition(record const& r, finding& f) const noexcept {
    auto const onset = start_of(r.onset);
    auto const recorded = reach_of(r.recorded);
    auto const updated = reach_of(r.updated);
    f.onset = onset.first;
    f.written = recorded.last;
    f.start = first_given(onset.first, recorded.first, updated.first);
    // A tumour is dated by recordedDate, else onset, and by nothing else (2.14 "Refutations"); so is a named nystagmus ("Explained").
    bool const tumour = (tumour_facts() | terminology::fact::named_nystagmus).has(f.what);
    f.recorded = first_given(recorded.last, onset.last, tumour ? maybe_day{} : updated.last);
    f.last_touched = std::max({onset.first, recorded.first, updated.first});
    f.dated = f.says == polarity::refuted ? first_given(recorded.last, updated.last, onset.last)
                                          : first_given(std::max(onset.last, recorded.last), updated.last);
    if (f.lasts == persistence::ended) f.ended = first_given(end_of(r.abatement), recorded.last);
}

/// A period starts at its start, and is dated by its end, if it has one.
calendar::reach calendar::observed_in(read_time const& t) const noexcept {
    auto const point = reach_of(t.point), start = reach_of(t.start), end = reach_of(t.end);
    return {first_given(point.first, start.first, end.first), first_given(point.last, t.end ? end.last : start.last)};
}

void calendar::date_observation(record const& r, finding& f) const noexcept {
    auto const observed = observed_in(r.onset);
    auto const issued = reach_of(r.issued);
    f.start = first_given(observed.first, issued.first);
    f.dated = f.recorded = f.last_touched = first_given(observed.last, issued.last);
}

workup_dates calendar::dates_of_workup(record const& r) noexcept {
    auto const& t = r.onset;
    auto const studied = t.point ? t.point : t.end ? t.end : t.start;
    if (r.kind == record_kind::workup_ordered) return {r.recorded, r.updated, studied};
    return {studied, r.issued, r.updated};
}

maybe_day calendar::date_of_workup(record const& r) const noexcept {
    return date_of_workup(dates_of_workup(r), r.kind == record_kind::workup_ordered && r.in_context);
}

maybe_day calendar::date_of_workup(workup_dates const& written, bool is_made_now) const noexcept {
    for (auto const& d : written)
        if (d && !is_before_birth(d)) return reach_of(d).last;
    return is_made_now ? maybe_day{today_} : maybe_day{};
}

bool calendar::is_before_birth(std::optional<partial_date> const& d) const noexcept {
    return d && birth_ && d->last_day() < birth_->first_day();
}

bool calendar::set_aside_before_birth(record& r) const noexcept {
    bool found = false;
    for (auto* const d : {&r.onset.point, &r.onset.start, &r.onset.end, &r.abatement.point, &r.abatement.start, &r.abatement.end,
                          &r.recorded, &r.issued, &r.updated})
        if (is_before_birth(*d)) {
            d->reset();
            found = true;
        }
    return found;
}

bool calendar::has_date(record const& r) noexcept {
    return has_dates(r.onset) || has_dates(r.abatement) || r.recorded || r.issued || r.updated;
}

std::string_view calendar::date_findings(record const& given, std::span<statement const> said, std::vector<finding>& out,
                                         std::string_view& note) const {
    record r = given;
    bool const before = set_aside_before_birth(r);
    if (is_over(given, r)) {
        r.lasts = persistence::ended;
        r.explains = false;
    }
    if (r.date_not_understood && !has_date(r)) return "date-not-understood";
    note = before ? "before-birth" : r.date_not_understood ? "date-not-understood" : std::string_view{};
    bool const placed = place_all(r, said, before, out);
    return placed ? std::string_view{} : note.empty() ? "no-date" : note;
}

bool calendar::place_all(record const& r, std::span<statement const> said, bool was_before_birth, std::vector<finding>& out) const {
    bool undated = false;
    if (said.empty() && r.kind == record_kind::observation && r.workup.empty()) return has_date(r);
    for (auto const& s : said) {
        finding& f = out.emplace_back();
        f.what = s.what;
        f.term = s.term;
        f.says = s.says;
        f.firm = s.firm;
        f.core = s.core;
        f.lasts = s.says == polarity::positive ? r.lasts : persistence::point;
        f.explains = r.explains && s.firm && s.says == polarity::positive && (r.active || s.what != terminology::fact::named_nystagmus);
        f.type = r.type;
        f.resource = r.resource;
        f.status = r.status;
        if (r.kind == record_kind::condition) date_condition(r, f);
        else date_observation(r, f);
        if (!needs_date(f, was_before_birth) || findings::has_date(f)) continue;
        undated = true;
        out.pop_back();
    }
    return !undated;
}

}  // namespace oms::findings
