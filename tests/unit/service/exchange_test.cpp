#include <oms/service/exchange.hpp>  // first, so that the header is proved self-contained

#include "support/calls.hpp"
#include "talk.hpp"

#include <oms/json/node.hpp>

#include <gtest/gtest.h>

#include <functional>

namespace {

using namespace oms;
using test::call_of;
using test::header;

constexpr char const* patient_view = "/cds-services/oms-patient-view";
constexpr char const* no_cards = R"({"cards":[]})";

auto name_of_row = [](auto const& p) { return std::string{p.param.name}; };

std::string issue_code(std::string const& body) {
    auto const root = json::parse("body", body);
    if (!root || root->string("resourceType").value() != "OperationOutcome") return "no OperationOutcome: " + body;
    std::string codes;
    for (json::node const& i : root->items("issue").value()) codes += i.string("code").value();
    return codes;
}

bool has_one_card(std::string const& body) {
    auto const root = json::parse("body", body);
    return root && root->items("cards").value().size() == 1;
}

struct row {
    char const* name;
    char const* id;
    std::function<void(call_of&)> spoil;
    unsigned status;
    char const* code = "";   ///< of the issue; a card is expected at 200, `none` says no card
};

class Call : public testing::TestWithParam<row> {
protected:
    service::exchange exchange_{test::service_with()};
};

TEST_P(Call, IsAnsweredAsTheConformanceListSays) {
    row const& want = GetParam();
    call_of call{std::string_view{want.id}.substr(4)};
    want.spoil(call);
    std::string const target = "/cds-services/" + std::string{want.id}, text = call.text();

    service::response const& r = test::talk(exchange_, test::post_to(target), text);

    ASSERT_EQ(r.status, want.status) << r.body;
    EXPECT_EQ(exchange_.account().status, want.status);
    EXPECT_EQ(exchange_.account().route, "service");
    EXPECT_EQ(exchange_.account().service_id, want.id);
    EXPECT_EQ(r.content_type, "application/json");
    EXPECT_EQ(header(r, "Vary"), "Origin");
    EXPECT_FALSE(r.close);
    if (r.status == 200) {
        if (std::string_view{want.code} == "none") EXPECT_EQ(r.body, no_cards);
        else EXPECT_TRUE(has_one_card(r.body)) << r.body;
        EXPECT_FALSE(exchange_.account().why.has_value());
    } else {
        EXPECT_EQ(issue_code(r.body), want.code) << r.body;
        EXPECT_TRUE(exchange_.account().why.has_value());
        EXPECT_EQ(r.body.find("kid-1"), std::string::npos) << r.body;
    }
}

constexpr char const* pv = "oms-patient-view";
auto with(std::string path, std::string json) {
    return [=](call_of& c) { c.with(path, json); };
}
auto without(std::string path) {
    return [=](call_of& c) { c.without(path); };
}
auto as_it_is = [](call_of&) {};
std::string const other_patient = test::patient("kid-2", "2025-01-10");
std::string const failure = R"({"resourceType":"OperationOutcome","issue":[{"severity":"error","code":"timeout"}]})";

INSTANTIATE_TEST_SUITE_P(
    Request, Call,
    testing::Values(
        row{"Good", pv, as_it_is, 200}, row{"CH_REQ_02_NoHook", pv, without("hook"), 400, "required"},
        row{"CH_REQ_02_HookNumber", pv, with("hook", "7"), 400, "value"},
        row{"CH_REQ_02_EmptyHook", pv, with("hook", R"("")"), 400, "required"},
        row{"CH_REQ_03_OtherHook", pv, with("hook", R"("order-sign")"), 400, "invalid"},
        row{"CH_REQ_04_NoHookInstance", pv, without("hookInstance"), 400, "required"},
        row{"CH_REQ_04_LenientHookInstance", pv, with("hookInstance", R"("call-1")"), 200},
        row{"CH_REQ_05_TokenWithoutServer", pv, with("fhirAuthorization", R"({"access_token":"t","token_type":"Bearer"})"), 400,
            "required"},
        row{"CH_REQ_06_FileServer", pv, with("fhirServer", R"("file:///x")"), 400, "value"},
        row{"CH_REQ_07_NullAuthorization", pv, with("fhirAuthorization", "null"), 200},
        row{"CH_REQ_08_NoContext", pv, without("context"), 400, "required"},
        row{"CH_REQ_08_ContextArray", pv, with("context", "[]"), 400, "value"},
        row{"CH_REQ_08_EmptyContext", pv, with("context", "{}"), 400, "required"},
        row{"CH_REQ_09_NoPrefetch", pv, without("prefetch"), 412, "incomplete"},
        row{"CH_REQ_09_NullPrefetch", pv, with("prefetch", "null"), 412, "incomplete"},
        row{"CH_REQ_09_EmptyPrefetch", pv, with("prefetch", "{}"), 412, "incomplete"},
        row{"CH_REQ_10_UnknownMembers", pv,
            [](call_of& c) {
                c.with("user", R"("x")").with("patient", "1").with("redirect", "[]").with("extension", R"({"org.example":{"a":[{}]}})");
            },
            200},
        row{"TypedPatientId", pv, with("context.patientId", R"("Patient/kid-1")"), 200},
        row{"CH_FHIR_07_PatientIdWithQuery", pv, with("context.patientId", R"("1&_include=*")"), 400, "value"},
        row{"NumericPatientId", pv, with("context.patientId", "1"), 400, "value"},
        row{"CH_DEC_10_PatientAsUser", pv, with("context.userId", R"("Patient/kid-1")"), 200, "none"}),
    name_of_row);

INSTANTIATE_TEST_SUITE_P(
    Prefetch, Call,
    testing::Values(row{"CH_PF_01_OneListAbsentButACard", pv, without("prefetch.observations"), 200},
                    row{"CH_PF_01_ListAbsentNoCard", pv, without("prefetch.conditions"), 412, "incomplete"},
                    row{"CH_PF_02_NullList", pv, with("prefetch.conditions", "null"), 200, "none"},
                    row{"CH_PF_02_NullPatient", pv, with("prefetch.patient", "null"), 412, "incomplete"},
                    row{"CH_PF_03_BundleWithoutEntry", pv, with("prefetch.conditions", R"({"resourceType":"Bundle","type":"searchset"})"), 200, "none"},
                    row{"CH_PF_04_OutcomeForConditions", pv, with("prefetch.conditions", failure), 412, "incomplete"},
                    row{"CH_PF_04_OutcomeForObservations", pv, with("prefetch.observations", failure), 200},
                    row{"CH_PF_06_NextLink", pv, with("prefetch.conditions", test::bundle({}, R"(,"link":[{"relation":"next","url":"https://x"}])")), 200, "none"},
                    row{"CH_PF_07_UnknownKey", pv, with("prefetch.allergies", "[1]"), 200},
                    row{"CH_PF_09_OtherPatient", pv, with("prefetch.patient", other_patient), 400, "value"},
                    row{"CH_PF_09_PatientAmongOthers", pv,
                        with("prefetch.patient", test::bundle({other_patient, test::patient("kid-1", "2025-01-10")})), 200},
                    row{"CH_PF_10_NoResource", pv, with("prefetch.conditions", R"("none")"), 412, "incomplete"},
                    row{"CH_PF_11_PatientBundle", pv, with("prefetch.patient", test::bundle({test::patient("kid-1", "2025-01-10")})), 200},
                    row{"CH_PF_11_SingleCondition", pv, with("prefetch.conditions", test::condition("c1", test::opsoclonus)), 200},
                    row{"CH_DEC_11_Adult", pv, with("prefetch.patient", test::patient("kid-1", "1990-01-01")), 200, "none"},
                    row{"CH_DEC_11_AdultWithoutLists", pv, [](call_of& c) {
                            c.with("prefetch.patient", test::patient("kid-1", "1990-01-01"))
                                .without("prefetch.conditions")
                                .without("prefetch.observations");
                        }, 200, "none"},
                    row{"CH_DEC_11_UnknownAge", pv, with("prefetch.patient", R"({"resourceType":"Patient","id":"kid-1","birthDate":"X2002-09-26"})"), 200}),
    name_of_row);

std::string const new_condition = test::bundle({test::condition("c9", test::opsoclonus)});
INSTANTIATE_TEST_SUITE_P(
    Hooks, Call,
    testing::Values(
        row{"ProblemListCountsTheNewCondition", "oms-problem-list-item-create",
            [](call_of& c) {
                c.with("context.conditions", new_condition).with("prefetch.conditions", "null").with("prefetch.observations", "null");
            },
            200},
        row{"ProblemListNeedsConditions", "oms-problem-list-item-create", as_it_is, 400, "required"},
        row{"PatientViewIgnoresConditionsOfTheContext", pv,
            [](call_of& c) {
                c.with("context.conditions", new_condition).with("prefetch.conditions", "null").with("prefetch.observations", "null");
            },
            200, "none"},
        row{"EncounterStart", "oms-encounter-start", as_it_is, 200},
        row{"EncounterStartNeedsEncounter", "oms-encounter-start", without("context.encounterId"), 400, "required"},
        row{"EncounterDischarge", "oms-encounter-discharge", as_it_is, 200},
        row{"OrderSign", "oms-order-sign", with("context.draftOrders", test::bundle({})), 200},
        row{"OrderSignWithFailedOrders", "oms-order-sign", with("context.draftOrders", failure), 400, "value"},
        row{"OrderSelect", "oms-order-select",
            [](call_of& c) { c.with("context.draftOrders", test::bundle({})).with("context.selections", "[]"); }, 200},
        row{"OrderSelectNeedsSelections", "oms-order-select", with("context.draftOrders", test::bundle({})), 400, "required"}),
    name_of_row);

TEST(Exchange, AnswersTheSameWhateverThePortions) {
    std::string const text = call_of{}.text();
    service::exchange whole{test::service_with()}, cut{test::service_with()};
    std::string const want = test::talk(whole, test::post_to(patient_view), text).body;
    ASSERT_TRUE(has_one_card(want)) << want;

    for (std::size_t const portion : {1, 2, 7, 64, 1000})
        EXPECT_EQ(test::talk(cut, test::post_to(patient_view), text, portion).body, want) << portion;
}

TEST(Exchange, ServesOneRequestAfterAnother) {
    service::exchange e{test::service_with()};
    std::string const good = call_of{}.text(), healthy = call_of{}.with("prefetch.conditions", "null").text();
    std::string const first = test::talk(e, test::post_to(patient_view), good).body;

    EXPECT_EQ(test::talk(e, test::post_to(patient_view), healthy).body, no_cards);
    EXPECT_EQ(test::talk(e, test::post_to(patient_view), R"({"hook":)").status, 400u);
    EXPECT_EQ(test::talk(e, test::ask_for("GET", "/healthz")).status, 200u);
    EXPECT_EQ(test::talk(e, test::post_to(patient_view), good).body, first);
}

/// A row: what is asked, until the exchange is cleared.
struct cleared_row {
    char const* name;
    std::string body;
    std::size_t read = std::string::npos;   ///< bytes of the body before the caller hangs up
};
class ClearExchange : public testing::TestWithParam<cleared_row> {};

TEST_P(ClearExchange, LeavesNothingOfTheCall) {
    service::exchange e{test::service_with()};
    service::request_head a = test::post_to(patient_view);
    a.has_body = true;
    service::exchange_state now = e.begin(a);
    if (now == service::exchange_state::reading) now = e.feed(std::string_view{GetParam().body}.substr(0, GetParam().read));
    bool const whole = GetParam().read >= GetParam().body.size();
    if (now == service::exchange_state::reading && whole) static_cast<void>(e.end());
    EXPECT_NE(e.account().service_id, "");

    e.clear();

    EXPECT_EQ(e.answer().body, "");
    EXPECT_TRUE(e.answer().headers.empty());
    EXPECT_EQ(e.account().service_id, "");
    EXPECT_EQ(e.account().what.hook_instance, "");
    EXPECT_EQ(e.account().what.rule, "");
    EXPECT_EQ(e.account().what.findings, 0u);
    EXPECT_FALSE(e.account().why);
    EXPECT_EQ(e.end(), service::exchange_state::answered) << "and nothing is under way";
    EXPECT_EQ(e.answer().body, "");
}

INSTANTIATE_TEST_SUITE_P(Calls, ClearExchange,
                         testing::Values(cleared_row{"Answered", call_of{}.text()}, cleared_row{"Refused", R"({"hook":)"},
                                         cleared_row{"GivenUp", call_of{}.text(), 400}),
                         [](auto const& row) { return row.param.name; });

TEST(Exchange, GivesAnAccountWithoutPatientData) {
    service::exchange e{test::service_with()};
    test::talk(e, test::post_to(patient_view), call_of{}.text());

    telemetry::call_record const& r = e.account();

    EXPECT_EQ(r.what.rule, "R1a");
    EXPECT_EQ(r.what.hook_instance, "d1577c69-dfbe-44ad-ba6d-3e05e953b2ea");
    EXPECT_EQ(r.what.findings, 3u);
    EXPECT_TRUE(r.what.shown);
    EXPECT_TRUE(r.what.gaps.empty());
}

TEST(Exchange, CountsDraftOrdersAsOrdered) {  // product.md 6
    service::exchange e{test::service_with()};
    std::string const order = R"({"resourceType":"ServiceRequest","id":"d-1","status":"draft","intent":"order","code":)" +
                              test::concept_text("426252008") + R"(,"subject":{"reference":"Patient/kid-1"}})";
    call_of none{"order-sign"}, one{"order-sign"};
    none.with("context.draftOrders", test::bundle({}));
    one.with("context.draftOrders", test::bundle({order}));

    EXPECT_TRUE(has_one_card(test::talk(e, test::post_to("/cds-services/oms-order-sign"), none.text()).body));
    EXPECT_EQ(e.account().what.rule, "R1a");
    EXPECT_TRUE(has_one_card(test::talk(e, test::post_to("/cds-services/oms-order-sign"), one.text()).body));
    EXPECT_EQ(e.account().what.rule, "R4a");
}

TEST(Exchange, IsStrictWhereTheSettingsSaySo) {  // CH-DEC-05
    auto strict = test::open_settings();
    strict.answers.lenient = false;
    service::exchange e{test::service_with(strict)};

    EXPECT_EQ(test::talk(e, test::post_to(patient_view), call_of{}.text()).status, 200u);
    EXPECT_EQ(test::talk(e, test::post_to(patient_view), call_of{}.with("hookInstance", R"("call-1")").text()).status, 400u);
    EXPECT_EQ(test::talk(e, test::post_to(patient_view), call_of{}.with("context.patientId", R"("Patient/kid-1")").text()).status, 400u);
}

TEST(Exchange, MakesAFailureInsideA500AndNeverAnEmptyList) {  // CH-RES-06
    service::exchange e{service::make_deployment(test::shared_knowledge(), test::open_settings(),
                                        {[]() -> instant { throw std::runtime_error("clock of kid-1"); }}, test::all_hooks)};

    service::response const& r = test::talk(e, test::post_to(patient_view), call_of{}.text());

    EXPECT_EQ(r.status, 500u);
    EXPECT_EQ(issue_code(r.body), "exception");
    EXPECT_EQ(r.body.find("clock"), std::string::npos) << "the inside shows";
    EXPECT_EQ(header(r, "Vary"), "Origin");
    EXPECT_EQ(e.account().status, 500u);
}

}  // namespace
