#pragma once
#include <cstddef>

namespace oms::cards {

/// Fewer than 140, in UTF-16 units (CH-CARD-02).
inline constexpr std::size_t most_summary_units = 139;
/// Under 2500 (clinical.md 2.12), in UTF-16 units.
inline constexpr std::size_t most_detail_units = 2499;
/// What a site's change adds to the version on a card: `, site-changed 3fa9c1` (knowledge::text_of). It must not need shorter texts.
inline constexpr std::size_t site_change_units = 21;

}  // namespace oms::cards
