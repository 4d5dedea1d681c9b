// From resources to records: what one resource states, before it is known whose chart it is.
#include "gatherer_impl.hpp"

#include "statuses.hpp"

#include <oms/base/clear.hpp>
#include <oms/fhir/draft.hpp>

#include <algorithm>

namespace oms::findings {
namespace {

bool is_abated(fhir::choice_of_time const& a) noexcept { return a.given && !(a.boolean_given && !a.boolean_value); }

facts without(facts all, facts some) noexcept { return all -= some; }

}  // namespace

void gatherer::impl::take(fhir::resource const& r, fhir::entry_info const& entry, fhir::element_path const& where) {
    subject_of_this_.reset();
    if (entry.search_mode == "outcome") {
        if (r.type != resource_type::operation_outcome) skip(where, {}, "search-mode-outcome");
        return;
    }
    note_subject(r);
    switch (r.type) {
        case resource_type::patient: take_patient(r, entry, where); return;
        case resource_type::condition: take_condition(r, entry, where); return;
        case resource_type::observation: take_observation(r, entry, where); return;
        case resource_type::service_request: take_workup(r, entry, where, record_kind::workup_ordered); return;
        case resource_type::diagnostic_report: take_report(r, entry, where); return;
        case resource_type::procedure: take_workup(r, entry, where, record_kind::workup_done); return;
        case resource_type::imaging_study: take_workup(r, entry, where, record_kind::workup_done); return;
        case resource_type::operation_outcome:
        case resource_type::bundle:
        case resource_type::other: return;
    }
}

void gatherer::impl::reset() {
    clear_and_stay_small(patients_);
    clear_and_stay_small(subjects_);
    clear_and_stay_small(subjects_asked_);
    clear_and_stay_small(records_);
    clear_and_stay_small(statements_);
    clear_and_stay_small(in_order_);
    clear_and_stay_small(chart_.findings);
    clear_and_stay_small(chart_.workup);
    clear_and_stay_small(chart_.unknown_orders);
    clear_and_stay_small(unknown_orders_);
    chart_.skipped.clear();
    chart_.skipped.shrink_to_fit();
    family_terms_.clear();
    lists_.clear();
    deleted_.clear();
    members_.clear();
    chart_.patient = {};
    texts_.clear();
    uncoded_ = contradictions_ = 0;
    in_context_ = false;
    skipped_.clear();
    all_skipped_.clear();
}

bool gatherer::impl::readable(fhir::resource const& r, fhir::element_path const& where) {
    if (!r.malformed.empty()) skip(where, r.malformed, "unreadable-element");
    return r.malformed.empty();
}

void gatherer::impl::skip(fhir::element_path const& where, std::string_view element, std::string_view reason, bool dropped) {
    line_.clear();
    if (skipped_.wants_place()) where.append_to(line_);
    if (skipped_.wants_place() && !element.empty()) line_.append(".").append(element);
    skipped_.add(kept(line_), reason, dropped);
}

void gatherer::impl::take_patient(fhir::resource const& r, fhir::entry_info const& entry, fhir::element_path const& where) {
    if (!r.malformed.empty()) skip(where, r.malformed, "unreadable-element", false);
    patient_record& p = patients_.emplace_back();
    p.facts.found = true;
    p.facts.id = kept(r.id);
    bool not_understood = false;
    p.facts.birth = read_date(r.birth_date, not_understood);
    if (not_understood) skip(where, "birthDate", "date-not-understood", false);
    p.facts.deceased = r.deceased;
    p.facts.inactive = r.inactive || r.replaced;
    p.full_url = kept(entry.full_url);
    p.in_context = in_context_;
    p.last_updated = kept(r.last_updated.empty() ? entry.last_modified : r.last_updated);
    p.place = entry.place;
    for (auto const& i : r.identifiers) p.identifiers.emplace_back(kept(i.system), kept(i.value));
}

std::string_view gatherer::impl::kept(fhir::element_path const& where) {
    line_.clear();
    where.append_to(line_);
    return kept(line_);
}

std::string_view gatherer::impl::joined(std::string_view a, std::string_view b) {
    if (a.empty() || b.empty()) return a.empty() ? b : a;
    line_.assign(a).append("/").append(b);
    return kept(line_);
}

void gatherer::impl::note_subject(fhir::resource const& r) {
    auto* const list = lists_.open();
    if (list == nullptr || !r.subject.given) return;
    if (list->is_full() && list->has_more) return;
    subject_of_this_ = subject_index(r);
    list->add(*subject_of_this_);
}

std::size_t gatherer::impl::subject_index(fhir::resource const& r) {
    if (!r.subject.given) return no_subject;
    if (subject_of_this_) return *subject_of_this_;
    // What is contained belongs to its resource alone.
    bool const plain = !r.subject.ref.starts_with('#');
    std::size_t const oldest = subjects_.size() - std::min(subjects_.size(), most_subjects_compared);
    for (std::size_t i = subjects_.size(); plain && i-- > oldest;)
        if (subjects_[i].ref == r.subject.ref && subjects_[i].identifier_system == r.subject.identifier_system &&
            subjects_[i].identifier_value == r.subject.identifier_value)
            return i;
    subject_reference s{kept(r.subject.ref), kept(r.subject.identifier_system), kept(r.subject.identifier_value), {}};
    if (!plain)
        for (auto const& c : r.contained)
            if (c.id == s.ref.substr(1))
                for (auto const& i : c.identifiers) s.contained.emplace_back(kept(i.system), kept(i.value));
    subjects_.push_back(std::move(s));
    return subjects_.size() - 1;
}

record& gatherer::impl::add(fhir::resource const& r, fhir::entry_info const& entry, fhir::element_path const& where, record_kind kind,
            std::string_view status_reason) {
    record& k = records_.emplace_back(r.type, kind, in_context_);
    line_.assign(fhir::name_of(r.type)).append("/").append(r.id);
    k.resource = kept(line_);
    k.id = k.resource.substr(k.resource.size() - r.id.size());
    k.full_url = kept(entry.full_url);
    k.where = kept(where);
    k.subject = subject_index(r);
    k.first_statement = statements_.size();
    k.list = lists_.open_index();
    k.recorded = read_date(r.recorded_date, k.date_not_understood);
    k.issued = read_date(r.issued, k.date_not_understood);
    k.updated = read_date(r.last_updated, k.date_not_understood);
    k.last_updated = kept(r.last_updated.empty() ? entry.last_modified : r.last_updated);
    k.place = entry.place;
    k.dropped = status_reason;
    if (k.dropped.empty() && r.implicit_rules) k.dropped = "implicit-rules";
    if (k.dropped.empty() && r.modifier_extension) k.dropped = "modifier-extension";
    if (k.dropped.empty() && r.focus) k.dropped = "focus-on-somebody-else";
    if (k.dropped.empty() && k.subject == no_subject) k.dropped = "no-subject";
    return k;
}

void gatherer::impl::take_condition(fhir::resource const& r, fhir::entry_info const& entry, fhir::element_path const& where) {
    if (!readable(r, where)) return;
    auto& meaning = scratch_.code;
    read_concept(r.code, codes_, meaning);
    if (!meaning.coded) ++uncoded_;
    facts const said = meaning.what & (evidence_facts() | explanation_facts());
    facts const grown = morphology_of(r) & without(tumour_by_name(), said);
    if (said.empty() && grown.empty()) return;
    auto const ver = read_verification(r.verification_status, r.code, codes_);
    auto const clin = read_clinical(r.clinical_status, r.code, codes_);
    auto const cat = read_category(r.category);
    record& k = add(r, entry, where, record_kind::condition, ver.dropped);
    k.status = joined(clin.word, ver.word);
    if (clin.not_understood) k.note = "clinicalStatus-not-understood";
    read_times(r, k);
    read_choice(r.abatement, k.abatement);
    k.date_not_understood |= k.abatement.not_understood;
    bool const ended = clin.is == clinical::past;
    k.abated = is_abated(r.abatement);
    bool const listed = clin.is == clinical::current && cat != category::encounter_diagnosis;
    k.lasts = ended ? persistence::ended : listed ? persistence::ongoing : persistence::point;
    // A status that is not understood may say that it is over, and then it would explain nothing (2.15).
    k.explains = !ended && !clin.not_understood;
    k.active = clin.is == clinical::current;
    said.each([&](terminology::fact f) { state(k, f, meaning, ver); });
    grown.each([&](terminology::fact f) { state(k, f, scratch_.value, ver); });
}

facts gatherer::impl::morphology_of(fhir::resource const& r) {
    facts found;
    for (auto const* c : {&r.morphology, &r.evidence}) {
        if (c->codings.empty() || !found.empty()) continue;
        read_concept(*c, codes_, scratch_.value);
        found = scratch_.value.what & tumour_by_name();
    }
    return found;
}

void gatherer::impl::read_times(fhir::resource const& r, record& k) {
    read_choice(r.type == resource_type::condition ? r.onset : r.effective, k.onset);
    k.date_not_understood |= k.onset.not_understood || r.date_unread;
}

void gatherer::impl::take_observation(fhir::resource const& r, fhir::entry_info const& entry, fhir::element_path const& where) {
    if (!readable(r, where)) return;
    observed_.clear();
    auto said = read_observed(r.observation, codes_, scratch_, observed_);
    if (!said.coded) ++uncoded_;
    read_components(r, said);
    auto const status = read_status(r.type, r.status, r.status_unread);
    if (!said.known && said.answer != answer_kind::none && status.stands) members_.add_answer(r, entry.full_url, said.answer);
    if (!said.relevant && said.workup.empty()) return;
    if (!status.firm) {
        said.workup = {};
        make_provisional(observed_);
        if (!said.relevant) return;
    }
    record& k = add(r, entry, where, record_kind::observation, status.reason);
    k.status = status.word;
    read_times(r, k);
    for (statement const& s : observed_) state(k, s);
    k.workup = said.workup;
    if (said.is_header && said.relevant) add_members(r, k);
    if (said.several_values) k.note = "two-values";
    if (!said.contradiction || !k.dropped.empty()) return;
    ++contradictions_;
    k.note = "contradicts-itself";
}

void gatherer::impl::read_components(fhir::resource const& r, observed_result& said) {
    std::size_t const own = observed_.size();
    part_answers uncoded;
    for (auto const& c : r.components) {
        auto const part = read_observed(c, codes_, scratch_, observed_);
        said.relevant |= part.relevant;
        said.contradiction |= part.contradiction;
        said.several_values |= part.several_values;
        said.workup |= part.workup;
        uncoded.yes |= !part.known && part.answer == answer_kind::yes;
        uncoded.no |= !part.known && part.answer == answer_kind::no;
    }
    if (said.is_header && own != 0) take_back_denied(observed_, own, uncoded);
}

void gatherer::impl::add_members(fhir::resource const& r, record& k) {
    k.first_member = members_.reference_count();
    k.member_count = std::min(r.members.size(), most_members);
    for (std::string_view const m : r.members.first(k.member_count)) members_.add_reference(kept(m));
}

void gatherer::impl::take_workup(fhir::resource const& r, fhir::entry_info const& entry, fhir::element_path const& where,
                                 record_kind kind) {
    if (!readable(r, where)) return;
    read_concept(r.code, codes_, scratch_.code);
    if (!scratch_.code.known) return take_unknown_order(r, entry, kind);
    facts said = scratch_.code.what & workup_facts();
    // A urine result is an Observation or a report; a Procedure of that code is the sampling (2.14 "Workup").
    if (r.type == resource_type::procedure || r.type == resource_type::imaging_study) said -= terminology::fact::urine_catecholamine;
    if (said.empty()) return;
    auto const status = read_status(r.type, r.status, r.status_unread);
    record& k = add(r, entry, where, kind, r.do_not_perform ? "do-not-perform" : status.reason);
    k.status = status.word;
    read_times(r, k);
    k.workup = said;
}

void gatherer::impl::take_unknown_order(fhir::resource const& r, fhir::entry_info const& entry, record_kind kind) {
    bool const counts = is_in_force(r.status) && !r.do_not_perform && !r.implicit_rules && !r.modifier_extension && r.subject.given;
    if (!counts) return;
    unknown_order o{
        .type = r.type, .is_order = kind == record_kind::workup_ordered, .in_context = in_context_, .subject = subject_index(r)};
    o.last_updated = kept(r.last_updated.empty() ? entry.last_modified : r.last_updated);
    o.place = entry.place;
    o.key = r.id.empty() ? 0 : key_of(fhir::name_of(r.type), r.id);
    record k{r.type, kind, in_context_};
    k.recorded = read_date(r.recorded_date, k.date_not_understood);
    k.issued = read_date(r.issued, k.date_not_understood);
    k.updated = read_date(r.last_updated, k.date_not_understood);
    read_times(r, k);
    o.dates = calendar::dates_of_workup(k);
    bool const is_dated = std::ranges::any_of(o.dates, [](auto const& d) { return d.has_value(); });
    if (is_dated || o.in_context) unknown_orders_.push_back(o);
}

void gatherer::impl::take_report(fhir::resource const& r, fhir::entry_info const& entry, fhir::element_path const& where) {
    take_workup(r, entry, where, record_kind::workup_done);
    if (!r.malformed.empty()) return;
    read_concept(r.conclusion_code, codes_, scratch_.value);
    facts const tumour = scratch_.value.what & tumour_facts();
    if (tumour.empty()) return;
    auto const status = read_status(r.type, r.status, r.status_unread);
    record& k = add(r, entry, where, record_kind::observation, status.reason);
    k.status = status.word;
    read_times(r, k);
    for (auto const* t : scratch_.value.terms)
        if (t->what.any(tumour_facts())) {
            state(k, statement{terminology::fact::suspected_tumour, t, polarity::positive, false});
            break;
        }
}

void gatherer::impl::state(record& k, terminology::fact f, concept_meaning const& from, verification const& ver) {
    statement s = statement_of(f, from);
    if (ver.says == polarity::refuted && !can_deny(s.term)) return;
    s.says = ver.says;
    s.firm = s.firm && ver.firm;
    if (ver.says == polarity::refuted) s.firm = true;
    if (s.term == from.family) s.term = own_term(from);
    state(k, s);
}

terminology::term const* gatherer::impl::own_term(concept_meaning const& from) {
    terminology::term& own = family_terms_.emplace_back(*from.family);
    own.code = kept({from.family_text.data(), from.family_size});
    return &own;
}

void gatherer::impl::state(record& k, statement const& s) {
    statements_.push_back(s);
    ++k.statement_count;
}

std::span<statement const> gatherer::impl::said_by(record const& k) const {
    return std::span{statements_}.subspan(k.first_statement, k.statement_count);
}

}  // namespace oms::findings
