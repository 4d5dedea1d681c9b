#include "suggestions.hpp"

#include "evidence.hpp"

#include <oms/json/write.hpp>

#include <algorithm>
#include <utility>

namespace oms::cards {
namespace {

using criteria::imaging_state;
using criteria::urine_state;

constexpr std::string_view only_one = "at-most-one";

bool is_recorded(purpose p, criteria::workup_state const& w) noexcept {
    switch (p) {
        case purpose::imaging: return w.imaging == imaging_state::ordered || w.imaging == imaging_state::done;
        case purpose::urine: return w.urine != urine_state::none;
        case purpose::neurology: return w.neurology_referral;
        case purpose::oncology: return w.oncology_referral;
    }
    return false;
}

/// Repeats and restaging are for what was done; they are only left out while one is ordered.
bool is_missing(suggestion const& s, criteria::workup_state const& w) noexcept {
    if (s.repeats) return w.imaging != imaging_state::ordered;
    return !is_recorded(s.serves, w);
}

/// Every neuroblastic tumour that counts is inactive, in remission or resolved.
bool in_remission(criteria::verdict const& v) noexcept {
    auto const& n = v.features[static_cast<std::size_t>(criteria::feature::neuroblastoma)];
    return n.counted && std::ranges::all_of(n.lines, [](auto const& e) {
               return e.why != criteria::not_counted::counted || (e.newest && e.newest->lasts == findings::persistence::ended);
           });
}

/// The part of the card's id that stands in front of temporary ids: orders of two cards must not meet in one basket.
constexpr std::size_t id_prefix = 8;

/// What one card's suggestions have in common.
struct card_ids {
    uuid card;
    std::string prefix;    ///< of the orders' ids
    std::string subject;   ///< its members, what all orders have besides, and the end of an action
};

void append_coding(std::string& out, json::array_writer& list, terminology::term const& t) {
    json::object_writer{out, list}.text("system", t.system).text("code", t.code).text("display", t.display);
}

/// The codes that an order is for: what stands under "Counted", the first of each feature, each once.
std::vector<terminology::term const*> reasons_of(card_book::contents const& c, criteria::verdict const& v) {
    bool const earlier_counts = c.layouts[c.told_by(v, c.card_for(v))].earlier_counts;
    std::vector<terminology::term const*> out;
    for (std::size_t f = 0; f < v.features.size(); ++f) {
        auto const& lines = v.features[f].lines;
        auto const first = std::ranges::find_if(lines, [&](criteria::evidence const& e) {
            return e.newest && e.newest->term && section_of(v, f, e, earlier_counts) == section::counted;
        });
        if (first != lines.end() && std::ranges::find(out, first->newest->term) == out.end()) out.push_back(first->newest->term);
    }
    return out;
}

/// `reasonCode`; a site's own code stands beside the one that it is mapped to.
void append_reasons(std::string& out, card_book::contents const& c, criteria::verdict const& v) {
    auto const reasons = reasons_of(c, v);
    if (reasons.empty()) return;
    out += R"(,"reasonCode":)";
    json::array_writer concepts{out};
    for (terminology::term const* t : reasons) {
        json::object_writer whole{out, concepts};
        json::array_writer codings{out, whole, "coding"};
        append_coding(out, codings, *t);
        if (t->target) append_coding(out, codings, *t->target);
    }
}

/// From behind the opening of the subject.
std::string end_of_orders(card_book::contents const& c, criteria::verdict const& v, findings::chart const& chart,
                          std::string_view encounter) {
    std::string out = R"("type":"Patient")";   // all that can be said of one without an id
    if (!chart.patient.id.empty()) {
        out = R"("reference":"Patient/)";
        json::append_escaped(out, chart.patient.id);
        out += '"';
    }
    out += '}';
    if (!encounter.empty()) {
        out += R"(,"encounter":{"reference":"Encounter/)";
        json::append_escaped(out, encounter);
        out += R"("})";
    }
    append_reasons(out, c, v);
    return out += "}}";
}

void append_suggestion(std::string& out, prepared_suggestion const& s, card_ids const& ids, bool recommended) {
    out += s.until_id;
    append_text(out, s.id.in(ids.card));
    out += recommended ? R"(","isRecommended":true,"actions":[)" : R"(","actions":[)";
    for (auto const& action : s.actions)
        out.append(action.until_order).append(ids.prefix).append(action.until_subject).append(ids.subject);
    out += "]}";
}

}  // namespace

std::vector<offered> offers_for(card_book::contents const& c, criteria::verdict const& v) {
    std::vector<offered> out;
    for (offered const& o : c.layouts[c.card_for(v)].suggestions)
        if (is_missing(c.suggestions[o.suggestion], v.workup) && (!o.only_in_remission || in_remission(v))) out.push_back(o);
    std::ranges::stable_partition(out, [&](offered const& o) { return is_recommended(o, v); });
    return out;
}

bool is_recommended(offered const& o, criteria::verdict const& v) noexcept {
    return o.recommended && (!o.only_at_warning || v.shown_as == criteria::indicator::warning);
}

prepared_suggestion prepare_suggestion(card_book::contents const& c, suggestion const& s, std::string_view label,
                                       std::span<std::string const> descriptions) {
    prepared_suggestion out{.id = prepared_name{s.id}, .until_id = R"({"label":)", .actions = {}};
    json::append_quoted(out.until_id, label);
    out.until_id += R"(,"uuid":")";
    for (std::size_t const at : s.orders) {
        auto& action = out.actions.emplace_back();
        action.until_order = out.actions.size() == 1 ? R"({"type":"create","description":)" : R"(,{"type":"create","description":)";
        json::append_quoted(action.until_order, descriptions[at]);
        action.until_order += R"(,"resource":{"resourceType":"ServiceRequest","id":")";
        action.until_subject.append("-").append(c.orders[at].id).append(R"(","status":"draft","intent":"proposal","category":)");
        action.until_subject.append(c.orders[at].category_json).append(R"(,"code":)");
        action.until_subject.append(c.orders[at].code_json).append(R"(,"subject":{)");
    }
    return out;
}

void append_suggestions(std::string& out, uuid const& card_id, card_book::contents const& c, language const& words,
                        criteria::verdict const& v, findings::chart const& chart, occasion const& o) {
    card_ids const ids{.card = card_id,
                       .prefix = {characters_of(card_id).data(), id_prefix},
                       .subject = end_of_orders(c, v, chart, o.encounter)};
    std::string_view const selection_behavior = o.selection_behavior;
    bool may_recommend = true;
    std::string_view before = R"(,"suggestions":[)";
    for (offered const& offer : offers_for(c, v)) {
        out += std::exchange(before, ",");
        bool const recommended = is_recommended(offer, v) && may_recommend;
        append_suggestion(out, words.prepared[offer.suggestion], ids, recommended);
        // Of exclusive ones only one may be recommended (cds-resp-1).
        if (recommended) may_recommend = selection_behavior != only_one;
    }
    if (before != ",") return;
    out += ']';
    if (selection_behavior.empty()) return;
    json::append_quoted(out += R"(,"selectionBehavior":)", selection_behavior);
}

}  // namespace oms::cards
