#include <oms/findings/gather.hpp>

#include "gatherer_impl.hpp"

#include <oms/fhir/base_url.hpp>
#include <oms/fhir/draft.hpp>

#include <algorithm>
#include <tuple>

namespace oms::findings {
namespace {

/// Which of two versions of one resource counts: the context's, then the later one; equal ones by content, so that order never matters.
auto rank(record const& k, std::span<statement const> statements) {
    std::vector<std::tuple<terminology::fact, polarity, bool>> said;
    for (auto const& s : statements) said.emplace_back(s.what, s.says, s.firm);
    // Of one history the first, of versions that are in none any.
    auto const newest_first = static_cast<std::uint32_t>(-1) - k.place.version;
    return std::make_tuple(k.in_context, k.last_updated, newest_first, !k.dropped.empty(), k.status, k.recorded, k.onset.point,
                           std::move(said));
}

auto identity(record const& k) { return std::tuple<resource_type, record_kind, std::string_view>{k.type, k.kind, k.id}; }

/// Different full URLs mean different servers; a missing one may be either.
bool may_be_one(record const& a, record const& b) {
    return !a.id.empty() && (a.full_url.empty() || b.full_url.empty() || fhir::is_same_url(a.full_url, b.full_url));
}

std::optional<partial_date> first_given(workup_dates const& dates) noexcept {
    auto const found = std::ranges::find_if(dates, [](auto const& d) { return d.has_value(); });
    return found == dates.end() ? std::nullopt : *found;
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
std::string_view gatherer::impl::add_findings(record const& k, calendar const& dates, chart& out, std::string_view& note) const {
    if (!k.dropped.empty()) return k.dropped;
    if (deleted_.take_away({fhir::name_of(k.type), k.id, k.full_url, k.last_updated, k.place})) return "deleted";
    if (dates.is_future(k)) return "future";
    maybe_day const worked = k.workup.empty() ? maybe_day{} : dates.date_of_workup(k);
    bool const is_order = k.kind == record_kind::workup_ordered;
    if (worked) out.workup.push_back({k.workup, !is_order, worked, k.resource, is_order && k.in_context});
    auto const said = k.member_count == 0 ? said_by(k) : members_.rest_of(k, said_by(k), records_, statements_);
    auto const reason = dates.date_findings(k, said, out.findings, note);
    if (reason.empty() && note.empty()) note = k.note;
    if (reason.empty() && note.empty() && !k.workup.empty() && !worked) note = "no-date";
    return reason.empty() && said.empty() && !worked ? std::exchange(note, {}) : reason;
}

bool gatherer::impl::is_ours(std::size_t subject, patient_record const& patient, subject_of_care const& who) const {
    if (subject == no_subject) return true;   // it says so itself
    whose& w = subjects_asked_[subject];
    if (w == whose::not_asked) w = is_about(subjects_[subject], patient, who.fhir_server) ? whose::ours : whose::of_others;
    return w == whose::ours;
}

void gatherer::impl::place_records(patient_record const& patient, subject_of_care const& who) const {
    calendar const dates{patient.facts.birth, day_of(who.now)};
    for (record const* const k : in_order()) {
        bool const ours = is_ours(k->subject, patient, who);
        own_lists_[k->list] = own_lists_[k->list] || ours;
        std::string_view note;
        auto const reason = ours ? add_findings(*k, dates, chart_, note) : "other-patient";
        if (!reason.empty()) all_skipped_.add(k->where, reason);
        else if (!note.empty()) all_skipped_.add(k->where, note, false);
    }
}

void gatherer::impl::place_unknown_orders(patient_record const& patient, subject_of_care const& who) const {
    calendar const dates{patient.facts.birth, day_of(who.now)};
    auto& all = unknown_orders_;
    std::ranges::sort(all, [](auto const& a, auto const& b) { return std::tie(a.key, a.dates) < std::tie(b.key, b.dates); });
    std::uint64_t before = 0;
    for (auto const& o : all) {
        bool const is_copy = o.key != 0 && o.key == before;
        before = o.key;
        bool const is_ahead = !o.is_order && dates.is_ahead(first_given(o.dates));
        bool const is_gone = deleted_.take_away(o.key, {.last_updated = o.last_updated, .place = o.place});
        if (is_copy || is_ahead || is_gone || !is_ours(o.subject, patient, who)) continue;
        maybe_day const dated = o.is_order && o.in_context ? maybe_day{day_of(who.now)} : dates.date_of_workup(o.dates, false);
        if (dated) chart_.unknown_orders.push_back(*dated);
    }
    std::ranges::sort(chart_.unknown_orders);
}

void gatherer::impl::name_foreign_lists(patient_record const& patient, subject_of_care const& who) const {
    for (std::size_t i = 0; i < lists_.all().size(); ++i) {
        auto const& list = lists_.all()[i];
        bool ours = list.count == 0 || own_lists_[i + 1];
        for (std::size_t s = 0; s < list.count && !ours; ++s) ours = is_ours(list.subjects[s], patient, who);
        if (!ours) chart_.foreign_lists.push_back(list.key);
    }
}

std::optional<patient_record> gatherer::impl::patient_of(subject_of_care const& who) const {
    deleted_.sort();
    if (deleted_.empty()) return choose_patient(patients_, who.patient_id);
    std::vector<patient_record> alive;
    for (auto const& p : patients_)
        if (!deleted_.take_away({"Patient", p.facts.id, p.full_url, p.last_updated, p.place})) alive.push_back(p);
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
        subjects_asked_.assign(subjects_.size(), whose::not_asked);
        own_lists_.assign(lists_.all().size() + 1, false);
        place_records(*patient, who);
        place_unknown_orders(*patient, who);
        name_foreign_lists(*patient, who);
    }
    all_skipped_.write_to(out);
    out.uncoded = uncoded_;
    out.contradictions = contradictions_;
    return out;
}

gatherer::gatherer(terminology::code_map codes, skips dropped)
    : impl_(std::make_unique<impl>(std::move(codes), dropped == skips::listed)) {}
gatherer::~gatherer() = default;
gatherer::gatherer(gatherer&&) noexcept = default;
gatherer& gatherer::operator=(gatherer&&) noexcept = default;
void gatherer::from_context(bool yes) noexcept { impl_->in_context_ = yes; }
void gatherer::take(fhir::resource const& r, fhir::entry_info const& entry, fhir::element_path const& where) {
    impl_->take(r, entry, where);
}
chart const& gatherer::finish(subject_of_care const& who) const { return impl_->finish(who); }
void gatherer::begin_list(std::string_view key) { impl_->begin_list(key); }
void gatherer::take_deletion(fhir::deletion const& gone, fhir::element_path const&) { impl_->take_deletion(gone); }
void gatherer::take_odd_entry(fhir::element_path const& where) { impl_->take_odd_entry(where); }
void gatherer::reset() { impl_->reset(); }

}  // namespace oms::findings
