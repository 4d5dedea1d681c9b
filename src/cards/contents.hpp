#pragma once
#include "words/phrases.hpp"

#include <oms/base/uuid.hpp>
#include <oms/cards/card.hpp>

#include <optional>
#include <string>
#include <utility>
#include <vector>

/// What a card_book holds once its files are read and linked. Parts refer to each other by index.
namespace oms::cards {

/// What an order looks for, by its codes; nobody is asked for it again when it is recorded (H11).
enum class purpose : std::uint8_t { imaging, urine, neurology, oncology };

/// An ActivityDefinition, ready to become a ServiceRequest.
struct order {
    std::string id;          ///< a FHIR id
    std::string code_json;   ///< the CodeableConcept
    std::string category_json;   ///< the array of CodeableConcepts
    purpose serves{};
};

struct suggestion {
    std::string id;
    std::vector<std::size_t> orders;
    purpose serves{};
    bool repeats = false;    ///< offered although done before
};

struct offered {
    std::size_t suggestion = 0;
    bool recommended = false;
    bool only_at_warning = false;     ///< recommended then alone
    bool only_in_remission = false;
};

/// An alternative, for an age in months or for cards that name it.
struct alternative {
    std::string id;
    std::optional<int> from_months, below_months;
    terminology::facts unless;                              ///< left out when a Condition that says so is recorded
    std::vector<std::pair<std::string, std::string>> unless_coded;   ///< the same for single codes: system and code
    std::optional<terminology::fact> named;                 ///< told with its code when recorded
    bool only_with_scorpions = false;
    [[nodiscard]] bool by_age() const noexcept { return from_months || below_months; }
};

struct source {
    std::string id, label, citation, url;
};

/// A card apart from its words.
struct layout {
    std::string id;          ///< of a rule, or of other card texts
    std::optional<std::size_t> why;
    bool why_only_for_poisoning = false;
    bool test_limits = false;
    bool replaces = false;   ///< tells the sentence of the rule that the workup replaced
    bool beside = false;     ///< tells the sentence of the rule that decided
    bool earlier_counts = false;   ///< signs recorded earlier are counted as if they were present
    bool age_alternatives = false;
    std::vector<std::size_t> alternatives;               ///< named
    std::vector<std::size_t> alternatives_with_tumour;   ///< in place of all others; empty: no difference
    std::vector<offered> suggestions;
    std::string basis_links;   ///< Markdown
    std::string links_json;    ///< the array
    std::vector<std::size_t> basis;
};

/// A suggestion as JSON up to its id, and the actions it has. What lies between changes from call to call.
struct prepared_suggestion {
    struct action {
        std::string until_order, until_subject;   ///< until the id of the order; from behind its prefix until the subject
    };
    prepared_name id;   ///< in the name space of the card
    std::string until_id;
    std::vector<action> actions;
};

struct card_texts {
    text_template summary, sentence;   ///< the sentence is empty where another rule's is told
};

using named_texts = std::vector<std::pair<std::string, std::string>>;
[[nodiscard]] std::string_view text_for(named_texts const& texts, std::string_view name) noexcept;   ///< empty: none

struct language {
    std::string id, file;
    phrase_book phrases;
    std::vector<card_texts> cards;            ///< as the layouts
    std::vector<std::string> suggestions;     ///< labels, as the suggestions
    std::vector<prepared_suggestion> prepared;   ///< the same as JSON
    std::vector<std::string> whys;            ///< sentences, as the whys
    std::vector<std::string> alternatives;    ///< as the alternatives
    std::array<std::string, criteria::feature_count> features, feature_labels;   ///< alone; in front of a finding
    std::array<std::string, criteria::feature_count> in_sentence;
    std::array<std::string, criteria::region_count> regions;
    std::array<std::string, 12> months;
    named_texts silent, statuses, lists, unread;
    named_texts records;                      ///< by type, behind a finding
    std::vector<std::string> findings;        ///< as the terms of the code map; in cards only, and at most long names
    text_template missing_summary, missing_detail;

    [[nodiscard]] text_template const& operator[](phrase p) const noexcept { return phrases[static_cast<std::size_t>(p)]; }
};

/// A card as JSON, in as few pieces as can be. What lies between them changes from call to call.
struct prepared_card {
    text_template until_detail;     ///< from behind the card's id; asks for what the summary does
    std::string why, brief_why;     ///< the whole part of the detail, with and without links; empty: none
    text_template basis, brief_basis;   ///< to the end of the detail; asks for rule
    std::string end;                ///< from behind the suggestions
};

/// A language as cards need it: all texts as parts of JSON strings.
struct card_words {
    language texts;
    std::vector<prepared_card> cards;   ///< as the layouts
    std::string test_limits;                 ///< a whole part of the reasoning
};

struct why {
    std::string id;
    std::vector<std::size_t> sources;
    std::string links;       ///< Markdown
};

struct card_book::contents {
    std::string policy_identity;
    std::string new_onset, stale_list;   ///< days, as the texts print them
    bool scorpions = false;              ///< the site lies where they sting
    std::vector<source> sources;
    std::string source_json;            ///< Card.source, the same in every card
    std::string override_reasons_json;  ///< Card.overrideReasons, the same in every card
    std::vector<order> orders;
    std::vector<suggestion> suggestions;
    std::vector<why> whys;
    std::vector<alternative> alternatives;
    std::vector<layout> layouts;
    std::vector<language> languages;    ///< the required one first
    std::vector<card_words> in_cards;   ///< the same languages, when all is read
    std::optional<terminology::code_map> codes;   ///< whose terms the languages of cards have names for

    /// The index of the layout, and of all that stands in its order.
    [[nodiscard]] std::size_t card_for(criteria::verdict const& v) const noexcept;
    /// The same for a rule or for other card texts, which go before it. Precondition: there is one.
    [[nodiscard]] std::size_t card_named(std::string_view rule, std::string_view text) const noexcept;
    /// The index of the card whose sentence and count this one tells: its own, or that of the rule it stands for.
    [[nodiscard]] std::size_t told_by(criteria::verdict const& v, std::size_t card) const noexcept;
    /// The text of a term for cards; empty: it is of another code map.
    [[nodiscard]] std::string_view finding_of(terminology::term const& t, language const& words) const noexcept;
    /// The index of the language.
    [[nodiscard]] std::size_t language_for(occasion const& o) const noexcept;
};

}  // namespace oms::cards
