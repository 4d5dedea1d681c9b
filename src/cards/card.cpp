#include <oms/cards/card.hpp>

#include "guidance.hpp"
#include "limits.hpp"
#include "reasoning.hpp"
#include "suggestions.hpp"

#include <oms/base/uuid.hpp>
#include <oms/json/write.hpp>

#include <algorithm>
#include <cassert>

namespace oms::cards {
namespace {

/// Appends the detail as part of a JSON string. What the reasons leave of the length is the evidence's, which stands in front of them.
void append_detail(std::string& out, told const& t, card_words const& words, std::size_t card) {
    std::size_t const begin = out.size();
    style const whole{.markdown = true, .name_units = long_name};
    guidance guide = guidance_for(t.book, t.words, card, t.verdict, t.chart, whole);
    say_evidence(out, t.book, t.words, t.verdict, t.chart, guide, whole);
    std::size_t const reasons_at = out.size();
    append_reasoning(out, t, words, card, shortening::names);
    if (out.size() - begin + counted_too_much <= most_detail_units) return;   // no text has more UTF-16 units than bytes
    std::string reasons = out.substr(reasons_at);
    for (auto const how : {shortening::names, shortening::brief, shortening::ours}) {
        out.resize(begin);
        if (how == shortening::ours) guide = guidance_for(t.book, t.words, card, t.verdict, t.chart, {.markdown = true, .ours = true});
        if (how != shortening::names) {
            reasons.clear();
            append_reasoning(reasons, t, words, card, how);
        }
        std::size_t const taken = std::min(units_in_json(reasons), most_detail_units);
        if (append_short_evidence(out, t.book, t.words, t.verdict, t.chart, guide, most_detail_units - taken, how)) break;
    }
    out += reasons;
}

}  // namespace

std::string card_book::summary(criteria::verdict const& v) const {
    std::string out;
    if (v.shown_as == criteria::indicator::none) return out;
    language const& words = contents_->languages.front();
    append_summary(out, words, words.cards[contents_->card_for(v)].summary, v);
    return out;
}

void card_book::append_card(std::string& out, criteria::verdict const& v, findings::chart const& c, occasion const& o) const {
    assert(v.shown_as != criteria::indicator::none);
    card_words const& words = contents_->in_cards[contents_->language_for(o)];
    std::size_t const at = contents_->card_for(v);
    prepared_card const& card = words.cards[at];
    uuid const id = name_uuid({o.hook_instance, o.service_id, v.decided->id});
    oms::append_text(out += R"({"uuid":")", id);
    append_summary(out, words.texts, card.until_detail, v);
    append_detail(out, {.book = *contents_, .words = words.texts, .verdict = v, .chart = c, .gaps = o.gaps}, words, at);
    out.append(R"(","indicator":")").append(criteria::name_of(v.shown_as)).append(R"(","source":)").append(contents_->source_json);
    append_suggestions(out, id, *contents_, words.texts, v, c, o);
    out += card.end;
}

void card_book::append_missing_data_card(std::string& out, occasion const& o) const {
    language const& words = contents_->languages[contents_->language_for(o)];
    uuid const id = name_uuid({o.hook_instance, o.service_id, "missing-data"});
    std::string list, summary, detail;
    append_gaps(list, words, o.gaps, false);
    std::string partly;
    append_gaps(partly, words, o.gaps, true);
    if (!list.empty() && !partly.empty()) list += ", ";
    list += partly;
    words.missing_summary.append(summary, {{slot::list, list}});
    words.missing_detail.append(detail);
    detail += "\n\n> ";
    words[phrase::regulatory].append(detail);
    json::object_writer card{out};
    card.text("uuid", to_string(id)).text("summary", summary).text("detail", detail);
    card.text("indicator", criteria::name_of(criteria::indicator::info)).raw("source", contents_->source_json);
}

}  // namespace oms::cards
