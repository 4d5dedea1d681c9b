#include "supply.hpp"

#include <string_view>

namespace oms::hooks {
namespace {

bool is_partial(reading const* r) { return r && (r->has_next_link || r->outcome_warning); }

std::string_view why_missing(reading const* r) {
    if (!r) return "not sent";
    if (!r->why.empty()) return r->why;
    switch (r->state) {
        case reading_state::null: return "null was sent";
        case reading_state::resources: return "no Patient in it";
        case reading_state::failed: return "an OperationOutcome was sent in its place";
        case reading_state::unreadable: return "not a FHIR resource";
        case reading_state::not_had: break;
    }
    return "not sent";
}

void add_missing(supply& got, knowledge::prefetch_template const& t, reading const* r) {
    if (!got.missing_text.empty()) got.missing_text.append(", ");
    got.missing_text.append(t.key).append(" (").append(why_missing(r)).append(")");
}

void look_at(knowledge::prefetch_template const& t, reading const* r, supply& got) {
    bool const missing = t.how_much == knowledge::need::patient ? !got.patient : !was_looked_up(r);
    auto& gaps = t.how_much == knowledge::need::workup ? got.workup_gaps : got.gaps;
    if (missing || is_partial(r)) gaps.push_back({t.key, !missing});
    switch (t.how_much) {
        case knowledge::need::patient: break;
        case knowledge::need::list:
            ++got.lists;
            got.lists_missing += missing;
            break;
        case knowledge::need::workup:
            ++got.workup;
            got.workup_missing += missing;
            return;
    }
    if (missing) add_missing(got, t, r);
}

}  // namespace

supply what_was_supplied(knowledge::service_definition const& s, hook_request const& r, bool patient_found) {
    supply got;
    got.patient = patient_found;
    for (knowledge::prefetch_template const& t : s.prefetch) look_at(t, find_reading(r, t.key), got);
    return got;
}

}  // namespace oms::hooks
