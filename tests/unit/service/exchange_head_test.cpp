#include <oms/service/exchange.hpp>

#include "support/calls.hpp"
#include "talk.hpp"

#include <gtest/gtest.h>

namespace {

using namespace oms;
using test::ask_for;
using test::header;
using test::post_to;
using test::talk;

constexpr char const* patient_view = "/cds-services/oms-patient-view";
auto name_of_row = [](auto const& p) { return std::string{p.param.name}; };

struct head_row {
    char const* name;
    char const* method;
    char const* target;
    unsigned status;
    char const* allow = "";
    char const* content_type = "application/json";
};
class Head : public testing::TestWithParam<head_row> {};

TEST_P(Head, DecidesStatusAndMethods) {
    service::exchange e{test::service_with()};

    service::response const& r = talk(e, ask_for(GetParam().method, GetParam().target));

    EXPECT_EQ(r.status, GetParam().status) << r.body;
    EXPECT_EQ(header(r, "Allow"), GetParam().allow);
    EXPECT_EQ(r.content_type, GetParam().content_type);
    EXPECT_EQ(r.body.empty(), r.content_type.empty());
    EXPECT_NE(header(r, "Vary"), "");
    EXPECT_FALSE(r.close);
}

constexpr char const* reads = "GET, HEAD, OPTIONS";
INSTANTIATE_TEST_SUITE_P(Rows, Head,
                         testing::Values(head_row{"CH_DISC_05_Get", "GET", "/cds-services", 200},
                                         head_row{"CH_DISC_09_Head", "HEAD", "/cds-services", 200},
                                         head_row{"CH_DISC_09_Slash", "GET", "/cds-services/", 200},
                                         head_row{"CH_DISC_05_Post", "POST", "/cds-services", 405, reads},
                                         head_row{"CH_DISC_05_Put", "PUT", "/cds-services", 405, reads},
                                         head_row{"CH_DISC_09_Options", "OPTIONS", "/cds-services", 204, reads, ""},
                                         head_row{"CH_REQ_01_Get", "GET", patient_view, 405, "POST, OPTIONS"},
                                         head_row{"CH_REQ_01_UnknownId", "POST", "/cds-services/oms-nothing", 404},
                                         head_row{"CH_REQ_01_UnknownIdGet", "GET", "/cds-services/oms-nothing", 404},
                                         head_row{"EmptyBody", "POST", patient_view, 400},
                                         head_row{"CH_FB_01_SwitchedOff", "POST", "/cds-services/oms-patient-view/feedback", 404},
                                         head_row{"Health", "GET", "/healthz", 200}, head_row{"Ready", "GET", "/readyz", 200},
                                         head_row{"HealthPost", "POST", "/healthz", 405, reads},
                                         head_row{"Metrics", "GET", "/metrics", 404}, head_row{"Unknown", "GET", "/nothing", 404},
                                         head_row{"StrayPercent", "GET", "/%", 404},
                                         head_row{"Front", "GET", "/", 200, "", "text/html; charset=utf-8"},
                                         head_row{"UnknownOptions", "OPTIONS", "/nothing", 404}),
                         name_of_row);

TEST(HeadOfDiscovery, HasTheBodyOfTheGetForItsLength) {
    service::exchange e{test::service_with()};
    std::string const get = talk(e, ask_for("GET", "/cds-services")).body;

    EXPECT_EQ(talk(e, ask_for("HEAD", "/cds-services")).body, get);  // the server leaves it out
    EXPECT_EQ(talk(e, ask_for("GET", "/cds-services")).body, get);   // CH-DISC-09
}

TEST(Discovery, OffersTheHooksOfTheSettingsInTheirOrder) {
    EXPECT_EQ(test::service_with(test::open_settings(), {})->discovery, R"({"services":[]})");  // CH-DISC-04
    auto const two = test::service_with(test::open_settings(), {"order-sign", "patient-view"});
    ASSERT_EQ(two->offered.size(), 2u);
    EXPECT_EQ(two->offered[0].id, "oms-order-sign");
    service::exchange e{two};
    EXPECT_EQ(talk(e, post_to("/cds-services/oms-encounter-start"), "{}").status, 404u);
}

TEST(Prefix, IsThatOfThePublicUrl) {  // CH-DISC-01
    auto s = test::open_settings();
    s.path_prefix = "/oms";
    service::exchange e{test::service_with(s)};

    EXPECT_EQ(talk(e, ask_for("GET", "/oms/cds-services")).status, 200u);
    EXPECT_EQ(talk(e, ask_for("GET", "/oms/")).status, 200u);
    EXPECT_EQ(talk(e, ask_for("GET", "/cds-services")).status, 404u);
}

TEST(Authentication, IsAskedOfAllButTheOpenAddresses) {  // CH-SEC-01, CH-JWT-15
    auto s = test::open_settings();
    s.auth_required = true;
    service::exchange e{test::service_with(s)};
    for (auto const& [method, target] :
         {std::pair{"GET", "/cds-services"}, std::pair{"POST", patient_view}, std::pair{"DELETE", patient_view},
          std::pair{"POST", "/cds-services/nothing"}, std::pair{"GET", "/nothing"}}) {
        service::response const& r = talk(e, ask_for(method, target));
        EXPECT_EQ(r.status, 401u) << target;
        EXPECT_EQ(header(r, "WWW-Authenticate"), "Bearer");
        EXPECT_TRUE(r.body.empty() && r.content_type.empty()) << r.body;
    }
    for (auto const target : {"/", "/healthz", "/readyz"}) EXPECT_EQ(talk(e, ask_for("GET", target)).status, 200u) << target;
    EXPECT_EQ(talk(e, ask_for("OPTIONS", patient_view)).status, 204u);  // CH-CORS-02
}

struct media_row {
    char const* name;
    char const* content_type;
    char const* content_encoding;
    char const* accept;
    unsigned status;
    char const* answer_type = "application/json";
};
class Media : public testing::TestWithParam<media_row> {};

TEST_P(Media, IsDecidedBeforeTheBody) {
    service::exchange e{test::service_with()};
    service::request_head a = post_to(patient_view);
    a.content_type = GetParam().content_type;
    a.content_encoding = GetParam().content_encoding;
    a.accept = GetParam().accept;

    service::response const& r = talk(e, a, test::call_of{}.without("context").text());  // a body that gives 400

    EXPECT_EQ(r.status, GetParam().status) << r.body;
    EXPECT_EQ(r.content_type, GetParam().answer_type);
    EXPECT_FALSE(r.close);
}

constexpr char const* json = "application/json";
constexpr char const* fhir = "application/fhir+json";
INSTANTIATE_TEST_SUITE_P(CH_REQ_12, Media,
                         testing::Values(media_row{"Json", json, "", "", 400}, media_row{"FhirJson", fhir, "", "", 400},
                                         media_row{"Nothing", "", "", "", 400},
                                         media_row{"Charset", "application/json; charset=utf-8", "", "", 400},
                                         media_row{"CharsetQuoted", "Application/JSON;Charset=\"UTF-8\"", "", "", 400},
                                         media_row{"OtherParameter", "application/fhir+json; fhirVersion=4.0", "", "", 400},
                                         media_row{"OtherCharset", "application/json; charset=latin1", "", "", 415},
                                         media_row{"Text", "text/plain", "", "", 415},
                                         media_row{"Form", "application/x-www-form-urlencoded", "", "", 415},
                                         media_row{"Xml", "application/fhir+xml", "", "", 415}, media_row{"Gzip", json, "gzip", "", 415},
                                         media_row{"Identity", json, "identity", "", 400}),
                         name_of_row);

INSTANTIATE_TEST_SUITE_P(
    CH_DEC_02, Media,
    testing::Values(
        media_row{"Anything", json, "", "*/*", 400}, media_row{"AnyApplication", json, "", "text/html, application/*;q=0.5", 400},
        media_row{"Browser", json, "", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", 400},
        media_row{"OnlyHtml", json, "", "text/html", 406}, media_row{"JsonExcluded", json, "", "text/html, application/json;q=0", 406},
        media_row{"JsonExcludedByThousandths", json, "", "application/json;q=0.000", 406}, media_row{"Fhir", json, "", fhir, 400, fhir},
        media_row{"FhirRatherThanJson", json, "", "application/json;q=0.5, application/fhir+json", 400, fhir},
        media_row{"JsonAndFhir", json, "", "application/json, application/fhir+json", 400},
        media_row{"JsonRatherThanFhir", json, "", "application/fhir+json;q=0.1, application/json", 400}),
    name_of_row);

TEST(Limits, RefuseABodyBeforeItIsRead) {  // CH-REQ-12
    auto s = test::open_settings();
    s.limits.body_bytes = 1000;
    service::exchange e{test::service_with(s)};
    service::request_head a = post_to(patient_view);
    a.has_body = true;
    a.content_length = 1001;

    EXPECT_EQ(e.begin(a), service::exchange_state::answered);

    EXPECT_EQ(e.answer().status, 413u);
    EXPECT_TRUE(e.answer().close);
    a.content_length = 1000;
    EXPECT_EQ(e.begin(a), service::exchange_state::reading);
}

TEST(Limits, EndABodyThatGrowsBeyondThem) {
    auto s = test::open_settings();
    s.limits.body_bytes = 1000;
    service::exchange e{test::service_with(s)};
    service::request_head a = post_to(patient_view);
    a.has_body = true;  // chunked: no length
    ASSERT_EQ(e.begin(a), service::exchange_state::reading);
    ASSERT_EQ(e.feed(R"({"x":")" + std::string(994, 'x')), service::exchange_state::reading);

    EXPECT_EQ(e.feed("xx"), service::exchange_state::answered);

    EXPECT_EQ(e.answer().status, 413u);
    EXPECT_TRUE(e.answer().close);
}

TEST(Refusals, LeaveItToTheServerWhetherTheRestIsRead) {
    service::exchange e{test::service_with()};
    service::request_head a = post_to(patient_view);
    a.has_body = true;
    a.content_length = 1'000'000;
    ASSERT_EQ(e.begin(a), service::exchange_state::reading);
    EXPECT_EQ(e.feed("{,,,"), service::exchange_state::answered);
    EXPECT_EQ(e.answer().status, 400u);
    EXPECT_FALSE(e.answer().close);
    EXPECT_EQ(e.feed("more"), service::exchange_state::answered);  // no harm
    EXPECT_EQ(e.end(), service::exchange_state::answered);
    EXPECT_EQ(e.answer().status, 400u);
}

TEST(Readiness, NamesWhatIsNotUsable) {
    auto s = std::make_shared<service::deployment>(*test::service_with());
    s->not_ready = [] { return std::vector<std::string>{"store: locked", "draining"}; };
    service::exchange e{s};

    service::response const& r = talk(e, ask_for("GET", "/readyz"));

    EXPECT_EQ(r.status, 503u);
    EXPECT_EQ(header(r, "Retry-After"), "5");
    EXPECT_NE(r.body.find("store: locked"), std::string::npos);
    EXPECT_NE(r.body.find("draining"), std::string::npos);
}

TEST(Readiness, NamesWhatAReloadLeftAsItWas) {
    for (auto const& [what, end] : {std::pair<std::vector<std::string_view>, char const*>{{}, R"("})"},
                                    {{"certificates"}, R"(","notLoaded":["certificates"]})"},
                                    {{"knowledge", "certificates"}, R"(","notLoaded":["knowledge","certificates"]})"}}) {
        auto s = std::make_shared<service::deployment>(*test::service_with());
        s->not_loaded = [what] { return what; };
        service::exchange e{s};
        service::response const& r = talk(e, ask_for("GET", "/readyz"));
        EXPECT_EQ(r.status, 200u);
        EXPECT_TRUE(r.body.starts_with(R"({"status":"ready","knowledge":")")) << r.body;
        EXPECT_TRUE(r.body.ends_with(end)) << r.body;
        EXPECT_EQ(r.body.find("notLoaded") != std::string::npos, !what.empty());
    }
}

TEST(FrontPage, NamesVersionLimitsAndIntendedUse) {
    service::exchange e{test::service_with()};
    std::string const page = talk(e, ask_for("GET", "/")).body;

    for (auto const part : {"oms-cds 9.8.7", "33554432 bytes", "not a diagnosis", "oms-patient-view"})
        EXPECT_NE(page.find(part), std::string::npos) << part;
}

}  // namespace
