#pragma once
#include <oms/fhir/elements.hpp>
#include <oms/fhir/text_store.hpp>
#include <oms/fhir/types.hpp>

#include <array>
#include <bitset>
#include <cstdint>
#include <initializer_list>
#include <string_view>
#include <vector>

/// A resource while it is read: what was found by element, before anybody knows its type.
namespace oms::fhir {

/// Neighbours in one of the lists of a draft. Numbers, as the lists still grow.
struct list_range {
    std::uint32_t first = 0, count = 0;
};

struct draft_component {
    std::array<list_range, 4> concepts;  ///< from concept_component_code on
    std::uint32_t given = 0;             ///< bit per concept
    std::string_view text;
    std::uint64_t bits = 0;              ///< of schema::bit, from component_true on
};

struct draft_contained {
    std::string_view id;
    list_range identifiers;
    bool is_patient = false;
};

struct draft_fault {
    schema::element_id element = 0;  ///< of the resource, in which it lies
    std::string_view path;
};

/// One resource, and what stands beside it in Bundle.entry. What is not marked as given has no meaning.
///
/// Text is viewed where it arrived until `keep_texts` copies it.
struct draft {
    resource_type type = resource_type::other;
    bool type_known = false;
    std::uint8_t severity = 0;            ///< 1 information … 4 fatal
    std::uint32_t codings_before = 0;     ///< … the extension that is open
    std::uint32_t concepts_begun = 0;     ///< bit per concept_slot: its range is there
    std::uint32_t concepts_given = 0;     ///< … and it has content
    std::uint64_t bits = 0;               ///< of schema::bit
    std::bitset<schema::text_slots> texts_given;
    std::bitset<schema::text_slots> texts_extended;   ///< what extends the text is there, whether the text is or not
    std::string_view type_name;
    list_range own_identifiers;           ///< of the resource itself, not of a contained one
    std::array<std::string_view, schema::text_slots> texts;
    std::array<list_range, schema::concept_slots> concepts;

    std::vector<coding> codings;
    std::vector<identifier> identifiers;
    std::vector<draft_component> components;
    std::vector<draft_contained> contained;
    std::vector<std::string_view> members;   ///< references of hasMember
    std::vector<draft_fault> faults;
    text_store kept;

    /// For another resource. Storage is kept.
    void clear() noexcept;
    /// Copies all text that lies in `portion`, which goes away.
    void keep_texts(std::string_view portion);

    [[nodiscard]] bool has(schema::bit b) const noexcept { return (bits >> b & 1u) != 0; }
    void set(std::uint8_t b) noexcept { bits |= std::uint64_t{1} << b; }
    void unset(schema::bit b) noexcept { bits &= ~(std::uint64_t{1} << b); }
    [[nodiscard]] std::string_view text(std::size_t slot) const noexcept { return texts_given[slot] ? texts[slot] : std::string_view{}; }
    /// Given, but by nothing that could be read: only extended, or empty.
    [[nodiscard]] bool is_unread(std::size_t slot) const noexcept {
        return texts_given[slot] ? texts[slot].empty() : texts_extended[slot];
    }
    void put(std::size_t slot, std::string_view t) noexcept {
        texts[slot] = t;
        texts_given[slot] = true;
    }
    void forget(std::initializer_list<schema::text_slot> slots) noexcept {
        for (schema::text_slot const slot : slots) texts_given[slot] = false;
    }
};

/// Whether a text is a view of these bytes.
[[nodiscard]] inline bool lies_in(std::string_view text, std::string_view bytes) noexcept {
    return reinterpret_cast<std::uintptr_t>(text.data()) - reinterpret_cast<std::uintptr_t>(bytes.data()) < bytes.size();
}

/// Severity words of OperationOutcome.issue; 0: none of them.
[[nodiscard]] std::uint8_t rank_of_severity(std::string_view word) noexcept;
inline constexpr std::uint8_t severity_warning = 2;

[[nodiscard]] resource_type type_of(std::string_view name) noexcept;
/// The name of a type that is not `other`.
[[nodiscard]] std::string_view name_of(resource_type type) noexcept;

/// Makes the resource of its draft: by its type each member comes from the elements that this type has.
class resource_builder {
public:
    /// The result's views live as long as those of `d` and until the next call.
    [[nodiscard]] resource const& build(draft const& d);
    /// Forgets the last resource. Storage is kept.
    void clear() noexcept;

private:
    void fill(draft const& d);
    void fill_patient(draft const& d);
    void fill_condition(draft const& d);
    void fill_observation(draft const& d);
    void fill_service_request(draft const& d);
    void fill_diagnostic_report(draft const& d);
    void fill_procedure(draft const& d);
    void fill_imaging_study(draft const& d);
    void fill_subject(draft const& d, bool or_patient);
    void fill_status(draft const& d);

    resource out_;
    std::vector<observed> components_;
    std::vector<contained_patient> contained_;
};

}  // namespace oms::fhir
