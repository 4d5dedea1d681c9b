#pragma once
#include <oms/fhir/elements.hpp>
#include <oms/fhir/text_store.hpp>
#include <oms/fhir/types.hpp>

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

/// A resource while it is read: what was found by element, before anybody knows its type.
namespace oms::fhir {

/// Neighbours in one of the lists of `parts`. Numbers, as the lists still grow.
struct stretch {
    std::uint32_t first = 0, count = 0;
};

struct draft_concept {
    stretch codings;
    bool given = false;
};

struct draft_component {
    std::array<draft_concept, 4> concepts;  ///< from concept_component_code on
    std::string_view text;
    std::uint64_t bits = 0;
};

struct draft_contained {
    std::string_view id;
    stretch identifiers;
    bool is_patient = false;
};

struct draft_fault {
    schema::element_id element = 0;  ///< of the resource, in which it lies
    std::string_view path;
};

/// Lists and text that all drafts share, each using what comes after its outer one's.
struct parts {
    struct mark {
        text_store::mark text;
        std::uint32_t codings = 0, identifiers = 0, components = 0, contained = 0, faults = 0;
    };

    text_store text;
    std::vector<coding> codings;
    std::vector<identifier> identifiers;
    std::vector<draft_component> components;
    std::vector<draft_contained> contained;
    std::vector<draft_fault> faults;

    [[nodiscard]] mark here() const noexcept;
    void cut_back(mark const& to);
    void clear();
};

struct draft {
    resource_type type = resource_type::other;
    bool type_known = false;
    std::uint8_t severity = 0;                 ///< 1 information … 4 fatal
    std::uint64_t bits = 0;                    ///< of schema::bit
    std::string_view type_name;
    stretch identifiers;
    parts::mark start;                         ///< of its parts
    std::array<std::string_view, schema::text_slots> texts;
    std::array<draft_concept, schema::concept_slots> concepts;

    [[nodiscard]] bool has(schema::bit b) const noexcept { return (bits >> b & 1u) != 0; }
    void set(std::uint8_t b) noexcept { bits |= std::uint64_t{1} << b; }
};

/// Severity words of OperationOutcome.issue; 0: none of them.
[[nodiscard]] std::uint8_t rank_of_severity(std::string_view word) noexcept;
inline constexpr std::uint8_t severity_warning = 2;

[[nodiscard]] resource_type type_of(std::string_view name) noexcept;

/// Makes the resource of its draft: by its type each member comes from the elements that this type has.
class finisher {
public:
    /// The result's views live until the parts of `d` are cut back, its spans also until the next call.
    [[nodiscard]] resource const& finish(draft const& d, parts& p);

private:
    void fill_patient(draft const& d);
    void fill_evidence(draft const& d);
    void fill_observation(draft const& d);
    void fill_contained(draft const& d);
    [[nodiscard]] codeable_concept concept_of(draft_concept const& c) const noexcept;
    [[nodiscard]] codeable_concept first_given(draft const& d, schema::concept_slot a, schema::concept_slot b) const noexcept;
    [[nodiscard]] observed observed_of(draft_concept const* first, std::uint64_t bits, std::string_view text) const noexcept;

    parts* parts_ = nullptr;
    resource out_;
    std::vector<observed> components_;
    std::vector<contained_patient> contained_;
};

}  // namespace oms::fhir
