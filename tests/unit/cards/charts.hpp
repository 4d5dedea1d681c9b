#pragma once
#include <oms/cards/card.hpp>

#include "support/profiles.hpp"
#include "support/statements.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

#include <ostream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

/// Charts with coded findings, one for each rule, and the cards they get.
namespace oms::test {

using terminology::fact;

inline constexpr std::string_view snomed = "http://snomed.info/sct", hpo = "http://human-phenotype-ontology.org",
                                  icd10cm = "http://hl7.org/fhir/sid/icd-10-cm";

/// A finding with a code of our terminology and a status.
[[nodiscard]] inline findings::finding coded(findings::finding f, std::string_view system, std::string_view code,
                                             std::string_view status = "active/confirmed") {
    auto const meaning = codes().find(system, code);
    if (meaning.count != 1) throw std::logic_error{std::string{code} + " is not in the terminology"};
    f.term = meaning.terms[0];
    f.status = status;
    return f;
}

[[nodiscard]] inline findings::finding opsoclonus(std::string_view on = "2026-11-02") {
    return coded(statement_of(fact::opsoclonus, on), snomed, "194177006");
}
[[nodiscard]] inline findings::finding ataxia(std::string_view on = "2026-11-01") {
    return coded(statement_of(fact::ataxia, on), hpo, "HP:0001251");
}
[[nodiscard]] inline findings::finding myoclonus(std::string_view on = "2026-11-03") {
    return coded(statement_of(fact::myoclonus, on), hpo, "HP:0001336");
}
[[nodiscard]] inline findings::finding irritability(std::string_view on = "2026-10-20") {
    return coded(statement_of(fact::behaviour, on).core(), hpo, "HP:0000737");
}
[[nodiscard]] inline findings::finding neuroblastoma(std::string_view on = "2025-09-01") {
    return coded(statement_of(fact::neuroblastic_tumour, on).listed(), snomed, "432328008");
}
[[nodiscard]] inline findings::finding vague_eyes(std::string_view on = "2026-11-02") {
    return coded(statement_of(fact::possible_opsoclonus, on), icd10cm, "H55.89");
}
[[nodiscard]] inline findings::finding hydantoin(std::string_view on = "2026-11-01") {
    return coded(statement_of(fact::poisoning, on).explaining(), icd10cm, "T42.0X1A");
}

[[nodiscard]] inline terminology::facts whole_body() {
    using terminology::facts;
    return facts{fact::images_neck} | fact::images_chest | fact::images_abdomen | fact::images_pelvis;
}

struct rule_case {
    std::string rule;   ///< of the card; `age-unknown` for that text
    findings::chart chart;
};

inline void PrintTo(rule_case const& c, std::ostream* out) { *out << c.rule; }

/// One chart for each card there is. Evaluate at `evaluated()`.
[[nodiscard]] inline std::vector<rule_case> const& every_card() {
    static std::vector<rule_case> const cases = [] {
        std::vector<rule_case> all;
        auto const add = [&](std::string rule, chart_of c) { all.push_back({std::move(rule), c}); };
        add("R1a", chart_of().with(opsoclonus()).with(ataxia()).with(irritability()));
        add("R1b", chart_of().with(opsoclonus()).with(ataxia()).with(neuroblastoma()));
        add("R1c", chart_of().with(ataxia()).with(irritability()).with(neuroblastoma()));
        add("R2a", chart_of().with(opsoclonus()).with(myoclonus()));
        add("R2b", chart_of().with(opsoclonus()).with(irritability()));
        add("R2c", chart_of().with(opsoclonus()).with(neuroblastoma()));
        add("R3a", chart_of().with(opsoclonus()));
        add("R3b", chart_of().with(ataxia()).with(irritability()));
        add("R3c", chart_of().with(ataxia()).with(neuroblastoma()));
        add("R3e", chart_of().with(vague_eyes()).with(ataxia()));
        findings::finding const past =
            coded(statement_of(fact::opsoclonus, "2026-08-01").ended("2026-09-01"), snomed, "194177006", "resolved/confirmed");
        add("R3d", chart_of().with(past).with(ataxia()));
        add("R3x", chart_of().with(opsoclonus()).with(ataxia()).with(hydantoin()));
        add("R3x-refuted", chart_of()
                               .with(opsoclonus())
                               .with(ataxia())
                               .with(coded(statement_of(fact::oms_diagnosis, "2026-11-15").refuted(), snomed, "230350000")));
        add("R4a", chart_of().with(opsoclonus()).with(ataxia()).with_workup(whole_body(), false, "2026-11-05"));
        findings::finding const since_june = coded(statement_of(fact::opsoclonus, "2026-06-20").listed(), snomed, "194177006");
        add("R4b", chart_of()
                       .with(since_june)
                       .with_workup(whole_body(), true, "2026-07-01")
                       .with_workup(fact::urine_catecholamine, true, "2026-07-01"));
        chart_of unknown_age;
        unknown_age.edit().patient.birth.reset();
        add("age-unknown", unknown_age.with(opsoclonus()).with(ataxia()));
        return all;
    }();
    return cases;
}

[[nodiscard]] inline findings::chart const& chart_for(std::string_view rule) {
    for (auto const& one : every_card())
        if (one.rule == rule) return one.chart;
    throw std::logic_error{"no chart for " + std::string{rule}};
}

[[nodiscard]] inline instant evaluated() { return parse_instant("2026-11-20T12:00:00Z").value(); }

/// With what only the whole set of knowledge can say.
inline criteria::policy const& linked_policy() {
    static criteria::policy const linked = [] {
        criteria::policy p = policy();
        p.version = p.identity = "2.0.0";
        p.knowledge = "sha256:" + std::string(64, '0');
        return p;
    }();
    return linked;
}

[[nodiscard]] inline criteria::verdict judged(findings::chart const& c, bool workup_checked = true) {
    return criteria::evaluate(policy(), c, evaluated(), workup_checked);
}

[[nodiscard]] inline cards::card_book const& book() {
    static cards::card_book const b = cards::card_book::load(documents(), policy(), codes()).value();
    return b;
}

inline constexpr cards::occasion a_call{.hook_instance = "d1577c69-dfbe-44ad-ba6d-3e05e953b2ea", .service_id = "oms-patient-view"};

[[nodiscard]] inline std::string card_text(findings::chart const& c, cards::occasion const& o = a_call, bool workup_checked = true) {
    std::string out;
    book().append_card(out, judged(c, workup_checked), c, o);
    return out;
}
[[nodiscard]] inline boost::json::value card(findings::chart const& c, cards::occasion const& o = a_call, bool workup_checked = true) {
    return boost::json::parse(card_text(c, o, workup_checked));
}
[[nodiscard]] inline std::string detail(findings::chart const& c, cards::occasion const& o = a_call, bool workup_checked = true) {
    return std::string{card(c, o, workup_checked).at("detail").as_string()};
}
[[nodiscard]] inline std::string detail(chart_of const& c) { return detail(static_cast<findings::chart const&>(c)); }

}  // namespace oms::test
