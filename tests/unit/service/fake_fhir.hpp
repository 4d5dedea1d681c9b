#pragma once
#include "support/calls.hpp"
#include "talk.hpp"

#include <algorithm>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// A FHIR server without sockets, and the part of our server that asks it.
namespace oms::test {

inline constexpr char const* fhir_base = "https://ehr.example.org/fhir";

/// What one GET gives.
struct served {
    std::string body;
    unsigned status = 200;
    std::string content_type = "application/fhir+json;charset=utf-8", location = {}, retry_after = {};
    std::optional<fetch::transport_failure> fails = {};   ///< after the body, if there is one
    bool hangs = false;                                  ///< after the body, until the deadline
};

[[nodiscard]] inline served status_of(unsigned status) { return {.body = "{}", .status = status}; }
[[nodiscard]] inline served failing(fetch::transport_failure f) { return {.body = {}, .fails = f}; }

struct fake_fhir {
    std::map<std::string, std::deque<served>> at;   ///< by URL, in turn; the last one stays
    std::vector<std::vector<std::string>> rounds;   ///< what was asked, and what of it together; without the base
    std::vector<std::chrono::milliseconds> delays;
    std::size_t portion = 1u << 20;
    std::string base = fhir_base;

    fake_fhir& put(std::string_view below, served what) {
        at[base + std::string{below}].push_back(std::move(what));
        return *this;
    }
    fake_fhir& replace(std::string_view below, served what) {
        at.erase(base + std::string{below});
        return put(below, std::move(what));
    }
    [[nodiscard]] std::size_t asked() const {
        std::size_t n = 0;
        for (auto const& r : rounds) n += r.size();
        return n;
    }

    /// Sends the request and answers what is asked until the reply is there: portions of all pages in turn.
    service::response& talk(service::exchange& e, std::string_view target, std::string_view body) {
        service::request_head a = post_to(target);
        a.has_body = true;
        service::exchange_state s = e.begin(a);
        if (s == service::exchange_state::reading) s = e.feed(body);
        if (s == service::exchange_state::reading) s = e.end();
        if (s == service::exchange_state::fetching) {
            serve(e.retrieval());
            e.resume();
        }
        if (e.answer().content_type.starts_with("application/")) {
            EXPECT_THAT(violations_of(e.answer().body), testing::IsEmpty()) << e.answer().body;
        }
        return e.answer();
    }

private:
    struct under_way {
        std::size_t ticket;
        served what;
        std::string_view left{};
        bool begun = false;
    };

    served serve_one(std::string const& url) {
        auto const known = at.find(url);
        if (known == at.end()) return status_of(404);
        served what = known->second.front();
        if (known->second.size() > 1) known->second.pop_front();
        return what;
    }

    void take_up(fetch::retrieval& plan, std::vector<std::unique_ptr<under_way>>& all) {
        auto const asked = plan.take_requests();
        if (asked.empty()) return;
        rounds.emplace_back();
        for (auto const& r : asked) {
            bool const within = r.url.starts_with(base);
            EXPECT_TRUE(within) << r.url;
            rounds.back().push_back(within ? r.url.substr(base.size()) : r.url);
            delays.push_back(r.delay);
            all.push_back(std::make_unique<under_way>(under_way{r.ticket, serve_one(r.url)}));
            all.back()->left = all.back()->what.body;
        }
    }

    /// True: it has ended.
    bool go_on(fetch::retrieval& plan, under_way& one) const {
        bool wanted = true;
        bool const silent = one.what.body.empty() && (one.what.fails || one.what.hangs);
        if (!one.begun && !silent) {
            one.begun = true;
            wanted = plan.page_begin(one.ticket, {one.what.status, one.what.content_type, one.what.location, one.what.retry_after});
        } else if (!one.left.empty()) {
            wanted = plan.page_feed(one.ticket, std::string{one.left.substr(0, portion)});
            one.left.remove_prefix(std::min(portion, one.left.size()));
        } else if (one.what.hangs) {
            return false;
        } else {
            if (one.what.fails) plan.page_failed(one.ticket, *one.what.fails);
            else plan.page_end(one.ticket);
            return true;
        }
        if (!wanted) plan.page_end(one.ticket);
        return !wanted;
    }

    void serve(fetch::retrieval& plan) {
        std::vector<std::unique_ptr<under_way>> all;
        while (plan.is_under_way()) {
            take_up(plan, all);
            bool const only_hang =
                std::ranges::all_of(all, [](auto const& one) { return one->what.hangs && one->left.empty() && one->begun; }) ||
                std::ranges::all_of(all, [](auto const& one) { return one->what.hangs && one->what.body.empty(); });
            if (only_hang) return plan.deadline_reached();
            for (std::size_t i = 0; i < all.size() && plan.is_under_way();) {
                if (go_on(plan, *all[i])) all.erase(all.begin() + static_cast<std::ptrdiff_t>(i));
                else ++i;
            }
        }
    }
};

[[nodiscard]] inline service::deployment_settings fetching_settings() {
    service::deployment_settings s = open_settings();
    s.fetch.servers = {"https://ehr.example.org"};
    s.fetch.allow_anonymous = true;
    return s;
}

/// A server with the chart of `call_of`: a toddler with three of the four features.
[[nodiscard]] inline fake_fhir server_with_a_chart() {
    fake_fhir server;
    server.put("/Patient/kid-1", {patient("kid-1", "2025-01-10")});
    server.put("/Condition?patient=kid-1", {bundle({condition("c1", opsoclonus), condition("c2", cerebellar_ataxia)})});
    server.put("/Observation?patient=kid-1", {bundle({observation("o1", irritable)})});
    for (auto const type : {"ServiceRequest", "DiagnosticReport", "Procedure", "ImagingStudy"})
        server.put("/" + std::string{type} + "?patient=kid-1", {bundle({})});
    return server;
}

/// A call about that child with nothing prefetched.
[[nodiscard]] inline call_of bare_call() {
    call_of call;
    call.with("fhirServer", "\"" + std::string{fhir_base} + "\"");
    for (auto const key : {"patient", "conditions", "observations", "serviceRequests", "diagnosticReports", "procedures", "imagingStudies"})
        call.without("prefetch." + std::string{key});
    return call;
}

inline constexpr char const* patient_view = "/cds-services/oms-patient-view";

[[nodiscard]] inline bool has_one_card(std::string const& body) { return body.find(R"("summary")") != std::string::npos; }

}  // namespace oms::test
