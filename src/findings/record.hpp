#pragma once
#include <oms/base/time.hpp>
#include <oms/fhir/types.hpp>
#include <oms/findings/chart.hpp>
#include <oms/terminology/terms.hpp>

#include <cstddef>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

/// What is kept of a resource until the patient is known. All text is viewed: the gatherer keeps it until it is reset.
namespace oms::findings {

/// An age as FHIR has it: whole units, larger fractions already turned into smaller units.
struct read_age {
    int value = 0;
    age_unit unit = age_unit::days;
};

/// onset[x], effective[x] and their like, read but not yet tied to a patient.
struct read_time {
    std::optional<partial_date> point, start, end;
    std::optional<read_age> aged;
    bool period = false;
    bool given = false;
    bool not_understood = false;   ///< a text that is no date, an age that is none
};

/// One fact that a resource (or component) states.
struct statement {
    terminology::fact what{};
    terminology::term const* term = nullptr;
    polarity says = polarity::positive;
    bool firm = true;
    bool core = false;
};

enum class record_kind : std::uint8_t { condition, observation, workup_done, workup_ordered };

/// Whom a resource is about, as written.
struct subject_reference {
    std::string_view ref, identifier_system, identifier_value;
    std::vector<std::pair<std::string_view, std::string_view>> contained;   ///< identifiers of a contained Patient that `ref` names
};

/// A resource that states something the policy asks about. `dropped` non-empty: it does not count, for that reason.
struct record {
    record(fhir::resource_type t, record_kind r, bool from_context) noexcept : type{t}, kind{r}, in_context{from_context} {}

    fhir::resource_type type;
    record_kind kind;
    bool in_context;
    std::string_view id, full_url, where, status;
    std::string_view resource;           ///< `Condition/c1`
    std::string_view dropped;
    std::string_view note;               ///< of it something was not understood, but it counts
    std::size_t first_member = 0, member_count = 0;         ///< of a header: where they stand among all of the gatherer's
    std::size_t list = 0;                ///< index into the lists; 0: none
    bool date_not_understood = false;
    std::size_t subject = 0;             ///< index into the subjects; `no_subject` without one
    std::size_t first_statement = 0, statement_count = 0;   ///< where they stand among all of the gatherer's
    terminology::facts workup;
    read_time onset, abatement;
    std::optional<partial_date> recorded, issued, updated;
    std::string_view last_updated;       ///< of the version, as written: which of two is newer
    persistence lasts = persistence::point;   ///< an abatement aside
    bool explains = false;               ///< … aside, too
    bool abated = false;
    bool active = false;                 ///< of a Condition: its clinicalStatus says so
    fhir::history_place place = {};
};
inline constexpr std::size_t no_subject = static_cast<std::size_t>(-1);
/// Subjects, the last ones, that the subject of a resource is compared with: nearly all name the patient in the same words. One that is
/// not found is kept once more.
inline constexpr std::size_t most_subjects_compared = 16;
/// References of one header (`hasMember`) that are followed; a panel has some ten.
inline constexpr std::size_t most_members = 64;

struct patient_record {
    patient_facts facts;
    std::string_view full_url;
    std::vector<std::pair<std::string_view, std::string_view>> identifiers;
    bool in_context = false;
    std::string_view last_updated;       ///< of the version
    fhir::history_place place = {};
};

}  // namespace oms::findings
