#pragma once
#include <oms/findings/chart.hpp>

#include <deque>
#include <string>
#include <string_view>
#include <utility>

/// Charts in one line each, for tests of the rules: `child().says(ataxia, "2026-11-10")`.
namespace oms::test {

[[nodiscard]] inline day day_at(std::string_view text) { return parse_partial_date(text)->first_day(); }

/// A finding that a confirmed Condition or final Observation makes, dated and started on one day.
class statement_of {
public:
    statement_of(terminology::fact what, std::string_view date) {
        static std::deque<std::string> names;   // a finding views its own
        f_.what = what;
        f_.resource = names.emplace_back("Condition/c" + std::to_string(names.size() + 1));
        f_.type = fhir::resource_type::condition;
        on(date);
    }
    statement_of& on(std::string_view date) {
        f_.start = f_.dated = f_.recorded = f_.last_touched = day_at(date);
        return *this;
    }
    statement_of& since(std::string_view date) { f_.start = day_at(date); return *this; }
    statement_of& touched(std::string_view date) { f_.last_touched = day_at(date); return *this; }
    statement_of& provisional() { f_.firm = false; return *this; }
    statement_of& listed() { f_.lasts = findings::persistence::ongoing; return *this; }
    statement_of& ended(std::string_view date) {
        f_.lasts = findings::persistence::ended;
        f_.ended = day_at(date);
        return *this;
    }
    statement_of& refuted() { f_.says = findings::polarity::refuted; return *this; }
    statement_of& denied() {
        f_.says = findings::polarity::negative;
        f_.type = fhir::resource_type::observation;
        return *this;
    }
    statement_of& core() { f_.core = true; return *this; }
    statement_of& with_onset(std::string_view date) { f_.onset = f_.start = day_at(date); return *this; }
    statement_of& written(std::string_view date) { f_.written = f_.recorded = day_at(date); return *this; }
    statement_of& explaining() { f_.explains = true; return *this; }
    operator findings::finding() const { return f_; }  // NOLINT: reads as the finding it is

private:
    findings::finding f_;
};

/// Builder of a chart; born 2025-01-10 unless told otherwise (22 months on 2026-11-20).
class chart_of {
public:
    explicit chart_of(std::string_view birth = "2025-01-10") {
        c_.patient.found = true;
        c_.patient.id = "kid-1";
        c_.patient.birth = parse_partial_date(birth);
    }
    chart_of& with(findings::finding f) { c_.findings.push_back(std::move(f)); return *this; }
    chart_of& with_workup(terminology::facts what, bool done, std::string_view date) {
        c_.workup.push_back({.what = what, .done = done, .dated = day_at(date), .resource = "Procedure/p"});
        return *this;
    }
    chart_of& with_unknown_order(std::string_view date) { c_.unknown_orders.push_back(day_at(date)); return *this; }
    findings::chart& edit() { return c_; }
    operator findings::chart const&() const { return c_; }  // NOLINT: reads as the chart it is

private:
    findings::chart c_;
};

}  // namespace oms::test
