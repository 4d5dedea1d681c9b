#pragma once
#include <oms/fhir/types.hpp>
#include <oms/json/name_table.hpp>

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <string_view>

/// Which elements are read, where they stand and what they may be: the schema of the resource reader, as tables that are
/// made by the compiler. What is not named here is skipped.
/// Source: FHIR R4; DSTU2 and STU3 forms of the same elements where they differ.
namespace oms::fhir::schema {

// ---- where a read value goes ------------------------------------------------------------------------------------------

/// Text of one resource. A time takes six places in a row, a reference three; those from text_member on are of what is open in it.
enum text_slot : std::uint8_t {
    text_id, text_last_updated, text_implicit_rules, text_birth_date, text_status, text_issued, text_recorded, text_asserted,
    text_date_recorded, text_authored, text_started, text_next_url, text_value, text_component_value, text_total,
    text_onset, text_abatement = text_onset + 6, text_effective = text_abatement + 6, text_performed = text_effective + 6,
    text_occurrence = text_performed + 6, text_subject = text_occurrence + 6, text_patient = text_subject + 3,
    text_member = text_patient + 3, text_coding_system = text_member + 3, text_coding_code, text_identifier_system, text_identifier_value,
    text_contained_id, text_extension_url, text_extension_code, text_certainty, text_link_url, text_full_url, text_search_mode, text_method,
    text_request_url, text_response_status, text_last_modified, text_slots,
};

/// What a slot is counted from; and whose codings come.
enum text_base : std::uint8_t { from_start, from_time, from_reference, from_concept, from_nothing, text_bases };

enum time_part : std::uint8_t { time_point, time_start, time_end, time_value, time_code, time_unit };
enum reference_part : std::uint8_t { reference_ref, reference_system, reference_value };

/// A yes or no of one resource. `no_bit` is written and never read.
enum bit : std::uint8_t {
    no_bit, is_active, is_inactive, active_unread, is_alive, is_deceased, deceased_unread, is_replaced,
    is_to_perform, is_not_to_perform, perform_unread, has_rules, status_unread, has_modifier, has_focus, has_next_link, link_is_next,
    is_history, has_request, has_response,
    has_onset, has_abatement, has_effective, has_performed, has_occurrence, has_subject, has_patient,
    abatement_true, abatement_false, coding_chosen,
    value_true, value_false, value_text, value_other, value_absent, value_flag_unread, value_text_unread, value_other_unread,
    component_true, component_false, component_text, component_other, component_absent, component_flag_unread, component_text_unread,
    component_other_unread, bits,
};
static_assert(bits <= 64);

enum concept_slot : std::uint8_t {
    concept_code, concept_procedure_code, concept_conclusion, concept_diagnosis, concept_clinical, concept_verification, concept_category,
    concept_morphology, concept_evidence,
    concept_value, concept_value_coding, concept_interpretation,
    concept_component_code, concept_component_value, concept_component_value_coding, concept_component_interpretation, concept_slots,
};

// ---- what a value is --------------------------------------------------------------------------------------------------

enum class element_kind : std::uint8_t {
    text,        ///< a string
    birth_date,  ///< a string; if it is none, that is no fault
    // objects
    resource,
    wrapped_resource,
    object,
    concept_,
    value_concept,
    coding,
    bare_coding,
    reference,
    member,
    identifier,
    component,
    contained,
    entry,
    link,
    time,
    coding_extension,
    extension,
    primitive_extension,  ///< `_x` of an element x that is read: then x is given, if only by what extends it
    present,              ///< only whether it has content
    // leaves
    number,
    flag,
    type_name,
    contained_type,
    link_type,
    link_relation,
    severity,
    bundle_type,
    mark_text,  ///< a string, only whether it is there
    mark_any,   ///< whether it is there, whatever it is
    misplaced,  ///< an object or array where none belongs: its first content makes the resource malformed
    nothing,    ///< not read
};

enum form : std::uint8_t { a_value = 0, one = 1, list = 2, plain = 4 };   ///< an object; an array of objects; also a string

/// The object kinds whose members are told apart. First the resource, by its type; `any_type` while that is not known.
enum class row : std::uint8_t {
    other, patient, condition, observation, service_request, diagnostic_report, procedure, imaging_study, operation_outcome, bundle,
    any_type, meta, concept_, coding, reference, reference_identifier, identifier, link, component, contained, entry, search, issue,
    request, response, outcome, coding_extension, certainty, extension, evidence, period, quantity, range, end_range, none, rows,
};

[[nodiscard]] constexpr row row_of(resource_type t) noexcept { return static_cast<row>(t); }

/// What is known of one element. Its number is its place in `elements`.
struct element {
    row in;                       ///< for elements of resources: any_type
    std::string_view name;
    std::uint16_t types;          ///< of resources: bit per resource_type that has it
    element_kind what;
    std::uint8_t forms = a_value;
    row members = row::none;
    std::uint8_t slot = 0;        ///< text_slot, concept_slot; for `base` the part; of a time or reference: its first text_slot
    std::uint8_t when = no_bit;   ///< set when given; of a flag: when true
    std::uint8_t when_not = no_bit;
    text_base base = from_start;
    std::uint8_t unread = no_bit;   ///< set when it is given, but only by an extension, or as something else than it must be
};

namespace lists {

consteval std::uint16_t of(std::initializer_list<resource_type> types) {
    unsigned mask = 0;
    for (resource_type const t : types) mask |= 1u << static_cast<unsigned>(t);
    return static_cast<std::uint16_t>(mask);
}

using enum resource_type;
inline constexpr std::uint16_t all = 0x3ff;
inline constexpr std::uint16_t read = all & ~of({other});
inline constexpr std::uint16_t pat = of({patient});
inline constexpr std::uint16_t con = of({condition});
inline constexpr std::uint16_t obs = of({observation});
inline constexpr std::uint16_t req = of({service_request});
inline constexpr std::uint16_t rep = of({diagnostic_report});
inline constexpr std::uint16_t pro = of({procedure});
inline constexpr std::uint16_t img = of({imaging_study});
inline constexpr std::uint16_t oo = of({operation_outcome});
inline constexpr std::uint16_t bun = of({bundle});

}  // namespace lists

/// Element 0 is `nothing`, 1 the resource itself, 2 what is misplaced, 3 the extension of a primitive.
inline constexpr auto elements = [] {
    using namespace lists;
    using r = row;
    using w = element_kind;
    return std::to_array<element>({
        {r::none, "", 0, w::nothing},
        {r::none, "", 0, w::resource, one},
        {r::none, "", 0, w::misplaced},
        {r::none, "", 0, w::primitive_extension, one},

        {r::any_type, "resourceType", all, w::type_name},
        {r::any_type, "id", all, w::text, a_value, r::none, text_id},
        {r::any_type, "meta", read, w::object, one, r::meta},
        {r::meta, "lastUpdated", 0, w::text, a_value, r::none, text_last_updated},
        {r::any_type, "implicitRules", read, w::text, a_value, r::none, text_implicit_rules, no_bit, no_bit, from_start, has_rules},
        {r::any_type, "modifierExtension", read, w::present, list, r::none, 0, has_modifier},
        {r::any_type, "contained", read, w::contained, list, r::contained},
        {r::contained, "resourceType", 0, w::contained_type},
        {r::contained, "id", 0, w::text, a_value, r::none, text_contained_id},
        {r::contained, "identifier", 0, w::identifier, one | list, r::identifier},
        {r::any_type, "resource", 0, w::wrapped_resource, one},   // before CDS Hooks 1.0: {"response":…,"resource":…}

        {r::any_type, "active", pat, w::flag, a_value, r::none, 0, is_active, is_inactive, from_start, active_unread},
        {r::any_type, "birthDate", pat, w::birth_date, a_value, r::none, text_birth_date},
        {r::any_type, "deceasedBoolean", pat, w::flag, a_value, r::none, 0, is_deceased, is_alive, from_start, deceased_unread},
        {r::any_type, "deceasedDateTime", pat, w::mark_any, a_value, r::none, 0, is_deceased},
        {r::any_type, "identifier", pat, w::identifier, one | list, r::identifier},
        {r::any_type, "link", pat | bun, w::link, list, r::link},
        {r::link, "type", 0, w::link_type},
        {r::link, "relation", 0, w::link_relation},
        {r::link, "url", 0, w::text, a_value, r::none, text_link_url},
        {r::link, "modifierExtension", 0, w::present, list, r::none, 0, has_modifier},
        {r::identifier, "system", 0, w::text, a_value, r::none, text_identifier_system},
        {r::identifier, "value", 0, w::text, a_value, r::none, text_identifier_value},

        {r::any_type, "clinicalStatus", con, w::concept_, one | plain, r::concept_, concept_clinical},
        {r::any_type, "verificationStatus", con, w::concept_, one | plain, r::concept_, concept_verification},
        {r::any_type, "category", con, w::concept_, one | list | plain, r::concept_, concept_category},
        {r::any_type, "recordedDate", con, w::text, a_value, r::none, text_recorded},
        {r::any_type, "assertedDate", con, w::text, a_value, r::none, text_asserted},
        {r::any_type, "dateRecorded", con, w::text, a_value, r::none, text_date_recorded},

        {r::any_type, "extension", con, w::extension, list, r::extension},
        {r::extension, "url", 0, w::text, a_value, r::none, text_extension_url},
        {r::extension, "valueCodeableConcept", 0, w::concept_, one, r::concept_, concept_morphology},
        {r::any_type, "evidence", con, w::object, list, r::evidence},
        {r::evidence, "code", 0, w::concept_, one | list, r::concept_, concept_evidence},
        {r::evidence, "modifierExtension", 0, w::present, list, r::none, 0, has_modifier},

        {r::any_type, "status", obs | req | rep | pro | img, w::text, a_value, r::none, text_status, no_bit, no_bit, from_start,
         status_unread},
        {r::any_type, "code", con | obs | req | rep | pro, w::concept_, one, r::concept_, concept_code},
        {r::any_type, "subject", con | obs | req | rep | pro | img, w::reference, one, r::reference, text_subject, has_subject},
        {r::any_type, "patient", con | img, w::reference, one, r::reference, text_patient, has_patient},
        {r::any_type, "issued", obs | rep, w::text, a_value, r::none, text_issued},
        {r::any_type, "focus", obs, w::present, one | list, r::none, 0, has_focus},
        {r::any_type, "authoredOn", req, w::text, a_value, r::none, text_authored},
        {r::any_type, "doNotPerform", req, w::flag, a_value, r::none, 0, is_not_to_perform, is_to_perform, from_start, perform_unread},
        {r::any_type, "procedureCode", img, w::concept_, one | list, r::concept_, concept_procedure_code},
        {r::any_type, "started", img, w::text, a_value, r::none, text_started},
        {r::any_type, "conclusionCode", rep, w::concept_, list, r::concept_, concept_conclusion},
        {r::any_type, "codedDiagnosis", rep, w::concept_, list, r::concept_, concept_diagnosis},

        {r::any_type, "onsetDateTime", con, w::text, a_value, r::none, text_onset, has_onset},
        {r::any_type, "onsetDate", con, w::text, a_value, r::none, text_onset, has_onset},
        {r::any_type, "onsetAge", con, w::time, one, r::quantity, text_onset, has_onset},
        {r::any_type, "onsetQuantity", con, w::time, one, r::quantity, text_onset, has_onset},
        {r::any_type, "onsetPeriod", con, w::time, one, r::period, text_onset, has_onset},
        {r::any_type, "onsetRange", con, w::time, one, r::range, text_onset, has_onset},
        {r::any_type, "onsetString", con, w::mark_text, a_value, r::none, 0, has_onset},
        {r::any_type, "abatementDateTime", con, w::text, a_value, r::none, text_abatement, has_abatement},
        {r::any_type, "abatementDate", con, w::text, a_value, r::none, text_abatement, has_abatement},
        {r::any_type, "abatementAge", con, w::time, one, r::quantity, text_abatement, has_abatement},
        {r::any_type, "abatementQuantity", con, w::time, one, r::quantity, text_abatement, has_abatement},
        {r::any_type, "abatementPeriod", con, w::time, one, r::period, text_abatement, has_abatement},
        {r::any_type, "abatementRange", con, w::time, one, r::end_range, text_abatement, has_abatement},
        {r::any_type, "abatementString", con, w::mark_text, a_value, r::none, 0, has_abatement},
        {r::any_type, "abatementBoolean", con, w::flag, a_value, r::none, 0, abatement_true, abatement_false, from_start, has_abatement},
        {r::any_type, "effectiveDateTime", obs | rep, w::text, a_value, r::none, text_effective, has_effective},
        {r::any_type, "effectiveInstant", obs | rep, w::text, a_value, r::none, text_effective, has_effective},
        {r::any_type, "effectivePeriod", obs | rep, w::time, one, r::period, text_effective, has_effective},
        {r::any_type, "effectiveTiming", obs | rep, w::present, one, r::none, 0, has_effective},
        {r::any_type, "performedDateTime", pro, w::text, a_value, r::none, text_performed, has_performed},
        {r::any_type, "performedPeriod", pro, w::time, one, r::period, text_performed, has_performed},
        {r::any_type, "performedAge", pro, w::time, one, r::quantity, text_performed, has_performed},
        {r::any_type, "performedRange", pro, w::time, one, r::range, text_performed, has_performed},
        {r::any_type, "performedString", pro, w::mark_text, a_value, r::none, 0, has_performed},
        {r::any_type, "occurrenceDateTime", req, w::text, a_value, r::none, text_occurrence, has_occurrence},
        {r::any_type, "occurrencePeriod", req, w::time, one, r::period, text_occurrence, has_occurrence},
        {r::any_type, "occurrenceTiming", req, w::present, one, r::none, 0, has_occurrence},
        {r::period, "start", 0, w::text, a_value, r::none, time_start, no_bit, no_bit, from_time},
        {r::period, "end", 0, w::text, a_value, r::none, time_end, no_bit, no_bit, from_time},
        {r::quantity, "value", 0, w::number, a_value, r::none, time_value, no_bit, no_bit, from_time},
        {r::quantity, "unit", 0, w::text, a_value, r::none, time_unit, no_bit, no_bit, from_time},
        {r::quantity, "code", 0, w::text, a_value, r::none, time_code, no_bit, no_bit, from_time},
        {r::range, "low", 0, w::object, one, r::quantity},
        {r::end_range, "high", 0, w::object, one, r::quantity},

        {r::any_type, "valueBoolean", obs, w::flag, a_value, r::none, 0, value_true, value_false, from_start, value_flag_unread},
        {r::any_type, "valueCodeableConcept", obs, w::value_concept, one, r::concept_, concept_value},
        {r::any_type, "valueCoding", obs, w::bare_coding, one, r::coding, concept_value_coding},
        {r::any_type, "valueString", obs, w::text, a_value, r::none, text_value, value_text, no_bit, from_start, value_text_unread},
        {r::any_type, "valueQuantity", obs, w::mark_any, a_value, r::none, 0, value_other},
        {r::any_type, "value[x]", obs, w::mark_any, a_value, r::none, 0, value_other, no_bit, from_start,
         value_other_unread},  // no name: any other value…
        {r::any_type, "dataAbsentReason", obs, w::present, one, r::none, 0, value_absent},
        {r::any_type, "interpretation", obs, w::concept_, one | list, r::concept_, concept_interpretation},
        {r::any_type, "hasMember", obs, w::member, list, r::reference, text_member},
        {r::any_type, "component", obs, w::component, list, r::component},
        {r::component, "code", 0, w::concept_, one, r::concept_, concept_component_code},
        {r::component, "valueBoolean", 0, w::flag, a_value, r::none, 0, component_true, component_false, from_start, component_flag_unread},
        {r::component, "valueCodeableConcept", 0, w::value_concept, one, r::concept_, concept_component_value},
        {r::component, "valueCoding", 0, w::bare_coding, one, r::coding, concept_component_value_coding},
        {r::component, "valueString", 0, w::text, a_value, r::none, text_component_value, component_text, no_bit, from_start,
         component_text_unread},
        {r::component, "valueQuantity", 0, w::mark_any, a_value, r::none, 0, component_other},
        {r::component, "value[x]", 0, w::mark_any, a_value, r::none, 0, component_other, no_bit, from_start, component_other_unread},
        {r::component, "dataAbsentReason", 0, w::present, one, r::none, 0, component_absent},
        {r::component, "interpretation", 0, w::concept_, one | list, r::concept_, concept_component_interpretation},
        {r::component, "modifierExtension", 0, w::present, list, r::none, 0, has_modifier},

        {r::concept_, "coding", 0, w::coding, list, r::coding},
        {r::coding, "system", 0, w::text, a_value, r::none, text_coding_system},
        {r::coding, "code", 0, w::text, a_value, r::none, text_coding_code},
        {r::coding, "userSelected", 0, w::flag, a_value, r::none, 0, coding_chosen},
        {r::coding, "extension", 0, w::coding_extension, list, r::coding_extension},
        {r::coding_extension, "url", 0, w::text, a_value, r::none, text_extension_url},
        {r::coding_extension, "valueCode", 0, w::text, a_value, r::none, text_extension_code},
        {r::coding_extension, "valueCoding", 0, w::object, one, r::certainty},
        {r::certainty, "code", 0, w::text, a_value, r::none, text_extension_code},
        {r::reference, "reference", 0, w::text, a_value, r::none, reference_ref, no_bit, no_bit, from_reference},
        {r::reference, "identifier", 0, w::object, one, r::reference_identifier},
        {r::reference_identifier, "system", 0, w::text, a_value, r::none, reference_system, no_bit, no_bit, from_reference},
        {r::reference_identifier, "value", 0, w::text, a_value, r::none, reference_value, no_bit, no_bit, from_reference},

        {r::any_type, "issue", oo, w::object, list, r::issue},
        {r::issue, "severity", 0, w::severity},
        {r::any_type, "entry", bun, w::entry, list, r::entry},
        {r::entry, "fullUrl", 0, w::text, a_value, r::none, text_full_url},
        {r::entry, "resource", 0, w::resource, one},
        {r::entry, "search", 0, w::object, one, r::search},
        {r::search, "mode", 0, w::text, a_value, r::none, text_search_mode},
        {r::any_type, "type", bun, w::bundle_type},
        {r::any_type, "total", bun, w::number, a_value, r::none, text_total},
        {r::entry, "request", 0, w::object, one, r::request, 0, has_request},
        {r::request, "method", 0, w::text, a_value, r::none, text_method},
        {r::request, "url", 0, w::text, a_value, r::none, text_request_url},
        {r::entry, "response", 0, w::object, one, r::response, 0, has_response},
        {r::response, "status", 0, w::text, a_value, r::none, text_response_status},
        {r::response, "lastModified", 0, w::text, a_value, r::none, text_last_modified},
        {r::response, "outcome", 0, w::object, one, r::outcome},
        {r::outcome, "issue", 0, w::object, list, r::issue},
    });
}();

using element_id = std::uint8_t;
inline constexpr element_id no_element = 0, the_resource = 1, misplaced_value = 2, extended_value = 3, first_named = 4;
static_assert(elements.size() < 256);

/// How an object begins and ends.
enum class handling : std::uint8_t { plain, coding, special };

/// What the events need of an element, so laid out that most of them need no question about its role.
struct alignas(16) step {
    element_kind what;
    std::uint8_t forms;
    row members;
    std::uint8_t slot;
    std::uint8_t when;
    std::uint8_t when_not;
    text_base base;          ///< what `slot` is counted from
    text_base sets;          ///< the base that an object sets to `slot`
    handling how;
    std::uint8_t given;      ///< bit of draft::concepts_given that content sets; `no_concept` is written and never read
    std::uint8_t unread;     ///< bit that is set when the element is given, but not as it must be
};
inline constexpr std::uint8_t no_concept = 31;

[[nodiscard]] constexpr step step_of(element const& e) noexcept {
    step s{e.what, e.forms, e.members, e.slot, e.when, e.when_not, e.base, from_nothing, handling::special, no_concept, e.unread};
    bool const any_form_tells = e.what == element_kind::text || e.what == element_kind::mark_text || e.what == element_kind::mark_any;
    if (e.unread == no_bit && any_form_tells) s.unread = e.when;
    switch (e.what) {
        case element_kind::object: s.how = handling::plain; break;
        case element_kind::coding: s.how = handling::coding; break;
        case element_kind::concept_:
            s.how = handling::plain;
            s.sets = from_concept;
            s.given = e.slot;
            break;
        case element_kind::reference:
            s.how = handling::plain;
            s.sets = from_reference;
            break;
        case element_kind::member: s.sets = from_reference; break;
        case element_kind::time:
            s.how = handling::plain;
            s.sets = from_time;
            break;
        default: break;
    }
    return s;
}

inline constexpr auto steps = [] {
    std::array<step, elements.size()> all{};
    for (std::size_t i = 0; i < all.size(); ++i) {
        all[i] = step_of(elements[i]);
    }
    return all;
}();

inline constexpr auto unique_names = [] {
    struct list {
        std::array<std::string_view, elements.size()> names;
        std::size_t count = 0;
    } all;
    for (element const& e : elements) {
        auto const end = all.names.begin() + static_cast<std::ptrdiff_t>(all.count);
        if (!e.name.empty() && std::find(all.names.begin(), end, e.name) == end) all.names[all.count++] = e.name;
    }
    return all;
}();

/// All member names that are read somewhere.
inline constexpr json::name_table names{[] {
    std::array<std::string_view, unique_names.count> all;
    std::copy_n(unique_names.names.begin(), all.size(), all.begin());
    return all;
}()};

/// Which element a name is, by the row of its object.
struct element_table {
    element_id at[static_cast<std::size_t>(row::rows)][std::bit_ceil(names.npos + 1)]{};  // a power of two is quickly multiplied by

    constexpr element_table() {
        for (std::size_t i = first_named; i < elements.size(); ++i) {
            element const& e = elements[i];
            std::size_t name = 0;
            while (name != names.npos && names[name] != e.name) ++name;
            auto const id = static_cast<element_id>(i);
            at[static_cast<std::size_t>(e.in)][name] = id;
            for (unsigned t = 0; e.in == row::any_type && t < static_cast<unsigned>(row::any_type); ++t) {
                if ((e.types >> t & 1u) != 0) at[t][name] = id;
            }
        }
    }

    /// `name`: an index of `names`, or its npos.
    [[nodiscard]] constexpr element_id find(row in, std::size_t name) const noexcept { return at[static_cast<std::size_t>(in)][name]; }
};
inline constexpr element_table table;

}  // namespace oms::fhir::schema
