#pragma once
#include "evidence.hpp"

namespace oms::cards {

/// The lines "Today" and "Consider also" of a card (clinical.md 2.12, parts 2 and 3); `card` is an index. `words` must be in JSON when
/// the style is Markdown.
[[nodiscard]] guidance guidance_for(card_book::contents const& c, language const& words, std::size_t card, criteria::verdict const& v,
                                    findings::chart const& chart, style as);

}  // namespace oms::cards
