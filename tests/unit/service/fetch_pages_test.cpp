// Where a list goes on: next links, redirects, waiting, beginning anew.
#include "fake_fhir.hpp"

#include <gtest/gtest.h>

#include <functional>

namespace {

using namespace oms;
using namespace std::chrono_literals;
using test::bare_call;
using test::fake_fhir;
using test::has_one_card;
using test::served;

constexpr char const* no_cards = R"({"cards":[]})";
std::string const conditions = "/Condition?patient=kid-1";

/// A page of Conditions; `next` empty: the last one.
served page(std::initializer_list<std::string> resources, std::string const& next = {}) {
    std::string const link =
        R"(,"link":[{"relation":"self","url":"https://ehr.example.org/fhir/Condition?patient=kid-1"},{"relation":"next","url":")" + next +
        R"("}])";
    return {test::bundle(resources, next.empty() ? std::string{} : link)};
}
served answer(unsigned status, std::string location = {}, std::string retry_after = {}) {
    return {.body = "{}", .status = status, .location = std::move(location), .retry_after = std::move(retry_after)};
}
std::string const sign = test::condition("c1", test::opsoclonus), movement = test::condition("c2", test::cerebellar_ataxia);

/// Conditions in other pages than one; the rest of the chart is there and holds nothing.
struct paging {
    service::deployment_settings settings = test::fetching_settings();
    fake_fhir server = test::server_with_a_chart();
    service::response response;
    telemetry::call_record record;

    paging() {
        server.at.erase(server.base + conditions);
        server.replace("/Observation?patient=kid-1", {test::bundle({})});
    }
    paging& talk(test::call_of const& call = bare_call()) {
        service::exchange e{test::service_with(settings)};
        response = server.talk(e, test::patient_view, call.text());
        record = e.account();
        return *this;
    }
    /// The URLs that were asked of this list.
    [[nodiscard]] std::vector<std::string> asked() const {
        std::vector<std::string> out;
        for (auto const& round : server.rounds)
            for (auto const& url : round)
                if (url.starts_with("/Condition") || url.starts_with("?") || url.starts_with("/x")) out.push_back(url);
        return out;
    }
};
using urls = std::vector<std::string>;

struct row {
    char const* name;
    std::function<void(paging&)> set;
    urls asked;
    bool card;                          ///< both Conditions were read
    std::vector<std::string> failures{};
};
class Pages : public testing::TestWithParam<row> {};

TEST_P(Pages, AreFollowedAsFarAsTheyMayBe) {
    paging p;
    GetParam().set(p);

    p.talk();

    EXPECT_EQ(p.asked(), GetParam().asked);
    EXPECT_EQ(p.record.fetched.failures, GetParam().failures);
    EXPECT_EQ(p.record.what.gaps.empty(), GetParam().failures.empty());
    EXPECT_EQ(p.response.status, 200u) << p.response.body;
    EXPECT_EQ(has_one_card(p.response.body), GetParam().card) << p.response.body;
}

std::string const hapi_2 = "https://ehr.example.org/fhir?_getpages=a-b&_getpagesoffset=1",
                  hapi_3 = "https://ehr.example.org/fhir?_getpages=a-b&_getpagesoffset=2";
std::string const after_hapi = "?_getpages=a-b&_getpagesoffset=1", after_hapi_2 = "?_getpages=a-b&_getpagesoffset=2";

INSTANTIATE_TEST_SUITE_P(
    Next, Pages,
    testing::Values(
        row{"Hapi",
            [](paging& p) {
                p.server.put(conditions, page({sign}, hapi_2)).put(after_hapi, page({}, hapi_3)).put(after_hapi_2, page({movement}));
            },
            {conditions, after_hapi, after_hapi_2},
            true},
        row{"Relative",
            [](paging& p) {
                p.server.put(conditions, page({}, "Condition?page=2")).put("/Condition?page=2", page({sign, movement}));
            },
            {conditions, "/Condition?page=2"},
            true},
        row{"Elsewhere",
            [](paging& p) { p.server.put(conditions, page({}, "https://evil.example/fhir/Condition?page=2")); },
            {conditions},
            false,
            {"conditions: next-elsewhere"}},
        row{"ClimbsOut",
            [](paging& p) {
                p.server.put(conditions, page({sign, movement}, "https://ehr.example.org/fhir/%2e%2e/admin"));
            },
            {conditions},
            true,
            {"conditions: next-elsewhere"}},
        row{"Itself", [](paging& p) { p.server.put(conditions, page({}, "?patient=kid-1")); }, {conditions}, false, {"conditions: loop"}},
        row{"Circle",
            [](paging& p) {
                p.server.put(conditions, page({}, "?a=1"))
                    .put("/Condition?a=1", page({}, "?a=2"))
                    .put("/Condition?a=2", page({sign, movement}, "?a=1"));
            },
            {conditions, "/Condition?a=1", "/Condition?a=2"},
            true,
            {"conditions: loop"}},
        row{"TooMany",
            [](paging& p) {
                p.settings.fetch.limits.max_pages = 2;
                p.server.put(conditions, page({}, "?a=1")).put("/Condition?a=1", page({sign, movement}, "?a=2"));
            },
            {conditions, "/Condition?a=1"},
            true,
            {"conditions: too-many-pages"}},
        row{"AsManyAsMayBe",
            [](paging& p) {
                p.settings.fetch.limits.max_pages = 2;
                p.server.put(conditions, page({}, "?a=1")).put("/Condition?a=1", page({sign, movement}));
            },
            {conditions, "/Condition?a=1"},
            true}),
    [](auto const& p) { return std::string{p.param.name}; });

INSTANTIATE_TEST_SUITE_P(
    Redirects, Pages,
    testing::Values(
        row{"Within",
            [](paging& p) {
                p.server.put(conditions, answer(307, "/fhir/x?patient=kid-1")).put("/x?patient=kid-1", page({sign, movement}));
            },
            {conditions, "/x?patient=kid-1"},
            true},
        row{"EachStatus",
            [](paging& p) {
                p.server.put(conditions, answer(301, "/fhir/x?1"))
                    .put("/x?1", answer(302, "?2"))
                    .put("/x?2", answer(308, "?3"))
                    .put("/x?3", page({sign, movement}));
            },
            {conditions, "/x?1", "/x?2", "/x?3"},
            true},
        row{"NextAfterARedirect",
            [](paging& p) {
                p.server.put(conditions, answer(303, "/fhir/x?1")).put("/x?1", page({sign}, "?2")).put("/x?2", page({movement}));
            },
            {conditions, "/x?1", "/x?2"},
            true}),
    [](auto const& p) { return std::string{p.param.name}; });

INSTANTIATE_TEST_SUITE_P(Anew, Pages,
                         testing::Values(row{"ForgottenOnce",
                                             [](paging& p) {
                                                 p.server.put(conditions, page({sign}, hapi_2))
                                                     .put(conditions, page({sign}, hapi_3))
                                                     .put(after_hapi, answer(410))
                                                     .put(after_hapi_2, page({movement}));
                                             },
                                             {conditions, after_hapi, conditions, after_hapi_2},
                                             true},
                                         row{"ForgottenAgain",
                                             [](paging& p) {
                                                 p.server.put(conditions, page({sign, movement}, hapi_2)).put(after_hapi, answer(410));
                                             },
                                             {conditions, after_hapi, conditions, after_hapi},
                                             true,
                                             {"conditions: status-410"}},
                                         row{"BusyThenNot",
                                             [](paging& p) {
                                                 p.server.put(conditions, answer(503, "", "0")).put(conditions, page({sign, movement}));
                                             },
                                             {conditions, conditions},
                                             true},
                                         row{"BusyOnALaterPage",
                                             [](paging& p) {
                                                 p.server.put(conditions, page({sign}, hapi_2))
                                                     .put(after_hapi, answer(429, "", " 0 "))
                                                     .put(after_hapi, page({movement}));
                                             },
                                             {conditions, after_hapi, after_hapi},
                                             true}),
                         [](auto const& p) { return std::string{p.param.name}; });

TEST(Redirect, IsFollowedThreeTimesAtMost) {
    paging p;
    p.server.put(conditions, answer(302, "/fhir/x?1")).put("/x?1", answer(302, "?1"));
    EXPECT_EQ(p.talk().response.status, 412u);
    EXPECT_EQ(p.asked(), (urls{conditions, "/x?1", "/x?1", "/x?1"}));
    EXPECT_EQ(p.record.fetched.failures, std::vector<std::string>{"conditions: too-many-redirects"});
}

TEST(RetryAfter, IsWaitedForOnceWithinTheDeadline) {
    auto const wait = [](std::string after, std::chrono::milliseconds deadline, unsigned status) {
        paging p;
        p.settings.fetch.limits.deadline = deadline;
        p.server.put(conditions, answer(status, "", std::move(after))).put(conditions, page({sign, movement}));
        p.talk();
        return std::pair{p.asked().size(), *std::ranges::max_element(p.server.delays)};
    };
    EXPECT_EQ(wait("1", 2000ms, 503), std::pair(2ul, 1000ms));
    EXPECT_EQ(wait("1", 2000ms, 429), std::pair(2ul, 1000ms));
    EXPECT_EQ(wait("2", 2000ms, 503), std::pair(1ul, 0ms)) << "too late to matter";
    EXPECT_EQ(wait("99999999999999", 2000ms, 503), std::pair(1ul, 0ms));
    EXPECT_EQ(wait("", 2000ms, 503), std::pair(1ul, 0ms));
    EXPECT_EQ(wait("Fri, 20 Nov 2026 12:00:01 GMT", 2000ms, 503), std::pair(1ul, 0ms));
    EXPECT_EQ(wait("1", 2000ms, 500), std::pair(1ul, 0ms));
}

TEST(RetryAfter, ThatComesAgainIsAFailure) {
    paging p;
    p.server.put(conditions, answer(503, "", "0"));
    EXPECT_EQ(p.talk().response.status, 412u);
    EXPECT_EQ(p.asked().size(), 2u);
    EXPECT_NE(p.response.body.find("the FHIR server answered 503"), std::string::npos) << p.response.body;
}

TEST(OutcomeEntry, MakesAFetchedListPartial) {  // CH-PF-05
    std::string const warning = R"({"resourceType":"OperationOutcome","issue":[{"severity":"warning","code":"incomplete"}]})";
    paging p;
    p.server.put(conditions, page({warning}, "?2")).put("/Condition?2", page({}));
    EXPECT_EQ(p.talk().response.body, no_cards);
    EXPECT_EQ(p.record.what.gaps, std::vector<std::string>{"conditions"});
}

TEST(DeadlineBetweenPages, LeavesWhatWasRead) {  // product.md 13
    paging p;
    p.server.put(conditions, page({sign, movement}, "?2")).put("/Condition?2", {.body = "", .hangs = true});
    EXPECT_TRUE(has_one_card(p.talk().response.body)) << p.response.body;
    EXPECT_EQ(p.record.fetched.failures, std::vector<std::string>{"conditions: timed-out"});
    EXPECT_EQ(p.record.what.gaps.front(), "serviceRequests") << "there was no time to ask for orders";
}

struct sent_row {
    char const* name;
    char const* next;
    bool allowed;
    urls asked;
    bool card;
};
class SentPage : public testing::TestWithParam<sent_row> {};

TEST_P(SentPage, IsFollowedWhereTheServerMayBeRead) {  // CH-PF-06
    paging p;
    p.settings.fetch.allow_anonymous = GetParam().allowed;
    p.server.put("?_getpages=x", page({movement}));
    auto call = bare_call();
    call.with("prefetch.patient", test::patient("kid-1", "2025-01-10"))
        .with("prefetch.observations", "null")
        .with("prefetch.conditions", page({sign}, GetParam().next).body);
    for (auto const key : {"serviceRequests", "diagnosticReports", "procedures", "imagingStudies"})
        call.with("prefetch." + std::string{key}, "null");

    p.talk(call);

    EXPECT_EQ(p.asked(), GetParam().asked);
    EXPECT_EQ(p.record.what.rule, GetParam().card ? "R2a" : "R3a");
    EXPECT_EQ(p.record.what.gaps.empty(), GetParam().card);
}

INSTANTIATE_TEST_SUITE_P(Links, SentPage,
                         testing::Values(sent_row{"Within", "https://ehr.example.org/fhir?_getpages=x", true, {"?_getpages=x"}, true},
                                         sent_row{"NoAccess", "https://ehr.example.org/fhir?_getpages=x", false, {}, false},
                                         sent_row{"Elsewhere", "https://evil.example/fhir?_getpages=x", true, {}, false}),
                         [](auto const& p) { return std::string{p.param.name}; });

TEST(SentPage, OfAnAdultIsNotFollowed) {
    paging p;
    p.talk(
        bare_call().with("prefetch.patient", test::patient("kid-1", "1990-01-01")).with("prefetch.conditions", page({sign}, hapi_2).body));
    EXPECT_EQ(p.server.asked(), 0u);
    EXPECT_EQ(p.response.body, no_cards);
}

}  // namespace
