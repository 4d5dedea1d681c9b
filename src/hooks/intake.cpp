#include <oms/hooks/intake.hpp>

#include <oms/knowledge/hook_context.hpp>

#include <algorithm>
#include <span>

namespace oms::hooks {
namespace {

bool defines_list(std::string_view hook, std::string_view key) noexcept {
    knowledge::hook_context const* const context = knowledge::context_of(hook);
    return context && ((context->conditions && key == "conditions") || (context->draft_orders && key == "draftOrders"));
}

}  // namespace

intake::intake(findings::gatherer& to) noexcept : to_{&to} {}

void intake::reset(knowledge::service_definition const& s) noexcept {
    service_ = &s;
    auto const at = std::ranges::find(s.prefetch, knowledge::need::patient, &knowledge::prefetch_template::how_much);
    patient_key_ = at == s.prefetch.end() ? std::string_view{} : at->key;
    wanted_ = is_patient_key_ = more_patients_ = false;
    known_ = 0;
}

bool intake::asks_for(std::string_view key) const {
    return std::ranges::find(service_->prefetch, key, &knowledge::prefetch_template::key) != service_->prefetch.end();
}

void intake::enter(list_source from, std::string_view key) {
    bool const asked_for = from == list_source::prefetch;
    bool const of_the_hook = from == list_source::context && defines_list(service_->hook, key);
    wanted_ = asked_for || of_the_hook;
    is_patient_key_ = asked_for && key == patient_key_;
    to_->from_context(of_the_hook);
    to_->begin_list(asked_for ? key : std::string_view{});
}

void intake::take(fhir::resource const& r, fhir::entry_info const& entry, fhir::element_path const& where) {
    if (!wanted_) return;
    if (is_patient_key_ && r.type == fhir::resource_type::patient) remember_patient(r.id);
    to_->take(r, entry, where);
}

void intake::take_deletion(fhir::deletion const& gone, fhir::element_path const& where) {
    if (wanted_) to_->take_deletion(gone, where);
}

void intake::take_odd_entry(fhir::element_path const& where) {
    if (wanted_) to_->take_odd_entry(where);
}

void intake::remember_patient(std::string_view id) {
    if (known_ == most_patients) {
        more_patients_ = true;
        return;
    }
    if (known_ == patients_.size()) patients_.emplace_back();
    patients_[known_++].assign(id);
}

result<void> intake::check_patient(std::string_view patient_id) const {
    auto const seen = std::span{patients_}.first(known_);
    bool const fits = std::ranges::any_of(seen, [&](std::string const& id) { return id.empty() || id == patient_id; });
    if (seen.empty() || fits || more_patients_) return {};
    return fault{errc::bad_element, std::string{"prefetch."}.append(patient_key_),
                 "holds another patient than context.patientId: send the Patient whose chart is open"};
}

}  // namespace oms::hooks
