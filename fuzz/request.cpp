// A whole call: whatever the body, the answer has a status that we know, breaks no rule of the conformance list, and is the
// same however the body arrives.
#include "portions.hpp"
#include "support/card_validator.hpp"
#include "support/knowledge.hpp"

#include <oms/service/exchange.hpp>

#include <algorithm>
#include <string>
#include <vector>

namespace {

namespace service = oms::service;
using oms::fuzz::cut;
using oms::fuzz::promise;

std::shared_ptr<service::deployment const> shared_deployment() {
    static auto const made = [] {
        service::deployment_settings settings;
        settings.auth_required = false;
        settings.dev = true;
        settings.limits.body_bytes = 1u << 18;
        auto const noon = oms::parse_instant("2026-11-20T12:00:00Z").value();
        std::vector<std::string> hooks;
        for (auto const& s : oms::test::knowledge().services) hooks.push_back(s.hook);
        return service::make_deployment(oms::test::shared_knowledge(), settings, oms::clock{[noon] { return noon; }}, hooks);
    }();
    return made;
}

/// The service of the first hook that the body names, so that one corpus reaches all of them.
std::string target_for(std::string_view body) {
    auto const& offered = shared_deployment()->offered;
    auto const named_in_body = [&](auto const& s) { return body.find("\"" + s.hook + "\"") != std::string_view::npos; };
    auto const named = std::ranges::find_if(offered, named_in_body);
    return "/cds-services/" + (named == offered.end() ? std::string{"oms-patient-view"} : named->id);
}

service::response call(service::exchange& e, std::string_view body, cut how) {
    std::string const target = target_for(body);
    service::request_head a;
    a.method = "POST";
    a.target = target;
    a.content_type = "application/json";
    a.has_body = true;
    a.peer_is_loopback = true;
    auto step = e.begin(a);
    for (auto const portion : oms::fuzz::portions(body, how)) {
        std::string const own{portion};
        if (step == service::exchange_state::reading) step = e.feed(own);
    }
    if (step == service::exchange_state::reading) step = e.end();
    promise(step == service::exchange_state::answered, "an answer without a FHIR server", "");
    return std::move(e.answer());
}

void check(service::response const& r) {
    switch (r.status) {
        case 200: case 400: case 412: case 413: break;
        default: promise(false, "a status that a POST of JSON may have", std::to_string(r.status) + "\n" + r.body);
    }
    auto const wrong = oms::test::violations_of(r.body, r.status == 200 ? oms::test::body_kind::response : oms::test::body_kind::outcome);
    promise(wrong.empty(), wrong.empty() ? "" : wrong.front().c_str(), r.body);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    auto const body = oms::fuzz::text_of(data, size);
    service::exchange e{shared_deployment()};
    auto const whole = call(e, body, cut::not_at_all);
    check(whole);
    auto const in_parts = call(e, body, cut::at_random);  // the second request of its connection
    promise(in_parts.status == whole.status, "the same status in random portions", in_parts.body);
    // Without the byte of a fault: inside an escape or a literal it depends on the cuts.
    auto const told = [](std::string_view text) { return text.substr(0, text.find(" (byte ")); };
    oms::fuzz::same(told(whole.body), told(in_parts.body), "the same answer in random portions");
    return 0;
}
