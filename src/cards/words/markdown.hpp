#pragma once
#include <cstddef>
#include <string>
#include <string_view>

/// Names that came with codes, made safe for every client (CH-CARD-04, H15). They are ours; they are escaped all the same.
namespace oms::cards {

/// Appends `text` so that it means itself in GitHub Flavored Markdown and in HTML: no tag, no link, no emphasis, no new line.
/// What would take more than `most_units` UTF-16 units is cut before a character and ends in an ellipsis.
/// Bytes that are not UTF-8 become U+FFFD.
void append_escaped(std::string& out, std::string_view text, std::size_t most_units);

}  // namespace oms::cards
