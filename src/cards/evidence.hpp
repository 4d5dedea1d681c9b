#pragma once
#include "contents.hpp"

#include <string>
#include <vector>

/// Parts 1 to 4 of `detail` (clinical.md 2.12): what counts, what to do today, what else it may be, what is not recorded, what is absent,
/// what does not count and why.
namespace oms::cards {

/// In the order in which they are said.
enum class section : std::uint8_t { counted, today, consider, not_recorded, absent, not_counted, also };

inline constexpr std::array sections{section::counted, section::today,       section::consider, section::not_recorded,
                                    section::absent,  section::not_counted, section::also};
[[nodiscard]] phrase heading_of(section in) noexcept;
[[nodiscard]] bool is_list(section in) noexcept;   ///< of bullets; else one text behind its heading

/// Where one line of evidence stands.
struct evidence_line {
    section in{};
    std::size_t at = 0, size = 0;
    bool must_stay = false;   ///< the first of a feature, or what to do: never cut
};

/// Of a name that came with a code, in UTF-16 units; the code itself stands beside it.
inline constexpr std::size_t long_name = 90, short_name = 48, shortest_name = 18;
inline constexpr std::size_t most_code_units = 40, most_system_units = 30;
/// The same of a site's code where names are short: the assessment has them whole.
inline constexpr std::size_t short_code_units = 24, short_system_units = 18;

inline constexpr std::string_view bullet = R"(\n- )";   ///< in a JSON string

/// Markdown in a JSON string, the sections below their headings, with at most so many UTF-16 units of a name. Or else plain lines, one
/// behind the other, with whole names as they are.
/// `brief`: neither ages nor what kind of record it was, for a detail that would not fit otherwise.
struct style {
    bool markdown = false;
    std::size_t name_units = 0;
    bool brief = false;
    bool ours = false;   ///< of a site's code only ours is told, to which it leads
};

/// How a detail becomes shorter, each step with all that stands before it: names, and lines left out; then `style::brief`; at last
/// `style::ours`, so that no map of a site can make a card too long.
enum class shortening : std::uint8_t { names, brief, ours };

/// Appends a code with its name; that of a site with the code of ours that it leads to.
void append_finding(std::string& out, language const& words, terminology::term const& t, style as);
/// The same of a record, as the style has it: `append_finding` for its code, or the name of its fact.
void append_finding(std::string& out, card_book::contents const& c, language const& words, findings::finding const& f, style as);

/// What stands among the evidence and is no evidence; empty: nothing. `consider` holds no names longer than `short_name`. And what the
/// sentence of the rule says of the evidence.
struct guidance {
    std::string today, consider;
    bool earlier_counts = false;   ///< signs recorded earlier count as if they were present
    bool causes_told = false;      ///< the sentence names the other causes
};

/// What a line is good for on a card.
[[nodiscard]] section section_of(criteria::verdict const& v, std::size_t feature, criteria::evidence const& e,
                                 bool earlier_counts) noexcept;

/// Appends what the verdict rests on, in sections, each feature's newest lines first in its own order; at most `lines_per_group` of a
/// feature or section, the rest as a number. `words` must be in JSON when the style is. `lines`: told where each line stands, if given.
void say_evidence(std::string& out, card_book::contents const& c, language const& words, criteria::verdict const& v,
                  findings::chart const& chart, guidance const& guide, style as, std::vector<evidence_line>* lines = nullptr);

/// UTF-16 units that `append_short_evidence` may count too many: a text that is shorter by as much fits whole.
inline constexpr std::size_t counted_too_much = 8;

/// Appends the sections in no more than `budget` UTF-16 units. What does not fit is cut: long names first, then the least telling lines,
/// whose number is told, then names again. `words` must be in JSON. Returns whether it fits: always with `shortening::ours` and a `budget`
/// of at least `least_units`.
bool append_short_evidence(std::string& out, card_book::contents const& c, language const& words, criteria::verdict const& v,
                           findings::chart const& chart, guidance const& guide, std::size_t budget, shortening how);

/// The finding with the widest name among the codes of ours. It views `status`, into which its own is put.
[[nodiscard]] findings::finding widest_finding(language const& words, terminology::code_map const& codes, std::string& status);

/// What `append_short_evidence` needs at most when it may cut all it can, for any chart of these codes and without guidance.
[[nodiscard]] std::size_t least_units(card_book::contents const& c, language const& words, terminology::code_map const& codes);

}  // namespace oms::cards
