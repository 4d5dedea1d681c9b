#include <oms/findings/gather.hpp>

#include "statements.hpp"
#include "statuses.hpp"
#include "subjects.hpp"
#include "timing.hpp"

#include <oms/fhir/draft.hpp>
#include <oms/base/clear.hpp>
#include <oms/fhir/text_store.hpp>

#include <algorithm>
#include <span>
#include <tuple>

namespace oms::findings {
namespace {

using fhir::resource_type;
using terminology::facts;

bool is_abated(fhir::choice_of_time const& a) noexcept { return a.given && !(a.boolean_given && !a.boolean_value); }

constexpr std::size_t subjects_looked_at = 16;

}  // namespace

class gatherer::impl {
public:
    explicit impl(terminology::code_map codes) : codes_(std::move(codes)) {}

    void take(fhir::resource const& r, fhir::entry_info const& entry, fhir::element_path const& where) {
        if (entry.search_mode == "outcome") return;
        switch (r.type) {
            case resource_type::patient: take_patient(r, entry); return;
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

    void reset() {
        clear_and_stay_small(patients_);
        clear_and_stay_small(subjects_);
        clear_and_stay_small(records_);
        clear_and_stay_small(statements_);
        clear_and_stay_small(in_order_);
        clear_and_stay_small(chart_.findings);
        clear_and_stay_small(chart_.workup);
        chart_.patient = {};
        texts_.clear();
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
    bool readable(fhir::resource const& r, fhir::element_path const& where) {
        if (!r.malformed.empty()) list_unreadable(r, where);
        return r.malformed.empty();
    }

    void list_unreadable(fhir::resource const& r, fhir::element_path const& where) {
        skipped_.add(where.to_string() + "." + std::string{r.malformed}, "unreadable-element");
    }

    void take_patient(fhir::resource const& r, fhir::entry_info const& entry) {
        patient_record& p = patients_.emplace_back();
        p.facts.found = true;
        p.facts.id = kept(r.id);
        p.facts.birth = parse_partial_date(r.birth_date);
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

    std::size_t subject_index(fhir::resource const& r) {
        if (!r.subject.given) return no_subject;
        // Nearly all name the patient in the same words, so the last ones are enough to look at. What is contained belongs to its resource
        // alone.
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
        k.recorded = parse_partial_date(r.recorded_date);
        k.issued = parse_partial_date(r.issued);
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
        if (said.empty()) return;
        auto const ver = read_verification(r.verification_status);
        auto const clin = read_clinical(r.clinical_status);
        auto const cat = read_category(r.category);
        record& k = add(r, entry, where, record_kind::condition, ver.dropped);
        k.status = joined(clin.word, ver.word);
        read_choice(r.onset, k.onset);
        read_choice(r.abatement, k.abatement);
        bool const ended = clin.is == clinical::past || is_abated(r.abatement);
        bool const listed = clin.is == clinical::current && cat != category::encounter_diagnosis;
        k.lasts = ended ? persistence::ended : listed ? persistence::ongoing : persistence::point;
        k.explains = !ended;
        said.each([&](terminology::fact f) { state(k, {f, meaning.term_for(f), ver.says, ver.firm}); });
    }

    void take_observation(fhir::resource const& r, fhir::entry_info const& entry, fhir::element_path const& where) {
        if (!readable(r, where)) return;
        observed_.clear();
        auto said = read_observed(r.observation, codes_, scratch_, observed_);
        if (!said.coded) ++uncoded_;
        for (auto const& c : r.components) {
            auto const part = read_observed(c, codes_, scratch_, observed_);
            said.relevant |= part.relevant;
            said.contradiction |= part.contradiction;
            said.workup |= part.workup;
        }
        if (!said.relevant && said.workup.empty()) return;
        auto const status = read_status(r.type, r.status);
        if (!status.firm) {
            said.workup = {};
            make_provisional(observed_);
            if (!said.relevant) return;
        }
        record& k = add(r, entry, where, record_kind::observation, status.reason);
        k.status = status.word;
        read_choice(r.effective, k.onset);
        for (statement const& s : observed_) state(k, s);
        k.workup = said.workup;
        if (said.contradiction && k.dropped.empty()) {
            ++contradictions_;
            skipped_.add(std::string{k.where}, "contradicts-itself");
        }
    }

    void take_workup(fhir::resource const& r, fhir::entry_info const& entry, fhir::element_path const& where, record_kind kind) {
        if (!readable(r, where)) return;
        read_concept(r.code, codes_, scratch_.code);
        facts said = scratch_.code.what & workup_facts();
        // A urine result is an Observation or a report; a Procedure of that code is the sampling (2.14 "Workup").
        if (r.type == resource_type::procedure || r.type == resource_type::imaging_study) said -= terminology::fact::urine_catecholamine;
        if (said.empty()) return;
        auto const status = read_status(r.type, r.status);
        record& k = add(r, entry, where, kind, r.do_not_perform ? "do-not-perform" : status.reason);
        k.status = status.word;
        read_choice(r.effective, k.onset);
        k.workup = said;
    }

    /// A report can be workup, and its conclusion can name a tumour: then it is suspected, not made (clinical.md 2.4).
    void take_report(fhir::resource const& r, fhir::entry_info const& entry, fhir::element_path const& where) {
        take_workup(r, entry, where, record_kind::workup_done);
        if (!r.malformed.empty()) return;
        read_concept(r.conclusion_code, codes_, scratch_.value);
        facts const tumour = scratch_.value.what & tumour_facts();
        if (tumour.empty()) return;
        auto const status = read_status(r.type, r.status);
        record& k = add(r, entry, where, record_kind::observation, status.reason);
        k.status = status.word;
        read_choice(r.effective, k.onset);
        for (auto const* t : scratch_.value.terms)
            if (t->what.any(tumour_facts())) {
                state(k, {terminology::fact::suspected_tumour, t, polarity::positive, false});
                break;
            }
    }

    /// Adds to the last record.
    void state(record& k, statement const& s) {
        statements_.push_back(s);
        ++k.statement_count;
    }
    [[nodiscard]] std::span<statement const> said_by(record const& k) const {
        return std::span{statements_}.subspan(k.first_statement, k.statement_count);
    }

    [[nodiscard]] std::vector<record const*> const& in_order() const;
    std::string_view add_findings(record const& k, calendar const& dates, chart& out) const;

    terminology::code_map codes_;
    scratch scratch_;
    std::vector<statement> observed_;         ///< of one Observation
    fhir::text_store texts_;
    std::string line_;                        ///< a text that is being made
    std::vector<patient_record> patients_;
    std::vector<record> records_;
    std::vector<statement> statements_;       ///< of all records
    std::vector<subject_reference> subjects_;
    skips skipped_;
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
        for (std::size_t i = kept; !k->id.empty() && i-- > 0 && identity(*in_order_[i]) == identity(*k) && !is_copy;)
            is_copy = may_be_one(*in_order_[i], *k);
        if (!is_copy) in_order_[kept++] = k;
    }
    in_order_.resize(kept);
    return in_order_;
}

/// Adds what a record says, or returns why it says nothing.
std::string_view gatherer::impl::add_findings(record const& k, calendar const& dates, chart& out) const {
    if (!k.dropped.empty()) return k.dropped;
    if (dates.is_future(k)) return "future";
    if (!k.workup.empty()) out.workup.push_back({k.workup, k.kind != record_kind::workup_ordered, dates.date_of_workup(k), k.resource});
    return dates.date_findings(k, said_by(k), out.findings);
}

chart const& gatherer::impl::finish(subject_of_care const& who) const {
    chart& out = chart_;
    out.findings.clear();
    out.workup.clear();
    skips skipped = skipped_;
    auto const patient = choose_patient(patients_, who.patient_id);
    out.patient = patient ? patient->facts : patient_facts{};
    if (patient) {
        calendar const dates{patient->facts.birth, day_of(who.now)};
        // Nearly all are about one subject.
        std::size_t subject = no_subject;
        bool is_ours = true;
        for (record const* const k : in_order()) {
            if (subject != k->subject) {
                subject = k->subject;
                is_ours = subject == no_subject || is_about(subjects_[subject], *patient, who.fhir_server);
            }
            auto const reason = is_ours ? add_findings(*k, dates, out) : "other-patient";
            if (!reason.empty()) skipped.add(std::string{k->where}, reason);
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
void gatherer::take(fhir::resource const& r, fhir::entry_info const& entry, fhir::element_path const& where) {
    impl_->take(r, entry, where);
}
chart const& gatherer::finish(subject_of_care const& who) const { return impl_->finish(who); }
void gatherer::reset() { impl_->reset(); }

}  // namespace oms::findings
