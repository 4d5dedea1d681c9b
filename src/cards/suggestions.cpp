#include "suggestions.hpp"

#include <algorithm>

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
bool is_offered(suggestion const& s, criteria::workup_state const& w) noexcept {
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

void append_order(std::string& out, json::array_writer& actions, order const& wanted, std::string_view description,
                  std::string_view card_id, std::string_view subject) {
    json::object_writer action{out, actions};
    action.text("type", "create").raw("description", description);
    json::object_writer resource{out, action, "resource"};
    std::string id{card_id.substr(0, id_prefix)};
    id.append("-").append(wanted.id);
    resource.text("resourceType", "ServiceRequest").text("id", id).text("status", "draft").text("intent", "proposal");
    resource.raw("code", wanted.code_json);
    json::object_writer reference{out, resource, "subject"};
    reference.text("reference", subject);
}

}  // namespace

std::vector<offered> offered_for(card_book::contents const& c, criteria::verdict const& v) {
    std::vector<offered> out;
    for (offered const& o : c.layout_for(v).suggestions)
        if (is_offered(c.suggestions[o.suggestion], v.workup) && (!o.only_in_remission || in_remission(v))) out.push_back(o);
    return out;
}

void append_suggestions(std::string& out, json::object_writer& card, uuid const& card_id, card_book::contents const& c,
                        language const& words, criteria::verdict const& v, findings::chart const& chart,
                        std::string_view selection_behavior) {
    auto const offers = offered_for(c, v);
    if (offers.empty()) return;
    std::string subject = "Patient/";
    subject += chart.patient.id;
    std::string const card_name = to_string(card_id);
    bool may_recommend = true;
    {
        json::array_writer list{out, card, "suggestions"};
        for (offered const& offer : offers) {
            suggestion const& s = c.suggestions[offer.suggestion];
            json::object_writer one{out, list};
            one.text("label", words.suggestions[offer.suggestion]).text("uuid", to_string(name_uuid(card_id, {s.id})));
            if (offer.recommended && may_recommend) {
                one.boolean("isRecommended", true);
                may_recommend = selection_behavior != only_one;   // of exclusive ones only one may be recommended (cds-resp-1)
            }
            json::array_writer actions{out, one, "actions"};
            for (auto const at : s.orders) append_order(out, actions, c.orders[at], words.orders[at], card_name, subject);
        }
    }
    card.text("selectionBehavior", selection_behavior);
}

}  // namespace oms::cards
