#include "statuses.hpp"

#include <algorithm>
#include <iterator>
#include <span>

namespace oms::findings {
namespace {

struct status_row {
    std::string_view code;
    bool stands, firm;
};

// Source: FHIR R4 status value sets; which of them count: clinical.md 2.4 and 2.8.
constexpr status_row observation_rows[] = {{"final", true, true},         {"amended", true, true},    {"corrected", true, true},
                                           {"preliminary", true, false},  {"registered", false, false}, {"cancelled", false, false},
                                           {"entered-in-error", false, false}, {"unknown", false, false}};
constexpr status_row request_rows[] = {{"active", true, true},     {"draft", true, true},      {"on-hold", true, true},
                                       {"completed", false, true}, {"revoked", false, true},   {"cancelled", false, true},
                                       {"unknown", false, true},   {"entered-in-error", false, true}};
constexpr status_row report_rows[] = {{"final", true, true},          {"amended", true, true},     {"corrected", true, true},
                                      {"appended", true, true},       {"registered", false, true}, {"partial", false, true},
                                      {"preliminary", false, true},   {"cancelled", false, true},  {"unknown", false, true},
                                      {"entered-in-error", false, true}};
constexpr status_row procedure_rows[] = {{"completed", true, true},    {"preparation", false, true}, {"in-progress", false, true},
                                         {"not-done", false, true},    {"on-hold", false, true},     {"stopped", false, true},
                                         {"unknown", false, true},     {"entered-in-error", false, true}};
constexpr status_row study_rows[] = {{"available", true, true},  {"registered", false, true},      {"cancelled", false, true},
                                     {"unknown", false, true},   {"entered-in-error", false, true}};

std::span<status_row const> rows_of(fhir::resource_type type) noexcept {
    switch (type) {
        case fhir::resource_type::observation: return observation_rows;
        case fhir::resource_type::service_request: return request_rows;
        case fhir::resource_type::diagnostic_report: return report_rows;
        case fhir::resource_type::procedure: return procedure_rows;
        case fhir::resource_type::imaging_study: return study_rows;
        case fhir::resource_type::patient:
        case fhir::resource_type::condition:
        case fhir::resource_type::operation_outcome:
        case fhir::resource_type::bundle:
        case fhir::resource_type::other: return {};
    }
    return {};
}

}  // namespace

status_verdict read_status(fhir::resource_type type, std::string_view status, bool unread) noexcept {
    for (auto const& row : rows_of(type))
        if (row.code == status) return {row.stands, row.firm, row.code, row.stands ? std::string_view{} : row.code};
    return {false, false, {}, status.empty() && !unread ? "no-status" : "status-not-understood"};
}

bool is_in_force(std::string_view status) noexcept {
    constexpr std::string_view withdrawn[] = {"revoked", "cancelled", "not-done", "entered-in-error"};
    return std::ranges::find(withdrawn, status) == std::end(withdrawn);
}

}  // namespace oms::findings
