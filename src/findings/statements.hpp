#pragma once
#include "record.hpp"

#include <array>
#include <initializer_list>

/// From codes, values and statuses to statements: the tables of clinical.md 2.4.
namespace oms::findings {

/// What one CodeableConcept means as a whole.
struct concept_meaning {
    std::vector<terminology::term const*> terms;   ///< reused between calls
    terminology::term const* family = nullptr;     ///< one of them that stands for many codes
    std::array<char, terminology::longest_code> family_text;
    std::size_t family_size = 0;                   ///< the code that was written, in its normal spelling
    terminology::facts what;
    bool coded = false;         ///< some coding has a known system and a code
    bool known = false;         ///< … that has a row
    /// Of several that say the same a firm one, then one of the core list. Null: none.
    [[nodiscard]] terminology::term const* term_for(terminology::fact f) const noexcept;
    [[nodiscard]] bool is_core(terminology::fact f) const noexcept;
};

/// A statement of a code: positive and firm, unless the code itself is not (clinical.md 2.4).
[[nodiscard]] statement statement_of(terminology::fact f, concept_meaning const& from) noexcept;

/// Of a code that a site's map leads to by less than equivalence: it denies nothing (clinical.md 2.14).
[[nodiscard]] constexpr bool can_deny(terminology::term const* t) noexcept { return t != nullptr && !t->provisional; }

/// Looks all codings up. A mimic marked userSelected takes every evidence fact away (clinical.md 2.4, "Several codings").
void read_concept(fhir::codeable_concept const& c, terminology::code_map const& codes, concept_meaning& out);

[[nodiscard]] constexpr terminology::facts union_of(std::initializer_list<terminology::fact> all) noexcept {
    terminology::facts out;
    for (terminology::fact const f : all) out |= f;
    return out;
}

[[nodiscard]] constexpr terminology::facts tumour_facts() noexcept {
    using enum terminology::fact;
    return union_of({neuroblastic_tumour, ganglioneuroma, tumour_stage, adrenal_medulla_tumour, adrenal_tumour, suspected_tumour});
}

/// What a morphology can name.
[[nodiscard]] constexpr terminology::facts tumour_by_name() noexcept {
    using enum terminology::fact;
    return union_of({neuroblastic_tumour, ganglioneuroma});
}

/// All facts that make a resource worth keeping.
[[nodiscard]] constexpr terminology::facts evidence_facts() noexcept {
    using enum terminology::fact;
    return union_of({opsoclonus, ocular_flutter, possible_opsoclonus, irregular_or_nystagmus, inappropriate_saccades, ataxia, myoclonus,
                     weak_ataxia, weak_provisional_ataxia, behaviour, sleep, oms_diagnosis, also_recorded}) |
           tumour_facts();
}

[[nodiscard]] constexpr terminology::facts explanation_facts() noexcept {
    using enum terminology::fact;
    return union_of({explains_ataxia, explains_myoclonus, poisoning, named_cns_disease, named_nystagmus, raised_pressure, head_injury,
                     cord_compression, neuropathy});
}

[[nodiscard]] constexpr terminology::facts workup_facts() noexcept {
    using enum terminology::fact;
    return union_of({images_neck, images_chest, images_abdomen, images_pelvis, urine_catecholamine, mibg, refers_to_neurology,
                     refers_to_oncology});
}

/// Scratch of one gatherer, so that reading an Observation allocates nothing.
struct scratch {
    concept_meaning code, value, interpretation;
};

/// Yes, no, or neither.
enum class answer_kind : std::uint8_t { none, yes, no };

/// What became of one Observation or component.
struct observed_result {
    bool relevant = false;        ///< its code or value states an evidence fact, whatever the polarity
    bool contradiction = false;   ///< set aside because it contradicts itself
    bool several_values = false;  ///< set aside because it has more than one value[x]
    bool is_header = false;       ///< its code alone states what it does: no value, no interpretation
    bool coded = false;
    bool known = false;           ///< its code says something to us
    answer_kind answer = answer_kind::none;   ///< what its value says, whatever the code
    terminology::facts workup;    ///< HVA/VMA result with a value
};

/// Appends the statements of `o` as those of a final Observation. One whose code says nothing, nearly every one, ends with the lookup.
observed_result read_observed(fhir::observed const& o, terminology::code_map const& codes, scratch& s, std::vector<statement>& out);

/// Takes back what a header states: the first `own` of `statements`, where the others, those of its components, deny the same; or
/// all of it where parts without a known code only say no. Source: clinical.md 2.15.
struct part_answers {
    bool yes = false, no = false;   ///< of parts without a known code
};
void take_back_denied(std::vector<statement>& statements, std::size_t own, part_answers uncoded);

/// What is left of them when the status is not firm: nothing is sure, and nothing is denied.
void make_provisional(std::vector<statement>& statements);

/// What Condition.verificationStatus, and the certainty of its code's codings, let a Condition say: the most doubtful of all.
struct verification {
    polarity says = polarity::positive;
    bool firm = true;
    std::string_view dropped;   ///< reason; empty: it may speak
    std::string_view word;      ///< as FHIR names it; empty: not given
};
[[nodiscard]] verification read_verification(fhir::codeable_concept const& status, fhir::codeable_concept const& code,
                                             terminology::code_map const& codes) noexcept;

enum class clinical : std::uint8_t { missing, current, past };
struct clinical_status {
    clinical is = clinical::missing;
    std::string_view word = {};
    bool not_understood = false;
};
/// Of the status, and of codings that stand for what has ended.
[[nodiscard]] clinical_status read_clinical(fhir::codeable_concept const& status, fhir::codeable_concept const& code,
                                            terminology::code_map const& codes) noexcept;

enum class category : std::uint8_t { none, problem_list_item, encounter_diagnosis };
[[nodiscard]] category read_category(fhir::codeable_concept const& c) noexcept;

}  // namespace oms::findings
