#pragma once
#include <span>
#include <string>
#include <string_view>

namespace oms::hooks {

/// One issue of an OperationOutcome; empty members are not written (CH-JSON-04).
/// `code` is of FHIR R4 issue-type, e.g. `required`; `expression` a simple FHIRPath. No text holds patient data.
struct issue {
    std::string_view severity = "error";
    std::string_view code;
    std::string_view text = {};         ///< details.text: the same for every fault of a kind
    std::string_view diagnostics = {};  ///< what, where, what to do
    std::string_view expression = {};
};

/// Appends an OperationOutcome as JSON. Precondition: at least one issue, each with severity and code.
/// Source: FHIR R4 OperationOutcome; CH-RES-05.
void append_outcome(std::string& out, std::span<issue const> issues);

}  // namespace oms::hooks
