#include "support/card_validator.hpp"  // first, so that the header is proved alone

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace oms::test {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

std::string const regulatory =
    "> For health-care professionals: decision support, not a diagnosis; built from the coded data listed here, which may be incomplete or "
    "wrong. Verify before acting.";

std::string const source_of_ours =
    R"({"label":"Criteria","url":"https://example.org/x","topic":{"system":"urn:t","code":"oms-neuroblastoma-workup","display":"OMS"}})";

std::string const order =
    R"({"resourceType":"ServiceRequest","id":"t-1","status":"draft","intent":"proposal","code":{"coding":[{"system":"s","code":"c","display":"d"}],"text":"t"},"subject":{"reference":"Patient/kid-1"}})";

std::string suggestion(std::string const& more = R"(,"isRecommended":true)", std::string const& id = "00000000-0000-5000-8000-000000000001",
                       std::string const& resource = order) {
    return R"({"label":"MRI","uuid":")" + id + R"(")" + more + R"(,"actions":[{"type":"create","description":"Create","resource":)" +
           resource + "}]}";
}

std::string const reasons =
    R"([{"code":"a","system":"urn:r","display":"Already investigated"},{"code":"b","system":"urn:r","display":"Another cause established"},)"
    R"({"code":"c","system":"urn:r","display":"Eye movement is not opsoclonus"},{"code":"d","system":"urn:r","display":"Recorded in error"},)"
    R"({"code":"e","system":"urn:r","display":"Under neurology or oncology care"},{"code":"f","system":"urn:r","display":"Family declined"}])";

struct card_of_ours {
    std::string summary = "Consider an examination.";
    std::string detail = "**Counted:** nothing\\n\\n" + regulatory;
    std::string indicator = "info";
    std::string source = source_of_ours;
    std::string rest;

    [[nodiscard]] std::string json() const {
        return R"({"uuid":"00000000-0000-5000-8000-000000000000","summary":")" + summary + R"(","detail":")" + detail +
               R"(","indicator":")" + indicator + R"(","source":)" + source + rest + "}";
    }
};

std::string body_with(card_of_ours const& card) { return R"({"cards":[)" + card.json() + "]}"; }

card_of_ours full_card() {
    card_of_ours c;
    c.rest = R"(,"suggestions":[)" + suggestion() + "," + suggestion("", "00000000-0000-5000-8000-000000000002") +
             R"(],"selectionBehavior":"any","overrideReasons":)" + reasons +
             R"(,"links":[{"label":"Criteria","url":"https://example.org/y","type":"absolute"}])";
    return c;
}

TEST(ViolationsOf, AreNoneInAGoodBody) {
    EXPECT_THAT(violations_of(R"({"cards":[]})"), IsEmpty());
    EXPECT_THAT(violations_of(body_with({})), IsEmpty());
    EXPECT_THAT(violations_of(body_with(full_card())), IsEmpty());
    EXPECT_THAT(violations_of_card(full_card().json()), IsEmpty());
    EXPECT_THAT(
        violations_of(R"({"resourceType":"OperationOutcome","issue":[{"severity":"error","code":"required","details":{"text":"x"}}]})"),
        IsEmpty());
    EXPECT_THAT(violations_of(R"({"services":[]})"), IsEmpty());
}

struct row {
    char const* name;
    std::string body;
    char const* violation;
};
std::ostream& operator<<(std::ostream& out, row const& r) { return out << r.name; }

class ViolationsOfBad : public testing::TestWithParam<row> {};

TEST_P(ViolationsOfBad, NameTheElementAndTheRule) {
    EXPECT_THAT(testing::PrintToString(violations_of(GetParam().body)), HasSubstr(GetParam().violation));
}

std::string with_rest(std::string const& rest) {
    card_of_ours c;
    c.rest = rest;
    return body_with(c);
}
std::string with_source(std::string const& source) {
    card_of_ours c;
    c.source = source;
    return body_with(c);
}
std::string with_summary(std::string const& summary) {
    card_of_ours c;
    c.summary = summary;
    return body_with(c);
}
std::string with_detail(std::string const& detail) {
    card_of_ours c;
    c.detail = detail;
    return body_with(c);
}
std::string with_link(std::string const& link) { return with_rest(R"(,"links":[)" + link + "]"); }
std::string with_suggestion(std::string const& s, std::string const& behaviour = "any") {
    return with_rest(R"(,"suggestions":[)" + s + R"(],"selectionBehavior":")" + behaviour + R"(")");
}
std::string with_action(std::string const& action) {
    return with_suggestion(R"({"label":"l","uuid":"00000000-0000-5000-8000-000000000001","actions":[)" + action + "]}");
}
std::string with_order(std::string const& resource) {
    return with_suggestion(suggestion("", "00000000-0000-5000-8000-000000000001", resource));
}

INSTANTIATE_TEST_SUITE_P(
    WholeBody, ViolationsOfBad,
    testing::Values(
        row{"NoJson", "{", "CH-JSON-01"}, row{"MemberTwice", R"({"cards":[],"cards":[]})", "CH-JSON-01"},
        row{"EmptyObject", "{}", "CH-JSON-03"}, row{"NoKindOfOurs", R"({"a":1})", "CH-RES-01"},
        row{"CardsAreNoArray", R"({"cards":{"a":1}})", "CH-RES-01"},
        row{"NullMember", R"({"cards":[],"extension":null})", "extension: is null (CH-JSON-03)"},
        row{"EmptyArrayBelow", R"({"cards":[],"systemActions":[]})", "CH-JSON-03"},
        row{"EmptyCardsBelow", R"({"cards":[{"cards":[]}]})", "cards[0].cards: is an empty array"},
        row{"TwoCards", R"({"cards":[)" + card_of_ours{}.json() + "," + full_card().json() + "]}", "clinical.md 2.11"},
        row{"ActsByItself", R"({"cards":[],"systemActions":[{"type":"delete","resourceId":"A/1"}]})", "CH-SYS-01"},
        row{"ExtensionWithPlainName", R"({"cards":[],"extension":{"note":"x"}})", "CH-EXT-02"},
        row{"OutcomeWithoutIssue", R"({"resourceType":"OperationOutcome"})", "CH-RES-05"},
        row{"OutcomeWithoutText", R"({"resourceType":"OperationOutcome","issue":[{"severity":"error","code":"value"}]})", "CH-RES-05"},
        row{"OutcomeWithUnknownCode",
            R"({"resourceType":"OperationOutcome","issue":[{"severity":"error","code":"oops","diagnostics":"x"}]})", "issue[0].code"},
        row{"OutcomeShowsTheInside",
            R"({"resourceType":"OperationOutcome","issue":[{"severity":"error","code":"value","diagnostics":"a.cpp:12"}]})", "inside"}),
    [](auto const& p) { return std::string{p.param.name}; });

INSTANTIATE_TEST_SUITE_P(
    Card, ViolationsOfBad,
    testing::Values(
        row{"NoSummary", R"({"cards":[{"indicator":"info","source":)" + source_of_ours + "}]}", "cards[0].summary"},
        row{"NoUuid", R"({"cards":[{"summary":"s","indicator":"info","source":)" + source_of_ours + "}]}", "CH-CARD-01"},
        row{"SummaryOf140", with_summary(std::string(140, 'a')), "CH-CARD-02"},
        row{"SummaryOf70Pairs", with_summary([] {
                std::string s;
                for (int i = 0; i < 70; ++i) s += "\xF0\x9F\x91\x81";
                return s;
            }()),
            "has 140 UTF-16 units"},
        row{"SummaryOfTwoLines", with_summary("a\\nb"), "CH-CARD-02"},
        row{"DetailTooLong", with_detail(std::string(2400, 'a') + regulatory), "clinical.md 2.12"},
        row{"DetailWithHtml", with_detail("<img src=x onerror=alert(1)> " + regulatory), "CH-CARD-04"},
        row{"DetailWithoutTheLastLine", with_detail("x"), "clinical.md 6"},
        row{"DetailWithScriptLink", with_detail("[x](javascript:alert) " + regulatory), "CH-LINK-02"},
        row{"Critical", R"({"cards":[{"summary":"s","indicator":"critical","source":)" + source_of_ours + "}]}", "must never be critical"},
        row{"UnknownIndicator", R"({"cards":[{"summary":"s","indicator":"hard-stop","source":)" + source_of_ours + "}]}", "CH-CARD-05"},
        row{"EmptySource", with_source("{}"), "CH-SRC-01"},
        row{"NoSource", R"({"cards":[{"summary":"s","indicator":"info"}]})", "CH-CARD-06"},
        row{"SourceIsText", with_source(R"("Criteria")"), "CH-CARD-06"},
        row{"SourceWithRelativeUrl", with_source(R"({"label":"l","url":"/x"})"), "CH-SRC-02"},
        row{"SourceWithHttpUrl", with_source(R"({"label":"l","url":"http://example.org"})"), "CH-SRC-02"},
        row{"SourceWithoutTopic", with_source(R"({"label":"l","url":"https://example.org"})"), "CH-SRC-04"},
        row{"TopicWithoutSystem", with_source(R"({"label":"l","url":"https://example.org","topic":{"code":"oms-neuroblastoma-workup"}})"),
            "topic.system"},
        row{"AnotherTopic", with_source(R"({"label":"l","url":"https://example.org","topic":{"code":"x","system":"y"}})"),
            "one topic of all cards"},
        row{"ReasonWithoutDisplay", with_rest(R"(,"overrideReasons":[{"code":"a","system":"s"}])"), "cds-resp-4"},
        row{"ReasonTwice",
            with_rest(R"(,"overrideReasons":[{"code":"a","system":"s","display":"x"},{"code":"a","system":"s","display":"y"}])"),
            "CH-OVR-03"},
        row{"ReasonsNotOurs", with_rest(R"(,"overrideReasons":[{"code":"a","system":"s","display":"x"}])"), "clinical.md 2.11"},
        row{"EmptyLinks", with_rest(R"(,"links":[])"), "CH-JSON-03"},
        row{"LinkWithAppContext", with_link(R"({"label":"l","url":"https://example.org","type":"absolute","appContext":"x"})"),
            "cds-resp-3"},
        row{"LinkWithoutType", with_link(R"({"label":"l","url":"https://example.org"})"), "CH-LINK-03"},
        row{"LinkWithRelativeUrl", with_link(R"({"label":"l","url":"docs/x","type":"absolute"})"), "CH-LINK-02"},
        row{"LinkLaunchesItself", with_link(R"({"label":"l","url":"https://example.org","type":"absolute","autolaunchable":true})"),
            "CH-LINK-05"}),
    [](auto const& p) { return std::string{p.param.name}; });

INSTANTIATE_TEST_SUITE_P(
    Suggestion, ViolationsOfBad,
    testing::Values(
        row{"NoSelectionBehavior", with_rest(R"(,"suggestions":[)" + suggestion() + "]"), "cds-resp-6"},
        row{"SelectionBehaviorAlone", with_rest(R"(,"selectionBehavior":"any")"), "CH-JSON-04"},
        row{"UnknownSelectionBehavior", with_suggestion(suggestion(), "all"), "CH-CARD-09"},
        row{"TwoRecommendedOfOne",
            with_suggestion(suggestion() + "," + suggestion(R"(,"isRecommended":true)", "00000000-0000-5000-8000-000000000002"),
                            "at-most-one"),
            "cds-resp-1"},
        row{"NoLabel", with_suggestion(R"({"uuid":"00000000-0000-5000-8000-000000000001"})"), "CH-SUG-01"},
        row{"NoUuid", with_suggestion(R"({"label":"l"})"), "CH-SUG-02"},
        row{"UuidTwice", with_suggestion(suggestion() + "," + suggestion()), "must be unique"},
        row{"UuidWithPrefix", with_suggestion(suggestion("", "urn:uuid:00000000-0000-5000-8000-000000000001")), "CH-SUG-02"},
        row{"RecommendedIsText", with_suggestion(suggestion(R"(,"isRecommended":"yes")")), "CH-SUG-03"},
        row{"EmptyActions", with_suggestion(R"({"label":"l","uuid":"00000000-0000-5000-8000-000000000001","actions":[]})"), "CH-JSON-03"},
        row{"ActionSelection", with_suggestion(suggestion(R"(,"actionSelectionBehavior":"any")")), "CH-SUG-07"},
        row{"ActionWithoutDescription", with_action(R"({"type":"create","resource":)" + order + "}"), "cds-resp-5"},
        row{"UnknownActionType", with_action(R"({"type":"CREATE","description":"d"})"), "CH-ACT-01"},
        row{"Delete", with_action(R"({"type":"delete","description":"d","resourceId":"A/1"})"), "we change nothing"},
        row{"DeleteWithResource", with_action(R"({"type":"delete","description":"d","resource":"A/1"})"), "cds-resp-2"},
        row{"CreateWithoutResource", with_action(R"({"type":"create","description":"d"})"), "CH-ACT-03"},
        row{"CreateWithText", with_action(R"({"type":"create","description":"d","resource":"{}"})"), "CH-ACT-03"},
        row{"CreateWithoutId", with_order(R"({"resourceType":"ServiceRequest","status":"draft"})"), "CH-ACT-03"},
        row{"CreatesAnotherType", with_order(R"({"resourceType":"MedicationRequest","id":"a"})"), "orders are all we propose"},
        row{"OrderIsActive", with_order(R"({"resourceType":"ServiceRequest","id":"a","status":"active"})"), "resource.status"},
        row{"OrderIsAnOrder", with_order(R"({"resourceType":"ServiceRequest","id":"a","status":"draft","intent":"order"})"),
            "resource.intent"},
        row{"OrderForNobody", with_order(R"({"resourceType":"ServiceRequest","id":"a","status":"draft","intent":"proposal"})"),
            "subject.reference"},
        row{"CodingWithoutSystem", with_order(R"({"resourceType":"ServiceRequest","id":"a","code":{"coding":[{"code":"c"}],"text":"t"}})"),
            "coding[0].system"}),
    [](auto const& p) { return std::string{p.param.name}; });

std::string service_with(std::string const& more) {
    return R"({"services":[{"hook":"patient-view","id":"oms-patient-view","description":"d","title":"t","usageRequirements":"u")" + more +
           "}]}";
}
std::string with_template(std::string const& t) { return service_with(R"(,"prefetch":{"a":")" + t + R"("})"); }

INSTANTIATE_TEST_SUITE_P(Discovery, ViolationsOfBad, testing::Values(
    row{"ServicesAreNoArray", R"({"services":{"a":1}})", "CH-DISC-03"},
    row{"NoHook", R"({"services":[{"id":"a","description":"d"}]})", "CH-SVC-01"},
    row{"HookOfNobody", R"({"services":[{"hook":"lunch","id":"a","description":"d"}]})", "a hook of ours"},
    row{"IdForNoUrl", R"({"services":[{"hook":"patient-view","id":"a/b","description":"d"}]})", "CH-SVC-02"},
    row{"NoDescription", R"({"services":[{"hook":"patient-view","id":"a"}]})", "CH-SVC-03"},
    row{"VersionInWords", service_with(R"(,"version":"STU2")"), "CH-SVC-07"},
    row{"HookVersionOfAnother", service_with(R"(,"hookVersion":"2.0")"), "CH-SVC-08"},
    row{"EmptyPrefetch", service_with(R"(,"prefetch":{})"), "CH-JSON-03"},
    row{"TemplateIsNumber", service_with(R"(,"prefetch":{"a":1})"), "CH-SVC-05"},
    row{"AbsoluteTemplate", with_template("https://example.org/Patient/1"), "CH-TPL-01"},
    row{"OpenToken", with_template("Patient/{{context.patientId"), "CH-TPL-02"},
    row{"OptionalToken", with_template("Encounter/{{context.encounterId}}"), "CH-TPL-10"},
    row{"Include", with_template("Condition?patient={{context.patientId}}&_include=x"), "CH-TPL-05"},
    row{"Modifier", with_template("Condition?code:not=x"), "CH-TPL-05"},
    row{"Chain", with_template("Condition?subject.name=x"), "CH-TPL-05"},
    row{"ParameterTwice", with_template("Condition?date=ge1&date=le2"), "twice"}),
    [](auto const& p) { return std::string{p.param.name}; });

TEST(ViolationsOf, AreFewerUnderTheRulesOfTheSpecificationAlone) {
    std::string const two =
        R"({"cards":[{"summary":"a","indicator":"critical","source":{"label":"l"}},{"summary":"b","indicator":"info","source":{"label":"l"}}]})";

    EXPECT_THAT(violations_of(two, body_kind::any, rule_set::cds_hooks), IsEmpty());
    EXPECT_FALSE(violations_of(two).empty());
}

TEST(ViolationsOf, HoldTheBodyAgainstTheKindThatWasAskedFor) {
    EXPECT_FALSE(violations_of(R"({"services":[]})", body_kind::response).empty());
    EXPECT_FALSE(violations_of(R"({"cards":[]})", body_kind::outcome).empty());
}

TEST(ViolationsOf, AcceptADiscoveryOfPortableTemplates) {
    EXPECT_THAT(violations_of(with_template("Condition?patient={{context.patientId}}")), IsEmpty());
    EXPECT_THAT(violations_of(with_template("Patient/{{context.patientId}}")), IsEmpty());
}

}  // namespace
}  // namespace oms::test
