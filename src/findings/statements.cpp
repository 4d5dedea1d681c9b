#include "statements.hpp"

#include <algorithm>
#include <array>

namespace oms::findings {
namespace {

using terminology::fact;
using terminology::facts;
using terminology::term;

/// Stated by an Observation whose code they are; sites and stages as a code say nothing (clinical.md 2.14).
constexpr facts observable_as_code() noexcept {
    facts out = evidence_facts();
    out -= union_of({fact::adrenal_medulla_tumour, fact::adrenal_tumour, fact::tumour_stage});
    return out;
}

constexpr facts observable_as_value() noexcept {
    facts out = evidence_facts();
    out -= union_of({fact::adrenal_medulla_tumour, fact::adrenal_tumour});
    return out;
}

/// Facts of which an Observation can say "no": the signs and the tumour. "OMS is absent" is nothing (clinical.md 2.14).
constexpr facts deniable() noexcept {
    facts out = evidence_facts();
    out -= union_of({fact::oms_diagnosis, fact::suspected_tumour, fact::also_recorded});
    return out;
}

enum class reply : std::uint8_t { unknown, positive, probable, negative, contradiction };

struct answer_set {
    facts positive, probable, negative, unknown;
};

/// Several answers that agree are one answer; that contradict each other are none (clinical.md 2.14).
reply one_answer(facts what, answer_set const& a) noexcept {
    bool const yes = what.any(a.positive | a.probable);
    bool const no = what.any(a.negative);
    bool const open = what.any(a.unknown);
    if (int{yes} + int{no} + int{open} > 1) return reply::contradiction;
    if (no) return reply::negative;
    if (!yes) return reply::unknown;
    return what.any(a.probable) ? reply::probable : reply::positive;
}

constexpr answer_set value_answers{fact::answer_positive, fact::answer_probable, fact::answer_negative, fact::answer_unknown};
constexpr answer_set interpretation_answers{fact::interpretation_positive, {}, fact::interpretation_negative, fact::interpretation_unknown};

struct reading {
    reply says = reply::unknown;
    facts about;                       ///< of the code, or of the value when that is the finding
    concept_meaning const* from = nullptr;
};

/// A coded value (clinical.md 2.4 rows "CodeableConcept", 2.14 "Code and value the same finding").
reading read_coded_value(facts code_says, concept_meaning const& code, concept_meaning const& value) noexcept {
    facts const value_says = value.what & observable_as_value();
    reply const answer = one_answer(value.what, value_answers);
    if (code_says.empty()) {
        if (value_says.empty()) return {};
        bool const denied = answer == reply::negative || answer == reply::contradiction;
        return {denied ? reply::contradiction : reply::positive, value_says, &value};
    }
    if (value_says.empty()) return {answer, code_says, &code};
    if (code_says.any(tumour_facts()) && value_says.any(tumour_facts())) return {reply::positive, code_says, &code};
    facts const same = code_says & value_says;
    if (same.empty()) return {reply::contradiction, code_says, &code};
    return {reply::positive, same, &code};
}

reading read_value(fhir::observed const& o, facts code_says, terminology::code_map const& codes, scratch& s) {
    if (o.data_absent) return {reply::unknown, code_says, &s.code};
    switch (o.kind) {
        case fhir::value_kind::none:
            if (!o.interpretation.given) return {reply::positive, code_says, &s.code};
            read_concept(o.interpretation, codes, s.interpretation);
            return {one_answer(s.interpretation.what, interpretation_answers), code_says, &s.code};
        case fhir::value_kind::boolean_true: return {reply::positive, code_says, &s.code};
        case fhir::value_kind::boolean_false: return {reply::negative, code_says, &s.code};
        case fhir::value_kind::concept_value: return read_coded_value(code_says, s.code, s.value);
        case fhir::value_kind::text: {
            auto const answer = codes.text_answer(o.text);
            return {answer ? one_answer(*answer, value_answers) : reply::unknown, code_says, &s.code};
        }
        case fhir::value_kind::other:
        case fhir::value_kind::several: return {reply::unknown, code_says, &s.code};
    }
    return {};
}

/// The status code of a concept that is one: the first coding with a code the caller knows.
template <class Table>
auto known_code(fhir::codeable_concept const& c, Table const& table) noexcept -> typename Table::value_type const* {
    for (auto const& coding : c.codings)
        for (auto const& row : table)
            if (row.code == coding.code) return &row;
    return nullptr;
}

}  // namespace

term const* concept_meaning::term_for(fact f) const noexcept {
    for (term const* t : terms)
        if (t->what.has(f)) return t;
    return nullptr;
}

void read_concept(fhir::codeable_concept const& c, terminology::code_map const& codes, concept_meaning& out) {
    out.terms.clear();
    out.what = {};
    out.coded = false;
    bool mimic_chosen = false;
    for (auto const& coding : c.codings) {
        if (coding.code.empty() || coding.system.empty()) continue;
        auto const found = codes.find(coding.system, coding.code);
        out.coded |= found.known_system;
        for (std::size_t i = 0; i < found.count; ++i) {
            out.terms.push_back(found.terms[i]);
            out.what |= found.terms[i]->what;
            mimic_chosen |= coding.user_selected && found.terms[i]->what.has(fact::mimic);
        }
    }
    if (mimic_chosen) out.what -= evidence_facts();
}

observed_result read_observed(fhir::observed const& o, terminology::code_map const& codes, scratch& s, std::vector<statement>& out) {
    observed_result result;
    read_concept(o.code, codes, s.code);
    result.coded = s.code.coded;
    if (s.code.what.empty()) return result;
    if (s.code.what.has(fact::urine_catecholamine) && !o.data_absent) result.workup |= fact::urine_catecholamine;

    facts const code_says = s.code.what & observable_as_code();
    // Beside a code that nobody knows, a finding may be the mother's, or what somebody wants ruled out.
    bool const value_speaks =
        o.kind == fhir::value_kind::concept_value && (!code_says.empty() || s.code.what.has(fact::examination));
    if (value_speaks) read_concept(o.value, codes, s.value);
    facts const value_says = value_speaks ? s.value.what & observable_as_value() : facts{};
    result.relevant = !(code_says | value_says).empty();
    if (!result.relevant) return result;

    auto const read = read_value(o, code_says, codes, s);
    result.contradiction = read.says == reply::contradiction;
    if (read.says == reply::positive || read.says == reply::probable) {
        bool const sure = read.says == reply::positive;
        read.about.each([&](fact f) { out.push_back({f, read.from->term_for(f), polarity::positive, sure}); });
    }
    if (read.says == reply::negative)
        (read.about & deniable()).each([&](fact f) { out.push_back({f, read.from->term_for(f), polarity::negative, true}); });
    return result;
}

void make_provisional(std::vector<statement>& statements) {
    std::erase_if(statements, [](statement const& s) { return s.says == polarity::negative; });
    for (statement& s : statements) s.firm = false;
}

verification read_verification(fhir::codeable_concept const& c) noexcept {
    struct row {
        std::string_view code;
        verification means;
    };
    // Source: FHIR R4 condition-ver-status; `unknown` is DSTU2's. clinical.md 2.4.
    static std::array<row, 7> const table{{
        {"confirmed", {polarity::positive, true, {}, "confirmed"}},
        {"provisional", {polarity::positive, false, {}, "provisional"}},
        {"unconfirmed", {polarity::positive, false, {}, "unconfirmed"}},
        {"unknown", {polarity::positive, false, {}, "unknown"}},
        {"differential", {polarity::positive, false, "differential", "differential"}},
        {"refuted", {polarity::refuted, true, {}, "refuted"}},
        {"entered-in-error", {polarity::positive, false, "entered-in-error", "entered-in-error"}},
    }};
    if (c.codings.empty()) return {};
    if (auto const* found = known_code(c, table)) return found->means;
    return {polarity::positive, false, "verificationStatus-not-understood", {}};
}

clinical_status read_clinical(fhir::codeable_concept const& c) noexcept {
    struct row {
        std::string_view code;
        clinical is;
    };
    // Source: FHIR R4 condition-clinical; clinical.md 2.4.
    static constexpr std::array<row, 6> table{{{"active", clinical::current},
                                               {"recurrence", clinical::current},
                                               {"relapse", clinical::current},
                                               {"inactive", clinical::past},
                                               {"remission", clinical::past},
                                               {"resolved", clinical::past}}};
    if (auto const* found = known_code(c, table)) return {found->is, found->code};
    return {};
}

category read_category(fhir::codeable_concept const& c) noexcept {
    category found = category::none;
    for (auto const& coding : c.codings) {
        if (coding.code == "problem-list-item") return category::problem_list_item;
        if (coding.code == "encounter-diagnosis") found = category::encounter_diagnosis;
    }
    return found;
}

}  // namespace oms::findings
