#include <oms/hooks/answer.hpp>

#include <gtest/gtest.h>

#include <functional>

namespace {

using namespace oms;
using namespace oms::hooks;

constexpr char const* a_uuid = "d1577c69-dfbe-44ad-ba6d-3e05e953b2ea";

hook_request good_request(std::string hook) {
    hook_request r;
    r.has_hook = r.has_hook_instance = r.has_context = true;
    r.hook = std::move(hook);
    r.hook_instance = a_uuid;
    r.user_id = "Practitioner/p-3";
    r.patient_id = "kid-1";
    r.encounter_id = "enc-9";
    r.has_conditions = r.has_draft_orders = r.has_selections = true;
    return r;
}

fhir_authorization good_authorization() { return {"token", "Bearer", "patient/*.read", "oms", "kid-1", 300}; }

struct row {
    char const* name;
    char const* hook;
    std::function<void(hook_request&)> change;
    char const* where;            ///< of the fault; empty: none
    errc code = errc::bad_element;
    bool only_strict = false;     ///< the fault is one when strict; else it is an oddity
};

class CheckRequest : public testing::TestWithParam<row> {};

TEST_P(CheckRequest, FindsWhatBreaksTheContractOfTheHook) {
    for (bool const lenient : {true, false}) {
        row const& want = GetParam();
        hook_request r = good_request(want.hook);
        want.change(r);
        knowledge::service_definition s;
        s.id = "s";
        s.hook = want.hook;
        account log;

        auto const got = check_request(r, s, {.lenient = lenient}, log);

        bool const good = *want.where == '\0' || (want.only_strict && lenient);
        EXPECT_EQ(got.has_value(), good) << (got ? "" : to_string(got.error())) << " lenient: " << lenient;
        if (!got && !good) {
            EXPECT_EQ(got.error().where, want.where);
            EXPECT_EQ(got.error().code, want.code);
            EXPECT_NE(got.error().note.find(':'), std::string::npos) << "no word on what to do: " << got.error().note;
        }
        if (got) {
            EXPECT_EQ(log.leniencies.size(), want.only_strict ? 1u : 0u);
        }
    }
}

auto name_of_row = [](auto const& p) { return std::string{p.param.name}; };

constexpr auto as_it_is = [](hook_request&) {};
constexpr auto required = errc::missing_element;

INSTANTIATE_TEST_SUITE_P(
    Section3, CheckRequest,
    testing::Values(
        row{"GoodAsItIs", "patient-view", as_it_is, ""},
        row{"CH_REQ_02_NoHook", "patient-view",
            [](auto& r) {
                r.has_hook = false;
                r.hook.clear();
            },
            "hook", required},
        row{"CH_REQ_02_EmptyHook", "patient-view", [](auto& r) { r.hook.clear(); }, "hook", required},
        row{"CH_REQ_03_OtherHook", "patient-view", [](auto& r) { r.hook = "order-sign"; }, "hook", errc::wrong_hook},
        row{"CH_REQ_04_NoHookInstance", "patient-view",
            [](auto& r) {
                r.has_hook_instance = false;
                r.hook_instance.clear();
            },
            "hookInstance", required},
        row{"CH_REQ_04_EmptyHookInstance", "patient-view", [](auto& r) { r.hook_instance.clear(); }, "hookInstance", required},
        row{"CH_REQ_04_NoUuid", "patient-view", [](auto& r) { r.hook_instance = "call-7"; }, "hookInstance", errc::bad_element, true},
        row{"CH_REQ_04_UpperCaseUuid", "patient-view", [](auto& r) { r.hook_instance = "D1577C69-DFBE-44AD-BA6D-3E05E953B2EA"; }, ""},
        row{"CH_REQ_05_TokenWithoutServer", "patient-view", [](auto& r) { r.authorization = good_authorization(); }, "fhirServer",
            required},
        row{"CH_REQ_08_NoContext", "patient-view", [](auto& r) { r.has_context = false; }, "context", required},
        row{"CH_REQ_08_EmptyContext", "patient-view",
            [](auto& r) {
                r.user_id.clear();
                r.patient_id.clear();
            },
            "context.userId", required}),
    name_of_row);

INSTANTIATE_TEST_SUITE_P(
    Section17, CheckRequest,
    testing::Values(
        row{"NoUser", "patient-view", [](auto& r) { r.user_id.clear(); }, "context.userId", required},
        row{"UserWithoutType", "patient-view", [](auto& r) { r.user_id = "p-3"; }, "context.userId", errc::bad_element, true},
        row{"UserAsUrl", "patient-view", [](auto& r) { r.user_id = "https://ehr.example.org/Practitioner/p-3"; }, ""},
        row{"NoPatient", "patient-view", [](auto& r) { r.patient_id.clear(); }, "context.patientId", required},
        row{"PatientWithType", "patient-view", [](auto& r) { r.patient_id = "Patient/kid-1"; }, "context.patientId", errc::bad_element,
            true},
        row{"CH_FHIR_07_PatientWithQuery", "patient-view", [](auto& r) { r.patient_id = "1&_include=*"; }, "context.patientId"},
        row{"PatientOfDots", "patient-view", [](auto& r) { r.patient_id = ".."; }, "context.patientId"},
        row{"PatientOf64", "patient-view", [](auto& r) { r.patient_id = std::string(64, 'a'); }, ""},
        row{"PatientOf65", "patient-view", [](auto& r) { r.patient_id = std::string(65, 'a'); }, "context.patientId"},
        row{"PatientWithUnderscore", "patient-view", [](auto& r) { r.patient_id = "kid_1"; }, "context.patientId"},
        row{"OnlyTheType", "patient-view", [](auto& r) { r.patient_id = "Patient/"; }, "context.patientId"},
        row{"EncounterMayBeMissing", "patient-view", [](auto& r) { r.encounter_id.clear(); }, ""},
        row{"EncounterWithType", "patient-view", [](auto& r) { r.encounter_id = "Encounter/enc-9"; }, "context.encounterId",
            errc::bad_element, true},
        row{"EncounterThatIsNoId", "patient-view", [](auto& r) { r.encounter_id = "a b"; }, "context.encounterId"},
        row{"EncounterStartNeedsOne", "encounter-start", [](auto& r) { r.encounter_id.clear(); }, "context.encounterId", required},
        row{"EncounterDischargeNeedsOne", "encounter-discharge", [](auto& r) { r.encounter_id.clear(); }, "context.encounterId", required},
        row{"ProblemListNeedsConditions", "problem-list-item-create", [](auto& r) { r.has_conditions = false; }, "context.conditions",
            required},
        row{"ProblemListWithFailedConditions", "problem-list-item-create",
            [](auto& r) {
                r.context_lists.push_back({"conditions", prefetch_state::failed});
            },
            "context.conditions"},
        row{"OrderSelectNeedsSelections", "order-select", [](auto& r) { r.has_selections = false; }, "context.selections", required},
        row{"OrderSelectNeedsDraftOrders", "order-select", [](auto& r) { r.has_draft_orders = false; }, "context.draftOrders", required},
        row{"OrderSignNeedsDraftOrders", "order-sign", [](auto& r) { r.has_draft_orders = false; }, "context.draftOrders", required},
        row{"OrderSignNeedsNoSelections", "order-sign", [](auto& r) { r.has_selections = false; }, ""}),
    name_of_row);

row server_row(char const* name, std::string url, char const* where) {
    return {name, "patient-view",
            [url = std::move(url)](auto& r) {
                r.has_fhir_server = true;
                r.fhir_server = url;
            },
            where};
}

INSTANTIATE_TEST_SUITE_P(
    CH_REQ_06, CheckRequest,
    testing::Values(server_row("Empty", "", "fhirServer"), server_row("Https", "https://ehr.example.org/r4", ""),
                    server_row("UpperCaseScheme", "HTTPS://ehr.example.org", ""),
                    server_row("Port", "https://ehr.example.org:8443/r4/", ""), server_row("IPv6", "https://[2001:db8::1]:443/r4", ""),
                    server_row("Http", "http://ehr.example.org/r4", "fhirServer"),
                    server_row("HttpLoopback", "http://127.0.0.1:8080/r4", "fhirServer"),
                    server_row("File", "file:///etc/passwd", "fhirServer"), server_row("Gopher", "gopher://ehr.example.org", "fhirServer"),
                    server_row("UserInfo", "https://ehr.example.org@evil.example/r4", "fhirServer"),
                    server_row("Fragment", "https://ehr.example.org/r4#x", "fhirServer"),
                    server_row("Query", "https://ehr.example.org/r4?x=1", "fhirServer"), server_row("NoHost", "https:///r4", "fhirServer"),
                    server_row("NoScheme", "ehr.example.org/r4", "fhirServer"),
                    server_row("PortZero", "https://ehr.example.org:0/", "fhirServer"),
                    server_row("PortTooHigh", "https://ehr.example.org:65536", "fhirServer"),
                    server_row("LineBreak", "https://ehr.example.org/\r\nX: y", "fhirServer"),
                    server_row("OpenBracket", "https://[::1/r4", "fhirServer")),
    name_of_row);

row token_row(char const* name, std::function<void(fhir_authorization&)> change, char const* where, errc code = errc::bad_element,
              bool only_strict = false) {
    return {name, "patient-view",
            [change = std::move(change)](auto& r) {
                r.fhir_server = "https://ehr.example.org/r4";
                r.authorization = good_authorization();
                change(*r.authorization);
            },
            where, code, only_strict};
}

INSTANTIATE_TEST_SUITE_P(
    CH_AUTHZ, CheckRequest,
    testing::Values(token_row(
                        "Good", [](auto&) {}, ""),
                    token_row(
                        "01_NoToken", [](auto& a) { a.access_token.clear(); }, "fhirAuthorization.access_token", required),
                    token_row(
                        "02_OtherType", [](auto& a) { a.token_type = "MAC"; }, "fhirAuthorization.token_type"),
                    token_row(
                        "02_CaseOfTypeIsFree", [](auto& a) { a.token_type = "bEARER"; }, ""),
                    token_row(
                        "03_NoExpiry", [](auto& a) { a.expires_in.reset(); }, "fhirAuthorization.expires_in", required, true),
                    token_row(
                        "04_NoScope", [](auto& a) { a.scope.clear(); }, "fhirAuthorization.scope", required, true),
                    token_row(
                        "05_NoSubject", [](auto& a) { a.subject.clear(); }, "fhirAuthorization.subject", required, true),
                    token_row(
                        "06_NoPatient", [](auto& a) { a.patient.clear(); }, ""),
                    token_row(
                        "06_OtherPatient", [](auto& a) { a.patient = "kid-2"; }, "fhirAuthorization.patient"),
                    token_row(
                        "06_PatientWithType", [](auto& a) { a.patient = "Patient/kid-1"; }, "fhirAuthorization.patient", errc::bad_element,
                        true)),
    name_of_row);

result<void> check(hook_request& r, answer_options const& o, account& log) {
    knowledge::service_definition s;
    s.id = "oms-patient-view";
    s.hook = "patient-view";
    return check_request(r, s, o, log);
}

TEST(CheckRequestWhenLenient, ShortensTypedIds) {
    hook_request r = good_request("patient-view");
    r.patient_id = "Patient/kid-1";
    r.encounter_id = "Encounter/enc-9";
    account log;

    ASSERT_TRUE(check(r, {}, log).has_value());

    EXPECT_EQ(r.patient_id, "kid-1");
    EXPECT_EQ(r.encounter_id, "enc-9");
    EXPECT_EQ(log.leniencies, (std::vector<std::string>{"patientId-with-type", "encounterId-with-type"}));
}

TEST(CheckRequestOfAToken, DropsOneThatHasExpired) {  // CH-AUTHZ-03
    hook_request r = good_request("patient-view");
    r.fhir_server = "https://ehr.example.org/r4";
    r.authorization = good_authorization();
    r.authorization->expires_in = 0;
    account log;

    ASSERT_TRUE(check(r, {}, log).has_value());

    EXPECT_FALSE(r.authorization.has_value());
}

TEST(CheckRequestOfAServer, TakesHttpWhereTheSettingsSaySo) {
    struct {
        char const* url;
        answer_options options;
        bool good;
    } const rows[] = {{"http://localhost:8080/fhir", {.dev = true}, true},
                      {"http://[::1]:8080/fhir", {.dev = true}, true},
                      {"http://127.evil.example/fhir", {.dev = true}, false},
                      {"http://ehr.example.org/fhir", {.dev = true}, false},
                      {"http://ehr.example.org/fhir", {.require_https_fhir = false}, true}};
    for (auto const& row : rows) {
        hook_request r = good_request("patient-view");
        r.fhir_server = row.url;
        account log;
        EXPECT_EQ(check(r, row.options, log).has_value(), row.good) << row.url;
    }
}

TEST(CheckRequestOfAHook, NamesBothHooksButRepeatsNoFreeText) {  // CH-REQ-03
    for (auto const& [sent, repeated] : {std::pair{"order-sign", true}, std::pair{"Ada Invented", false}}) {
        hook_request r = good_request(sent);
        account log;

        auto const got = check(r, {}, log);

        ASSERT_FALSE(got.has_value());
        EXPECT_NE(got.error().note.find("patient-view"), std::string::npos);
        EXPECT_EQ(got.error().note.find(sent) != std::string::npos, repeated) << got.error().note;
    }
}

TEST(CheckRequest, LogsHookInstancesThatAreNoFreeText) {  // CH-REQ-11
    for (auto const& [sent, logged] : {std::pair{a_uuid, a_uuid}, std::pair{"Ada Invented", ""}}) {
        hook_request r = good_request("patient-view");
        r.hook_instance = sent;
        account log;
        ASSERT_TRUE(check(r, {}, log).has_value());
        EXPECT_EQ(log.hook_instance, logged);
    }
}

TEST(CheckRequest, RepeatsNothingThatWasSent) {
    hook_request r = good_request("patient-view");
    r.patient_id = "Secret Name";
    account log;

    auto const got = check(r, {}, log);

    ASSERT_FALSE(got.has_value());
    EXPECT_EQ(to_string(got.error()).find("Secret"), std::string::npos);
}

}  // namespace
