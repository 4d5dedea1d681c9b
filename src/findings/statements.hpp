#pragma once
#include "record.hpp"

/// From codes, values and statuses to statements: the tables of clinical.md 2.4.
namespace oms::findings {

/// What one CodeableConcept means as a whole.
struct concept_meaning {
    struct match {
        terminology::term const* term = nullptr;
    };
    std::vector<terminology::term const*> terms;   ///< reused between calls
    terminology::facts what;
    bool coded = false;         ///< some coding has a known system and a code
    [[nodiscard]] terminology::term const* term_for(terminology::fact f) const noexcept;
};

/// Looks all codings up. A mimic marked userSelected takes every evidence fact away (clinical.md 2.4, "Several codings").
void read_concept(fhir::codeable_concept const& c, terminology::code_map const& codes, concept_meaning& out);

/// All facts that make a resource worth keeping.
[[nodiscard]] terminology::facts evidence_facts() noexcept;
[[nodiscard]] terminology::facts explanation_facts() noexcept;
[[nodiscard]] terminology::facts tumour_facts() noexcept;
[[nodiscard]] terminology::facts workup_facts() noexcept;

/// Scratch of one gatherer, so that reading an Observation allocates nothing.
struct scratch {
    concept_meaning code, value, interpretation;
};

/// What became of one Observation or component.
struct observed_result {
    bool relevant = false;        ///< its code or value states an evidence fact, whatever the polarity
    bool contradiction = false;   ///< set aside because it contradicts itself
    bool coded = false;
    terminology::facts workup;    ///< HVA/VMA result with a value
};

/// Appends the statements of `o`. `firm` from the status; a negative statement of a provisional one is left out.
observed_result read_observed(fhir::observed const& o, bool firm, terminology::code_map const& codes, scratch& s,
                              std::vector<statement>& out);

/// What Condition.verificationStatus lets a Condition say.
struct verification {
    polarity says = polarity::positive;
    bool firm = true;
    std::string_view dropped;   ///< reason; empty: it may speak
    std::string_view word;      ///< as FHIR names it; empty: not given
};
[[nodiscard]] verification read_verification(fhir::codeable_concept const& c) noexcept;

enum class clinical : std::uint8_t { missing, current, past };
struct clinical_status {
    clinical is = clinical::missing;
    std::string_view word;
};
[[nodiscard]] clinical_status read_clinical(fhir::codeable_concept const& c) noexcept;

enum class category : std::uint8_t { none, problem_list_item, encounter_diagnosis };
[[nodiscard]] category read_category(fhir::codeable_concept const& c) noexcept;

}  // namespace oms::findings
