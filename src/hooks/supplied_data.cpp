#include "supplied_data.hpp"

#include <algorithm>
#include <string_view>

namespace oms::hooks {
namespace {

bool is_partial(prefetch_entry const* r) { return r && (r->has_next_link || r->outcome_warning); }

std::string_view why_missing(prefetch_entry const* r, bool is_foreign) {
    if (!r) return "not sent";
    if (!r->why.empty()) return r->why;
    switch (r->state) {
        case prefetch_state::null: return "null was sent";
        case prefetch_state::resources: return is_foreign ? "everything in it is about other patients" : "no Patient in it";
        case prefetch_state::failed: return "an OperationOutcome was sent in its place";
        case prefetch_state::unreadable: return "not a FHIR resource";
        case prefetch_state::unavailable: break;
    }
    return "not sent";
}

void add_missing(supplied_data& got, knowledge::prefetch_template const& t, prefetch_entry const* r, bool is_foreign) {
    if (!got.missing_text.empty()) got.missing_text.append(", ");
    got.missing_text.append(t.key).append(" (").append(why_missing(r, is_foreign)).append(")");
}

void look_at(knowledge::prefetch_template const& t, prefetch_entry const* r, bool is_foreign, supplied_data& got) {
    bool const missing = t.how_much == knowledge::need::patient ? !got.patient : is_foreign || !was_looked_up(r);
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
    if (missing) add_missing(got, t, r, is_foreign);
}

}  // namespace

supplied_data what_was_supplied(knowledge::service_definition const& s, hook_request const& r, bool patient_found,
                                std::span<std::string_view const> foreign) {
    supplied_data got;
    got.patient = patient_found;
    for (knowledge::prefetch_template const& t : s.prefetch)
        look_at(t, find_entry(r, t.key), std::ranges::find(foreign, t.key) != foreign.end(), got);
    return got;
}

}  // namespace oms::hooks
