#pragma once
#include <cstddef>
#include <cstdint>
#include <string_view>

/// The members of a CDS Hooks request that are read. Source: CDS Hooks 2.0 "HTTP request".
namespace oms::hooks {

/// The object or array whose members or elements come next, when it is no FHIR.
enum class request_part : std::uint8_t { nothing, root, authorization, context, selections, prefetch };
/// The value that comes next.
enum class member : std::uint8_t {
    unknown, hook, hook_instance, fhir_server, authorization, context, prefetch,
    access_token, token_type, scope, subject, patient, expires_in,
    user_id, patient_id, encounter_id, selections, conditions, draft_orders, prefetch_value, selection,
};
inline constexpr std::size_t member_count = static_cast<std::size_t>(member::selection) + 1;

/// `unknown`: it is not read there.
[[nodiscard]] member member_of(request_part where, std::string_view name) noexcept;

/// What a value of the wrong JSON type should have been, for the note of a fault.
[[nodiscard]] std::string_view expected(member m) noexcept;

}  // namespace oms::hooks
