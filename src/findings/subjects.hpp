#pragma once
#include "record.hpp"

#include <span>
#include <string_view>

namespace oms::findings {

/// Whether a subject is the patient of the call. Source: clinical.md 2.4 (first bullet), 2.14 "Subjects".
[[nodiscard]] bool is_about(subject_reference const& subject, patient_record const& patient, std::string_view fhir_server);

/// The Patient whose chart this is: the one with `wanted` as id, or the only one. Null: none, or several without `wanted`.
/// Several records of one Patient: from the hook's context, then the newest. Unless they agree, a guard of any of them holds:
/// a dead child must not be missed because an older copy is in the data (H13).
[[nodiscard]] std::optional<patient_record> choose_patient(std::span<patient_record const> all, std::string_view wanted);

}  // namespace oms::findings
