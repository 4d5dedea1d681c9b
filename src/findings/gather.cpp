#include <oms/findings/gather.hpp>

#include "deletions.hpp"
#include "list_subjects.hpp"
#include "members.hpp"
#include "skip_list.hpp"
#include "statements.hpp"
#include "statuses.hpp"
#include "subjects.hpp"
#include "timing.hpp"

#include <oms/fhir/draft.hpp>
#include <oms/fhir/text_store.hpp>

#include <algorithm>
#include <deque>
#include <span>
#include <tuple>

namespace oms::findings {
namespace {

using fhir::resource_type;
using terminology::facts;

bool is_abated(fhir::choice_of_time const& a) noexcept { return a.given && !(a.boolean_given && !a.boolean_value); }

/// What the next chart finds warm. A chart with very many findings must not cost its memory for ever.
constexpr std::size_t most_kept = 256;

constexpr std::size_t subjects_looked_at = 16;
constexpr std::size_t most_members = 64;

facts without(facts all, facts some) noexcept { return all -= some; }

template <class T>
void clear_and_stay_small(std::vector<T>& all) {
    all.clear();
    if (all.capacity() > most_kept) all.shrink_to_fit();
}

}  // namespace

class gatherer::impl {
public:
    impl(terminology::code_map codes, bool lists_skips) : codes_(std::move(codes)), skipped_(lists_skips), all_skipped_(lists_skips) {}

    void take(fhir::resource const& r, fhir::entry_info const& entry, fhir::element_path const& where) {
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

    chart const& finish(subject_of_care const& who) const;

    void begin_list(std::string_view key) { lists_.begin(key, [this](std::string_view k) { return kept(k); }); }
    void take_deletion(fhir::deletion const& gone) { deleted_.add(gone, kept(gone.when)); }
    void take_odd_entry(fhir::element_path const& where) { skip(where, {}, "entry-not-understood"); }

    void reset() {
        clear_and_stay_small(patients_);
        clear_and_stay_small(subjects_);
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

    bool in_context_ = false;

private:
    /// False, and listed, when an element the policy looks at could not be read.
    bool readable(fhir::resource const& r, fhir::element_path const& where) {
        if (!r.malformed.empty()) skip(where, r.malformed, "unreadable-element");
        return r.malformed.empty();
    }

    void skip(fhir::element_path const& where, std::string_view element, std::string_view reason, bool dropped = true) {
        line_.clear();
        if (skipped_.wants_place()) where.append_to(line_);
        if (skipped_.wants_place() && !element.empty()) line_.append(".").append(element);
        skipped_.add(kept(line_), reason, dropped);
    }

    void take_patient(fhir::resource const& r, fhir::entry_info const& entry, fhir::element_path const& where) {
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
        p.last_updated = kept(r.last_updated);
        for (auto const& i : r.identifiers) p.identifiers.emplace_back(kept(i.system), kept(i.value));
    }

    std::string_view kept(std::string_view text) { return text.empty() ? std::string_view{} : texts_.keep(text); }

    std::string_view kept(fhir::element_path const& where) {
        line_.clear();
        where.append_to(line_);
        return kept(line_);
    }

    /// `a/b`, or the one that is given. Lifetime: of both, or as if kept.
    std::string_view joined(std::string_view a, std::string_view b) {
        if (a.empty() || b.empty()) return a.empty() ? b : a;
        line_.assign(a).append("/").append(b);
        return kept(line_);
    }

    /// Of each resource of a list, so long as the list has few subjects.
    void note_subject(fhir::resource const& r) {
        auto* const list = lists_.open();
        if (list == nullptr || !r.subject.given) return;
        bool const is_contained = r.subject.ref.starts_with('#');
        list->has_undecided |= is_contained;
        if (is_contained || (list->is_full() && list->has_more)) return;
        subject_of_this_ = subject_index(r);
        list->add(*subject_of_this_);
    }

    std::size_t subject_index(fhir::resource const& r) {
        if (!r.subject.given) return no_subject;
        if (subject_of_this_) return *subject_of_this_;
        // Nearly all name the patient in the same words, so the last ones are enough to look at. What is contained belongs to its resource alone.
        bool const plain = !r.subject.ref.starts_with('#');
        std::size_t const oldest = subjects_.size() - std::min(subjects_.size(), subjects_looked_at);
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

    /// What all records share; the rest is empty. `status_reason` empty: the status lets it speak.
    /// Lifetime: until the next is added.
    record& add(fhir::resource const& r, fhir::entry_info const& entry, fhir::element_path const& where, record_kind kind,
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
        k.last_updated = kept(r.last_updated);
        k.dropped = status_reason;
        if (k.dropped.empty() && r.implicit_rules) k.dropped = "implicit-rules";
        if (k.dropped.empty() && r.modifier_extension) k.dropped = "modifier-extension";
        if (k.dropped.empty() && r.focus) k.dropped = "focus-on-somebody-else";
        if (k.dropped.empty() && k.subject == no_subject) k.dropped = "no-subject";
        return k;
    }

    void take_condition(fhir::resource const& r, fhir::entry_info const& entry, fhir::element_path const& where) {
        if (!readable(r, where)) return;
        auto& meaning = scratch_.code;
        read_concept(r.code, codes_, meaning);
        if (!meaning.coded) ++uncoded_;
        facts const said = meaning.what & (evidence_facts() | explanation_facts());
        facts const grown = morphology_of(r) & without(tumour_by_name(), said);
        if (said.empty() && grown.empty()) return;
        auto const ver = read_verification(r.verification_status, r.code);
        auto const clin = read_clinical(r.clinical_status, r.code);
        auto const cat = read_category(r.category);
        record& k = add(r, entry, where, record_kind::condition, ver.dropped);
        k.status = joined(clin.word, ver.word);
        if (clin.not_understood) k.note = "clinicalStatus-not-understood";
        read_times(r, k);
        read_choice(r.abatement, k.abatement);
        k.date_not_understood |= k.abatement.not_understood;
        bool const ended = clin.is == clinical::past || is_abated(r.abatement);
        bool const listed = clin.is == clinical::current && cat != category::encounter_diagnosis;
        k.lasts = ended ? persistence::ended : listed ? persistence::ongoing : persistence::point;
        k.explains = !ended;
        said.each([&](terminology::fact f) { state(k, f, meaning, ver); });
        grown.each([&](terminology::fact f) { state(k, f, scratch_.value, ver); });
    }

    /// The tumour that a Condition names elsewhere than in its code (2.15); its terms in `scratch_.value`.
    facts morphology_of(fhir::resource const& r) {
        facts found;
        for (auto const* c : {&r.morphology, &r.evidence}) {
            if (c->codings.empty() || !found.empty()) continue;
            read_concept(*c, codes_, scratch_.value);
            found = scratch_.value.what & tumour_by_name();
        }
        return found;
    }

    static void read_times(fhir::resource const& r, record& k) {
        read_choice(r.type == resource_type::condition ? r.onset : r.effective, k.onset);
        k.date_not_understood |= k.onset.not_understood;
    }

    void take_observation(fhir::resource const& r, fhir::entry_info const& entry, fhir::element_path const& where) {
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

    /// Their statements follow those of the Observation itself, which they may take back.
    void read_components(fhir::resource const& r, observed_result& said) {
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

    /// A panel has few; the rest is not looked for.
    void add_members(fhir::resource const& r, record& k) {
        k.first_member = members_.reference_count();
        k.member_count = std::min(r.members.size(), most_members);
        for (std::string_view const m : r.members.first(k.member_count)) members_.add_reference(kept(m));
    }

    void take_workup(fhir::resource const& r, fhir::entry_info const& entry, fhir::element_path const& where, record_kind kind) {
        if (!readable(r, where)) return;
        read_concept(r.code, codes_, scratch_.code);
        if (!scratch_.code.known) return take_unknown_order(r, kind);
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

    /// Of what this service cannot read only that it is there, and when, is kept (2.8).
    void take_unknown_order(fhir::resource const& r, record_kind kind) {
        bool const counts = is_in_force(r.status) && !r.do_not_perform && !r.implicit_rules && !r.modifier_extension && r.subject.given;
        if (!counts) return;
        unknown_order o{.type = r.type, .is_order = kind == record_kind::workup_ordered, .in_context = in_context_, .subject = subject_index(r)};
        o.key = r.id.empty() ? 0 : key_of(fhir::name_of(r.type), r.id);
        record k{r.type, kind, in_context_};
        k.recorded = read_date(r.recorded_date, k.date_not_understood);
        k.issued = read_date(r.issued, k.date_not_understood);
        k.updated = read_date(r.last_updated, k.date_not_understood);
        read_times(r, k);
        o.dated = calendar::written_date_of_workup(k);
        if (o.dated || o.in_context) unknown_orders_.push_back(o);
    }

    /// A report can be workup, and its conclusion can name a tumour: then it is suspected, not made (clinical.md 2.4).
    void take_report(fhir::resource const& r, fhir::entry_info const& entry, fhir::element_path const& where) {
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

    /// Adds to the last record what a Condition states.
    void state(record& k, terminology::fact f, concept_meaning const& from, verification const& ver) {
        statement s = statement_of(f, from);
        if (ver.says == polarity::refuted && !can_deny(s.term)) return;
        s.says = ver.says;
        s.firm = s.firm && ver.firm;
        if (ver.says == polarity::refuted) s.firm = true;
        if (s.term == from.family) s.term = own_term(from);
        state(k, s);
    }

    /// Of a code family's term a copy that has the code.
    terminology::term const* own_term(concept_meaning const& from) {
        terminology::term& own = family_terms_.emplace_back(*from.family);
        own.code = kept({from.family_text.data(), from.family_size});
        return &own;
    }

    /// Adds to the last record.
    void state(record& k, statement const& s) {
        statements_.push_back(s);
        ++k.statement_count;
    }
    [[nodiscard]] std::span<statement const> said_by(record const& k) const {
        return std::span{statements_}.subspan(k.first_statement, k.statement_count);
    }

    struct unknown_order {
        resource_type type{};
        bool is_order = false, in_context = false;
        std::size_t subject = 0;
        std::uint64_t key = 0;               ///< 0: without an id
        std::optional<partial_date> dated{};
    };

    [[nodiscard]] std::vector<record const*> const& in_order() const;
    [[nodiscard]] std::optional<patient_record> patient_of(subject_of_care const& who) const;
    std::string_view add_findings(record const& k, calendar const& dates, chart& out, std::string_view& note) const;
    void place_records(patient_record const& patient, subject_of_care const& who, std::vector<bool>& own_lists) const;
    void place_unknown_orders(patient_record const& patient, subject_of_care const& who) const;
    void name_foreign_lists(patient_record const& patient, subject_of_care const& who, std::vector<bool> const& own_lists) const;

    terminology::code_map codes_;
    scratch scratch_;
    std::vector<statement> observed_;         ///< of one Observation
    fhir::text_store texts_;
    std::string line_;                        ///< a text that is being made
    std::vector<patient_record> patients_;
    std::vector<record> records_;
    std::vector<statement> statements_;       ///< of all records
    std::vector<subject_reference> subjects_;
    std::deque<terminology::term> family_terms_;
    std::vector<unknown_order> unknown_orders_;
    std::optional<std::size_t> subject_of_this_;   ///< of the resource that is taken, when it has been looked for
    list_subjects lists_;
    skip_list skipped_;                            ///< before the patient was known
    mutable skip_list all_skipped_;
    mutable deletions deleted_;
    mutable members members_;
    std::size_t uncoded_ = 0, contradictions_ = 0;
    mutable std::vector<record const*> in_order_;   ///< those that count, by identity; only room that is kept
    mutable chart chart_;                           ///< the last that was finished
};

namespace {

/// Which of two versions of one resource counts: the context's, then the later one; equal ones by content, so that order never matters.
auto rank(record const& k, std::span<statement const> statements) {
    std::vector<std::tuple<terminology::fact, polarity, bool>> said;
    for (auto const& s : statements) said.emplace_back(s.what, s.says, s.firm);
    return std::make_tuple(k.in_context, k.last_updated, !k.dropped.empty(), k.status, k.recorded, k.onset.point, std::move(said));
}

auto identity(record const& k) { return std::tuple<resource_type, record_kind, std::string_view>{k.type, k.kind, k.id}; }

/// Different full URLs mean different servers; a missing one may be either.
bool may_be_one(record const& a, record const& b) noexcept {
    return !a.id.empty() && (a.full_url.empty() || b.full_url.empty() || a.full_url == b.full_url);
}

}  // namespace

std::vector<record const*> const& gatherer::impl::in_order() const {
    in_order_.clear();
    for (record const& k : records_) in_order_.push_back(&k);
    std::ranges::sort(in_order_, [this](record const* a, record const* b) {
        if (auto const order = identity(*a) <=> identity(*b); order != 0) return order < 0;
        if (auto const ra = rank(*a, said_by(*a)), rb = rank(*b, said_by(*b)); ra != rb) return rb < ra;
        return std::tie(a->full_url, a->where) < std::tie(b->full_url, b->where);
    });
    // Copies now stand together, the one that counts first.
    std::size_t kept = 0;
    for (record const* k : in_order_) {
        bool is_copy = false;
        for (std::size_t i = kept; !k->id.empty() && i-- > 0 && identity(*in_order_[i]) == identity(*k) && !is_copy;) is_copy = may_be_one(*in_order_[i], *k);
        if (!is_copy) in_order_[kept++] = k;
    }
    in_order_.resize(kept);
    return in_order_;
}

/// Adds what a record says, or returns why it says nothing.
std::string_view gatherer::impl::add_findings(record const& k, calendar const& dates, chart& out, std::string_view& note) const {
    if (!k.dropped.empty()) return k.dropped;
    if (deleted_.take_away(fhir::name_of(k.type), k.id, k.full_url, k.last_updated)) return "deleted";
    if (dates.is_future(k)) return "future";
    if (!k.workup.empty()) out.workup.push_back({k.workup, k.kind != record_kind::workup_ordered, dates.date_of_workup(k), k.resource});
    auto const said = k.member_count == 0 ? said_by(k) : members_.rest_of(k, said_by(k), records_, statements_);
    auto const reason = dates.date_findings(k, said, out.findings, note);
    if (reason.empty() && note.empty()) note = k.note;
    return reason.empty() && said.empty() && k.workup.empty() ? std::exchange(note, {}) : reason;
}

void gatherer::impl::place_records(patient_record const& patient, subject_of_care const& who, std::vector<bool>& own_lists) const {
    calendar const dates{patient.facts.birth, day_of(who.now)};
    // Nearly all are about one subject.
    std::size_t subject = no_subject;
    bool is_ours = true;
    for (record const* const k : in_order()) {
        if (subject != k->subject) {
            subject = k->subject;
            is_ours = subject == no_subject || is_about(subjects_[subject], patient, who.fhir_server);
        }
        own_lists[k->list] = own_lists[k->list] || is_ours;
        std::string_view note;
        auto const reason = is_ours ? add_findings(*k, dates, chart_, note) : "other-patient";
        if (!reason.empty()) all_skipped_.add(k->where, reason);
        else if (!note.empty()) all_skipped_.add(k->where, note, false);
    }
}

void gatherer::impl::place_unknown_orders(patient_record const& patient, subject_of_care const& who) const {
    day const today = day_of(who.now);
    auto all = unknown_orders_;
    std::ranges::sort(all, [](auto const& a, auto const& b) { return std::tie(a.key, a.dated) < std::tie(b.key, b.dated); });
    std::uint64_t before = 0;
    for (auto const& o : all) {
        bool const is_copy = o.key != 0 && o.key == before;
        before = o.key;
        bool const is_ahead = !o.is_order && o.dated && o.dated->first_day() > today + std::chrono::days{1};
        if (is_copy || is_ahead || !is_about(subjects_[o.subject], patient, who.fhir_server)) continue;
        chart_.unknown_orders.push_back(o.dated ? std::min(o.dated->last_day(), today) : today);
    }
    std::ranges::sort(chart_.unknown_orders);
}

void gatherer::impl::name_foreign_lists(patient_record const& patient, subject_of_care const& who, std::vector<bool> const& own_lists) const {
    for (std::size_t i = 0; i < lists_.all().size(); ++i) {
        auto const& list = lists_.all()[i];
        bool ours = list.count == 0 || list.has_undecided || own_lists[i + 1];
        for (std::size_t s = 0; s < list.count && !ours; ++s) ours = is_about(subjects_[list.subjects[s]], patient, who.fhir_server);
        if (!ours) chart_.foreign_lists.push_back(list.key);
    }
}

std::optional<patient_record> gatherer::impl::patient_of(subject_of_care const& who) const {
    deleted_.sort();
    if (deleted_.empty()) return choose_patient(patients_, who.patient_id);
    std::vector<patient_record> alive;
    for (auto const& p : patients_)
        if (!deleted_.take_away("Patient", p.facts.id, p.full_url, p.last_updated)) alive.push_back(p);
    return choose_patient(alive, who.patient_id);
}

chart const& gatherer::impl::finish(subject_of_care const& who) const {
    chart& out = chart_;
    out.findings.clear();
    out.workup.clear();
    out.unknown_orders.clear();
    out.foreign_lists.clear();
    all_skipped_ = skipped_;
    auto const patient = patient_of(who);
    out.patient = patient ? patient->facts : patient_facts{};
    if (patient) {
        if (members_.reference_count() != 0) members_.make_index(records_);
        std::vector<bool> own_lists(lists_.all().size() + 1);
        place_records(*patient, who, own_lists);
        place_unknown_orders(*patient, who);
        name_foreign_lists(*patient, who, own_lists);
    }
    all_skipped_.write_to(out);
    out.uncoded = uncoded_;
    out.contradictions = contradictions_;
    return out;
}

gatherer::gatherer(terminology::code_map codes, skips dropped) : impl_(std::make_unique<impl>(std::move(codes), dropped == skips::listed)) {}
gatherer::~gatherer() = default;
gatherer::gatherer(gatherer&&) noexcept = default;
gatherer& gatherer::operator=(gatherer&&) noexcept = default;
void gatherer::from_context(bool yes) noexcept { impl_->in_context_ = yes; }
void gatherer::take(fhir::resource const& r, fhir::entry_info const& entry, fhir::element_path const& where) { impl_->take(r, entry, where); }
chart const& gatherer::finish(subject_of_care const& who) const { return impl_->finish(who); }
void gatherer::begin_list(std::string_view key) { impl_->begin_list(key); }
void gatherer::take_deletion(fhir::deletion const& gone, fhir::element_path const&) { impl_->take_deletion(gone); }
void gatherer::take_odd_entry(fhir::element_path const& where) { impl_->take_odd_entry(where); }
void gatherer::reset() { impl_->reset(); }

}  // namespace oms::findings
