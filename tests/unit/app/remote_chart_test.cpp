#include <oms/app/remote_chart.hpp>

#include "support/profiles.hpp"

#include <gmock/gmock.h>

#include <map>

namespace oms::app {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

std::string const base = "https://ehr.example.org/fhir";
std::string const child = R"({"resourceType":"Patient","id":"kid-1","birthDate":"2025-07-10"})";

std::string searchset(std::string const& entries, std::string const& next = {}) {
    std::string const link = next.empty() ? "" : R"(,"link":[{"relation":"self","url":"s"},{"relation":"next","url":")" + next + R"("}])";
    return R"({"resourceType":"Bundle","type":"searchset","total":)" + std::string{entries.empty() ? "0" : "2"} + link + R"(,"entry":[)" +
           entries + "]}";
}

std::string condition(std::string const& id, std::string const& code) {
    return R"({"resource":{"resourceType":"Condition","id":")" + id +
           R"(","subject":{"reference":"Patient/kid-1"},"clinicalStatus":{"coding":[{"code":"active"}]},"onsetDateTime":"2026-11-10","recordedDate":"2026-11-10","code":{"coding":[{"system":"http://snomed.info/sct","code":")" +
           code + R"("}]}}})";
}

/// Answers by URL; what it does not know is a 404.
struct fake_server {
    std::map<std::string, std::string> at;
    std::vector<std::string> asked;

    fetcher fetch_pages() {
        return {[this](fetch::retrieval& plan) {
            while (plan.is_under_way()) {
                for (auto const& page : plan.take_requests()) answer(plan, page);
            }
        }};
    }

private:
    void answer(fetch::retrieval& plan, fetch::page_request const& page) {
        asked.push_back(page.url.substr(base.size()));
        auto const found = at.find(asked.back());
        bool const wanted = plan.page_begin(
            page.ticket,
            {.status = found == at.end() ? 404u : 200u, .content_type = "application/fhir+json", .location = {}, .retry_after = {}});
        if (wanted) {
            for (char const& c : found->second) EXPECT_TRUE(plan.page_feed(page.ticket, {&c, 1}));
        }
        plan.page_end(page.ticket);
    }
};

fake_server ill_child() {
    fake_server s;
    s.at["/Patient/kid-1"] = child;
    s.at["/Condition?patient=kid-1"] = searchset(condition("c1", "194177006"), base + "?page=2");
    s.at["?page=2"] = searchset(condition("c2", "85102008"));
    for (char const* type : {"Observation", "ServiceRequest", "DiagnosticReport", "Procedure", "ImagingStudy"})
        s.at["/" + std::string{type} + "?patient=kid-1"] = searchset("");
    return s;
}

remote_patient kid(std::string token = {}) { return {*fhir::parse_base_url(base), "kid-1", std::move(token)}; }
chart_question question() { return {parse_instant("2026-11-20T12:00:00Z").value(), "kid-1", output_format::assessment, 64}; }

struct reader {
    knowledge::catalogue const knowledge = knowledge::link(test::documents()).value();
    fake_server server = ill_child();
    remote_patient whose = kid();
    fetch::fetch_rules const rules = rules_of_commands({}, whose);
    remote_chart chart() { return {knowledge, rules, whose, server.fetch_pages()}; }
};

TEST(RemoteChart, IsEvaluatedWithOrdersAndReports) {
    reader r;
    auto const answer = r.chart().evaluate(question());
    ASSERT_TRUE(answer) << to_string(answer.error());
    EXPECT_THAT(*answer, HasSubstr(R"("rule":"R2a")"));
    EXPECT_THAT(*answer, HasSubstr(R"("workup":{"checked":true)"));
    EXPECT_EQ(r.server.asked.size(), 8u);
}

TEST(RemoteChart, IsNotReadBehindAGuard) {
    reader r;
    r.server.at["/Patient/kid-1"] = R"({"resourceType":"Patient","id":"kid-1","birthDate":"1990-07-10"})";
    EXPECT_THAT(*r.chart().evaluate(question()), HasSubstr("guard-adult"));
    EXPECT_THAT(r.server.asked, ElementsAre("/Patient/kid-1"));
}

TEST(RemoteChart, NamesServerAndKeyOfWhatIsMissing) {
    reader r;
    r.server.at.erase("/Observation?patient=kid-1");
    r.server.at["/Condition?patient=kid-1"] = searchset("");
    auto const answer = r.chart().evaluate(question());
    ASSERT_FALSE(answer);
    EXPECT_EQ(to_string(answer.error()), base + ": observations: the FHIR server answered 404 (no_data)");
}

TEST(RemoteChart, BecomesARequestWithEveryPageAndWithoutTheToken) {
    reader r;
    r.whose = kid("top-secret");
    std::vector<std::string> left_out;
    r.server.at.erase("/Procedure?patient=kid-1");
    auto const text =
        r.chart().write_request({"patient-view", "d1577c69-dfbe-44ad-ba6d-3e05e953b2ea", "Practitioner/7"}, question().as_of, left_out);
    ASSERT_TRUE(text) << to_string(text.error());
    EXPECT_THAT(left_out, ElementsAre("procedures: the FHIR server answered 404"));
    EXPECT_THAT(*text, Not(HasSubstr("top-secret")));
    EXPECT_THAT(*text, HasSubstr(R"("hook":"patient-view","hookInstance":"d1577c69-dfbe-44ad-ba6d-3e05e953b2ea")"));
    EXPECT_THAT(*text, HasSubstr(R"("patient":)" + child));
    EXPECT_THAT(*text, testing::AllOf(HasSubstr(R"("id":"c1")"), HasSubstr(R"("id":"c2")"), Not(HasSubstr("\"next\"")),
                                      Not(HasSubstr("procedures"))));
}

TEST(RemoteChart, KeepsTheNextLinkOfAListThatBrokeOff) {
    reader r;
    r.server.at.erase("?page=2");
    std::vector<std::string> left_out;
    auto const text =
        r.chart().write_request({"patient-view", "d1577c69-dfbe-44ad-ba6d-3e05e953b2ea", "Practitioner/7"}, question().as_of, left_out);
    ASSERT_TRUE(text);
    EXPECT_THAT(*text, HasSubstr("\"next\""));
}

struct address_row {
    char const* fhir;
    char const* patient;
    bool allow_http;
    char const* wrong;  ///< empty: good
};

TEST(FindPatient, RefusesWhatNamesNoServerOrWouldBeReadInTheOpen) {
    for (auto const& [fhir, patient, allow_http, wrong] :
         {address_row{"https://h/fhir", "kid-1", false, ""}, address_row{"http://127.0.0.1:8080/fhir", "kid-1", false, ""},
          address_row{"http://h/fhir", "kid-1", true, ""}, address_row{"http://h/fhir", "kid-1", false, "--fhir"},
          address_row{"h/fhir", "kid-1", true, "--fhir"}, address_row{"https://u:p@h/fhir", "kid-1", true, "--fhir"}}) {
        settings s;
        s.fhir.allow_http = allow_http;
        auto const found = find_patient({fhir, patient, {}}, s);
        EXPECT_EQ(found ? "" : found.error().where, wrong) << fhir;
    }
}

}  // namespace
}  // namespace oms::app
