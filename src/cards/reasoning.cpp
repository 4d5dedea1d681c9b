#include "reasoning.hpp"

#include "words/ages.hpp"

#include <oms/json/write.hpp>

#include <algorithm>

namespace oms::cards {
namespace {

using criteria::imaging_state;
using criteria::urine_state;

/// A sentence behind a blank.
void say(std::string& out, language const& words, phrase p, std::initializer_list<filled> values = {}) {
    words[p].append(out += ' ', values);
}

void append_imaging(std::string& out, language const& words, criteria::workup_state const& w) {
    constexpr phrase states[] = {phrase::imaging_none, phrase::imaging_ordered, phrase::imaging_partial, phrase::imaging_done};
    words[states[static_cast<std::size_t>(w.imaging)]].append(out);
    if (w.newest_imaging) words[phrase::imaging_dated].append(out, [&](slot) { append_text(out, *w.newest_imaging); });
}

void append_urine(std::string& out, language const& words, criteria::workup_state const& w) {
    constexpr phrase states[] = {phrase::urine_none, phrase::urine_ordered, phrase::urine_done};
    words[states[static_cast<std::size_t>(w.urine)]].append(out);
    if (w.mibg) words[phrase::mibg].append(out);
}

void append_rule(std::string& out, language const& words, prepared_card const& card, reasoning const& r) {
    card.rule.append(out, [&](slot asked) {
        if (asked == slot::count) append_number(out, r.count);
        else json::append_escaped(out, r.rule);
    });
    if (r.rule_sentence) r.rule_sentence->append(out += ' ');
    out += card.sentence;
    if (r.firm < r.count) words[phrase::not_firm].append(out += ' ', [&](slot) { append_number(out, r.firm); });
    if (r.tumour_suspected) say(out, words, phrase::tumour_suspected);
    if (r.ganglioneuroma) say(out, words, phrase::ganglioneuroma);
}

void append_limits(std::string& out, card_words const& words, layout const& card, reasoning const& r) {
    // A urine result alone must never look like an answer (clinical.md 2.8).
    if (r.search && r.workup.urine == urine_state::done && r.workup.imaging == imaging_state::none) out += words.test_limits_of_urine_alone;
    else if (card.test_limits) out += words.test_limits;
}

/// Whether a child of this age, as far as it is known, can belong to the group.
bool fits(alternatives_group const& g, reasoning const& r) noexcept {
    if (!g.by_age()) return false;
    bool const old_enough = !g.from_months || !r.max_months || *r.max_months >= *g.from_months;
    bool const young_enough = !g.below_months || !r.min_months || *r.min_months < *g.below_months;
    return old_enough && young_enough;
}

void append_alternatives(std::string& out, card_book::contents const& c, card_words const& words, layout const& card, reasoning const& r) {
    bool begun = false;
    for (std::size_t g = 0; g < c.groups.size(); ++g) {
        bool const named = std::ranges::find(card.alternatives, g) != card.alternatives.end();
        if (!named && !(card.age_alternatives && fits(c.groups[g], r))) continue;
        out.append(begun ? std::string_view{";"} : words.consider).append(" ").append(words.texts.alternatives[g]);
        begun = true;
    }
    if (begun) out.append(".").append(part_end);
}

/// What of the first line is neither done nor ordered.
void append_outstanding(std::string& out, language const& words, criteria::workup_state const& w) {
    std::string list;
    auto const add = [&](bool missing, phrase item) {
        if (!missing) return;
        if (!list.empty()) list += ", ";
        words[item].append(list);
    };
    add(w.imaging == imaging_state::none || w.imaging == imaging_state::partial, phrase::item_imaging);
    add(w.urine == urine_state::none, phrase::item_urine);
    add(!w.neurology_referral, phrase::item_neurology);
    add(!w.oncology_referral, phrase::item_oncology);
    if (list.empty()) say(out, words, phrase::nothing_outstanding);
    else say(out, words, phrase::outstanding, {{slot::list, list}});
}

void append_data(std::string& out, card_words const& words, layout const& card, reasoning const& r) {
    language const& texts = words.texts;
    words.evaluated.append(out, [&](slot) { append_text(out, r.as_of); });
    if (r.age_unknown) say(out, texts, phrase::age_unknown);
    for (bool const partly : {false, true}) {
        std::string list;
        append_gaps(list, texts, r.gaps, partly);
        if (!list.empty()) say(out, texts, partly ? phrase::partly : phrase::missing, {{slot::list, list}});
    }
    append_workup(out += ' ', texts, r.workup);
    if (card.outstanding) append_outstanding(out, texts, r.workup);
}

}  // namespace

reasoning reasoning_of(card_book::contents const& c, language const& words, criteria::verdict const& v, findings::chart const& chart,
                       occasion const& o) {
    auto const firm = std::ranges::count_if(v.features, [](auto const& f) { return f.counted && f.firm; });
    return {.as_of = v.as_of,
            .rule = v.decided->id,
            .rule_sentence = c.rule_sentence(v, words),
            .count = v.count,
            .firm = static_cast<std::size_t>(firm),
            .tumour_suspected = v.tumour_suspected,
            .ganglioneuroma = v.ganglioneuroma_only,
            .workup = v.workup,
            .search = !v.features[static_cast<std::size_t>(criteria::feature::neuroblastoma)].counted,
            .min_months = v.how_old.min_months,
            .max_months = v.how_old.max_months,
            .age_unknown = v.how_old.band == criteria::age_band::unknown,
            .uncoded = chart.uncoded,
            .gaps = o.gaps};
}

void append_gaps(std::string& out, language const& words, std::span<data_gap const> gaps, bool partly) {
    if (gaps.empty()) return;
    bool other = false, any = false;
    auto const add = [&](std::string_view name) {
        out.append(any ? ", " : "").append(name);
        any = true;
    };
    for (auto const& [name, label] : words.lists) {
        bool const missing = std::ranges::any_of(gaps, [&](data_gap const& g) { return g.partly == partly && g.key == name; });
        if (missing) add(label);
    }
    for (data_gap const& g : gaps) other |= g.partly == partly && text_for(words.lists, g.key).empty();
    if (other) add(words[phrase::other_data].literal());   // never a key of the sender
}

void append_workup(std::string& out, language const& words, criteria::workup_state const& w) {
    if (!w.checked) return words[phrase::not_checked].append(out);
    words[phrase::workup].append(out, [&](slot asked) {
        if (asked == slot::imaging) append_imaging(out, words, w);
        else append_urine(out, words, w);
    });
}

void append_reasoning(std::string& out, card_book::contents const& c, card_words const& words, std::size_t card, reasoning const& r) {
    layout const& l = c.layouts[card];
    prepared_card const& prepared = words.cards[card];
    append_rule(out, words.texts, prepared, r);
    out += prepared.why;
    append_limits(out, words, l, r);
    append_alternatives(out, c, words, l, r);
    append_data(out, words, l, r);
    prepared.basis.append(out, [&](slot) { append_number(out, r.uncoded); });
}

}  // namespace oms::cards
