#pragma once
#include <oms/base/fault.hpp>
#include <oms/criteria/evaluate.hpp>
#include <oms/json/document.hpp>
#include <oms/terminology/terms.hpp>

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// The one card: texts, orders and sources are data; this layer puts a verdict into them.
namespace oms::cards {

/// What the card must say about data that could not be read (clinical.md 2.10).
struct data_gap {
    std::string key;     ///< prefetch key or what was missing: `observations`, `serviceRequests`
    bool partly = false; ///< only a part (page, warning) is missing
};

/// Everything about the call that a card needs beside the verdict.
struct occasion {
    std::string_view hook_instance;        ///< card and suggestion ids are derived from it (CH-DEC-04); empty on the command line
    std::string_view service_id;
    std::string_view selection_behavior = "any";
    std::span<data_gap const> gaps = {};
    std::string_view encounter = {};   ///< id of the hook's encounter, for the orders; empty: none
    std::string_view language = "en";  ///< of the texts; one that is not there: `en`
};

/// Texts by language, ActivityDefinitions, sources, override reasons. Immutable after load; threads may share it.
class card_book {
public:
    struct contents;
    explicit card_book(std::shared_ptr<contents const> c);

    /// Reads `cards/*.json`, `activitydefinitions/*.json`, `sources.json`, `codesystems/oms-override-reason.json`,
    /// `codesystems/oms-topic.json` and links them with the rules, whose constants the texts print: settings must be in them already.
    /// Faults (all): bad_knowledge with file and element: rule without text, text without rule, unknown placeholder, a
    /// template that can grow over its limit (summary 139 UTF-16 units, detail 2,499) in any language present, unknown source or order.
    [[nodiscard]] static checked<card_book> load(std::span<json::document const> documents, criteria::policy const& rules,
                                                 terminology::code_map const& codes);

    /// Languages of the texts, in alphabetical order. Lifetime: of the book.
    [[nodiscard]] std::vector<std::string_view> languages() const;

    /// Appends the card as JSON (CDS Hooks 2.0 "Card Attributes") to `out`. Precondition: `v.shown_as` is not none.
    /// Text from FHIR never enters a card; displays and codes are those of our own terminology, escaped for Markdown and HTML (H15).
    void append_card(std::string& out, criteria::verdict const& v, findings::chart const& c, occasion const& o) const;

    /// The summary alone; empty at T0.
    [[nodiscard]] std::string summary(criteria::verdict const& v) const;

    /// The verdict as text for people at a terminal: tier, rule, features with evidence, what is missing, workup.
    void append_text(std::string& out, criteria::verdict const& v, findings::chart const& c, occasion const& o) const;

    /// The info card "could not be checked fully" (CH-DEC-13), for `on_missing_data = "info-card"`.
    void append_missing_data_card(std::string& out, occasion const& o) const;

private:
    std::shared_ptr<contents const> contents_;
};

}  // namespace oms::cards
