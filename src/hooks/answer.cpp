#include <oms/hooks/answer.hpp>

#include "supplied_data.hpp"

#include <oms/base/ascii.hpp>
#include <oms/fhir/reference.hpp>

#include <algorithm>

namespace oms::hooks {
namespace {

using knowledge::catalogue;
using knowledge::need;
using knowledge::service_definition;

constexpr std::string_view no_cards = R"({"cards":[]})";

/// The advice is for clinicians (CH-DEC-10).
bool is_patient_or_proxy(std::string_view user) noexcept {
    std::string_view const type = fhir::parse_reference(user).type;
    return ascii::equal_ignoring_case(type, "Patient") || ascii::equal_ignoring_case(type, "RelatedPerson");
}

/// A guard is a rule that a stage leads to which ends the evaluation.
bool is_guard(criteria::policy const& p, criteria::rule const* decided) {
    return std::ranges::any_of(p.stages, [&](criteria::stage const& s) {
        return s.ends && std::ranges::any_of(s.rows, [&](criteria::row const& r) { return r.to && &p.rules[*r.to] == decided; });
    });
}

/// One answer on its way: what was decided, on what data, and what may be said.
struct decision {
    knowledge::catalogue const& known;
    knowledge::service_definition const& service;
    hook_request const& request;
    answer_options const& options;
    account& log;
    findings::chart const& chart;
    criteria::verdict const verdict;
    std::vector<cards::data_gap> gaps{};

    [[nodiscard]] cards::occasion occasion() const {
        return {.hook_instance = request.hook_instance,
                .service_id = service.id,
                .selection_behavior = options.selection_behavior,
                .gaps = gaps,
                .encounter = request.encounter_id};
    }
};

/// A verdict is only as good as its data. Orders and reports are needed where there is a card, or where a rule can hang on them; what of
/// them was sent and is not whole is a gap all the same. Source: clinical.md 2.10.
void find_gaps(decision& d, supplied_data const& got) {
    d.gaps = got.gaps;
    bool const is_needed = d.verdict.shown_as != criteria::indicator::none || criteria::workup_matters(d.known.rules, d.verdict);
    for (auto const& g : got.workup_gaps) {
        if (got.is_insufficient() || (!is_needed && !find_entry(d.request, g.key))) continue;
        d.log.gaps.push_back(g.key);
        // None supplied at all is said by the card as such: "orders and reports were not checked".
        if (got.workup_checked()) d.gaps.push_back(g);
    }
    for (auto const& g : got.gaps) d.log.gaps.push_back(g.key);
}

result<void> answer_without_data(decision const& d, supplied_data const& got, std::string& body) {
    if (!d.options.info_card_on_missing || d.options.silent) {
        std::string_view const where_else = d.request.fhir_server.empty() ? "; this service has no other way to read them"
                                                                          : ", or let this service read them from the FHIR server";
        return fault{errc::no_data, "prefetch",
                     std::string{"is without data that must be there for an answer: "}
                         .append(got.missing_text)
                         .append(". Fill these keys as discovery lists them")
                         .append(where_else)};
    }
    d.log.shown = true;
    body = R"({"cards":[)";
    d.known.book.append_missing_data_card(body, d.occasion());
    body.append("]}");
    return {};
}

void answer_with_card(decision const& d, std::string& body) {
    body.reserve(8192);  // one card with four orders is about that long
    body = R"({"cards":[)";
    d.known.book.append_card(body, d.verdict, d.chart, d.occasion());
    body.append("]}");
}

}  // namespace

bool is_needed(need what, catalogue const& k, service_definition const& s, hook_request const& r, findings::gatherer const& gathered,
               instant now) {
    if (is_patient_or_proxy(r.user_id)) return false;
    auto const& chart = gathered.finish({.patient_id = r.patient_id, .fhir_server = r.fhir_server, .now = now});
    if (what == need::patient || !chart.patient.found) return what == need::patient && !chart.patient.found;
    supplied_data const got = what_was_supplied(s, r, true, chart.foreign_lists);
    auto const verdict = criteria::evaluate(k.rules, chart, now, got.workup_checked());
    if (is_guard(k.rules, verdict.decided)) return false;
    if (what == need::list) return true;
    // A card also says what is ordered already, and offers only what is not.
    bool const yields_card = verdict.shown_as != criteria::indicator::none;
    return !got.is_insufficient() && (yields_card || criteria::workup_matters(k.rules, verdict));
}

result<void> answer(catalogue const& k, service_definition const& s, hook_request const& r, findings::gatherer const& gathered,
                    answer_options const& o, instant now, account& log, std::string& body) {
    body = no_cards;
    if (is_patient_or_proxy(r.user_id)) {
        log.leniencies.emplace_back("user-is-no-clinician");
        return {};
    }
    auto const& chart = gathered.finish({.patient_id = r.patient_id, .fhir_server = r.fhir_server, .now = now});
    log.findings = chart.findings.size();
    log.skipped = chart.skipped_total;
    supplied_data const got = what_was_supplied(s, r, chart.patient.found, chart.foreign_lists);
    decision d{.known = k,
                   .service = s,
                   .request = r,
                   .options = o,
                   .log = log,
                   .chart = chart,
                   .verdict = criteria::evaluate(k.rules, chart, now, got.workup_checked())};
    log.rule = d.verdict.decided->id;
    find_gaps(d, got);

    if (got.patient && is_guard(k.rules, d.verdict.decided)) return {};
    bool const yields_card = d.verdict.shown_as != criteria::indicator::none;
    if (got.is_insufficient() || (got.lists_missing > 0 && !yields_card)) {
        log.rule.clear();
        return answer_without_data(d, got, body);
    }
    if (!yields_card || o.silent) return {};
    log.shown = true;
    answer_with_card(d, body);
    return {};
}

}  // namespace oms::hooks
