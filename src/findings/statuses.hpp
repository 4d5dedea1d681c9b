#pragma once
#include <oms/fhir/types.hpp>

#include <string_view>

namespace oms::findings {

/// Whether a status lets a resource speak; `reason` when it does not. Both texts live for ever.
struct status_verdict {
    bool stands = false;
    bool firm = true;
    std::string_view word, reason;
};

/// What `status` means for an Observation, a request, report, procedure or study.
/// `unread`: given, but not as a word.
[[nodiscard]] status_verdict read_status(fhir::resource_type type, std::string_view status, bool unread = false) noexcept;

/// Whether an order, report, procedure or study was not withdrawn: those count as something that this service cannot read (2.8).
[[nodiscard]] bool is_in_force(std::string_view status) noexcept;

}  // namespace oms::findings
