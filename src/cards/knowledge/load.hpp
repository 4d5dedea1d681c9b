#pragma once
#include "../contents.hpp"

#include <oms/json/node.hpp>

/// The readers of the files that make a card book. Each keeps every fault it meets.
namespace oms::cards {

using fault_list = std::vector<fault>;

/// The index of the element with this id; a fault at `n` if there is none, `what` naming the kind (`order`).
template <class T>
[[nodiscard]] std::optional<std::size_t> find_id(std::vector<T> const& all, std::string_view id) noexcept {
    for (std::size_t i = 0; i < all.size(); ++i)
        if (all[i].id == id) return i;
    return std::nullopt;
}

/// The string of a member that must be there; what is wrong with it goes to `faults`.
[[nodiscard]] inline std::string string_of(json::node const& n, std::string_view name, fault_list& faults) {
    return std::string{json::collect(n.string(name), faults)};
}

/// `sources.json`. Faults: an id twice, a url that is no absolute https URL.
void read_sources(json::node const& file, card_book::contents& c, fault_list& faults);

/// `codesystems/oms-topic.json` and `codesystems/oms-override-reason.json`: the Codings that every card has (CH-SRC-04, CH-OVR-03).
/// `topic` is the JSON of the one Coding.
void read_override_reasons(json::node const& file, card_book::contents& c, fault_list& faults);
[[nodiscard]] std::string read_topic(json::node const& file, fault_list& faults);

/// One `activitydefinitions/*.json`. Faults: what is no ActivityDefinition of a proposed ServiceRequest, a code that the terminology
/// does not know, codes that do not say one purpose: an accepted order must be recognised as workup (clinical.md 2.8).
void read_order(json::node const& file, terminology::code_map const& codes, card_book::contents& c, fault_list& faults);

/// `cards/layout.json`. Faults: an unknown suggestion, order, source, reason, alternative, fact or code; a linked source without url.
void read_layout(json::node const& file, std::string_view topic_json, terminology::code_map const& codes, card_book::contents& c,
                 fault_list& faults);

/// One `cards/<language>.json`. Faults: what has no text, text for nothing, unknown slots, active characters.
void read_language(json::node const& file, criteria::policy const& rules, card_book::contents& c, fault_list& faults);

/// Every rule with a card and every other text that a row names has a layout, and no layout stands alone.
void link_rules(json::node const& layout_file, criteria::policy const& rules, card_book::contents const& c, fault_list& faults);

/// Joins what stays the same on every card. All else must be read, without faults.
void prepare_cards(card_book::contents& c, terminology::code_map const& codes);

/// Proves that no card of any language can grow over its limits. Fault: the file and text that is too long, and by how much.
void check_lengths(card_book::contents const& c, criteria::policy const& rules, terminology::code_map const& codes, fault_list& faults);

}  // namespace oms::cards
