#include "reasoning.hpp"

#include "words/ages.hpp"

#include <algorithm>

namespace oms::cards {
namespace {

using criteria::imaging_state;
using criteria::urine_state;

void begin_part(std::string& out, language const& words, phrase heading) {
    out += "**";
    words[heading].append(out);
    out += ":**";
}

void end_part(std::string& out) { out += "\n\n"; }

/// A sentence behind a blank.
void say(std::string& out, language const& words, phrase p, std::initializer_list<filled> values = {}) {
    out += ' ';
    words[p].append(out, values);
}

void append_rule(std::string& out, language const& words, card_texts const& texts, reasoning const& r) {
    begin_part(out, words, phrase::heading_rule);
    std::string count;
    append_number(count, r.count);
    say(out, words, phrase::criteria, {{slot::count, count}});
    say(out, words, phrase::rule_id, {{slot::rule, r.rule}});
    for (auto const* sentence : {r.rule_sentence, &texts.sentence}) {
        if (!sentence) continue;
        out += ' ';
        sentence->append(out);
    }
    if (r.firm < r.count) {
        count.clear();
        append_number(count, r.firm);
        say(out, words, phrase::not_firm, {{slot::count, count}});
    }
    if (r.tumour_suspected) say(out, words, phrase::tumour_suspected);
    if (r.ganglioneuroma) say(out, words, phrase::ganglioneuroma);
    end_part(out);
}

void append_why(std::string& out, card_book::contents const& c, language const& words, layout const& card) {
    if (!card.why) return;
    begin_part(out, words, phrase::heading_why);
    out.append(" ").append(words.whys[*card.why]).append(" (").append(c.whys[*card.why].links).append(")");
    end_part(out);
}

void append_limits(std::string& out, language const& words, layout const& card, reasoning const& r) {
    // A urine result alone must never look like an answer (clinical.md 2.8).
    bool const urine_alone = r.search && r.workup.urine == urine_state::done && r.workup.imaging == imaging_state::none;
    if (!card.limits && !urine_alone) return;
    begin_part(out, words, phrase::heading_limits);
    if (urine_alone) say(out, words, phrase::urine_without_imaging);
    say(out, words, phrase::limits);
    end_part(out);
}

/// Whether a child of this age, as far as it is known, can belong to the group.
bool fits(alternatives_group const& g, reasoning const& r) noexcept {
    if (!g.by_age()) return false;
    bool const old_enough = !g.from_months || !r.max_months || *r.max_months >= *g.from_months;
    bool const young_enough = !g.below_months || !r.min_months || *r.min_months < *g.below_months;
    return old_enough && young_enough;
}

void append_alternatives(std::string& out, card_book::contents const& c, language const& words, layout const& card, reasoning const& r) {
    bool begun = false;
    for (std::size_t g = 0; g < c.groups.size(); ++g) {
        bool const named = std::ranges::find(card.alternatives, g) != card.alternatives.end();
        if (!named && !(card.age_alternatives && fits(c.groups[g], r))) continue;
        if (begun) out += ';';
        else begin_part(out, words, phrase::heading_consider);
        out.append(" ").append(words.alternatives[g]);
        begun = true;
    }
    if (!begun) return;
    out += '.';
    end_part(out);
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

void append_data(std::string& out, language const& words, layout const& card, reasoning const& r) {
    begin_part(out, words, phrase::heading_data);
    say(out, words, phrase::evaluated, {{slot::time, to_string(r.as_of)}});
    if (r.age_unknown) say(out, words, phrase::age_unknown);
    for (bool const partly : {false, true}) {
        std::string list;
        append_gaps(list, words, r.gaps, partly);
        if (!list.empty()) say(out, words, partly ? phrase::partly : phrase::missing, {{slot::list, list}});
    }
    out += ' ';
    append_workup(out, words, r.workup);
    if (card.outstanding) append_outstanding(out, words, r.workup);
    std::string uncoded;
    append_number(uncoded, r.uncoded);
    say(out, words, phrase::uncoded, {{slot::n, uncoded}});
    end_part(out);
}

void append_basis(std::string& out, card_book::contents const& c, language const& words, layout const& card) {
    begin_part(out, words, phrase::heading_basis);
    out.append(" ").append(card.basis_links).append("; ");
    words[phrase::policy].append(out, {{slot::version, c.policy_version}});
    end_part(out);
    out += "> ";
    words[phrase::regulatory].append(out);
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
    constexpr phrase imaging_words[] = {phrase::imaging_none, phrase::imaging_ordered, phrase::imaging_partial, phrase::imaging_done};
    constexpr phrase urine_words[] = {phrase::urine_none, phrase::urine_ordered, phrase::urine_done};
    std::string imaging{words[imaging_words[static_cast<std::size_t>(w.imaging)]].literal()};
    if (w.newest_imaging) words[phrase::imaging_dated].append(imaging, {{slot::date, to_string(*w.newest_imaging)}});
    std::string urine{words[urine_words[static_cast<std::size_t>(w.urine)]].literal()};
    if (w.mibg) words[phrase::mibg].append(urine);
    words[phrase::workup].append(out, {{slot::imaging, imaging}, {slot::urine, urine}});
}

void append_reasoning(std::string& out, card_book::contents const& c, language const& words, layout const& card, card_texts const& texts,
                      reasoning const& r) {
    append_rule(out, words, texts, r);
    append_why(out, c, words, card);
    append_limits(out, words, card, r);
    append_alternatives(out, c, words, card, r);
    append_data(out, words, card, r);
    append_basis(out, c, words, card);
}

}  // namespace oms::cards
