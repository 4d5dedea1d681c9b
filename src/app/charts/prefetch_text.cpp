#include "charts/prefetch_text.hpp"

#include <oms/fhir/base_url.hpp>
#include <oms/json/write.hpp>

#include <boost/json.hpp>

#include <optional>

namespace oms::app {

namespace {

namespace bj = boost::json;

constexpr std::string_view empty_bundle = R"({"resourceType":"Bundle","type":"collection","entry":[]})";

/// Nothing: cut off. The retrieval has judged what came; only the last page of a partial list can be no object.
std::optional<bj::object> parsed(std::string const& text) {
    boost::system::error_code ec;
    bj::parse_options options;
    options.max_depth = 256;
    bj::value v = bj::parse(text, ec, {}, options);
    if (ec || !v.is_object()) return std::nullopt;
    return std::move(v.as_object());
}

void remove_next_link(bj::object& bundle) {
    auto* const links = bundle.if_contains("link");
    if (!links || !links->is_array()) return;
    auto& all = links->as_array();
    for (auto at = all.begin(); at != all.end();) {
        auto const* const relation = at->is_object() ? at->as_object().if_contains("relation") : nullptr;
        at = relation && *relation == "next" ? all.erase(at) : at + 1;
    }
}

void move_entries(bj::object& from, bj::object& to) {
    auto* const more = from.if_contains("entry");
    if (!more || !more->is_array()) return;
    auto& all = to["entry"];
    if (!all.is_array()) all = bj::array{};
    for (auto& entry : more->as_array()) all.as_array().push_back(std::move(entry));
}

bool is_http_off_this_machine(std::string_view server) {
    return server.starts_with("http:") && !fhir::parse_base_url(server)->is_loopback();
}

}  // namespace

fetch::page_observer prefetch_text::observer() {
    return {.requested = {},
            .begun = [this](fetch::page_request const& page) { begin(page); },
            .bytes = [this](std::string_view key, std::string_view bytes) { pages_.find(key)->second.back().text.append(bytes); }};
}

void prefetch_text::begin(fetch::page_request const& page) {
    auto& pages = pages_[std::string{page.key}];
    if (page.first) pages.clear();
    if (!pages.empty() && pages.back().url == page.url) pages.pop_back();
    pages.push_back({page.url, {}});
}

std::string prefetch_text::merged(std::string_view key, bool partial) const {
    auto const found = pages_.find(key);
    if (found == pages_.end()) return "null";
    auto const& pages = found->second;
    if (pages.size() == 1) return pages.front().text;
    std::optional<bj::object> whole;
    for (received const& p : pages) {
        auto one = parsed(p.text);
        if (!one) continue;
        if (!whole) {
            whole = std::move(one);
        } else {
            move_entries(*one, *whole);
        }
    }
    if (!whole) return "null";
    if (!partial) remove_next_link(*whole);
    whole->erase("total");  // of the search as the first page knew it
    return bj::serialize(*whole);
}

std::string write_call(hooks::hook_request const& r, std::string_view prefetch) {
    std::string out;
    {
        json::object_writer call{out};
        call.text("hook", r.hook).text("hookInstance", r.hook_instance);
        // A service refuses a server it could only read in the open; the prefetch holds all it needs.
        if (!is_http_off_this_machine(r.fhir_server)) call.text("fhirServer", r.fhir_server);
        {
            json::object_writer context{out, call, "context"};
            context.text("userId", r.user_id).text("patientId", r.patient_id);
            if (r.hook.starts_with("encounter-")) context.text("encounterId", r.encounter_id);
            if (r.hook == "problem-list-item-create") context.raw("conditions", empty_bundle);
            if (r.hook.starts_with("order-select")) context.raw("selections", "[]");
            if (r.hook.starts_with("order-")) context.raw("draftOrders", empty_bundle);
        }
        call.raw("prefetch", prefetch);
    }
    return out + "\n";
}

}  // namespace oms::app
