#include "reasoning.hpp"

#include "words/ages.hpp"
#include "workup_text.hpp"

#include <oms/json/write.hpp>

#include <algorithm>
#include <chrono>

namespace oms::cards {
namespace {

using criteria::evidence;
using criteria::imaging_state;
using findings::polarity;
using terminology::fact;

constexpr std::size_t causes_told = 2;
constexpr std::size_t unread_reasons_told = 2;

/// A sentence behind a blank.
void say(std::string& out, language const& words, phrase p, std::initializer_list<filled> values = {}) {
    words[p].append(out += ' ', values);
}

bool tumour_counts(criteria::verdict const& v) noexcept {
    return v.features[static_cast<std::size_t>(criteria::feature::neuroblastoma)].counted;
}

bool is_cause(evidence const& e) noexcept {
    return e.newest && e.says == polarity::positive && (e.what == fact::poisoning || e.what == fact::named_cns_disease);
}

void append_causes(std::string& out, told const& t, style as) {
    std::size_t count = 0;
    for (evidence const& e : t.verdict.explanations) {
        if (!is_cause(e) || count == causes_told) continue;
        out += count == 0 ? "" : "; ";
        append_finding(out, t.book, t.words, *e.newest,
                       {.markdown = as.markdown, .name_units = as.brief ? shortest_name : short_name, .ours = as.ours});
        if (e.date) t.words[phrase::dated].append(out, [&](slot) { append_text(out, *e.date); });
        ++count;
    }
}

void append_refutation(std::string& out, criteria::verdict const& v) {
    maybe_day newest;
    for (evidence const& e : v.explanations)
        if (e.says == polarity::refuted) newest = std::max(newest, e.date);
    if (newest) append_text(out, *newest);
}

void append_sentence(std::string& out, told const& t, std::size_t card, style as) {
    t.words.cards[card].sentence.append(out += ' ', [&](slot asked) {
        if (asked == slot::cause) append_causes(out, t, as);
        else append_refutation(out, t.verdict);
    });
}

bool is_weak_line(evidence const& e) noexcept { return e.what == fact::weak_ataxia || e.what == fact::weak_provisional_ataxia; }

/// Counted by nothing but unspecific codes.
bool is_unspecific(criteria::feature_state const& f) noexcept {
    bool weak = false;
    for (evidence const& e : f.lines) {
        if (e.why != criteria::not_counted::counted) continue;
        if (!is_weak_line(e)) return false;
        weak = true;
    }
    return weak;
}

/// "2 of these are certain; behaviour or sleep change is provisional."
void append_certainty(std::string& out, told const& t, bool earlier_counts) {
    std::string items;
    std::size_t certain = 0;
    for (std::size_t i = 0; i < t.verdict.features.size(); ++i) {
        auto const& f = t.verdict.features[i];
        bool const earlier = earlier_counts && std::ranges::any_of(f.lines, &evidence::earlier);
        if (!f.counted && !earlier) continue;
        bool const firm = f.counted ? f.firm : std::ranges::any_of(f.lines, [](evidence const& e) { return e.earlier && !e.provisional; });
        bool const unspecific = is_unspecific(f);
        if (firm && !unspecific) ++certain;
        else t.words[unspecific ? phrase::is_unspecific : phrase::is_provisional].append(items, {{slot::item, t.words.in_sentence[i]}});
    }
    if (items.empty()) return;
    t.words[certain == 1 ? phrase::certain_one : phrase::certain_many].append(out += ' ', [&](slot) { append_number(out, certain); });
    out.append(items).append(".");
}

bool must_tell_why(layout const& card, criteria::verdict const& v) noexcept {
    if (!card.why_only_for_poisoning) return true;
    return std::ranges::any_of(v.explanations, [](evidence const& e) { return e.what == fact::poisoning; });
}

/// `20 Nov 2026`.
void append_date(std::string& out, language const& words, day d) {
    std::chrono::year_month_day const date{d};
    append_number(out, static_cast<unsigned>(date.day()));
    out.append(" ").append(words.months[static_cast<unsigned>(date.month()) - 1]).append(" ");
    append_number(out, static_cast<std::size_t>(static_cast<int>(date.year())));
}

/// `12:00`.
void append_clock(std::string& out, instant t) {
    std::chrono::hh_mm_ss const clock{std::chrono::floor<std::chrono::minutes>(t - day_of(t))};
    auto const two_digits = [&](long n) {
        out += static_cast<char>('0' + n / 10);
        out += static_cast<char>('0' + n % 10);
    };
    two_digits(clock.hours().count());
    out += ':';
    two_digits(clock.minutes().count());
}

void append_time(std::string& out, language const& words, instant t) {
    words[phrase::time].append(out, [&](slot asked) {
        if (asked == slot::date) append_date(out, words, day_of(t));
        else append_clock(out, t);
    });
}

void append_missing_lists(std::string& out, told const& t) {
    for (bool const partly : {false, true}) {
        std::string list;
        append_gaps(list, t.words, t.gaps, partly);
        if (!list.empty()) say(out, t.words, partly ? phrase::partly : phrase::missing, {{slot::list, list}});
    }
}

/// How many records could not be read, and why.
void append_not_read(std::string& out, told const& t, bool brief) {
    if (t.chart.unread_total == 0) return;
    std::string reasons;
    std::size_t left = t.chart.unread_total, told_of = 0;
    auto const add = [&](phrase p, std::size_t n, std::string_view reason) {
        reasons += reasons.empty() ? " (" : ", ";
        t.words[p].append(reasons, [&](slot asked) {
            if (asked == slot::n) append_number(reasons, n);
            else reasons += reason;
        });
    };
    for (auto const& u : t.chart.unread) {
        auto const words = text_for(t.words.unread, u.reason);
        if (words.empty() || told_of == unread_reasons_told) continue;
        add(phrase::not_read_reason, u.records, words);
        left -= std::min(left, u.records);
        ++told_of;
    }
    if (left != 0) add(phrase::not_read_other, left, {});
    reasons += ')';
    if (brief) reasons.clear();
    phrase const p = t.chart.unread_total == 1 ? phrase::not_read_one : phrase::not_read_many;
    t.words[p].append(out += ' ', [&](slot asked) {
        if (asked == slot::n) append_number(out, t.chart.unread_total);
        else out += reasons;
    });
}

}  // namespace

bool must_tell_limits(layout const& card, criteria::verdict const& v) noexcept {
    bool const searched = v.workup.imaging == imaging_state::ordered || v.workup.imaging == imaging_state::done;
    return card.test_limits || (v.workup.urine == criteria::urine_state::done && !searched && !tumour_counts(v));
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

void append_rule(std::string& out, told const& t, std::optional<std::size_t> card, style as) {
    auto const& v = t.verdict;
    auto const told_by = card ? std::optional{t.book.told_by(v, *card)} : std::nullopt;
    bool const earlier_counts = told_by && t.book.layouts[*told_by].earlier_counts;
    std::size_t const count = earlier_counts ? v.asked[static_cast<std::size_t>(criteria::question::count_with_history)] : v.count;
    t.words[phrase::criteria].append(out, [&](slot) { append_number(out, count); });
    if (told_by) append_sentence(out, t, *told_by, as);
    append_certainty(out, t, earlier_counts);
    if (v.tumour_suspected) say(out, t.words, phrase::tumour_suspected);
    if (v.ganglioneuroma_only) say(out, t.words, phrase::ganglioneuroma);
}

void append_data(std::string& out, told const& t, bool brief) {
    t.words[phrase::evaluated].append(out, [&](slot) { append_time(out, t.words, t.verdict.as_of); });
    if (t.verdict.how_old.band == criteria::age_band::unknown) say(out, t.words, phrase::age_unknown);
    append_workup(out += ' ', t.words, t.verdict.workup, brief);
    append_missing_lists(out, t);
    append_not_read(out, t, brief);
    if (t.chart.uncoded == 0) return;
    phrase const p = t.chart.uncoded == 1 ? phrase::uncoded_one : phrase::uncoded_many;
    t.words[p].append(out += ' ', [&](slot) { append_number(out, t.chart.uncoded); });
}

void append_summary(std::string& out, language const& words, text_template const& summary, criteria::verdict const& v) {
    summary.append(out, [&](slot asked) {
        if (asked == slot::missing) append_missing(out, words, v.workup);
        else if (v.workup.search) append_number(out, static_cast<std::size_t>((day_of(v.as_of) - *v.workup.search).count()));
    });
}

void append_reasoning(std::string& out, told const& t, card_words const& words, std::size_t card, shortening how) {
    bool const brief = how != shortening::names;
    layout const& l = t.book.layouts[card];
    prepared_card const& prepared = words.cards[card];
    append_heading(out, t.words.phrases, phrase::heading_rule);
    append_rule(out += ' ', t, card, {.markdown = true, .name_units = long_name, .brief = brief, .ours = how == shortening::ours});
    out += part_end;
    if (must_tell_why(l, t.verdict)) out += brief ? prepared.brief_why : prepared.why;
    if (must_tell_limits(l, t.verdict)) out += words.test_limits;
    append_heading(out, t.words.phrases, phrase::heading_data);
    append_data(out += ' ', t, brief);
    out += part_end;
    (brief ? prepared.brief_basis : prepared.basis).append(out, [&](slot) { json::append_escaped(out, t.verdict.decided->id); });
}

}  // namespace oms::cards
