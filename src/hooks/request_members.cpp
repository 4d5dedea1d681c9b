#include "request_members.hpp"

#include <algorithm>
#include <array>

namespace oms::hooks {

member member_of(request_part where, std::string_view name) noexcept {
    struct row {
        request_part where;
        std::string_view name;
        member what;
    };
    static constexpr auto rows = std::to_array<row>({
        {request_part::root, "hook", member::hook},
        {request_part::root, "hookInstance", member::hook_instance},
        {request_part::root, "fhirServer", member::fhir_server},
        {request_part::root, "fhirAuthorization", member::authorization},
        {request_part::root, "context", member::context},
        {request_part::root, "prefetch", member::prefetch},
        {request_part::authorization, "access_token", member::access_token},
        {request_part::authorization, "token_type", member::token_type},
        {request_part::authorization, "scope", member::scope},
        {request_part::authorization, "subject", member::subject},
        {request_part::authorization, "patient", member::patient},
        {request_part::authorization, "expires_in", member::expires_in},
        {request_part::context, "userId", member::user_id},
        {request_part::context, "patientId", member::patient_id},
        {request_part::context, "encounterId", member::encounter_id},
        {request_part::context, "selections", member::selections},
        {request_part::context, "conditions", member::conditions},
        {request_part::context, "draftOrders", member::draft_orders},
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
