// Who may be asked, and as whom: servers that are registered, tokens, scopes.
#include "fake_fhir.hpp"

#include <gtest/gtest.h>

#include <functional>

namespace {

using namespace oms;
using test::bare_call;
using test::call_of;
using test::fake_fhir;
using test::has_one_card;

std::string authorization(std::string_view scope, std::string_view expires_in = "300", std::string_view token = "s3cret.t0ken") {
    return R"({"access_token":")" + std::string{token} + R"(","token_type":"Bearer","subject":"cds","scope":")" + std::string{scope} +
           R"(","expires_in":)" + std::string{expires_in} + "}";
}

struct access_row {
    char const* name;
    std::function<void(service::deployment_settings&)> set;
    std::function<void(call_of&)> call;
    std::size_t asked;              ///< pages
    char const* token;
    char const* reason = "";        ///< of the 412; empty: a card
    std::string base = test::fhir_base;
};
class Access : public testing::TestWithParam<access_row> {};

TEST_P(Access, IsOnlyToRegisteredServers) {
    auto settings = test::fetching_settings();
    GetParam().set(settings);
    service::exchange e{test::service_with(settings)};
    fake_fhir server;
    for (auto& [url, pages] : test::server_with_a_chart().at) server.at[GetParam().base + url.substr(server.base.size())] = pages;
    server.base = GetParam().base;
    call_of call = bare_call();
    call.with("fhirServer", "\"" + GetParam().base + "\"");
    GetParam().call(call);
    std::string seen_token = "none asked";
    std::string const text = call.text();

    service::request_head a = test::post_to(test::patient_view);
    a.has_body = true;
    if (e.begin(a) == service::exchange_state::reading && e.feed(text) == service::exchange_state::reading &&
        e.end() == service::exchange_state::fetching) {
        fetch::fhir_access const access = e.retrieval().access();
        seen_token = access.token;
        EXPECT_EQ(access.base, GetParam().base);
        EXPECT_EQ(access.allow_loopback, settings.fetch.loopback);
    }
    service::response const& r = server.talk(e, test::patient_view, text);

    EXPECT_EQ(server.asked(), GetParam().asked);
    EXPECT_EQ(seen_token, GetParam().asked > 0 ? GetParam().token : "none asked");
    EXPECT_EQ(r.status, *GetParam().reason ? 412u : 200u) << r.body;
    EXPECT_EQ(has_one_card(r.body), !*GetParam().reason) << r.body;
    EXPECT_NE(r.body.find(GetParam().reason), std::string::npos) << r.body;
    EXPECT_EQ(r.body.find("s3cret"), std::string::npos);
    EXPECT_EQ(e.retrieval().access().token, "") << "the token outlives its call";
    for (auto const& f : e.account().fetched.failures) EXPECT_EQ(f.find("s3cret"), std::string::npos);
}

auto as_it_is = [](auto&) {};
auto with_token(std::string scope, std::string expires_in = "300", std::string token = "s3cret.t0ken") {
    return [=](call_of& c) { c.with("fhirAuthorization", authorization(scope, expires_in, token)); };
}
void no_anonymous(service::deployment_settings& s) { s.fetch.allow_anonymous = false; }
void no_server(service::deployment_settings& s) { s.fetch.servers.clear(); }
auto servers(std::vector<std::string> list) {
    return [=](service::deployment_settings& s) { s.fetch.servers = list; };
}
void dev(service::deployment_settings& s) {
    s.fetch = {};
    s.fetch.loopback = s.dev = s.answers.dev = true;
}
auto open_http(std::vector<std::string> list) {
    return [=](service::deployment_settings& s) {
        s.fetch.servers = list;
        s.answers.require_https_fhir = false;
    };
}

constexpr char const* not_registered = "is not one that this service may read";
constexpr char const* no_token = "no valid token to read it came with the call";

INSTANTIATE_TEST_SUITE_P(
    Servers, Access,
    testing::Values(access_row{"Anonymous", as_it_is, as_it_is, 7, ""},
                    access_row{"CH_FHIR_04_NoAnonymous", no_anonymous, as_it_is, 0, "", no_token},
                    access_row{"CH_FHIR_05_NotRegistered", no_server, with_token(""), 0, "", not_registered},
                    access_row{"OtherHost", servers({"https://other.example.org"}), with_token(""), 0, "", not_registered},
                    access_row{"OtherPort", servers({"https://ehr.example.org:8443"}), with_token(""), 0, "", not_registered},
                    access_row{"OtherScheme", servers({"http://ehr.example.org"}), with_token(""), 0, "", not_registered},
                    access_row{"Subdomain", servers({"https://example.org"}), with_token(""), 0, "", not_registered},
                    access_row{"SameOriginSpeltOtherwise", servers({"https://x.example", "HTTPS://EHR.example.org:443"}), as_it_is, 7, ""},
                    access_row{"LoopbackOffTheDevProfile", no_server, with_token(""), 0, "", not_registered, "https://127.0.0.1:9/fhir"},
                    access_row{"LoopbackInTheDevProfile", dev, as_it_is, 7, "", "", "http://127.0.0.1:8090/fhir"},
                    access_row{"LocalhostInTheDevProfile", dev, with_token(""), 7, "s3cret.t0ken", "", "http://localhost:8090/fhir"},
                    access_row{"OtherServerInTheDevProfile", dev, with_token(""), 0, "", not_registered, "https://ehr.example.org/fhir"},
                    access_row{"LinkLocal", dev, as_it_is, 0, "", not_registered, "https://169.254.169.254/latest"},
                    access_row{"MappedLoopback", dev, as_it_is, 0, "", not_registered, "https://[::ffff:127.0.0.1]/fhir"},
                    access_row{"Http", open_http({"http://ehr.example.org"}), as_it_is, 7, "", "", "http://ehr.example.org/fhir"}),
    [](auto const& p) { return std::string{p.param.name}; });

INSTANTIATE_TEST_SUITE_P(Tokens, Access,
                         testing::Values(access_row{"Token", no_anonymous, with_token("patient/*.read"), 7, "s3cret.t0ken"},
                                         access_row{"ExpiresInText", no_anonymous, with_token("", R"("300")"), 7, "s3cret.t0ken"},
                                         access_row{"CH_AUTHZ_03_Expired", no_anonymous, with_token("", "0"), 0, "", no_token},
                                         access_row{"ExpiredLongAgo", no_anonymous, with_token("", "-5"), 0, "", no_token},
                                         access_row{"ExpiredText", no_anonymous, with_token("", R"("0")"), 0, "", no_token},
                                         access_row{"ExpiredButOpen", as_it_is, with_token("", "0"), 7, ""},
                                         access_row{"HeaderInjection", no_anonymous, with_token("", "300", R"(s3cret\r\nHost: evil)"), 0,
                                                    "", "no HTTP header may hold"}),
                         [](auto const& p) { return std::string{p.param.name}; });

struct scope_row {
    char const* name;
    char const* scope;
    std::vector<std::string> spared;   ///< types that are not asked for
};
class Scope : public testing::TestWithParam<scope_row> {};

TEST_P(Scope, SparesTheQueriesItGivesNoReadFor) {  // CH-AUTHZ-04
    service::exchange e{test::service_with(test::fetching_settings())};
    fake_fhir server = test::server_with_a_chart();

    service::response const& r =
        server.talk(e, test::patient_view, bare_call().with("fhirAuthorization", authorization(GetParam().scope)).text());

    std::vector<std::string> asked;
    for (auto const& round : server.rounds)
        for (auto const& url : round) asked.push_back(url.substr(1, url.find_first_of("/?", 1) - 1));
    for (auto const& type : GetParam().spared) EXPECT_EQ(std::ranges::find(asked, type), asked.end()) << type;
    bool const no_patient = std::ranges::find(GetParam().spared, "Patient") != GetParam().spared.end();
    EXPECT_EQ(asked.size(), no_patient ? 0 : 7 - GetParam().spared.size());
    EXPECT_EQ(r.status, no_patient ? 412u : 200u) << r.body;
    EXPECT_EQ(e.account().fetched.failures.size(), GetParam().spared.size());
    if (no_patient) {
        EXPECT_NE(r.body.find("patient (not sent, and the scopes of the token do not let this service read it)"), std::string::npos)
            << r.body;
    }
}

INSTANTIATE_TEST_SUITE_P(
    Forms, Scope,
    testing::Values(scope_row{"None", "", {}}, scope_row{"V1All", "launch patient/*.read openid", {}}, scope_row{"V1Star", "user/*.*", {}},
                    scope_row{"V2All", "system/*.rs", {}}, scope_row{"V2Cruds", "user/*.cruds", {}},
                    scope_row{"V2OnlyR", "patient/*.r", {}},
                    scope_row{"V1Types",
                              "patient/Patient.read patient/Condition.read patient/Observation.*",
                              {"ServiceRequest", "DiagnosticReport", "Procedure", "ImagingStudy"}},
                    scope_row{"V2Types", "patient/Patient.r user/Condition.rs patient/Observation.rs?category=exam system/*.rs", {}},
                    scope_row{"NoObservation",
                              "patient/Patient.read patient/Condition.read patient/ServiceRequest.read patient/DiagnosticReport.read "
                              "patient/Procedure.read patient/ImagingStudy.rs",
                              {"Observation"}},
                    scope_row{"WriteIsNoRead",
                              "patient/Observation.write patient/Observation.cud patient/Patient.rs patient/Condition.rs "
                              "patient/ServiceRequest.rs patient/DiagnosticReport.rs patient/Procedure.rs patient/ImagingStudy.rs",
                              {"Observation"}},
                    scope_row{"SearchIsNoReadById", "patient/Patient.s patient/Condition.s", {"Patient"}},
                    scope_row{"OnlyLaunch", "launch openid fhirUser", {"Patient"}},
                    scope_row{"OtherLevel", "practitioner/*.read", {"Patient"}},
                    scope_row{"NoDot", "patient/Patient patient/*", {"Patient"}}),
    [](auto const& p) { return std::string{p.param.name}; });

TEST(ExpiresInAsText, IsCounted) {  // CH-AUTHZ-03
    service::exchange e{test::service_with(test::fetching_settings())};
    fake_fhir server = test::server_with_a_chart();
    auto const leniencies = [&](char const* seconds) {
        server.talk(e, test::patient_view, bare_call().with("fhirAuthorization", authorization("patient/*.read", seconds)).text());
        return e.account().what.leniencies;
    };
    EXPECT_EQ(leniencies("300"), std::vector<std::string>{});
    EXPECT_EQ(leniencies(R"("300")"), std::vector<std::string>{"expires_in-as-text"});
}

}  // namespace
