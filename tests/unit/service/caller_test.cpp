#include <oms/service/exchange.hpp>

#include <oms/auth/signature.hpp>

#include "support/calls.hpp"
#include "talk.hpp"
#include "unit/auth/tokens.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace {

using namespace oms;
using auth::refusal;
using test::ask_for;
using test::header;
using test::post_to;
using test::talk;

constexpr char const* patient_view = "/oms/cds-services/oms-patient-view";
constexpr char const* ehr_issuer = "https://ehr.example.org";

test::signing_key const& ehr_key() {
    static test::signing_key const key{"P-384"};
    return key;
}

/// At noon of 2026-11-20, below `https://cds.example.org/oms`, one registered EHR.
std::shared_ptr<service::deployment const> closed_service(auth::client ehr = {.issuer = ehr_issuer}) {
    auto s = test::open_settings();
    s.auth_required = true;
    s.path_prefix = "/oms";
    auto made = std::make_shared<service::deployment>(*test::service_with(s));
    made->admission = std::make_shared<auth::admission const>(
        auth::admission{.clients = {std::move(ehr)}, .claims = {}, .public_origin = "https://cds.example.org"});
    made->fetch_by_client = {made->settings.fetch};
    return made;
}

test::claims claims_for(std::string_view path) {
    return {.audience = "\"https://cds.example.org" + std::string{path} + '"', .issued = "1795176000", .expires = "1795176300"};
}

std::string bearer_for(std::string_view path) { return "Bearer " + ehr_key().token("ES384", claims_for(path).text()); }

/// As the server does: the verdict follows from the signature and the rights alone.
auth::verdict verdict_on(auth::pending_token const& t) {
    auto const keys = auth::read_key_set("x", ehr_key().jwks()).value();
    auto const* const key = keys.find(t.kid, t.alg);
    if (!key) return refusal::key;
    if (!auth::is_signed_with(t.text, t.alg, *key)) return refusal::signature;
    if (t.rights) return *t.rights;
    return std::monostate{};
}

service::response& verified_talk(service::exchange& e, service::request_head a, std::string_view body = {}) {
    a.has_body = !body.empty();
    a.content_length = body.size();
    auto state = e.begin(a);
    if (state == service::exchange_state::verifying) state = e.verified(verdict_on(e.pending_token()));
    if (state == service::exchange_state::reading) state = e.feed(body);
    if (state == service::exchange_state::reading) state = e.end();
    EXPECT_EQ(state, service::exchange_state::answered);
    return e.answer();
}

TEST(Caller, IsAnsweredWhenItsTokenIsGood) {  // CH-JWT-01, CH-JWT-08
    service::exchange e{closed_service()};
    std::string const field = bearer_for(patient_view);
    auto a = post_to(patient_view);
    a.authorization = field;

    service::response const& r = verified_talk(e, a, test::call_of{}.text());

    EXPECT_EQ(r.status, 200U) << r.body;
    EXPECT_EQ(e.account().issuer, ehr_issuer);
    EXPECT_EQ(e.account().refused, "");
}

struct address_row {
    char const* name;
    char const* method;
    char const* target;
    char const* audience;
    unsigned status;
};
class CallerAddress : public testing::TestWithParam<address_row> {};

TEST_P(CallerAddress, IsWhatTheTokenIsFor) {
    service::exchange e{closed_service()};
    std::string const field = bearer_for(GetParam().audience);
    auto a = ask_for(GetParam().method, GetParam().target);
    a.authorization = field;
    EXPECT_EQ(verified_talk(e, a).status, GetParam().status);
}

constexpr char const* feedback = "/oms/cds-services/oms-patient-view/feedback";
INSTANTIATE_TEST_SUITE_P(
    ChJwt08, CallerAddress,
    testing::Values(address_row{"Discovery", "GET", "/oms/cds-services", "/oms/cds-services", 200},
                    address_row{"DiscoveryWithASlash", "GET", "/oms/cds-services/", "/oms/cds-services", 200},
                    address_row{"AudienceWithASlash", "GET", "/oms/cds-services", "/oms/cds-services/", 200},
                    address_row{"DiscoveryForAService", "GET", "/oms/cds-services", patient_view, 401},
                    address_row{"ServiceForDiscovery", "POST", patient_view, "/oms/cds-services", 401},
                    address_row{"ServiceForAnother", "POST", patient_view, "/oms/cds-services/oms-order-sign", 401},
                    address_row{"BothWithADoubledSlash", "POST", "/oms/cds-services//oms-patient-view",
                                "/oms/cds-services//oms-patient-view", 400},
                    address_row{"TargetWithADoubledSlash", "POST", "/oms/cds-services//oms-patient-view", patient_view, 400},
                    address_row{"QueryIsNoPart", "GET", "/oms/cds-services?x=1", "/oms/cds-services", 200},
                    address_row{"FeedbackForFeedback", "POST", feedback, feedback, 404},
                    address_row{"FeedbackForItsService", "POST", feedback, patient_view, 404},
                    address_row{"ServiceForFeedback", "POST", patient_view, feedback, 401},
                    address_row{"NoSuchService", "POST", "/oms/cds-services/nothing", "/oms/cds-services/nothing", 404},
                    address_row{"NoSuchAddress", "GET", "/oms/nothing", "/oms/nothing", 404},
                    address_row{"NoSuchAddressForAnother", "GET", "/oms/nothing", patient_view, 401},
                    address_row{"OutsideThePublicPath", "GET", "/cds-services", "/cds-services", 404},
                    address_row{"WrongMethod", "GET", patient_view, patient_view, 405}),
    [](auto const& p) { return p.param.name; });

/// Status, fields and body as one text.
std::string whole(service::response const& r) {
    std::string out = std::to_string(r.status) + '\n' + std::string{r.content_type} + '\n';
    for (auto const& [name, value] : r.headers) out.append(name).append(": ").append(value).append("\n");
    return out + r.body;
}

struct refused_row {
    char const* name;
    std::string field;
    refusal why;
    bool is_named = true;  ///< the issuer is in the record
};
class CallerRefused : public testing::TestWithParam<refused_row> {};

TEST_P(CallerRefused, LearnsNothingButThatItIs) {  // CH-JWT-15
    service::exchange first{closed_service()}, e{closed_service()};
    std::string const nothing = whole(verified_talk(first, post_to(patient_view), "{}"));
    auto a = post_to(patient_view);
    a.authorization = GetParam().field;

    service::response const& r = verified_talk(e, a, "{}");

    EXPECT_EQ(whole(r), nothing);
    EXPECT_EQ(r.status, 401U);
    EXPECT_TRUE(r.body.empty() && r.content_type.empty());
    EXPECT_EQ(header(r, "WWW-Authenticate"), "Bearer");
    EXPECT_EQ(e.account().refused, auth::name_of(GetParam().why));
    EXPECT_EQ(e.account().issuer, GetParam().is_named ? ehr_issuer : "");
    EXPECT_EQ(e.account().subject + e.account().tenant, "");
}

std::string signed_by(test::signing_key const& key, test::claims const& said, std::string_view alg = "ES384") {
    return "Bearer " + key.token(alg, said.text());
}

std::vector<refused_row> refused_rows() {
    auto good = claims_for(patient_view);
    auto const changed = [&](auto change) {
        test::claims other = good;
        change(other);
        return signed_by(ehr_key(), other);
    };
    std::string const valid = signed_by(ehr_key(), good);
    return {{"Missing", "", refusal::missing, false},
            {"Malformed", "Bearer a.b.c", refusal::malformed, false},
            {"Algorithm", "Bearer " + ehr_key().token("ES384", R"({"typ":"JWT","alg":"none","kid":"key-1"})", good.text()),
             refusal::algorithm, false},
            {"Issuer", changed([](auto& c) { c.issuer = "https://nobody.example.org"; }), refusal::issuer, false},
            {"Key", signed_by(test::signing_key{"P-384", "other"}, good), refusal::key},
            {"Signature", signed_by(test::signing_key{"P-384"}, good), refusal::signature},
            {"CutSignature", valid.substr(0, valid.size() - 8), refusal::signature},
            {"Audience", changed([](auto& c) { c.audience = R"("https://other.example.org")"; }), refusal::audience},
            {"Expired", changed([](auto& c) { c.issued = "1795170000", c.expires = "1795170300"; }), refusal::expired},
            {"NotYet", changed([](auto& c) { c.issued = "1795176100"; }), refusal::not_yet},
            {"Lifetime", changed([](auto& c) { c.expires = "1795190000"; }), refusal::lifetime}};
}

INSTANTIATE_TEST_SUITE_P(ChJwt, CallerRefused, testing::ValuesIn(refused_rows()), [](auto const& p) { return p.param.name; });

TEST(Caller, WithoutTheRightIsForbiddenAndNamed) {  // product.md 13
    service::exchange e{closed_service({.issuer = ehr_issuer, .tenants = {"t1"}})};
    auto said = claims_for(patient_view);
    said.more = R"(,"sub":"client-7","tenant":"t2")";
    std::string const field = signed_by(ehr_key(), said);
    auto a = post_to(patient_view);
    a.authorization = field;

    service::response const& r = verified_talk(e, a, "{}");

    EXPECT_EQ(r.status, 403U);
    EXPECT_EQ(r.body.find("t2"), std::string::npos);
    EXPECT_EQ(e.account().refused, "tenant");
    EXPECT_EQ(e.account().issuer + ' ' + e.account().subject + ' ' + e.account().tenant, std::string{ehr_issuer} + " client-7 t2");

    std::string const forged = signed_by(test::signing_key{"P-384"}, said);
    a.authorization = forged;
    EXPECT_EQ(verified_talk(e, a, "{}").status, 401U) << "who is not trusted learns nothing of rights";
}

TEST(Caller, IsToldToComeAgainWhenTooManyWait) {  // CH-JWT-17
    service::exchange e{closed_service()};
    std::string const field = bearer_for(patient_view);
    auto a = post_to(patient_view);
    a.authorization = field;
    a.has_body = true;
    ASSERT_EQ(e.begin(a), service::exchange_state::verifying);
    EXPECT_EQ(e.verified(auth::overloaded{}), service::exchange_state::answered);
    EXPECT_EQ(e.answer().status, 503U);
    EXPECT_NE(header(e.answer(), "Retry-After"), "");
}

TEST(Caller, IsNotAskedAtOpenAddressesOrByAPreflight) {  // CH-CORS-02
    service::exchange e{closed_service()};
    for (auto const* const target : {"/oms/", "/oms/healthz", "/oms/readyz"}) EXPECT_EQ(talk(e, ask_for("GET", target)).status, 200U);
    EXPECT_EQ(talk(e, ask_for("OPTIONS", patient_view)).status, 204U);
}

TEST(Caller, OfOneRequestIsNotThatOfTheNext) {
    service::exchange e{closed_service()};
    std::string const field = bearer_for(patient_view);
    auto a = post_to(patient_view);
    a.authorization = field;
    ASSERT_EQ(verified_talk(e, a, test::call_of{}.text()).status, 200U);

    EXPECT_EQ(verified_talk(e, post_to(patient_view), test::call_of{}.text()).status, 401U);
    EXPECT_EQ(e.account().issuer, "");

    a.has_body = true;
    ASSERT_EQ(e.begin(a), service::exchange_state::verifying);
    e.clear();
    EXPECT_EQ(e.pending_token().text, "");
    EXPECT_EQ(verified_talk(e, ask_for("GET", "/oms/healthz")).status, 200U);
}

TEST(Caller, MayNameOnlyItsOwnFhirServers) {  // CH-FHIR-05
    auto made = std::make_shared<service::deployment>(*closed_service());
    made->fetch_by_client = {{.servers = {"https://fhir.ehr.example.org"}, .limits = {}, .caller = ehr_issuer}};
    made->settings.fetch.servers = {"https://open.example.org"};
    for (auto const& [server, wanted] : {std::pair{"https://fhir.ehr.example.org/r4", service::exchange_state::fetching},
                                         std::pair{"https://open.example.org/r4", service::exchange_state::answered}}) {
        service::exchange e{made};
        std::string const field = bearer_for(patient_view);
        std::string const body =
            R"({"hook":"patient-view","hookInstance":"0d9b9cd2-33a5-4c3a-9a4b-2f8a6e1b7c11","fhirServer":")" + std::string{server} +
            R"(","fhirAuthorization":{"access_token":"t","token_type":"Bearer","expires_in":300,"scope":"patient/*.read",)"
            R"("subject":"s"},"context":{"userId":"Practitioner/p1","patientId":"kid-1"}})";
        auto a = post_to(patient_view);
        a.authorization = field;
        a.has_body = true;
        a.content_length = body.size();
        ASSERT_EQ(e.begin(a), service::exchange_state::verifying);
        ASSERT_EQ(e.verified(std::monostate{}), service::exchange_state::reading);
        ASSERT_EQ(e.feed(body), service::exchange_state::reading);
        EXPECT_EQ(e.end(), wanted) << server;
        if (wanted == service::exchange_state::fetching) {
            EXPECT_EQ(e.retrieval().access().caller, ehr_issuer);
        }
    }
}

}  // namespace
