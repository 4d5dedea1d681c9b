#pragma once
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

/// What codes mean here. The codes themselves are data (`fhir_profiles/`); the program knows only these names.
namespace oms::terminology {

/// A code of the CodeSystem `oms-finding`: what a coded entry can say. The file and this list must agree (`oms-cds check`).
/// In FHIR the names are written with hyphens: `possible-opsoclonus`.
/// Source: clinical.md 2.4 (policy rows), 2.5, 2.7, 2.8.
enum class fact : std::uint8_t {
    opsoclonus,
    ocular_flutter,
    possible_opsoclonus,       ///< flag Q
    irregular_or_nystagmus,    ///< flag q, the weaker one
    inappropriate_saccades,    ///< O, always provisional
    ataxia,
    myoclonus,
    weak_ataxia,               ///< counts only beside opsoclonus
    weak_provisional_ataxia,   ///< the same, and never firm
    behaviour,
    sleep,
    core_behaviour,            ///< beside behaviour or sleep: of the core list
    oms_diagnosis,             ///< opsoclonus and ataxia
    neuroblastic_tumour,       ///< neuroblastoma, ganglioneuroblastoma, the family by name
    ganglioneuroma,
    tumour_stage,              ///< INSS, INRG: as Condition.code or as Observation value
    adrenal_medulla_tumour,    ///< neuroblastoma inferred from site, under 18
    adrenal_tumour,            ///< inferred from site, under 10
    suspected_tumour,
    also_recorded,             ///< shown, never counted
    mimic,                     ///< `exclude` rows
    named_nystagmus,           ///< beside mimic: ends both flags
    explains_ataxia,
    explains_myoclonus,
    poisoning,
    named_cns_disease,
    raised_pressure,
    head_injury,
    cord_compression,
    neuropathy,                ///< by drugs
    images_neck,
    images_chest,
    images_abdomen,
    images_pelvis,
    urine_catecholamine,       ///< HVA or VMA
    mibg,
    refers_to_neurology,
    refers_to_oncology,
    answer_positive,
    answer_probable,           ///< positive, provisional
    answer_negative,
    answer_unknown,
    interpretation_positive,
    interpretation_negative,
    interpretation_unknown,
    examination,               ///< an examination, test or question: a finding as its value counts
};
inline constexpr std::size_t fact_count = static_cast<std::size_t>(fact::examination) + 1;

/// The name with hyphens, as in the CodeSystem.
[[nodiscard]] std::string_view name_of(fact f) noexcept;
[[nodiscard]] std::optional<fact> fact_named(std::string_view name) noexcept;

/// A set of facts.
class facts {
public:
    constexpr facts() = default;
    constexpr facts(fact f) : bits_(bit(f)) {}  // NOLINT: a fact is a set of one
    [[nodiscard]] constexpr bool has(fact f) const noexcept { return (bits_ & bit(f)) != 0; }
    [[nodiscard]] constexpr bool any(facts other) const noexcept { return (bits_ & other.bits_) != 0; }
    [[nodiscard]] constexpr bool empty() const noexcept { return bits_ == 0; }
    /// Each fact of the set, in the order of the enum.
    template <class Visit>
    constexpr void each(Visit visit) const {
        for (std::uint64_t rest = bits_; rest != 0; rest &= rest - 1) visit(static_cast<fact>(std::countr_zero(rest)));
    }
    constexpr facts& operator|=(facts other) noexcept { bits_ |= other.bits_; return *this; }
    constexpr facts& operator-=(facts other) noexcept { bits_ &= ~other.bits_; return *this; }
    [[nodiscard]] friend constexpr facts operator|(facts a, facts b) noexcept { return a |= b; }
    [[nodiscard]] friend constexpr facts operator&(facts a, facts b) noexcept { a.bits_ &= b.bits_; return a; }
    friend constexpr bool operator==(facts, facts) = default;

private:
    static constexpr std::uint64_t bit(fact f) noexcept { return std::uint64_t{1} << static_cast<unsigned>(f); }
    std::uint64_t bits_ = 0;
};

/// One code we know. Lives as long as the `code_map` it came from.
struct term {
    std::string_view system;    ///< preferred URI
    std::string_view code;
    std::string_view display;   ///< ours, never the sender's (H15)
    facts what;                 ///< empty: known, says nothing that counts
    char level = 'A';           ///< evidence level of the code, A or B (terminology.md 1)
    std::string_view system_name = {};  ///< short, for people: `SNOMED CT`
    term const* target = nullptr;       ///< of a site's code: ours, to which the site's ConceptMap leads
    bool provisional = false;           ///< the map says less than equivalent: never firm, denies nothing, makes no order known
};

/// The longest code that can be known. A longer one is unknown without a look.
inline constexpr std::size_t longest_code = 32;

/// What a coding turned out to be.
struct meaning {
    bool known_system = false;        ///< the system is one of ours or an alias of one
    std::array<term const*, 4> terms{};   ///< one; several only for an ICD-11 cluster, of which the first four known parts count
    std::size_t count = 0;
    [[nodiscard]] facts what() const noexcept;

    /// The code in its normal spelling when `terms[0]` is that of a code family, which has none of its own; else empty.
    /// Lives as long as this does.
    [[nodiscard]] std::string_view family_code() const noexcept { return {family_text.data(), family_size}; }
    std::size_t family_size = 0;
    std::array<char, longest_code> family_text;   ///< the first `family_size` are written
};

/// A status of another code system in the words of FHIR; empty: it says nothing of that kind.
struct status_words {
    std::string_view clinical;       ///< a code of condition-clinical
    std::string_view verification;   ///< a code of condition-ver-status
};

/// Code lookup by system and code, aliases and spellings of terminology.md 2 included.
/// Immutable after load; any number of threads may ask. No allocation per lookup.
/// First match of: the table of the system; that of its fallback (ICD-10 of WHO: ICD-10-CM), whose term names the system where it was
/// found; the site's maps; the code families of the system, then of its fallback.
/// A national edition of ICD-10 has the codes of WHO under its own URI and name.
class code_map {
public:
    struct tables;
    explicit code_map(std::shared_ptr<tables const> t);
    [[nodiscard]] meaning find(std::string_view system, std::string_view code) const noexcept;
    /// What is wrong with the shape or the check digit of a code of that system; empty: nothing, or the system is not known.
    [[nodiscard]] std::string_view fault_of(std::string_view system, std::string_view code) const noexcept;
    /// Single codes, the site's own included; families are none.
    [[nodiscard]] std::span<term const> terms() const noexcept;
    /// A free-text answer after trim and lower case (`present`, `no`, …) as clinical.md 2.4 lists them; nothing if unlisted.
    [[nodiscard]] std::optional<fact> text_answer(std::string_view text) const noexcept;
    /// What a status means that is not FHIR's own: SNOMED CT, Diagnosesicherheit of ICD-10-GM. `system` empty: of any system.
    /// Lives as long as the map. Source: clinical.md 2.15.
    [[nodiscard]] status_words status_of(std::string_view system, std::string_view code) const noexcept;

private:
    std::shared_ptr<tables const> tables_;
};

}  // namespace oms::terminology
