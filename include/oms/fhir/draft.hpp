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

/// A list that is cut back and grows again, and keeps its storage.
template <class T>
class regrowing {
public:
    /// The new last element, to be filled: it may hold what an earlier one held.
    T& add() {
        if (count_ == all_.size()) [[unlikely]] all_.resize(all_.empty() ? 16 : 2 * all_.size());
        return all_[count_++];
    }
    void cut_back(std::uint32_t count) noexcept {
        count_ = count;
        if (settled_ > count) settled_ = count;
    }
    [[nodiscard]] std::uint32_t size() const noexcept { return count_; }
    [[nodiscard]] T& back() noexcept { return all_[count_ - 1]; }
    [[nodiscard]] T const& operator[](std::size_t i) const noexcept { return all_[i]; }
    [[nodiscard]] T const* data() const noexcept { return all_.data(); }

    /// How many from the first on were settled before.
    [[nodiscard]] std::uint32_t settled() const noexcept { return settled_; }
    /// Calls `settle` for each element since the last time.
    template <class Settle>
    void settle(Settle settle) {
        for (; settled_ < count_; ++settled_) settle(all_[settled_]);
    }

private:
    std::vector<T> all_;
    std::uint32_t count_ = 0;
    std::uint32_t settled_ = 0;
};

/// Neighbours in one of the lists of `parts`. Numbers, as the lists still grow.
struct stretch {
    std::uint32_t first = 0, count = 0;
};

struct draft_component {
    std::array<stretch, 4> concepts;   ///< from concept_component_code on
    std::uint32_t given = 0;           ///< bit per concept
    std::string_view text;
    std::uint64_t bits = 0;            ///< of schema::bit, from component_true on
};

struct draft_contained {
    std::string_view id;
    stretch identifiers;
    bool is_patient = false;
};

struct draft_fault {
    schema::element_id element = 0;    ///< of the resource, in which it lies
    std::string_view path;
};

/// Lists and text that all drafts share, each using what comes after its outer one's.
struct parts {
    struct mark {
        text_store::mark text;
        std::uint32_t codings = 0, identifiers = 0, components = 0, contained = 0, faults = 0;
    };

    text_store text;
    regrowing<coding> codings;
    regrowing<identifier> identifiers;
    regrowing<draft_component> components;
    regrowing<draft_contained> contained;
    regrowing<draft_fault> faults;

    [[nodiscard]] mark here() const noexcept {
        return {text.here(), codings.size(), identifiers.size(), components.size(), contained.size(), faults.size()};
    }
    void cut_back(mark const& to) noexcept {
        text.cut_back(to.text);
        codings.cut_back(to.codings);
        identifiers.cut_back(to.identifiers);
        components.cut_back(to.components);
        contained.cut_back(to.contained);
        faults.cut_back(to.faults);
    }
    void clear() noexcept;
};

/// What is not marked as given holds rubbish of an earlier resource.
struct draft {
    resource_type type;
    bool type_known;
    std::uint8_t severity;              ///< 1 information … 4 fatal
    std::uint32_t concepts_begun;       ///< bit per concept_slot: its stretch is there
    std::uint32_t concepts_given;       ///< … and it has content
    std::uint64_t bits;                 ///< of schema::bit
    std::uint64_t texts_given;          ///< bit per text_slot
    std::string_view type_name;
    stretch identifiers;
    parts::mark start;                  ///< of its parts
    std::array<std::string_view, schema::text_slots> texts;
    std::array<stretch, schema::concept_slots> concepts;

    draft() noexcept { begin({}); }

    void begin(parts::mark const& from) noexcept {
        type = resource_type::other;
        type_known = false;
        severity = 0;
        concepts_begun = concepts_given = 0;
        bits = texts_given = 0;
        type_name = {};
        identifiers = {};
        start = from;
    }

    [[nodiscard]] bool has(schema::bit b) const noexcept { return (bits >> b & 1u) != 0; }
    void set(std::uint8_t b) noexcept { bits |= std::uint64_t{1} << b; }
    [[nodiscard]] std::string_view text(std::size_t slot) const noexcept {
        return (texts_given >> slot & 1u) != 0 ? texts[slot] : std::string_view{};
    }
    void put(std::size_t slot, std::string_view t) noexcept {
        texts[slot] = t;
        texts_given |= std::uint64_t{1} << slot;
    }
    void forget(std::initializer_list<schema::text_slot> slots) noexcept {
        for (schema::text_slot const slot : slots) texts_given &= ~(std::uint64_t{1} << slot);
    }
};

/// Severity words of OperationOutcome.issue; 0: none of them.
[[nodiscard]] std::uint8_t rank_of_severity(std::string_view word) noexcept;
inline constexpr std::uint8_t severity_warning = 2;

[[nodiscard]] resource_type type_of(std::string_view name) noexcept;
/// The name of a type that is not `other`.
[[nodiscard]] std::string_view name_of(resource_type type) noexcept;

/// Makes the resource of its draft: by its type each member comes from the elements that this type has.
class finisher {
public:
    /// The result's views live until the parts of `d` are cut back, its spans also until the next call.
    [[nodiscard]] resource const& finish(draft const& d, parts const& p);

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
    [[nodiscard]] codeable_concept concept_of(draft const& d, schema::concept_slot slot) const noexcept;

    parts const* parts_ = nullptr;
    resource out_;
    std::vector<observed> components_;
    std::vector<contained_patient> contained_;
};

}  // namespace oms::fhir
