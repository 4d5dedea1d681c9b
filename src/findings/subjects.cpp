#include "subjects.hpp"

#include <algorithm>

namespace oms::findings {
namespace {

constexpr std::string_view patient_type = "Patient/";

std::string_view without_version(std::string_view ref) noexcept {
    auto const at = ref.find("/_history/");
    return at == std::string_view::npos ? ref : ref.substr(0, at);
}

std::string_view without_slash(std::string_view url) noexcept {
    while (!url.empty() && url.back() == '/') url.remove_suffix(1);
    return url;
}

bool is_absolute(std::string_view ref) noexcept { return ref.find("://") != std::string_view::npos || ref.starts_with("urn:"); }

/// True for `…/Patient/ID`, with anything before it.
bool names_id(std::string_view ref, std::string_view id) noexcept {
    if (id.empty() || ref.size() < patient_type.size() + id.size() || !ref.ends_with(id)) return false;
    std::string_view const head = ref.substr(0, ref.size() - id.size());
    if (!head.ends_with(patient_type)) return false;
    return head.size() == patient_type.size() || head[head.size() - patient_type.size() - 1] == '/';
}

bool has_identifier(patient_record const& p, std::string_view system, std::string_view value) noexcept {
    return !value.empty() && std::any_of(p.identifiers.begin(), p.identifiers.end(),
                                         [&](auto const& i) { return i.first == system && i.second == value; });
}

bool absolute_is(std::string_view ref, patient_record const& patient, std::string_view fhir_server) noexcept {
    std::string_view const full = without_version(patient.full_url);
    if (!full.empty() && ref == full) return true;
    constexpr std::string_view uuid = "urn:uuid:";
    // While no full URL of the Patient is known, the id decides (clinical.md 2.15).
    if (full.empty() && ref.starts_with(uuid)) return !patient.facts.id.empty() && ref.substr(uuid.size()) == patient.facts.id;
    if (ref.starts_with("urn:")) return false;
    std::string_view const base = without_slash(fhir_server);
    bool const under_server = !base.empty() && ref.starts_with(base) && ref.size() > base.size() && ref[base.size()] == '/';
    if (under_server) return names_id(ref, patient.facts.id) && ref.size() == base.size() + 1 + patient_type.size() + patient.facts.id.size();
    return base.empty() && full.empty() && names_id(ref, patient.facts.id);
}

bool is_newer(patient_record const& a, patient_record const& b) noexcept {
    if (a.in_context != b.in_context) return a.in_context;
    if (a.last_updated != b.last_updated) return a.last_updated > b.last_updated;
    return a.facts.birth > b.facts.birth;
}

}  // namespace

bool is_about(subject_reference const& subject, patient_record const& patient, std::string_view fhir_server) noexcept {
    std::string_view const ref = without_version(subject.ref);
    if (ref.starts_with('#'))
        return std::any_of(subject.contained.begin(), subject.contained.end(),
                           [&](auto const& i) { return has_identifier(patient, i.first, i.second); });
    if (ref.empty()) return has_identifier(patient, subject.identifier_system, subject.identifier_value);
    if (is_absolute(ref)) return absolute_is(ref, patient, fhir_server);
    return ref.starts_with(patient_type) && names_id(ref, patient.facts.id);
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
