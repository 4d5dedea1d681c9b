#include "statements.hpp"

#include <algorithm>
#include <array>
#include <span>

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

/// Beside which a finding as value counts (clinical.md 2.14 "Values and categories").
constexpr facts questions() noexcept { return union_of({fact::examination, fact::tumour_stage}); }

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

enum class answer_value : std::uint8_t { unknown, positive, probable, negative, contradiction };

struct answer_set {
    facts positive, probable, negative, unknown;
};

/// Several answers that agree are one answer; that contradict each other are none (clinical.md 2.14).
answer_value one_answer(facts what, answer_set const& a) noexcept {
    bool const yes = what.any(a.positive | a.probable);
    bool const no = what.any(a.negative);
    bool const open = what.any(a.unknown);
    if (int{yes} + int{no} + int{open} > 1) return answer_value::contradiction;
    if (no) return answer_value::negative;
    if (!yes) return answer_value::unknown;
    return what.any(a.probable) ? answer_value::probable : answer_value::positive;
}

constexpr answer_set value_answers{fact::answer_positive, fact::answer_probable, fact::answer_negative, fact::answer_unknown};
constexpr answer_set interpretation_answers{fact::interpretation_positive, {}, fact::interpretation_negative, fact::interpretation_unknown};

struct observed_answer {
    answer_value says = answer_value::unknown;
    facts about;                       ///< of the code, or of the value when that is the finding
    concept_meaning const* from = nullptr;
};

/// A coded value (clinical.md 2.4 rows "CodeableConcept", 2.14 "Code and value the same finding").
observed_answer read_coded_value(facts code_says, concept_meaning const& code, concept_meaning const& value) noexcept {
    facts const value_says = value.what & observable_as_value();
    if (value_says.empty())
        return code_says.empty() ? observed_answer{} : observed_answer{one_answer(value.what, value_answers), code_says, &code};
    // A finding says yes; an answer beside it says so, too, or contradicts it.
    if (value.what.any(value_answers.negative | value_answers.unknown)) return {answer_value::contradiction, code_says | value_says, &code};
    answer_value const yes = value.what.any(value_answers.probable) ? answer_value::probable : answer_value::positive;
    if (code_says.empty()) return {yes, value_says, &value};
    if (code_says.any(tumour_facts()) && value_says.any(tumour_facts())) return {yes, code_says, &code};
    facts const same = code_says & value_says;
    if (same.empty()) return {answer_value::contradiction, code_says, &code};
    // Either code is enough to be sure.
    bool by_code = true;
    same.each([&](fact f) { by_code = by_code && can_deny(code.term_for(f)); });
    return {yes, same, by_code ? &code : &value};
}

/// A result that was not read is none (clinical.md 2.15).
bool has_result(fhir::observed const& o) noexcept { return !o.data_absent && o.kind != fhir::value_kind::several && !o.unread; }

observed_answer read_value(fhir::observed const& o, facts code_says, terminology::code_map const& codes, scratch& s) {
    if (o.data_absent) return {answer_value::unknown, code_says, &s.code};
    switch (o.kind) {
        case fhir::value_kind::none:
            if (!o.interpretation.given) return {answer_value::positive, code_says, &s.code};
            read_concept(o.interpretation, codes, s.interpretation);
            return {one_answer(s.interpretation.what, interpretation_answers), code_says, &s.code};
        case fhir::value_kind::boolean_true: return {answer_value::positive, code_says, &s.code};
        case fhir::value_kind::boolean_false: return {answer_value::negative, code_says, &s.code};
        case fhir::value_kind::concept_value: return read_coded_value(code_says, s.code, s.value);
        case fhir::value_kind::text: {
            auto const answer = codes.text_answer(o.text);
            return {answer ? one_answer(*answer, value_answers) : answer_value::unknown, code_says, &s.code};
        }
        case fhir::value_kind::other:
        case fhir::value_kind::several: return {answer_value::unknown, code_says, &s.code};
    }
    return {};
}

/// Null: there is none.
template <class Table>
auto row_with(std::string_view code, Table const& table) noexcept -> typename Table::value_type const* {
    auto const at = code.empty() ? table.end() : std::ranges::find(table, code, &Table::value_type::code);
    return at == table.end() ? nullptr : &*at;
}

/// Of several status codes the one whose row comes last: the most doubtful.
template <class Table>
auto last_row(fhir::codeable_concept const& c, Table const& table) noexcept -> typename Table::value_type const* {
    typename Table::value_type const* found = nullptr;
    for (auto const& coding : c.codings)
        if (auto const* const row = row_with(coding.code, table); row && (!found || found < row)) found = row;
    return found;
}

/// Facts beside which a stage as value is a contradiction, not a tumour (clinical.md 2.14).
constexpr facts signs() noexcept {
    facts out = evidence_facts();
    out -= tumour_facts() | fact::also_recorded;
    return out;
}

answer_kind kind_of(answer_value r) noexcept {
    if (r == answer_value::positive || r == answer_value::probable) return answer_kind::yes;
    return r == answer_value::negative ? answer_kind::no : answer_kind::none;
}

/// What a value says by itself. A coded one has been read into `value`.
answer_kind answer_of(fhir::observed const& o, terminology::code_map const& codes, concept_meaning const& value) noexcept {
    if (o.data_absent) return answer_kind::none;
    switch (o.kind) {
        case fhir::value_kind::boolean_true: return answer_kind::yes;
        case fhir::value_kind::boolean_false: return answer_kind::no;
        case fhir::value_kind::concept_value: return kind_of(one_answer(value.what, value_answers));
        case fhir::value_kind::text: {
            auto const answer = codes.text_answer(o.text);
            return answer ? kind_of(one_answer(*answer, value_answers)) : answer_kind::none;
        }
        case fhir::value_kind::none:
        case fhir::value_kind::other:
        case fhir::value_kind::several: return answer_kind::none;
    }
    return answer_kind::none;
}

}  // namespace

term const* concept_meaning::term_for(fact f) const noexcept {
    term const* best = nullptr;
    auto const worth = [](term const* t) { return 2 * int{!t->provisional} + int{t->what.has(fact::core_behaviour)}; };
    for (term const* t : terms)
        if (t->what.has(f) && (!best || worth(t) > worth(best))) best = t;
    return best;
}

bool concept_meaning::is_core(fact f) const noexcept {
    return std::ranges::any_of(terms, [f](term const* t) { return t->what.has(f) && t->what.has(fact::core_behaviour); });
}

statement statement_of(fact f, concept_meaning const& from) noexcept {
    statement s{.what = f, .term = from.term_for(f)};
    bool const is_guess = f == fact::inappropriate_saccades || f == fact::weak_provisional_ataxia;
    s.firm = !is_guess && can_deny(s.term);
    s.core = from.is_core(f);
    return s;
}

void read_concept(fhir::codeable_concept const& c, terminology::code_map const& codes, concept_meaning& out) {
    out.terms.clear();
    out.what = {};
    out.family = nullptr;
    out.coded = out.known = false;
    bool mimic_chosen = false;
    for (auto const& coding : c.codings) {
        if (coding.code.empty() || coding.system.empty()) continue;
        auto const found = codes.find(coding.system, coding.code);
        out.coded |= found.known_system;
        if (auto const code = found.family_code(); !code.empty() && !out.family) {
            out.family = found.terms[0];
            out.family_size = code.copy(out.family_text.data(), out.family_text.size());
        }
        for (std::size_t i = 0; i < found.count; ++i) {
            out.terms.push_back(found.terms[i]);
            out.known |= !found.terms[i]->provisional;
            out.what |= found.terms[i]->what;
            mimic_chosen |= coding.user_selected && found.terms[i]->what.has(fact::mimic);
        }
    }
    if (mimic_chosen) out.what -= evidence_facts();
}

observed_result read_observed(fhir::observed const& o, terminology::code_map const& codes, scratch& s, std::vector<statement>& out) {
    observed_result result;
    read_concept(o.code, codes, s.code);
    bool const has_concept = o.kind == fhir::value_kind::concept_value;
    if (has_concept) read_concept(o.value, codes, s.value);
    result.coded = s.code.coded;
    result.known = !s.code.what.empty();
    result.answer = answer_of(o, codes, s.value);
    // Nobody stages what is not there: a stage as value is one whatever the code.
    bool const is_staged = has_concept && s.value.what.has(fact::tumour_stage) && !s.code.what.any(signs());
    if (!result.known && !is_staged) return result;
    if (s.code.what.has(fact::urine_catecholamine) && has_result(o)) result.workup |= fact::urine_catecholamine;

    facts const code_says = s.code.what & observable_as_code();
    // Beside a code that nobody knows, another finding may be the mother's, or what somebody wants ruled out.
    bool const value_speaks = has_concept && (is_staged || !code_says.empty() || s.code.what.any(questions()));
    facts const value_says = value_speaks ? s.value.what & observable_as_value() : facts{};
    result.relevant = !(code_says | value_says).empty();
    if (!result.relevant) return result;

    auto const read = read_value(o, code_says, codes, s);
    result.contradiction = read.says == answer_value::contradiction;
    result.several_values = o.kind == fhir::value_kind::several;
    result.is_header = o.kind == fhir::value_kind::none && !o.interpretation.given && !o.data_absent;
    if (read.says == answer_value::positive || read.says == answer_value::probable) {
        bool const sure = read.says == answer_value::positive;
        read.about.each([&](fact f) {
            statement said = statement_of(f, *read.from);
            said.firm = said.firm && sure;
            out.push_back(said);
        });
    }
    if (read.says == answer_value::negative)
        (read.about & deniable()).each([&](fact f) {
            term const* const t = read.from->term_for(f);
            if (can_deny(t)) out.push_back({f, t, polarity::negative, true, false});
        });
    return result;
}

void take_back_denied(std::vector<statement>& statements, std::size_t own, part_answers uncoded) {
    auto const parts = std::span{statements}.subspan(own);
    auto const is_said = [&](fact f, polarity p) {
        return std::ranges::any_of(parts, [&](statement const& s) { return s.what == f && s.says == p; });
    };
    auto const is_denied = [&](statement const& s) {
        if (s.says != polarity::positive) return false;
        return is_said(s.what, polarity::negative) || (uncoded.no && !uncoded.yes && !is_said(s.what, polarity::positive));
    };
    auto const first = statements.begin();
    auto const last = first + static_cast<std::ptrdiff_t>(own);
    // The parts are looked at while the header's are judged, so those are only marked.
    for (auto it = first; it != last; ++it)
        if (is_denied(*it)) it->term = nullptr;
    statements.erase(std::remove_if(first, last, [](statement const& s) { return s.term == nullptr; }), last);
}

void make_provisional(std::vector<statement>& statements) {
    std::erase_if(statements, [](statement const& s) { return s.says == polarity::negative; });
    for (statement& s : statements) s.firm = false;
}

verification read_verification(fhir::codeable_concept const& status, fhir::codeable_concept const& code,
                               terminology::code_map const& codes) noexcept {
    struct row {
        std::string_view code;
        verification means;
    };
    // From the least doubtful on. Source: FHIR R4 condition-ver-status; `unknown` is DSTU2's. clinical.md 2.4, 2.15.
    static constexpr std::array<row, 8> table{{
        {"confirmed", {polarity::positive, true, {}, "confirmed"}},
        {"provisional", {polarity::positive, false, {}, "provisional"}},
        {"unconfirmed", {polarity::positive, false, {}, "unconfirmed"}},
        {"unknown", {polarity::positive, false, {}, "unknown"}},
        {"differential", {polarity::positive, false, "differential", "differential"}},
        {"refuted", {polarity::refuted, true, {}, "refuted"}},
        {"", {polarity::positive, false, "verificationStatus-not-understood", {}}},
        {"entered-in-error", {polarity::positive, false, "entered-in-error", "entered-in-error"}},
    }};
    row const* const not_understood = &table[6];
    row const* worst = last_row(status, table);
    if (!worst && status.given) worst = not_understood;
    for (auto const& coding : code.codings) {
        if (!coding.has_certainty) continue;
        auto const means = codes.status_of({}, coding.certainty);
        if (!means.clinical.empty() && means.verification.empty()) continue;   // ended, and nothing is doubtful
        row const* const said = means.verification.empty() ? not_understood : row_with(means.verification, table);
        if (!worst || worst < said) worst = said;
    }
    return worst ? worst->means : verification{};
}

clinical_status read_clinical(fhir::codeable_concept const& status, fhir::codeable_concept const& code,
                              terminology::code_map const& codes) noexcept {
    struct row {
        std::string_view code;
        clinical is;
    };
    // What is past comes last. Source: FHIR R4 condition-clinical; clinical.md 2.4, 2.15.
    static constexpr std::array<row, 6> table{{{"active", clinical::current},
                                               {"recurrence", clinical::current},
                                               {"relapse", clinical::current},
                                               {"inactive", clinical::past},
                                               {"remission", clinical::past},
                                               {"resolved", clinical::past}}};
    row const* found = last_row(status, table);
    auto const consider = [&](std::string_view word) {
        row const* const other = row_with(word, table);
        if (other && (!found || (other->is == clinical::past && found->is != clinical::past))) found = other;
    };
    for (auto const& coding : status.codings) {
        if (!row_with(coding.code, table)) consider(codes.status_of(coding.system, coding.code).clinical);
    }
    for (auto const& coding : code.codings) {
        if (coding.has_certainty) consider(codes.status_of({}, coding.certainty).clinical);
    }
    if (found) return {found->is, found->code};
    return {.not_understood = status.given};
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
