#include <oms/fetch/retrieval.hpp>  // first, so that the header is proved self-contained

#include "unit/service/fake_fhir.hpp"

#include <gtest/gtest.h>

#include <functional>

namespace {

using namespace oms;
using test::bare_call;
using test::call_of;
using test::fake_fhir;
using test::has_one_card;
using test::served;

constexpr char const* no_cards = R"({"cards":[]})";
using rounds = std::vector<std::vector<std::string>>;

std::string const ask_patient = "/Patient/kid-1", ask_conditions = "/Condition?patient=kid-1",
                  ask_observations = "/Observation?patient=kid-1";
std::vector<std::string> const ask_lists{ask_conditions, ask_observations};
std::vector<std::string> const ask_workup{"/ServiceRequest?patient=kid-1", "/DiagnosticReport?patient=kid-1", "/Procedure?patient=kid-1",
                                          "/ImagingStudy?patient=kid-1"};
auto name_of_row = [](auto const& p) { return std::string{p.param.name}; };

service::response& fetch(service::exchange& e, fake_fhir& server, call_of const& call) {
    return server.talk(e, test::patient_view, call.text());
}

// ---- what is asked, and in which order ----------------------------------------------------------------------------------

struct order_row {
    char const* name;
    std::function<void(call_of&)> sent;
    std::function<void(fake_fhir&)> kept;
    rounds want;
    bool card;
};
class Order : public testing::TestWithParam<order_row> {};

TEST_P(Order, IsAsLittleAsDecidesTheAnswer) {
    service::exchange e{test::service_with(test::fetching_settings())};
    fake_fhir server = test::server_with_a_chart();
    call_of call = bare_call();
    GetParam().sent(call);
    GetParam().kept(server);

    service::response const& r = fetch(e, server, call);

    EXPECT_EQ(r.status, 200u) << r.body;
    EXPECT_EQ(server.rounds, GetParam().want);
    EXPECT_EQ(has_one_card(r.body), GetParam().card) << r.body;
    EXPECT_EQ(e.account().fetched.queries, server.asked());
    EXPECT_EQ(e.account().fetched.pages, server.asked());
}

auto as_it_is = [](auto&) {};
auto send(std::vector<std::pair<std::string, std::string>> values) {
    return [=](call_of& c) {
        for (auto const& [path, json] : values) c.with(path, json);
    };
}
auto keep_patient(std::string json) {
    return [=](fake_fhir& s) { s.replace(ask_patient, {json}); };
}
void keep_no_findings(fake_fhir& s) { s.replace(ask_conditions, {test::bundle({})}).replace(ask_observations, {test::bundle({})}); }
std::string const healthy_age = test::patient("kid-1", "2025-01-10");
std::string const conditions_sent = test::bundle({test::condition("c1", test::opsoclonus), test::condition("c2", test::cerebellar_ataxia)});

INSTANTIATE_TEST_SUITE_P(
    Fetching, Order,
    testing::Values(
        order_row{"ChildWithACard", as_it_is, as_it_is, {{ask_patient}, ask_lists, ask_workup}, true},
        order_row{"HealthyChild", as_it_is, keep_no_findings, {{ask_patient}, ask_lists}, false},
        order_row{"Adult", as_it_is, keep_patient(test::patient("kid-1", "1990-01-01")), {{ask_patient}}, false},
        order_row{"Deceased",
                  as_it_is,
                  keep_patient(R"({"resourceType":"Patient","id":"kid-1","birthDate":"2025-01-10","deceasedBoolean":true})"),
                  {{ask_patient}},
                  false},
        order_row{"Inactive",
                  as_it_is,
                  keep_patient(R"({"resourceType":"Patient","id":"kid-1","birthDate":"2025-01-10","active":false})"),
                  {{ask_patient}},
                  false},
        order_row{
            "Replaced",
            as_it_is,
            keep_patient(
                R"({"resourceType":"Patient","id":"kid-1","birthDate":"2025-01-10","link":[{"other":{"reference":"Patient/2"},"type":"replaced-by"}]})"),
            {{ask_patient}},
            false},
        order_row{"UnknownAge",
                  as_it_is,
                  keep_patient(R"({"resourceType":"Patient","id":"kid-1"})"),
                  {{ask_patient}, ask_lists, ask_workup},
                  true},
        order_row{"PatientSent", send({{"prefetch.patient", healthy_age}}), as_it_is, {ask_lists, ask_workup}, true},
        order_row{"AdultSent", send({{"prefetch.patient", test::patient("kid-1", "1990-01-01")}}), as_it_is, {}, false},
        order_row{"ConditionsSent",
                  send({{"prefetch.patient", healthy_age}, {"prefetch.conditions", conditions_sent}}),
                  as_it_is,
                  {{ask_observations}, ask_workup},
                  true},
        order_row{"CH_PF_01_PatientMissing",
                  send({{"prefetch.conditions", conditions_sent}}),
                  as_it_is,
                  {{ask_patient}, {ask_observations}, ask_workup},
                  true},
        order_row{"CH_PF_02_NullIsNotAskedAgain",
                  send({{"prefetch.patient", healthy_age}, {"prefetch.conditions", "null"}, {"prefetch.observations", "null"}}),
                  as_it_is,
                  {},
                  false},
        order_row{"CH_PF_03_EmptyIsNotAskedAgain",
                  send({{"prefetch.conditions", test::bundle({})}}),
                  keep_no_findings,
                  {{ask_patient}, {ask_observations}},
                  false},
        order_row{"OneOrderListMissing",
                  send({{"prefetch.patient", healthy_age},
                        {"prefetch.conditions", conditions_sent},
                        {"prefetch.observations", "null"},
                        {"prefetch.serviceRequests", "null"},
                        {"prefetch.diagnosticReports", "null"},
                        {"prefetch.imagingStudies", "null"}}),
                  as_it_is,
                  {{"/Procedure?patient=kid-1"}},
                  true},
        order_row{"CH_DEC_10_PatientAsUser", send({{"context.userId", R"("Patient/kid-1")"}}), as_it_is, {}, false},
        order_row{
            "TypedPatientId", send({{"context.patientId", R"("Patient/kid-1")"}}), as_it_is, {{ask_patient}, ask_lists, ask_workup}, true}),
    name_of_row);

TEST(Retrieval, DoesNotAskAgainForWhatTheClientFailedToGet) {  // CH-PF-04, CH-PF-10
    for (char const* sent : {R"({"resourceType":"OperationOutcome","issue":[{"severity":"error","code":"timeout"}]})", R"("none")"}) {
        service::exchange e{test::service_with(test::fetching_settings())};
        fake_fhir server = test::server_with_a_chart();
        keep_no_findings(server);

        EXPECT_EQ(fetch(e, server, bare_call().with("prefetch.conditions", sent)).status, 412u);

        EXPECT_EQ(server.rounds, (rounds{{ask_patient}, {ask_observations}}));
    }
}

TEST(Retrieval, CountsTheOrdersItFinds) {
    service::exchange e{test::service_with(test::fetching_settings())};
    fake_fhir server = test::server_with_a_chart();
    server.replace(
        ask_workup[0],
        {test::bundle({R"({"resourceType":"ServiceRequest","id":"d","status":"active","intent":"order","authoredOn":"2026-11-15","code":)" +
                       test::concept_text("426252008") + R"(,"subject":{"reference":"Patient/kid-1"}})"})});

    EXPECT_TRUE(has_one_card(fetch(e, server, bare_call()).body));
    EXPECT_EQ(e.account().what.rule, "R4a");
}

// CH-PF-09, clinical.md 2.15: a server may ignore `patient=`; then the patient's own list has not been read.
TEST(Retrieval, TakesAListOfOtherPatientsForNone) {
    service::exchange e{test::service_with(test::fetching_settings())};
    fake_fhir server = test::server_with_a_chart();
    std::string others = conditions_sent;
    for (auto at = others.find("Patient/kid-1"); at != std::string::npos; at = others.find("Patient/kid-1"))
        others.replace(at, 13, "Patient/kid-2");
    server.replace(ask_conditions, {others}).replace(ask_observations, {test::bundle({})});

    EXPECT_NE(fetch(e, server, bare_call()).body.find("conditions (everything in it is about other patients)"), std::string::npos);
    EXPECT_EQ(e.account().what.skipped, 2u);
}

TEST(Retrieval, ForgetsOneCallBeforeTheNext) {
    service::exchange e{test::service_with(test::fetching_settings())};
    fake_fhir sick = test::server_with_a_chart(), healthy = test::server_with_a_chart(), down;
    keep_no_findings(healthy);
    std::string const first = fetch(e, sick, bare_call()).body;

    EXPECT_EQ(fetch(e, healthy, bare_call()).body, no_cards);
    EXPECT_EQ(fetch(e, down, bare_call()).status, 412u);
    EXPECT_EQ(fetch(e, sick, bare_call()).body, first);
    EXPECT_EQ(e.account().fetched.failures, std::vector<std::string>{});
}

/// Sends the call, whose data are missing.
fetch::retrieval& begin_fetching(service::exchange& e, std::string const& call) {
    service::request_head a = test::post_to(test::patient_view);
    a.has_body = true;
    EXPECT_EQ(e.begin(a), service::exchange_state::reading);
    EXPECT_EQ(e.feed(call), service::exchange_state::reading);
    EXPECT_EQ(e.end(), service::exchange_state::fetching);
    return e.retrieval();
}

TEST(Retrieval, TakesABodyFromTheStartAgain) {
    service::exchange e{test::service_with(test::fetching_settings())};
    std::string const text = bare_call().text(), adult = test::patient("kid-1", "1990-01-01");
    fetch::retrieval& plan = begin_fetching(e, text);
    std::size_t const ticket = plan.take_requests().at(0).ticket;

    for (std::size_t const bytes : {std::size_t{20}, adult.size()}) {
        ASSERT_TRUE(plan.page_begin(ticket, {.status = 200, .content_type = "application/fhir+json", .location = {}, .retry_after = {}}));
        ASSERT_TRUE(plan.page_feed(ticket, adult.substr(0, bytes)));
    }
    plan.page_end(ticket);

    EXPECT_FALSE(plan.is_under_way());
    e.resume();
    EXPECT_EQ(e.answer().body, no_cards);
}

TEST(Retrieval, IsGivenUpWhenTheCallerHangsUp) {
    service::exchange e{test::service_with(test::fetching_settings())};
    std::string const text =
        bare_call().with("fhirAuthorization", R"({"access_token":"secret","token_type":"Bearer","expires_in":300})").text();
    fetch::retrieval& plan = begin_fetching(e, text);
    EXPECT_EQ(plan.access().token, "secret");

    EXPECT_EQ(test::talk(e, test::ask_for("GET", "/healthz")).status, 200u);

    EXPECT_EQ(plan.access().token, "");
    EXPECT_FALSE(plan.is_under_way());
    plan.page_end(0);  // what comes late does no harm
    EXPECT_FALSE(plan.page_feed(0, "{}"));
}

}  // namespace
