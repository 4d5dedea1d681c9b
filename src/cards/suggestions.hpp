#pragma once
#include "contents.hpp"

#include <oms/base/uuid.hpp>

namespace oms::cards {

/// Appends the members `suggestions` and `selectionBehavior` behind others of a card: what the card proposes and the chart does not hold
/// yet (H11); both are left out when nothing is missing (CH-CARD-08). Every order is a draft proposal (clinical.md 2.12). Ids are made
/// from the card's.
void append_suggestions(std::string& out, uuid const& card_id, card_book::contents const& c, language const& words,
                        criteria::verdict const& v, findings::chart const& chart, occasion const& o);

/// `descriptions`: of all orders, in one language.
[[nodiscard]] prepared_suggestion prepare_suggestion(card_book::contents const& c, suggestion const& s, std::string_view label,
                                                     std::span<std::string const> descriptions);

/// The suggestions of the verdict's card, the recommended ones first: what is recorded is not asked for again.
[[nodiscard]] std::vector<offered> offers_for(card_book::contents const& c, criteria::verdict const& v);

[[nodiscard]] bool is_recommended(offered const& o, criteria::verdict const& v) noexcept;

}  // namespace oms::cards
