#include <oms/hooks/request.hpp>

#include "request_reading.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace oms::hooks {
namespace {

using testing_reading::read;
using testing_reading::request;
using testing_reading::to_text;

TEST(RequestReader, ReadsARequestWhoseMembersStandInAnyOrder) {
    auto const got = read(request);
    ASSERT_TRUE(got.accepted) << to_string(got.why);
    std::vector<std::string> const lines{
        "-> prefetch patient",
        "prefetch.patient: Patient id=kid-1 birth_date=2025-07-10",
        "-> root ",
        "-> prefetch conditions",
        "prefetch.conditions.entry[0].resource: Condition id=c-1 subject=Patient/kid-1 code=<s|1> @urn:uuid:1 mode=match",
        "prefetch.conditions.entry[1].resource: OperationOutcome severity=warning mode=outcome",
        "prefetch.conditions: Bundle total=3 next",
        "-> root ",
        "-> prefetch empty",
        "prefetch.empty: Bundle total=0",
        "-> root ",
        "-> prefetch failed",
        "prefetch.failed: OperationOutcome severity=error",
        "-> root ",
        "-> prefetch untyped",
        "-> root ",
        "-> context draftOrders",
        "context.draftOrders.entry[0].resource: ServiceRequest id=d-1",
        "context.draftOrders: Bundle",
        "-> root ",
    };
    EXPECT_EQ(got.lines, lines);
}

TEST(RequestReader, KeepsWhatStandsBesideTheResources) {
    auto const got = read(request);
    ASSERT_TRUE(got.accepted) << to_string(got.why);
    auto const& r = got.request;
    EXPECT_EQ(to_text(r.prefetch),
              "patient resources, conditions resources next warning, nothing null, empty resources, failed failed, "
              "text unreadable, list unreadable, number unreadable, untyped unreadable");
    EXPECT_EQ(to_text(r.context_lists), "draftOrders resources");
    EXPECT_TRUE(r.has_hook && r.has_hook_instance && r.has_context && r.has_draft_orders && r.has_selections && !r.has_conditions);
    EXPECT_EQ(r.hook, "order-select");
    EXPECT_EQ(r.hook_instance, "d1577c69-dfbe-44ad-ba6d-3e05e953b2ea");
    EXPECT_EQ(r.fhir_server, "https://ehr.example.org/fhir");
    EXPECT_EQ(r.user_id, "Practitioner/p");
    EXPECT_EQ(r.patient_id, "kid-1");
    EXPECT_EQ(r.encounter_id, "");
    EXPECT_EQ(r.selections, (std::vector<std::string>{"ServiceRequest/d-1", "x"}));
    ASSERT_TRUE(r.authorization);
    fhir_authorization const& a = *r.authorization;
    EXPECT_EQ(a.access_token + " " + a.token_type + " " + a.scope + " " + a.subject + " " + a.patient, "t Bearer patient/*.rs me kid-1");
    EXPECT_EQ(a.expires_in, 300);
    EXPECT_EQ(r.documents, 1u);
}

TEST(RequestReader, ReadsTheSameAtEverySplit) {
    auto const whole = read(request);
    std::string_view const text = request;
    for (std::size_t i = 0; i <= text.size(); ++i) ASSERT_EQ(read({text.substr(0, i), text.substr(i)}), whole) << i;
    std::vector<std::string_view> bytes;
    for (std::size_t i = 0; i < text.size(); ++i) bytes.push_back(text.substr(i, 1));
    EXPECT_EQ(read(bytes), whole);
}

TEST(RequestReader, UnwrapsThePre1_0Prefetch) {
    auto const got = read(R"({"prefetch":{
        "c":{"response":{"status":"200"},"resource":{"entry":[{"resource":{"resourceType":"Condition"}}],"resourceType":"Bundle"}},
        "p":{"resource":{"id":"1","resourceType":"Patient"}},
        "n":{"response":{"status":"404"},"resource":null},
        "o":{"resource":{"resourceType":"OperationOutcome"}}}})");
    ASSERT_TRUE(got.accepted) << to_string(got.why);
    EXPECT_EQ(to_text(got.request.prefetch), "c resources, p resources, n unreadable, o failed");
    EXPECT_EQ(got.lines[1], "prefetch.c.resource.entry[0].resource: Condition");
    EXPECT_EQ(got.lines[2], "prefetch.c.resource: Bundle");
}

TEST(RequestReader, TakesAWrappedResourceForNoneWhenStrict) {
    std::string_view const text = R"({"prefetch":{
        "c":{"response":{"status":"200"},"resource":{"entry":[{"resource":{"resourceType":"Condition"}}],"resourceType":"Bundle"}},
        "p":{"resource":{"id":"1","resourceType":"Patient"}},
        "q":{"id":"1","resourceType":"Patient"}}})";
    auto const got = read(text, accepts::strict_request);
    ASSERT_TRUE(got.accepted) << to_string(got.why);
    EXPECT_EQ(to_text(got.request.prefetch), "c unreadable, p unreadable, q resources");
    auto const is_resource = [](std::string const& line) { return !line.starts_with("->"); };
    EXPECT_EQ(std::ranges::count_if(got.lines, is_resource), 1) << "nothing of what is wrapped is evidence";
}

TEST(RequestReader, TellsWarningsFromInformation) {
    for (auto const& [severity, state] : {std::pair{"information", "k resources"}, std::pair{"warning", "k resources warning"},
                                          std::pair{"error", "k resources warning"}, std::pair{"fatal", "k resources warning"}}) {
        std::string const outcome = R"({"resourceType":"OperationOutcome","issue":[{"severity":")" + std::string(severity) + R"("}]})";
        auto const got = read(R"({"prefetch":{"k":{"resourceType":"Bundle","entry":[{"resource":)" + outcome + "}]}}}");
        EXPECT_EQ(to_text(got.request.prefetch), state);
    }
}

TEST(RequestReader, TakesNullAndNothingAsAbsent) {
    constexpr std::string_view nulls =
        R"({"hook":null,"hookInstance":null,"fhirServer":null,"fhirAuthorization":null,"context":null,"prefetch":null})";
    for (std::string_view const text : {std::string_view{"{}"}, nulls}) {
        auto const got = read(text);
        ASSERT_TRUE(got.accepted) << to_string(got.why);
        auto const& r = got.request;
        EXPECT_FALSE(r.has_hook || r.has_hook_instance || r.has_context || r.authorization || !r.prefetch.empty());
    }
    auto const got = read(R"({"context":{"conditions":null,"draftOrders":null,"selections":null,"userId":null},
                              "fhirAuthorization":{"expires_in":null}})");
    ASSERT_TRUE(got.accepted) << to_string(got.why);
    EXPECT_FALSE(got.request.has_conditions || got.request.has_draft_orders || got.request.has_selections);
    EXPECT_TRUE(got.request.authorization && !got.request.authorization->expires_in);
}

TEST(RequestReader, TakesSecondsAsNumberOrNumericText) {
    for (auto const& [text, seconds] : {std::pair{"3600", 3600LL}, std::pair{"\"3600\"", 3600LL}, std::pair{"3600.0", 3600LL},
                                        std::pair{"3.6e3", 3600LL}, std::pair{"-1", -1LL}}) {
        auto const got = read(R"({"fhirAuthorization":{"expires_in":)" + std::string(text) + "}}");
        ASSERT_TRUE(got.accepted) << text;
        EXPECT_EQ(got.request.authorization->expires_in, seconds) << text;
    }
}

TEST(FindEntry, TellsWhatWasLookedUpFromWhatWasNot) {
    hook_request r;
    for (auto const state : {prefetch_state::null, prefetch_state::resources, prefetch_state::failed, prefetch_state::unreadable,
                             prefetch_state::unavailable})
        r.prefetch.push_back({std::to_string(static_cast<int>(state)), state});
    for (auto const& known : r.prefetch) {
        bool const looked_up = known.state == prefetch_state::null || known.state == prefetch_state::resources;
        EXPECT_EQ(find_entry(r, known.key), &known);
        EXPECT_EQ(was_looked_up(find_entry(r, known.key)), looked_up) << known.key;
    }
    EXPECT_EQ(find_entry(r, "unknown"), nullptr);
    EXPECT_FALSE(was_looked_up(nullptr));
}

}  // namespace
}  // namespace oms::hooks
