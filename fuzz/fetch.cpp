// Bodies of a FHIR server, whatever they are, give an answer that the validator accepts; portions and their mixing change nothing.
// Input: one byte for each page's head, taken in turn; then bodies, divided by a line feed and a form feed.
#include "portions.hpp"
#include "support/calls.hpp"
#include "support/card_validator.hpp"
#include "support/knowledge.hpp"

#include <oms/service/exchange.hpp>

#include <array>
#include <deque>
#include <map>

namespace {

namespace fetch = oms::fetch;
namespace service = oms::service;
using oms::fuzz::cut;
using oms::fuzz::promise;

constexpr std::string_view base = "https://ehr.example.org/fhir";

std::shared_ptr<service::deployment const> shared_deployment() {
    static auto const made = [] {
        service::deployment_settings settings;
        settings.auth_required = false;
        settings.fetch.servers = {"https://ehr.example.org"};
        settings.fetch.allow_anonymous = true;
        settings.fetch.limits.max_bytes = 1u << 16;
        settings.fetch.limits.max_pages = 5;
        auto const noon = oms::parse_instant("2026-11-20T12:00:00Z").value();
        return service::make_deployment(oms::test::shared_knowledge(), settings, oms::clock{[noon] { return noon; }}, {"patient-view"});
    }();
    return made;
}

std::string const& call() {
    static std::string const text = [] {
        oms::test::call_of c;
        c.with("fhirServer", "\"" + std::string{base} + "\"").with("prefetch", "{}");
        return c.text();
    }();
    return text;
}

fetch::page_head head_for(char c) {
    static constexpr std::array<unsigned, 12> statuses{200, 200, 200, 200, 200, 200, 302, 401, 404, 410, 503, 500};
    auto const n = static_cast<unsigned char>(c);
    return {.status = statuses[n % statuses.size()],
            .content_type = n < 240 ? "application/fhir+json" : "text/html",
            .location = n < 128 ? "?moved" : "https://evil.example/",
            .retry_after = "0"};
}

/// What each query gets depends on the input and on how often it was asked, not on the order in which the pages come.
struct server {
    std::string_view heads, bodies;
    std::map<std::size_t, std::size_t> turns;   ///< by ticket

    std::pair<fetch::page_head, std::string_view> next(std::size_t ticket) {
        std::size_t const turn = ticket + 7 * turns[ticket]++;
        std::string_view rest = bodies;
        for (std::size_t i = 0; i < turn % 16 && rest.find("\n\f") != std::string_view::npos; ++i)
            rest.remove_prefix(rest.find("\n\f") + 2);
        return {head_for(heads.empty() ? '\0' : heads[turn % heads.size()]), rest.substr(0, rest.find("\n\f"))};
    }
};

struct page {
    std::size_t ticket;
    std::vector<std::string_view> left;
    std::size_t at = 0;
};

/// Takes all pages a portion at a time in turn, or one after the other.
void serve(fetch::retrieval& plan, server from, cut how) {
    std::deque<page> all;
    std::size_t asked = 0;
    while (plan.is_under_way()) {
        for (auto const& r : plan.take_requests()) {
            promise(++asked < 1000, "an end of asking", r.url);
            promise(r.url.starts_with(base), "only the base is asked", r.url);
            auto const [head, body] = from.next(r.ticket);
            bool const wanted = plan.page_begin(r.ticket, head);
            all.push_back({r.ticket, wanted ? oms::fuzz::portions(body, how) : std::vector<std::string_view>{}});
        }
        promise(!all.empty(), "pages are under way", "");
        page p = std::move(all.front());
        all.pop_front();
        bool const wanted = p.at < p.left.size() && plan.page_feed(p.ticket, std::string{p.left[p.at++]});
        if (wanted) how == cut::not_at_all ? all.push_front(std::move(p)) : all.push_back(std::move(p));
        else plan.page_end(p.ticket);
    }
}

std::string answer(std::string_view heads, std::string_view bodies, cut how) {
    service::exchange e{shared_deployment()};
    service::request_head a;
    a.method = "POST";
    a.target = "/cds-services/oms-patient-view";
    a.content_type = "application/json";
    a.has_body = true;
    auto next = e.begin(a);
    if (next == service::exchange_state::reading) next = e.feed(call());
    if (next == service::exchange_state::reading) next = e.end();
    if (next == service::exchange_state::fetching) {
        serve(e.retrieval(), {heads, bodies, {}}, how);
        e.resume();
    }
    promise(e.answer().status == 200 || e.answer().status == 412, "200 or 412", e.answer().body);
    auto const kind = e.answer().status == 200 ? oms::test::body_kind::response : oms::test::body_kind::outcome;
    auto const wrong = oms::test::violations_of(e.answer().body, kind);
    promise(wrong.empty(), wrong.empty() ? "" : wrong.front().c_str(), e.answer().body);
    return e.answer().body;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    std::string_view const input = oms::fuzz::text_of(data, size);
    std::string_view const heads = input.substr(0, 8), bodies = input.substr(std::min<std::size_t>(8, size));
    oms::fuzz::same(answer(heads, bodies, cut::not_at_all), answer(heads, bodies, cut::at_random), "the same answer from mixed portions");
    return 0;
}
