#include <oms/cards/card.hpp>

#include "evidence.hpp"
#include "limits.hpp"
#include "reasoning.hpp"
#include "suggestions.hpp"

#include <oms/base/uuid.hpp>
#include <oms/json/write.hpp>

#include <algorithm>
#include <cassert>

namespace oms::cards {
namespace {

/// Appends the detail as a JSON string. The reasons stand behind the evidence, but what is left of the length is the evidence's.
void append_detail(std::string& out, card_book::contents const& c, language const& words, criteria::verdict const& v,
                   findings::chart const& chart, occasion const& o) {
    std::string text;
    text.reserve(2 * most_detail_units);
    append_reasoning(text, c, words, c.layout_for(v), c.texts_for(v, words), reasoning_of(c, words, v, chart, o));
    std::size_t const reasons = text.size();
    std::size_t const taken = utf16_units(text);
    assert(taken <= most_detail_units && "load has proved it");
    append_evidence(text, c, words, v, chart, most_detail_units - std::min(taken, most_detail_units));
    std::string_view const all = text;
    out += '"';
    json::append_escaped(out, all.substr(reasons));
    json::append_escaped(out, all.substr(0, reasons));
    out += '"';
}

}  // namespace

std::string card_book::summary(criteria::verdict const& v) const {
    std::string out;
    if (v.shown_as == criteria::indicator::none) return out;
    contents_->texts_for(v, contents_->languages.front()).summary.append(out, {{slot::repeat_after, contents_->repeat_after}});
    return out;
}

void card_book::append_card(std::string& out, criteria::verdict const& v, findings::chart const& c, occasion const& o) const {
    assert(v.shown_as != criteria::indicator::none);
    language const& words = contents_->language_for(o);
    uuid const id = name_uuid({o.hook_instance, o.service_id, v.decided->id});
    std::string summary;
    contents_->texts_for(v, words).summary.append(summary, {{slot::repeat_after, contents_->repeat_after}});
    json::object_writer card{out};
    card.text("uuid", to_string(id)).text("summary", summary);
    append_detail(card.value("detail"), *contents_, words, v, c, o);
    card.text("indicator", criteria::name_of(v.shown_as)).raw("source", contents_->source_json);
    append_suggestions(card, id, *contents_, words, v, c, o.selection_behavior);
    card.raw("overrideReasons", contents_->override_reasons_json).raw("links", contents_->layout_for(v).links_json);
}

void card_book::append_missing_data_card(std::string& out, occasion const& o) const {
    language const& words = contents_->language_for(o);
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
