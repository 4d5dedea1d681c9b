#include "../evidence.hpp"
#include "../limits.hpp"
#include "load.hpp"
#include "../reasoning.hpp"

#include <algorithm>

namespace oms::cards {
namespace {

using criteria::imaging_state;
using criteria::urine_state;

/// Proves the lengths of one language by writing every card in its longest forms.
class length_check {
public:
    length_check(card_book::contents const& c, criteria::policy const& rules, terminology::code_map const& codes, language const& words,
                 card_words const& in_cards, fault_list& faults)
        : c_{c}, rules_{rules}, words_{words}, in_cards_{in_cards}, faults_{faults}, evidence_{least_units(c, in_cards.texts, codes)} {
        bool partly = false;
        for (auto const& [name, label] : words.lists) gaps_.push_back({name, partly = !partly});
        for (bool const part : {false, true}) gaps_.push_back({"", part});   // "other data"
        for (auto const& l : c.layouts)
            if (l.id.size() > longest_rule_.size()) longest_rule_ = l.id;
    }

    void run() {
        for (std::size_t i = 0; i < c_.layouts.size(); ++i) {
            std::string const element = "cards." + c_.layouts[i].id;
            std::array<std::size_t, slot_count> longest{};
            longest[static_cast<std::size_t>(slot::repeat_after)] = c_.repeat_after.size();
            check(element + ".summary", words_.cards[i].summary.most_units(longest), most_summary_units);
            std::size_t const detail = evidence_ + longest_reasoning(i);
            check(element + ", with all other parts of its detail,", detail, most_detail_units);
        }
        check_missing_data();
    }

private:
    void check(std::string const& what, std::size_t units, std::size_t most) {
        if (units <= most) return;
        faults_.push_back({errc::bad_knowledge, words_.file + ": " + what,
                           "can grow to " + std::to_string(units) + " UTF-16 units; " + std::to_string(most) + " are allowed, shorten it"});
    }

    void check_missing_data() {
        std::string list;
        for (auto const& [name, label] : words_.lists) list.append(list.empty() ? "" : ", ").append(label);
        list.append(", ").append(words_[phrase::other_data].literal());
        std::array<std::size_t, slot_count> longest{};
        longest[static_cast<std::size_t>(slot::list)] = utf16_units(list);
        check("missingData.summary", words_.missing_summary.most_units(longest), most_summary_units);
    }

    /// Says all that does not exclude each other; the rest is tried.
    reasoning wordy() const {
        reasoning r;
        r.as_of = instant{std::chrono::milliseconds{253402300799999}};   // 9999-12-31T23:59:59.999Z
        r.rule = longest_rule_;
        r.count = criteria::feature_count;
        r.uncoded = 99'999'999;
        r.gaps = gaps_;
        return r;
    }

    /// Ages on both sides of each border between groups: a birth year alone may allow two of them.
    std::vector<std::pair<std::optional<int>, std::optional<int>>> ages(layout const& card) const {
        if (!rules_.find(card.id)) return {{std::nullopt, std::nullopt}};   // a text for an unknown age
        std::vector<std::pair<std::optional<int>, std::optional<int>>> out{{0, 0}};
        for (auto const& g : c_.groups)
            for (auto const border : {g.from_months, g.below_months})
                if (border) out.emplace_back(*border - 1, *border);
        return out;
    }

    static std::vector<criteria::workup_state> workups() {
        std::vector<criteria::workup_state> out(1);   // not checked: nothing is known
        for (auto const imaging : {imaging_state::none, imaging_state::ordered, imaging_state::partial, imaging_state::done})
            for (auto const urine : {urine_state::none, urine_state::ordered, urine_state::done}) {
                criteria::workup_state w{.checked = true, .imaging = imaging, .urine = urine, .newest_imaging = {}, .mibg = true};
                if (imaging != imaging_state::none) w.newest_imaging = partial_date{2026, 12, 31}.first_day();
                out.push_back(w);
            }
        return out;
    }

    /// Other card texts stand beside the sentence of whatever rule decided.
    text_template const* longest_sentence() const {
        auto const units = [](card_texts const& t) { return units_in_json(t.sentence.literal()); };
        return &std::ranges::max_element(in_cards_.texts.cards, {}, units)->sentence;
    }

    std::size_t longest_reasoning(std::size_t at) const {
        layout const& card = c_.layouts[at];
        std::size_t most = 0;
        std::string out;
        reasoning r = wordy();
        if (!rules_.find(card.id)) r.rule_sentence = longest_sentence();
        for (bool const search : {false, true})
            for (auto const& [low, high] : ages(card))
                for (auto const& w : workups()) {
                    r.search = r.tumour_suspected = search;
                    r.ganglioneuroma = !search;
                    r.min_months = low;
                    r.max_months = high;
                    r.age_unknown = !high;
                    r.workup = w;
                    out.clear();
                    append_reasoning(out, c_, in_cards_, at, r);
                    most = std::max(most, units_in_json(out));
                }
        return most;
    }

    card_book::contents const& c_;
    criteria::policy const& rules_;
    language const& words_;
    card_words const& in_cards_;
    fault_list& faults_;
    std::size_t evidence_;
    std::vector<data_gap> gaps_;
    std::string longest_rule_;
};

}  // namespace

void check_lengths(card_book::contents const& c, criteria::policy const& rules, terminology::code_map const& codes, fault_list& faults) {
    for (std::size_t i = 0; i < c.languages.size(); ++i) length_check{c, rules, codes, c.languages[i], c.in_cards[i], faults}.run();
}

}  // namespace oms::cards
