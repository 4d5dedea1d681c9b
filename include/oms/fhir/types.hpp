#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

/// Plain structs for the elements the policy looks at, R4 first; DSTU2 and STU3 shapes of Condition are folded into them.
/// All text is viewed, not owned: it lives in the reader's storage until the sink that was handed the resource returns.
namespace oms::fhir {

enum class resource_type : std::uint8_t {
    other,  ///< a type the policy does not look at, or none
    patient,
    condition,
    observation,
    service_request,
    diagnostic_report,
    procedure,
    imaging_study,
    operation_outcome,
    bundle,
};

struct coding {
    std::string_view system;   ///< empty: not given
    std::string_view code;     ///< empty: not given
    bool user_selected = false;
    bool has_certainty = false;   ///< the extension Diagnosesicherheit of a German coding is there
    std::string_view certainty = {};   ///< … its code: how sure the diagnosis is that the code stands for; empty: it has none
};

/// A CodeableConcept (or, folded in: one Coding, a plain code string, an array of CodeableConcepts).
struct codeable_concept {
    std::span<coding const> codings;
    bool given = false;     ///< the element was there, perhaps with text only
};

/// Reference, or Reference.identifier for a logical one.
struct reference {
    std::string_view ref;                ///< `Patient/1`, `urn:uuid:…`, `#p`, empty
    std::string_view identifier_system;
    std::string_view identifier_value;
    bool given = false;
};

struct identifier {
    std::string_view system;
    std::string_view value;
};

/// A point, period or age of a choice element such as onset[x], as text; empty: not given.
struct choice_of_time {
    std::string_view date_time;    ///< …DateTime, …Date, …Instant
    std::string_view start, end;   ///< …Period
    bool period = false;
    std::string_view age_value;    ///< …Age / …Quantity value, number as written; …Range.low value (of an abatement .high)
    std::string_view age_unit;     ///< its UCUM code (`a`, `mo`, `wk`, `d`), else its unit text
    bool boolean_given = false;    ///< …Boolean (STU3 abatementBoolean)
    bool boolean_value = false;
    bool given = false;            ///< any form, …String too
    bool is_empty = false;         ///< given, by a date without a character
};

enum class value_kind : std::uint8_t {
    none,
    boolean_true,
    boolean_false,
    concept_value,  ///< valueCodeableConcept (or valueCoding)
    text,           ///< valueString
    other,          ///< quantity, integer, ratio, range, sampled data, time, …; or given by nothing but an extension
    several,        ///< more than one value[x], which is not FHIR
};

/// code and value of an Observation or of one of its components.
struct observed {
    codeable_concept code;
    value_kind kind = value_kind::none;
    codeable_concept value;
    std::string_view text;
    codeable_concept interpretation;
    bool data_absent = false;   ///< dataAbsentReason given
    bool unread = false;        ///< the value is given by nothing but an extension
};

struct patient_link {
    std::string_view type;      ///< `replaced-by`, …
};

/// A contained Patient: only there to resolve a subject `#id`.
struct contained_patient {
    std::string_view id;
    std::span<identifier const> identifiers;
};

/// One resource; which members mean something depends on `type`.
struct resource {
    resource_type type = resource_type::other;
    std::string_view type_name;          ///< as written
    std::string_view id;
    std::string_view last_updated;       ///< meta.lastUpdated
    bool implicit_rules = false;
    bool modifier_extension = false;     ///< at resource level, or at a known backbone element

    // Patient
    std::string_view birth_date;         ///< as written; empty also when the JSON type was wrong
    bool deceased = false;               ///< deceasedBoolean true or not to be read, or any deceasedDateTime
    bool inactive = false;               ///< active false, or not to be read
    bool replaced = false;               ///< link.type replaced-by (DSTU2: replace)
    std::span<identifier const> identifiers;

    // evidence and workup
    reference subject;                   ///< subject, or patient (DSTU2)
    bool focus = false;                  ///< Observation.focus given
    codeable_concept code;  ///< Condition.code, ServiceRequest.code, DiagnosticReport.code, Procedure.code, ImagingStudy.procedureCode
    std::string_view status;             ///< Observation.status, ServiceRequest.status, …
    bool status_unread = false;          ///< … is given, but only by an extension
    codeable_concept clinical_status;    ///< plain strings become one coding without system
    codeable_concept verification_status;
    codeable_concept category;           ///< all of them, flattened
    choice_of_time onset, abatement;
    choice_of_time effective;            ///< effective[x], performed[x], occurrence[x], ImagingStudy.started
    std::string_view recorded_date;      ///< recordedDate, assertedDate (STU3), dateRecorded (DSTU2), authoredOn
    std::string_view issued;             ///< issued
    bool date_unread = false;            ///< one of the dates is given, but only by an extension or as an empty text
    bool do_not_perform = false;         ///< ServiceRequest.doNotPerform true, or not to be read
    codeable_concept conclusion_code;    ///< DiagnosticReport.conclusionCode (DSTU2/STU3 codedDiagnosis too)
    observed observation;                ///< code and value of an Observation (its code is here, not in `code`)
    std::span<observed const> components;
    std::span<std::string_view const> members;   ///< Observation.hasMember, the references
    codeable_concept morphology;         ///< of a Condition: mCODE extension histology-morphology-behavior
    codeable_concept evidence;           ///< Condition.evidence.code
    std::span<contained_patient const> contained;

    // OperationOutcome: the worst severity, `fatal` > `error` > `warning` > `information`; empty if none
    std::string_view severity;

    // Bundle
    bool has_next_link = false;
    std::string_view next_url;           ///< of the first link `next`, as written
    std::optional<std::size_t> total;    ///< matches, of all pages

    /// First known element of a wrong JSON type or over its length, as a path below this resource (`code.coding[0].code`); empty if none.
    std::string_view malformed;
};

/// Where an entry stands in a history, whose newest versions come first. A history whose `type` follows its entries is taken for none.
/// Source: FHIR R4 http.html#history.
struct history_place {
    std::uint32_t history = 0;           ///< number of the Bundle among those that one reader has read; 0: it is no history
    std::uint32_t version = 0;           ///< counted from 0
    /// Whether it is the newer of two entries of one history.
    [[nodiscard]] bool is_before(history_place const& other) const noexcept {
        return history != 0 && history == other.history && version < other.version;
    }
};

/// What stands beside a resource in Bundle.entry.
struct entry_info {
    std::string_view full_url;
    std::string_view search_mode;        ///< `match`, `include`, `outcome`, empty
    std::string_view last_modified = {}; ///< response.lastModified
    history_place place = {};
};

/// An entry that takes a record away: `request.method` DELETE, or an entry of a history that holds no resource.
struct deletion {
    std::string_view type_name, id;      ///< of the record; empty: only the full URL is known
    std::string_view full_url;
    std::string_view when;               ///< response.lastModified; empty: not known
    history_place place = {};
};

}  // namespace oms::fhir
