#pragma once
#include "contents.hpp"

#include <string>
#include <vector>

/// Parts 1 and 2 of `detail` (clinical.md 2.12): what counts, what was not found, what is absent, what does not count and why.
namespace oms::cards {

enum class section : std::uint8_t { counted, not_found, absent, not_counted, also, cause };

inline constexpr std::array sections{section::counted,     section::not_found, section::absent,
                                    section::not_counted, section::also,      section::cause};
[[nodiscard]] phrase heading_of(section in) noexcept;

/// One line of evidence in `evidence_text::text`.
struct evidence_line {
    section in{};
    std::size_t at = 0, size = 0;
    std::size_t units = 0;    ///< UTF-16
    bool must_stay = false;   ///< the first of a feature, or of the causes: never cut
};

struct evidence_text {
    std::string text;
    std::vector<evidence_line> lines;   ///< by section
    [[nodiscard]] std::string_view view(evidence_line const& l) const noexcept { return std::string_view{text}.substr(l.at, l.size); }
};

/// How names that came with codes are written: for Markdown at most so many UTF-16 units of them, else whole and as they are.
struct style {
    bool markdown = false;
    std::size_t name_units = 0;
};

/// Says what the verdict rests on, in sections, each feature's newest lines first in its own order; at most `lines_per_group` of a
/// feature or section, the rest as a number.
[[nodiscard]] evidence_text say_evidence(card_book::contents const& c, language const& words, criteria::verdict const& v,
                                         findings::chart const& chart, style as);

/// Appends the sections as Markdown, in no more than `budget` UTF-16 units. What does not fit is cut: long names first, then the least
/// telling lines, whose number is told, then names again. Precondition: `budget` is at least `least_units`.
void append_evidence(std::string& out, card_book::contents const& c, language const& words, criteria::verdict const& v,
                     findings::chart const& chart, std::size_t budget);

/// What `append_evidence` needs at most when it may cut all it can, for any chart of these codes.
[[nodiscard]] std::size_t least_units(card_book::contents const& c, language const& words, terminology::code_map const& codes);

}  // namespace oms::cards
