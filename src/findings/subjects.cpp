#include "subjects.hpp"

#include <oms/fhir/base_url.hpp>
#include <oms/fhir/reference.hpp>

#include <algorithm>
#include <string>

namespace oms::findings {
namespace {

bool has_identifier(patient_record const& p, std::string_view system, std::string_view value) noexcept {
    return !value.empty() && std::any_of(p.identifiers.begin(), p.identifiers.end(),
                                         [&](auto const& i) { return i.first == system && i.second == value; });
}

/// By the Patient's full URL, or as a resource of the server of the call; if neither is known, the id decides.
bool names_patient(fhir::literal_reference const& ref, patient_record const& patient, std::string_view fhir_server) {
    if (ref.form == fhir::reference_form::relative) return fhir::names_resource(ref, "Patient", patient.facts.id, {});
    std::string_view const full = fhir::parse_reference(patient.full_url).url;
    if (!full.empty() && fhir::is_same_url(ref.url, full)) return true;
    // While no full URL of the Patient is known, that of a resource without one stands for its id (clinical.md 2.15).
    if (ref.form == fhir::reference_form::urn && full.empty() && !patient.facts.id.empty())
        return fhir::is_same_url(ref.url, std::string{"urn:uuid:"}.append(patient.facts.id));
    bool const id_decides = full.empty() || !fhir_server.empty();
    return id_decides && fhir::names_resource(ref, "Patient", patient.facts.id, fhir_server);
}

bool is_newer(patient_record const& a, patient_record const& b) noexcept {
    if (a.in_context != b.in_context) return a.in_context;
    if (a.last_updated != b.last_updated) return a.last_updated > b.last_updated;
    if (a.place.is_before(b.place) || b.place.is_before(a.place)) return a.place.is_before(b.place);
    return a.facts.birth > b.facts.birth;
}

}  // namespace

bool is_about(subject_reference const& subject, patient_record const& patient, std::string_view fhir_server) {
    fhir::literal_reference const ref = fhir::parse_reference(subject.ref);
    if (ref.form == fhir::reference_form::contained)
        return std::any_of(subject.contained.begin(), subject.contained.end(),
                           [&](auto const& i) { return has_identifier(patient, i.first, i.second); });
    if (ref.form == fhir::reference_form::none) return has_identifier(patient, subject.identifier_system, subject.identifier_value);
    return names_patient(ref, patient, fhir_server);
}

std::optional<patient_record> choose_patient(std::span<patient_record const> all, std::string_view wanted) {
    std::optional<patient_record> chosen;
    for (auto const& p : all) {
        if (!wanted.empty() && p.facts.id != wanted) continue;
        if (!chosen) {
            chosen = p;
            continue;
        }
        if (p.facts.id != chosen->facts.id) return std::nullopt;
        bool const deceased = chosen->facts.deceased || p.facts.deceased;
        bool const inactive = chosen->facts.inactive || p.facts.inactive;
        std::string_view const full = chosen->full_url.empty() ? p.full_url : chosen->full_url;
        auto identifiers = chosen->identifiers;
        identifiers.insert(identifiers.end(), p.identifiers.begin(), p.identifiers.end());
        if (is_newer(p, *chosen)) chosen = p;
        chosen->facts.deceased = deceased;
        chosen->facts.inactive = inactive;
        chosen->full_url = full;
        chosen->identifiers = std::move(identifiers);
    }
    return chosen;
}

}  // namespace oms::findings
