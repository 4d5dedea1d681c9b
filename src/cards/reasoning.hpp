#pragma once
#include "evidence.hpp"

/// Parts 5 to 9 of `detail` (clinical.md 2.12): rule, why, limits of tests, data, basis. Never cut.
namespace oms::cards {

/// One evaluation, and what is said about it. All of it is viewed.
struct told {
    card_book::contents const& book;
    language const& words;
    criteria::verdict const& verdict;
    findings::chart const& chart;
    std::span<data_gap const> gaps;
};

/// All parts, as Markdown in a JSON string; `card` is an index, the words of `t` must be in JSON. From `shortening::brief` on:
/// without what the card's links and the assessment say, too, for a detail that would not fit otherwise.
void append_reasoning(std::string& out, told const& t, card_words const& words, std::size_t card, shortening how);

/// How many features there are, the sentence of the rule, how sure they are. `card` nothing: no sentence.
void append_rule(std::string& out, told const& t, std::optional<std::size_t> card, style as);

/// Whether the card says what tests cannot tell: a urine result alone must never look like an answer. Source: clinical.md 2.8, 2.12.
[[nodiscard]] bool must_tell_limits(layout const& card, criteria::verdict const& v) noexcept;

/// When it was evaluated, what of the workup is recorded, what could not be read.
void append_data(std::string& out, told const& t, bool brief = false);

/// Names of lists that could not be read, as people call them: `orders, reports`. `partly` picks which gaps.
void append_gaps(std::string& out, language const& words, std::span<data_gap const> gaps, bool partly);

/// What a summary asks for: what of the search is missing, or how old it is.
void append_summary(std::string& out, language const& words, text_template const& summary, criteria::verdict const& v);

}  // namespace oms::cards
