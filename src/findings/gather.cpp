#include <oms/findings/gather.hpp>

#include "statements.hpp"
#include "subjects.hpp"
#include "timing.hpp"

#include <algorithm>
#include <span>
#include <tuple>

namespace oms::findings {
namespace {

using fhir::resource_type;
using terminology::facts;

std::string_view type_name(resource_type t) noexcept {
    switch (t) {
        case resource_type::patient: return "Patient";
        case resource_type::condition: return "Condition";
        case resource_type::observation: return "Observation";
        case resource_type::service_request: return "ServiceRequest";
        case resource_type::diagnostic_report: return "DiagnosticReport";
        case resource_type::procedure: return "Procedure";
        case resource_type::imaging_study: return "ImagingStudy";
        case resource_type::operation_outcome: return "OperationOutcome";
        case resource_type::bundle: return "Bundle";
        case resource_type::other: return "Resource";
    }
    return "Resource";
}

/// Whether a status lets a resource speak; `reason` when it does not.
struct status_verdict {
    bool stands = false;
    bool firm = true;
    std::string_view word, reason;
};

struct status_row {
    std::string_view code;
    bool stands, firm;
};

template <std::size_t N>
status_verdict judge(std::string_view status, status_row const (&rows)[N]) noexcept {
    for (auto const& row : rows)
        if (row.code == status) return {row.stands, row.firm, row.code, row.stands ? std::string_view{} : row.code};
    return {false, false, {}, status.empty() ? "no-status" : "status-not-understood"};
}

// Source: FHIR R4 status value sets; which of them count: clinical.md 2.4 and 2.8.
constexpr status_row observation_rows[] = {{"final", true, true},         {"amended", true, true},    {"corrected", true, true},
                                           {"preliminary", true, false},  {"registered", false, false}, {"cancelled", false, false},
                                           {"entered-in-error", false, false}, {"unknown", false, false}};
constexpr status_row request_rows[] = {{"active", true, true},     {"draft", true, true},      {"on-hold", true, true},
                                       {"completed", false, true}, {"revoked", false, true},   {"cancelled", false, true},
                                       {"unknown", false, true},   {"entered-in-error", false, true}};
constexpr status_row report_rows[] = {{"final", true, true},          {"amended", true, true},     {"corrected", true, true},
                                      {"appended", true, true},       {"registered", false, true}, {"partial", false, true},
                                      {"preliminary", false, true},   {"cancelled", false, true},  {"unknown", false, true},
                                      {"entered-in-error", false, true}};
constexpr status_row procedure_rows[] = {{"completed", true, true},    {"preparation", false, true}, {"in-progress", false, true},
                                         {"not-done", false, true},    {"on-hold", false, true},     {"stopped", false, true},
                                         {"unknown", false, true},     {"entered-in-error", false, true}};
constexpr status_row study_rows[] = {{"available", true, true},  {"registered", false, true},      {"cancelled", false, true},
                                     {"unknown", false, true},   {"entered-in-error", false, true}};

bool is_abated(fhir::choice_of_time const& a) noexcept { return a.given && !(a.boolean_given && !a.boolean_value); }

void join(std::string& out, std::string_view a, std::string_view b) {
    out.append(a).append(a.empty() || b.empty() ? "" : "/").append(b);
}

/// Records whose storage the next chart finds warm. A chart with very many findings must not cost its memory for ever.
constexpr std::size_t most_kept = 256;

}  // namespace

class gatherer::impl {
public:
    explicit impl(terminology::code_map codes) : codes_(std::move(codes)) {}

    void take(fhir::resource const& r, fhir::entry_info const& entry, fhir::place const& where) {
        if (entry.search_mode == "outcome") return;
        switch (r.type) {
            case resource_type::patient: take_patient(r, entry); return;
            case resource_type::condition: take_condition(r, entry, where); return;
            case resource_type::observation: take_observation(r, entry, where); return;
            case resource_type::service_request: take_workup(r, entry, where, role::workup_ordered, judge(r.status, request_rows)); return;
            case resource_type::diagnostic_report: take_report(r, entry, where); return;
            case resource_type::procedure: take_workup(r, entry, where, role::workup_done, judge(r.status, procedure_rows)); return;
            case resource_type::imaging_study: take_workup(r, entry, where, role::workup_done, judge(r.status, study_rows)); return;
            case resource_type::operation_outcome:
            case resource_type::bundle:
            case resource_type::other: return;
        }
    }

    chart finish(subject_of_care const& who) const;

    void reset() {
        patients_.clear();
        record_count_ = 0;
        if (records_.size() > most_kept) records_ = std::vector<record>(most_kept);
        subjects_.clear();
        statements_.clear();
        uncoded_ = contradictions_ = 0;
        in_context_ = false;
        skipped_ = {};
    }

    bool in_context_ = false;

private:
    /// Counts all and lists the first.
    struct skips {
        std::vector<skipped_entry> first;
        std::size_t total = 0;

        void add(std::string where, std::string_view reason) {
            ++total;
            if (first.size() < max_skipped) first.push_back({std::move(where), std::string{reason}});
        }
    };

    /// False, and listed, when an element the policy looks at could not be read.
    bool readable(fhir::resource const& r, fhir::place const& where) {
        if (!r.malformed.empty()) list_unreadable(r, where);
        return r.malformed.empty();
    }

    void list_unreadable(fhir::resource const& r, fhir::place const& where) {
        skipped_.add(where.to_string() + "." + std::string{r.malformed}, "unreadable-element");
    }

    void take_patient(fhir::resource const& r, fhir::entry_info const& entry) {
        patient_record p;
        p.facts.found = true;
        p.facts.id = r.id;
        p.facts.birth = parse_partial_date(r.birth_date);
        p.facts.deceased = r.deceased;
        p.facts.inactive = r.inactive || r.replaced;
        p.full_url = entry.full_url;
        p.in_context = in_context_;
        p.last_updated = r.last_updated;
        for (auto const& i : r.identifiers) p.identifiers.emplace_back(i.system, i.value);
        patients_.push_back(std::move(p));
    }

    std::size_t subject_index(fhir::resource const& r) {
        if (!r.subject.given) return no_subject;
        // Nearly all name the patient in the same words. What is contained belongs to its resource alone.
        bool const plain = !r.subject.ref.starts_with('#');
        for (std::size_t i = subjects_.size(); plain && i-- > 0;)
            if (subjects_[i].ref == r.subject.ref && subjects_[i].identifier_system == r.subject.identifier_system &&
                subjects_[i].identifier_value == r.subject.identifier_value)
                return i;
        subject_reference s;
        s.ref = r.subject.ref;
        s.identifier_system = r.subject.identifier_system;
        s.identifier_value = r.subject.identifier_value;
        if (!plain)
            for (auto const& c : r.contained)
                if (c.id == std::string_view{s.ref}.substr(1))
                    for (auto const& i : c.identifiers) s.contained.emplace_back(i.system, i.value);
        auto const known = std::find(subjects_.rbegin(), subjects_.rend(), s);
        if (known != subjects_.rend()) return static_cast<std::size_t>(subjects_.rend() - known) - 1;
        subjects_.push_back(std::move(s));
        return subjects_.size() - 1;
    }

    /// What all records share; the rest is empty. `status_reason` empty: the status lets it speak.
    record& add(fhir::resource const& r, fhir::entry_info const& entry, fhir::place const& where, role as,
                std::string_view status_reason) {
        if (record_count_ == records_.size()) records_.emplace_back();
        record& k = records_[record_count_++];
        k.clear();
        k.type = r.type;
        k.as = as;
        k.in_context = in_context_;
        k.id = r.id;
        k.full_url = entry.full_url;
        where.append_to(k.where);
        k.resource.append(type_name(r.type)).append("/").append(r.id);
        k.subject = subject_index(r);
        k.recorded = parse_partial_date(r.recorded_date);
        k.issued = parse_partial_date(r.issued);
        k.last_updated = parse_partial_date(r.last_updated);
        k.last_updated_text = r.last_updated;
        k.dropped = status_reason;
        if (k.dropped.empty() && r.implicit_rules) k.dropped = "implicit-rules";
        if (k.dropped.empty() && r.modifier_extension) k.dropped = "modifier-extension";
        if (k.dropped.empty() && r.focus) k.dropped = "focus-on-somebody-else";
        if (k.dropped.empty() && k.subject == no_subject) k.dropped = "no-subject";
        return k;
    }

    void take_condition(fhir::resource const& r, fhir::entry_info const& entry, fhir::place const& where) {
        if (!readable(r, where)) return;
        auto& meaning = scratch_.code;
        read_concept(r.code, codes_, meaning);
        if (!meaning.coded) ++uncoded_;
        facts const said = meaning.what & (evidence_facts() | explanation_facts());
        if (said.empty()) return;
        auto const ver = read_verification(r.verification_status);
        auto const clin = read_clinical(r.clinical_status);
        auto const cat = read_category(r.category);
        record& k = add(r, entry, where, role::condition, ver.dropped);
        join(k.status, clin.word, ver.word);
        k.onset = read_choice(r.onset);
        k.abatement = read_choice(r.abatement);
        bool const ended = clin.is == clinical::past || is_abated(r.abatement);
        bool const listed = clin.is == clinical::current && cat != category::encounter_diagnosis;
        k.lasts = ended ? persistence::ended : listed ? persistence::ongoing : persistence::point;
        k.explains = !ended;
        said.each([&](terminology::fact f) { k.statements.push_back({f, meaning.term_for(f), ver.says, ver.firm}); });
    }

    void take_observation(fhir::resource const& r, fhir::entry_info const& entry, fhir::place const& where) {
        if (!readable(r, where)) return;
        statements_.clear();
        auto said = read_observed(r.observation, codes_, scratch_, statements_);
        if (!said.coded) ++uncoded_;
        for (auto const& c : r.components) {
            auto const part = read_observed(c, codes_, scratch_, statements_);
            said.relevant |= part.relevant;
            said.contradiction |= part.contradiction;
            said.workup |= part.workup;
        }
        if (!said.relevant && said.workup.empty()) return;
        auto const status = judge(r.status, observation_rows);
        if (!status.firm) {
            said.workup = {};
            make_provisional(statements_);
            if (!said.relevant) return;
        }
        record& k = add(r, entry, where, role::observation, status.reason);
        k.status = status.word;
        k.onset = read_choice(r.effective);
        k.statements.assign(statements_.begin(), statements_.end());
        k.workup = said.workup;
        if (said.contradiction && k.dropped.empty()) {
            ++contradictions_;
            skipped_.add(k.where, "contradicts-itself");
        }
    }

    void take_workup(fhir::resource const& r, fhir::entry_info const& entry, fhir::place const& where, role as,
                     status_verdict const& status) {
        if (!readable(r, where)) return;
        read_concept(r.code, codes_, scratch_.code);
        facts said = scratch_.code.what & workup_facts();
        // A urine result is an Observation or a report; a Procedure of that code is the sampling (2.14 "Workup").
        if (r.type == resource_type::procedure || r.type == resource_type::imaging_study) said -= terminology::fact::urine_catecholamine;
        if (said.empty()) return;
        record& k = add(r, entry, where, as, r.do_not_perform ? "do-not-perform" : status.reason);
        k.status = status.word;
        k.onset = read_choice(r.effective);
        k.workup = said;
    }

    /// A report can be workup, and its conclusion can name a tumour: then it is suspected, not made (clinical.md 2.4).
    void take_report(fhir::resource const& r, fhir::entry_info const& entry, fhir::place const& where) {
        auto const status = judge(r.status, report_rows);
        take_workup(r, entry, where, role::workup_done, status);
        if (!r.malformed.empty()) return;
        read_concept(r.conclusion_code, codes_, scratch_.value);
        facts const tumour = scratch_.value.what & tumour_facts();
        if (tumour.empty()) return;
        record& k = add(r, entry, where, role::observation, status.reason);
        k.status = status.word;
        k.onset = read_choice(r.effective);
        for (auto const* t : scratch_.value.terms)
            if (t->what.any(tumour_facts())) {
                k.statements.push_back({terminology::fact::suspected_tumour, t, polarity::positive, false});
                break;
            }
    }

    [[nodiscard]] std::vector<record const*> const& in_order() const;
    std::string_view why_not(record const& k, patient_record const& p, std::string_view server) const;

    terminology::code_map codes_;
    scratch scratch_;
    std::vector<statement> statements_;
    std::vector<patient_record> patients_;
    std::vector<record> records_;             ///< the first `record_count_` count
    std::size_t record_count_ = 0;
    mutable std::vector<record const*> in_order_;   ///< those that count, by identity; only room that is kept
    std::vector<subject_reference> subjects_;
    skips skipped_;
    std::size_t uncoded_ = 0, contradictions_ = 0;
};

namespace {

/// Which of two versions of one resource counts: the context's, then the later one; equal ones by content, so that order never matters.
auto rank(record const& k) {
    std::vector<std::tuple<terminology::fact, polarity, bool>> said;
    for (auto const& s : k.statements) said.emplace_back(s.what, s.says, s.firm);
    return std::make_tuple(k.in_context, k.last_updated_text, !k.dropped.empty(), k.status, k.recorded, k.onset.point, std::move(said));
}

auto identity(record const& k) { return std::tuple<resource_type, role, std::string_view>{k.type, k.as, k.id}; }

/// Different full URLs mean different servers; a missing one may be either.
bool may_be_one(record const& a, record const& b) noexcept {
    return !a.id.empty() && (a.full_url.empty() || b.full_url.empty() || a.full_url == b.full_url);
}

}  // namespace

std::vector<record const*> const& gatherer::impl::in_order() const {
    in_order_.clear();
    for (record const& k : std::span{records_}.first(record_count_)) in_order_.push_back(&k);
    std::ranges::sort(in_order_, [](record const* a, record const* b) {
        if (identity(*a) != identity(*b)) return identity(*a) < identity(*b);
        if (auto const ra = rank(*a), rb = rank(*b); ra != rb) return rb < ra;
        return std::tie(a->full_url, a->where) < std::tie(b->full_url, b->where);
    });
    // Copies now stand together, the one that counts first.
    std::size_t kept = 0;
    for (record const* k : in_order_) {
        bool is_copy = false;
        for (std::size_t i = kept; i-- > 0 && identity(*in_order_[i]) == identity(*k) && !is_copy;) is_copy = may_be_one(*in_order_[i], *k);
        if (!is_copy) in_order_[kept++] = k;
    }
    in_order_.resize(kept);
    return in_order_;
}

std::string_view gatherer::impl::why_not(record const& k, patient_record const& p, std::string_view server) const {
    if (k.subject != no_subject && !is_about(subjects_[k.subject], p, server)) return "other-patient";
    return k.dropped;
}

chart gatherer::impl::finish(subject_of_care const& who) const {
    chart out;
    skips skipped = skipped_;
    for (auto const& p : patients_) {
        bool const listed = std::find(out.patient_ids.begin(), out.patient_ids.end(), p.facts.id) != out.patient_ids.end();
        if (!listed && out.patient_ids.size() < 10) out.patient_ids.push_back(p.facts.id);
    }
    auto const patient = choose_patient(patients_, who.patient_id);
    if (patient) out.patient = patient->facts;
    if (patient) {
        auto const& kept = in_order();
        std::size_t said = 0;
        for (record const* const k : kept) said += k->statements.size();
        out.findings.reserve(said);
        calendar const dates{patient->facts.birth, day_of(who.now)};
        for (record const* const at : kept) {
            record const& k = *at;
            auto reason = why_not(k, *patient, who.fhir_server);
            if (reason.empty() && !k.workup.empty() && !dates.is_future(k))
                out.workup.push_back({k.workup, k.as != role::workup_ordered, dates.date_of_workup(k), k.resource});
            if (reason.empty() && !k.statements.empty()) reason = dates.place(k, out.findings);
            if (reason.empty() && k.statements.empty() && dates.is_future(k)) reason = "future";
            if (!reason.empty()) skipped.add(k.where, reason);
        }
    }
    out.skipped = std::move(skipped.first);
    out.skipped_total = skipped.total;
    out.uncoded = uncoded_;
    out.contradictions = contradictions_;
    return out;
}

gatherer::gatherer(terminology::code_map codes) : impl_(std::make_unique<impl>(std::move(codes))) {}
gatherer::~gatherer() = default;
gatherer::gatherer(gatherer&&) noexcept = default;
gatherer& gatherer::operator=(gatherer&&) noexcept = default;
void gatherer::from_context(bool yes) noexcept { impl_->in_context_ = yes; }
void gatherer::take(fhir::resource const& r, fhir::entry_info const& entry, fhir::place const& where) { impl_->take(r, entry, where); }
chart gatherer::finish(subject_of_care const& who) const { return impl_->finish(who); }
void gatherer::reset() { impl_->reset(); }

}  // namespace oms::findings
