#pragma once
#include "contents.hpp"

/// Parts 3 to 8 of `detail` (clinical.md 2.12): rule, why, limits of tests, alternatives, data, basis. Never cut.
namespace oms::cards {

/// What these parts say about one evaluation.
struct reasoning {
    instant as_of;
    std::string_view rule;
    text_template const* rule_sentence = nullptr;   ///< beside that of other card texts
    std::size_t count = 0;
    std::size_t firm = 0;           ///< of them; fewer than `count` is said (clinical.md 2.9)
    bool tumour_suspected = false;
    bool ganglioneuroma = false;
    criteria::workup_state workup;
    bool search = true;             ///< no tumour is recorded, so what is outstanding is a search
    std::optional<int> min_months, max_months;
    bool age_unknown = false;
    std::size_t uncoded = 0;
    std::span<data_gap const> gaps;
};

[[nodiscard]] reasoning reasoning_of(card_book::contents const& c, language const& words, criteria::verdict const& v,
                                     findings::chart const& chart, occasion const& o);

/// As part of a JSON string; `card` is an index. The sentence of another rule must be of `words`.
void append_reasoning(std::string& out, card_book::contents const& c, card_words const& words, std::size_t card, reasoning const& r);

/// Names of lists that could not be read, as people call them: `orders, reports`. `partly` picks which gaps.
void append_gaps(std::string& out, language const& words, std::span<data_gap const> gaps, bool partly);

/// `Workup recorded: …` or that it was not checked.
void append_workup(std::string& out, language const& words, criteria::workup_state const& w);

}  // namespace oms::cards
