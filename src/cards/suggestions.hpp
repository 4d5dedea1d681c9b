#pragma once
#include "contents.hpp"

#include <oms/base/uuid.hpp>
#include <oms/json/write.hpp>

namespace oms::cards {

/// Appends `suggestions` and `selectionBehavior` to a card: what the card proposes and the chart does not hold yet (H11); both are
/// left out when nothing is missing (CH-CARD-08). Every order is a draft proposal (clinical.md 2.12). Ids are made from the card's.
void append_suggestions(json::object_writer& card, uuid const& card_id, card_book::contents const& c, language const& words,
                        criteria::verdict const& v, findings::chart const& chart, std::string_view selection_behavior);

/// `descriptions`: of all orders, in one language.
[[nodiscard]] prepared_suggestion prepare_suggestion(card_book::contents const& c, suggestion const& s, std::string_view label,
                                                     std::span<std::string const> descriptions);

/// The suggestions that a card offers for this verdict, in order.
[[nodiscard]] std::vector<offered> offered_for(card_book::contents const& c, criteria::verdict const& v);

}  // namespace oms::cards
