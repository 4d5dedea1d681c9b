#include "support/card_validator.hpp"

#include "support/json_checks.hpp"

#include <algorithm>
#include <set>

namespace oms::test {
namespace {

constexpr char const* uuid_form = "[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}";
constexpr char const* fhir_id_form = R"([A-Za-z0-9\-\.]{1,64})";
constexpr std::size_t summary_limit = 140;
constexpr std::size_t detail_limit = 2500;
constexpr std::string_view last_line =
    "For health-care professionals: decision support, not a diagnosis; built from the coded data listed here, which may be incomplete or "
    "wrong. "
    "Verify before acting.";

std::string printed(std::size_t n) { return std::to_string(n); }

/// Code points, as Inferno counts.
std::size_t code_points(std::string_view utf8) {
    return static_cast<std::size_t>(std::ranges::count_if(utf8, [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

void check_summary(element const& card, check& c) {
    auto const text = c.required_text(card, "summary", "CH-CARD-02");
    if (!text) return;
    std::size_t const length = std::max(utf16_length(*text), code_points(*text));
    c.expect(length < summary_limit, card["summary"], "has " + printed(length) + " UTF-16 units, must have fewer than 140", "CH-CARD-02");
    c.expect(text->find('\n') == std::string_view::npos, card["summary"], "must be one sentence on one line", "CH-CARD-02");
}

void check_detail(element const& card, check& c, bool ours) {
    c.optional_text(card, "detail", "CH-CARD-03");
    auto const text = card["detail"].text();
    if (!ours) return;
    c.expect(text.has_value(), card["detail"], "must be there: a clinician must be able to review the basis", "clinical.md 5.1");
    if (!text) return;
    element const at = card["detail"];
    c.expect(utf16_length(*text) < detail_limit, at, "has " + printed(utf16_length(*text)) + " UTF-16 units, must have fewer than 2500",
             "clinical.md 2.12");
    c.expect(text->find('<') == std::string_view::npos, at, "must hold no `<`: some clients show HTML", "CH-CARD-04");
    c.expect(text->ends_with(last_line), at, "must end with the regulatory line", "clinical.md 6");
    for (auto link = text->find("]("); link != std::string_view::npos; link = text->find("](", link + 1))
        c.expect(text->substr(link).starts_with("](https://"), at, "must link https only", "CH-LINK-02");
}

void check_source(element const& card, check& c, bool ours) {
    element const source = card["source"];
    if (!source.is_object()) return c.fail(source, "must be an object", "CH-CARD-06");
    c.required_text(source, "label", "CH-SRC-01");
    if (source.has("url")) c.https_url(source["url"], "CH-SRC-02");
    if (source.has("icon")) c.https_url(source["icon"], "CH-SRC-03");
    if (source.has("topic")) c.coding(source["topic"], false, "CH-SRC-04");
    if (!ours) return;
    c.expect(source.has("url"), source, "must have a url", "CH-SRC-02");
    c.expect(source.has("topic"), source, "must have a topic", "CH-SRC-04");
    c.expect(source["topic"]["code"].text() == "oms-neuroblastoma-workup", source["topic"], "must be the one topic of all cards",
             "CH-SRC-04");
}

void check_service_request(element const& r, check& c) {
    c.one_of(r, "status", {"draft"}, "CH-DEC-07");
    c.one_of(r, "intent", {"proposal"}, "clinical.md 2.12");
    c.matches(r["subject"]["reference"], R"(Patient/[A-Za-z0-9\-\.]{1,64})", "a reference to the patient", "CH-DEC-07");
    c.required_text(r["code"], "text", "CH-DEC-07");
    element const codings = r["code"]["coding"];
    c.expect(codings.is_array(), codings, "must hold the codes of the order", "CH-DEC-07");
    for (element const& one : codings.items()) c.coding(one, true, "CH-COD-01");
}

void check_created(element const& action, check& c, bool ours) {
    element const resource = action["resource"];
    if (!resource.is_object()) return c.fail(resource, "must be a whole resource, as an object", "CH-ACT-03");
    auto const type = c.required_text(resource, "resourceType", "CH-ACT-03");
    c.matches(resource["id"], fhir_id_form, "a temporary id", "CH-ACT-03");
    if (!ours) return;
    c.expect(type == "ServiceRequest", resource["resourceType"], "must be ServiceRequest: orders are all we propose", "clinical.md 2.12");
    if (type == "ServiceRequest") check_service_request(resource, c);
}

void check_action(element const& action, check& c, bool ours, bool system) {
    c.one_of(action, "type", {"create", "update", "delete"}, "CH-ACT-01");
    if (!system || action.has("description")) c.required_text(action, "description", "CH-ACT-02, cds-resp-5");
    c.extension(action);
    auto const type = action["type"].text();
    if (type == "create") check_created(action, c, ours);
    if (type == "update") {
        c.expect(action["resource"].is_object(), action["resource"], "must be the whole updated resource", "CH-ACT-04");
        if (action["resource"].is_object()) c.required_text(action["resource"], "resourceType", "CH-ACT-04");
    }
    if (type == "delete") {
        c.required_text(action, "resourceId", "cds-resp-2");
        c.expect(!action.has("resource"), action["resource"], "must not be there in a delete", "cds-resp-2");
    }
    if (ours) c.expect(type == "create", action["type"], "must be create: we change nothing that is recorded", "CH-ACT-04, CH-ACT-05");
}

void check_suggestion(element const& s, check& c, bool ours, std::set<std::string>& ids) {
    if (!s.is_object()) return c.fail(s, "must be an object", "CH-CARD-07");
    c.required_text(s, "label", "CH-SUG-01");
    if (s.has("uuid") || ours) {
        c.matches(s["uuid"], uuid_form, "a UUID without prefix", "CH-SUG-02");
        bool const fresh = ids.insert(std::string{s["uuid"].text().value_or("")}).second;
        c.expect(fresh, s["uuid"], "must be unique", "CH-SUG-02");
    }
    if (s.has("isRecommended")) c.expect(s["isRecommended"].value->is_bool(), s["isRecommended"], "must be true or false", "CH-SUG-03");
    if (s.has("actions")) c.expect(s["actions"].is_array(), s["actions"], "must be an array", "CH-SUG-05");
    if (ours) c.expect(s["actions"].is_array(), s["actions"], "must be there: a suggestion of ours is an order", "clinical.md 2.12");
    for (element const& action : s["actions"].items()) check_action(action, c, ours, false);
    if (s.has("actionSelectionBehavior")) c.one_of(s, "actionSelectionBehavior", {"all", "any", "at-most-one"}, "cds-resp-7");
    if (ours) c.expect(!s.has("actionSelectionBehavior"), s, "must not use actionSelectionBehavior", "CH-SUG-07");
    c.extension(s);
}

void check_suggestions(element const& card, check& c, bool ours) {
    if (card.has("selectionBehavior")) c.one_of(card, "selectionBehavior", {"at-most-one", "any"}, "CH-CARD-09");
    if (ours)
        c.expect(card.has("suggestions") || !card.has("selectionBehavior"), card["selectionBehavior"], "must come with suggestions only",
                 "CH-JSON-04");
    if (!card.has("suggestions")) return;
    element const list = card["suggestions"];
    c.expect(list.is_array(), list, "must be an array", "CH-CARD-07");
    c.expect(card.has("selectionBehavior"), card, "must say selectionBehavior beside suggestions", "CH-CARD-08, cds-resp-6");
    std::set<std::string> ids;
    std::size_t recommended = 0;
    for (element const& s : list.items()) {
        check_suggestion(s, c, ours, ids);
        element const flag = s["isRecommended"];
        if (flag.value && flag.value->is_bool() && flag.value->as_bool()) ++recommended;
    }
    bool const exclusive = card["selectionBehavior"].text() == "at-most-one";
    c.expect(!exclusive || recommended < 2, list, "recommends " + printed(recommended) + " of which only one may be chosen",
             "CH-SUG-04, cds-resp-1");
}

void check_override_reasons(element const& card, check& c, bool ours) {
    if (!card.has("overrideReasons")) return;
    element const list = card["overrideReasons"];
    c.expect(list.is_array(), list, "must be an array", "CH-CARD-10");
    std::set<std::string> codes;
    for (element const& reason : list.items()) {
        c.coding(reason, true, "CH-OVR-01, cds-resp-4");
        c.expect(codes.insert(std::string{reason["code"].text().value_or("")}).second, reason, "must be unique within the card",
                 "CH-OVR-03");
    }
    static std::vector<std::string_view> const displays{
        "Already investigated", "Another cause established",        "Eye movement is not opsoclonus",
        "Recorded in error",    "Under neurology or oncology care", "Family declined"};
    std::vector<std::string_view> seen;
    for (element const& reason : list.items()) seen.push_back(reason["display"].text().value_or(""));
    if (ours) c.expect(seen == displays, list, "must be the six reasons in their order", "clinical.md 2.11");
}

void check_links(element const& card, check& c, bool ours) {
    if (!card.has("links")) return;
    element const list = card["links"];
    c.expect(list.is_array(), list, "must be an array", "CH-CARD-11");
    for (element const& link : list.items()) {
        c.required_text(link, "label", "CH-LINK-01");
        c.https_url(link["url"], "CH-LINK-02");
        c.one_of(link, "type", {"absolute", "smart"}, "CH-LINK-03");
        bool const smart = link["type"].text() == "smart";
        c.expect(smart || !link.has("appContext"), link["appContext"], "must not be there unless the link is smart",
                 "CH-LINK-04, cds-resp-3");
        if (link.has("autolaunchable"))
            c.expect(link["autolaunchable"].value->is_bool(), link["autolaunchable"], "must be true or false", "CH-LINK-05");
        c.extension(link);
        if (!ours) continue;
        c.expect(!smart, link["type"], "must be absolute: we have no app", "CH-LINK-03");
        c.expect(!link.has("autolaunchable"), link, "must never launch by itself", "CH-LINK-05");
    }
}

}  // namespace

void check_card(element const& card, check& c, bool ours) {
    if (!card.is_object()) return c.fail(card, "must be an object", "CH-RES-01");
    if (card.has("uuid") || ours) c.matches(card["uuid"], uuid_form, "a UUID without prefix", "CH-CARD-01");
    check_summary(card, c);
    check_detail(card, c, ours);
    c.one_of(card, "indicator", {"info", "warning", "critical"}, "CH-CARD-05");
    if (ours) c.expect(card["indicator"].text() != "critical", card["indicator"], "must never be critical", "clinical.md 2.6");
    check_source(card, c, ours);
    check_suggestions(card, c, ours);
    check_override_reasons(card, c, ours);
    check_links(card, c, ours);
    c.extension(card);
}

void check_response(element const& root, check& c, bool ours) {
    if (!root.is_object()) return c.fail(root, "must be an object", "CH-RES-01");
    element const cards = root["cards"];
    if (!cards.is_array()) return c.fail(cards, "must be an array", "CH-RES-01");
    std::set<std::string> ids;
    for (element const& card : cards.items()) {
        check_card(card, c, ours);
        if (auto const id = card["uuid"].text())
            c.expect(ids.insert(std::string{*id}).second, card["uuid"], "must be unique", "CH-CARD-01");
    }
    if (root.has("systemActions")) {
        c.expect(root["systemActions"].is_array(), root["systemActions"], "must be an array", "CH-SYS-01");
        for (element const& action : root["systemActions"].items()) check_action(action, c, false, true);
    }
    c.extension(root);
    if (!ours) return;
    c.expect(cards.items().size() < 2, cards, "must hold one card at most", "clinical.md 2.11");
    c.expect(!root.has("systemActions"), root, "must not act by itself", "CH-SYS-01, clinical.md 2.12");
}

}  // namespace oms::test
