// Every way a FHIR server can fail, for the Patient, for a list and for orders and reports: clinical.md 2.10 decides what follows.
#include "fake_fhir.hpp"

#include <gtest/gtest.h>

namespace {

using namespace oms;
using fetch::transport_failure;
using test::bare_call;
using test::fake_fhir;
using test::has_one_card;
using test::served;

constexpr char const* no_cards = R"({"cards":[]})";
std::string const conditions = "/Condition?patient=kid-1", observations = "/Observation?patient=kid-1",
                  orders = "/ServiceRequest?patient=kid-1";

struct way {
    char const* name;
    served what;
    char const* word;     ///< of the log
    char const* reason;   ///< of the 412
};

served redirect(char const* to) { return {.body = {}, .status = 302, .location = to}; }
served cut(std::string body) { return {.body = body.substr(0, body.size() / 2)}; }
served hanging(std::string body) { return {.body = std::move(body), .hangs = true}; }
std::string const outcome = R"({"resourceType":"OperationOutcome","issue":[{"severity":"error","code":"processing"}]})";

std::vector<way> const ways{
    {"Refused", test::failing(transport_failure::refused), "refused", "the FHIR server refused the connection"},
    {"NoSuchHost", test::failing(transport_failure::no_such_host), "no-such-host", "the name of the FHIR server is not known"},
    {"NotAllowed", test::failing(transport_failure::not_allowed), "not-allowed", "is not one that may be called"},
    {"Tls", test::failing(transport_failure::tls), "tls", "no trusted TLS connection"},
    {"TimedOut", test::failing(transport_failure::timed_out), "timed-out", "the FHIR server timed out after 400 ms"},
    {"TimedOutInTheBody",
     {.body = R"({"resourceType":"Bundle","entry":[)", .fails = transport_failure::timed_out},
     "timed-out",
     "timed out after 400 ms"},
    {"Deadline", hanging(""), "timed-out", "the FHIR server timed out after 400 ms"},
    {"DeadlineInTheBody", hanging(R"({"resourceType":"Bundle","entry":[)"), "timed-out", "timed out after 400 ms"},
    {"Broken", test::failing(transport_failure::broken), "broken", "the answer of the FHIR server broke off or could not be decoded"},
    {"BodyTooLarge", test::failing(transport_failure::too_large), "too-large", "more than 4096 bytes"},
    {"BodyTooLargeAsItComes",
     {.body = R"({"resourceType":"Bundle","x":")" + std::string(5000, 'x') + R"("})"},
     "too-large",
     "more than 4096 bytes"},
    {"Unauthorized", test::status_of(401), "status-401", "the FHIR server answered 401"},
    {"Forbidden", test::status_of(403), "status-403", "the FHIR server answered 403"},
    {"NotFound", test::status_of(404), "status-404", "the FHIR server answered 404"},
    {"Gone", test::status_of(410), "status-410", "the FHIR server answered 410"},
    {"Busy", test::status_of(429), "status-429", "the FHIR server answered 429"},
    {"ServerError", test::status_of(500), "status-500", "the FHIR server answered 500"},
    {"NoContent", {.body = {}, .status = 204}, "status-204", "the FHIR server answered 204"},
    {"NotModified", {.body = {}, .status = 304}, "status-304", "the FHIR server answered 304"},
    {"Elsewhere", redirect("https://evil.example/fhir/x"), "redirect-elsewhere", "redirects to another place"},
    {"RedirectWithoutLocation", redirect(""), "redirect-elsewhere", "redirects to another place"},
    {"Html", {.body = "<html>login</html>", .content_type = "text/html"}, "not-json", "something that is not JSON"},
    {"Xml", {.body = "<Bundle/>", .content_type = "application/fhir+xml"}, "not-json", "something that is not JSON"},
    {"HtmlSaidToBeJson", {.body = "<html>login</html>"}, "bad-json", "JSON that is broken or cut off"},
    {"Empty", {.body = ""}, "bad-json", "JSON that is broken or cut off"},
    {"Cut", cut(test::bundle({test::condition("c7", test::irritable)})), "bad-json", "JSON that is broken or cut off"},
    {"Outcome", {.body = outcome}, "outcome", "an OperationOutcome in its place"},
    {"WrongType", {.body = R"({"resourceType":"Encounter","id":"e"})"}, "wrong-type", "something else in its place"},
    {"Untyped", {.body = R"({"error":"no"})"}, "wrong-type", "something else in its place"},
};

class Failure : public testing::TestWithParam<way> {
protected:
    service::response& fetch_with(std::string const& below, served what) {
        server_.replace(below, std::move(what));
        return server_.talk(exchange_, test::patient_view, bare_call().text());
    }
    void make_healthy() { server_.replace(conditions, {test::bundle({})}).replace(observations, {test::bundle({})}); }
    void expect_no_data(service::response const& r, std::string const& key) {
        ASSERT_EQ(r.status, 412u) << r.body;
        EXPECT_NE(r.body.find(key + " (not sent, and "), std::string::npos) << r.body;
        EXPECT_NE(r.body.find(GetParam().reason), std::string::npos) << r.body;
        expect_account(key);
    }
    void expect_account(std::string const& key) {
        EXPECT_EQ(exchange_.account().fetched.failures, std::vector{key + ": " + GetParam().word});
        EXPECT_NE(std::ranges::find(exchange_.account().what.gaps, key), exchange_.account().what.gaps.end());
    }

    static service::deployment_settings settings() {
        auto s = test::fetching_settings();
        s.fetch.limits.max_bytes = 4096;
        return s;
    }
    fake_fhir server_ = test::server_with_a_chart();
    service::exchange exchange_{test::service_with(settings())};
};

TEST_P(Failure, OfThePatientIs412) {
    expect_no_data(fetch_with("/Patient/kid-1", GetParam().what), "patient");
    EXPECT_EQ(server_.asked(), 1u) << "without the Patient no list is read";
}

TEST_P(Failure, OfAListOfAHealthyChildIs412) {
    make_healthy();
    expect_no_data(fetch_with(observations, GetParam().what), "observations");
}

TEST_P(Failure, OfAListBesideACardIsNamedByTheCard) {
    service::exchange whole{test::service_with(test::fetching_settings())};
    fake_fhir no_observations = test::server_with_a_chart();
    std::string const without =
        no_observations.replace(observations, {test::bundle({})}).talk(whole, test::patient_view, bare_call().text()).body;

    service::response const& r = fetch_with(observations, GetParam().what);

    EXPECT_EQ(r.status, 200u);
    EXPECT_TRUE(has_one_card(r.body)) << r.body;
    EXPECT_NE(r.body, without) << "the card does not say what is missing";
    expect_account("observations");
}

TEST_P(Failure, OfOrdersIsNamedByTheCard) {
    service::response const& r = fetch_with(orders, GetParam().what);

    EXPECT_EQ(r.status, 200u);
    EXPECT_TRUE(has_one_card(r.body)) << r.body;
    expect_account("serviceRequests");
}

TEST_P(Failure, OfALaterPageLeavesAPartialList) {
    make_healthy();
    server_.replace(conditions, {test::bundle({}, R"(,"link":[{"relation":"next","url":"?page=2"}])")});

    service::response const& r = fetch_with("/Condition?page=2", GetParam().what);

    EXPECT_EQ(r.status, 200u);
    EXPECT_EQ(r.body, no_cards);
    expect_account("conditions");
}

INSTANTIATE_TEST_SUITE_P(Ways, Failure, testing::ValuesIn(ways), [](auto const& p) { return std::string{p.param.name}; });

TEST(FetchedPatient, OfAnotherIdIsNoPatient) {
    fake_fhir server = test::server_with_a_chart();
    service::exchange e{test::service_with(test::fetching_settings())};
    server.replace("/Patient/kid-1", {test::patient("kid-2", "2025-01-10")});

    service::response const& r = server.talk(e, test::patient_view, bare_call().text());

    EXPECT_EQ(r.status, 412u);
    EXPECT_NE(r.body.find("patient (not sent, and the FHIR server sent no Patient of this id"), std::string::npos) << r.body;
    EXPECT_EQ(r.body.find("kid-"), std::string::npos);
    EXPECT_EQ(server.asked(), 1u);
}

TEST(FetchedLists, ThatBothFailAre412AndSpareTheRest) {
    fake_fhir server = test::server_with_a_chart();
    service::exchange e{test::service_with(test::fetching_settings())};
    server.replace(conditions, test::status_of(403)).replace(observations, test::failing(transport_failure::refused));

    service::response const& r = server.talk(e, test::patient_view, bare_call().text());

    EXPECT_EQ(r.status, 412u);
    EXPECT_NE(r.body.find("conditions (not sent, and the FHIR server answered 403)"), std::string::npos) << r.body;
    EXPECT_NE(r.body.find("observations (not sent, and the FHIR server refused the connection)"), std::string::npos) << r.body;
    EXPECT_EQ(server.asked(), 3u);
}

TEST(FetchedData, ThatCannotBeHadGiveAnInfoCardWhereTheSettingsSaySo) {  // CH-DEC-13
    auto settings = test::fetching_settings();
    settings.answers.info_card_on_missing = true;
    fake_fhir server;
    service::exchange e{test::service_with(settings)};

    service::response const& r = server.talk(e, test::patient_view, bare_call().text());

    EXPECT_EQ(r.status, 200u);
    EXPECT_TRUE(has_one_card(r.body)) << r.body;
}

TEST(FetchedPage, ThatCameHalfStillYieldsItsCard) {  // clinical.md 2.10: evaluate what is there
    fake_fhir server = test::server_with_a_chart();
    service::exchange e{test::service_with(test::fetching_settings())};
    std::string body = test::bundle({test::condition("c1", test::opsoclonus), test::condition("c2", test::cerebellar_ataxia)});
    server.replace(conditions, {body.substr(0, body.size() - 1)});

    service::response const& r = server.talk(e, test::patient_view, bare_call().text());

    EXPECT_EQ(r.status, 200u);
    EXPECT_TRUE(has_one_card(r.body)) << r.body;
    EXPECT_EQ(e.account().what.gaps, std::vector<std::string>{"conditions"});
}

}  // namespace
