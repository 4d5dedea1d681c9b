#include "request_members.hpp"

#include <algorithm>
#include <array>

namespace oms::hooks {

member member_of(in where, std::string_view name) noexcept {
    struct row {
        in where;
        std::string_view name;
        member what;
    };
    static constexpr auto rows = std::to_array<row>({
        {in::root, "hook", member::hook}, {in::root, "hookInstance", member::hook_instance}, {in::root, "fhirServer", member::fhir_server},
        {in::root, "fhirAuthorization", member::authorization}, {in::root, "context", member::context}, {in::root, "prefetch", member::prefetch},
        {in::authorization, "access_token", member::access_token}, {in::authorization, "token_type", member::token_type},
        {in::authorization, "scope", member::scope}, {in::authorization, "subject", member::subject},
        {in::authorization, "patient", member::patient}, {in::authorization, "expires_in", member::expires_in},
        {in::context, "userId", member::user_id}, {in::context, "patientId", member::patient_id}, {in::context, "encounterId", member::encounter_id},
        {in::context, "selections", member::selections}, {in::context, "conditions", member::conditions},
        {in::context, "draftOrders", member::draft_orders},
    });
    auto const found = std::ranges::find_if(rows, [&](row const& r) { return r.where == where && r.name == name; });
    return found == rows.end() ? member::unknown : found->what;
}

std::string_view expected(member m) noexcept {
    switch (m) {
        case member::authorization:
        case member::context:
        case member::prefetch:
        case member::conditions:
        case member::draft_orders: return "expected an object";
        case member::selections: return "expected an array of strings";
        case member::expires_in: return "expected a whole number of seconds";
        case member::unknown:
        case member::hook:
        case member::hook_instance:
        case member::fhir_server:
        case member::access_token:
        case member::token_type:
        case member::scope:
        case member::subject:
        case member::patient:
        case member::user_id:
        case member::patient_id:
        case member::encounter_id:
        case member::selection:
        case member::prefetch_value: break;
    }
    return "expected a string of at most 64 KiB";
}

}  // namespace oms::hooks
