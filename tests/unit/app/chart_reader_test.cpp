#include <oms/app/chart_reader.hpp>  // first, so that the header is proved alone

#include "support/calls.hpp"
#include "support/knowledge.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace oms::app {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

instant const noon = parse_instant("2026-11-20T12:00:00Z").value();
std::string const kid = test::patient("kid-1", "2025-05-20");
std::string const opsoclonus = test::condition("c1", "194177006");
std::string const ataxia = test::condition("c2", "85102008");

struct outcome {
    std::string text;  // the answer, or where and note of the fault
    bool answered = false;
    std::string patients;
};

outcome read(std::string_view input, chart_question question = {noon, {}}, std::size_t portion = 1 << 20) {
    chart_reader reader{test::shared_knowledge(), std::move(question)};
    for (; !input.empty(); input.remove_prefix(std::min(portion, input.size())))
        if (auto const fed = reader.feed(input.substr(0, portion)); !fed) return {to_string(fed.error()), false, reader.patients()};
    auto const got = reader.end();
    return got ? outcome{*got, true, reader.patients()} : outcome{to_string(got.error()), false, reader.patients()};
}

std::string bundle_of_the_child() { return test::bundle({kid, opsoclonus, ataxia}); }

std::string request_of(std::string const& prefetch) {
    return R"({"hook":"patient-view","hookInstance":"d1577c69-dfbe-44ad-ba6d-3e05e953b2ea",)"
           R"("context":{"userId":"Practitioner/p","patientId":"kid-1"},"prefetch":)" +
           prefetch + "}";
}

std::string whole_request() {
    return request_of(R"({"patient":)" + kid + R"(,"conditions":)" + test::bundle({opsoclonus, ataxia}) +
                      R"(,"observations":null,"serviceRequests":null,"diagnosticReports":null,"procedures":null,"imagingStudies":null})");
}

// ---- every form of a chart ----

TEST(ChartReading, AnswersEveryFormOfAChartAlike) {
    for (auto const& [form, input] :
         std::vector<std::pair<char const*, std::string>>{{"Bundle", bundle_of_the_child()},
                                                          {"NDJSON", kid + "\n" + opsoclonus + "\r\n" + ataxia + "\n"},
                                                          {"reversed NDJSON", ataxia + "\n\n" + opsoclonus + "\n" + kid},
                                                          {"request", whole_request()}}) {
        auto const got = read(input);
        ASSERT_TRUE(got.answered) << form << ": " << got.text;
        EXPECT_THAT(got.text, StartsWith(R"({"patient":"kid-1","asOf":"2026-11-20T12:00:00Z")")) << form;
        EXPECT_THAT(got.text, HasSubstr(R"("tier":"T2","rule":"R2a","indicator":"warning")")) << form;
        EXPECT_THAT(got.text, HasSubstr(R"("workup":{"checked":true,"imaging":"none","urine":"none","uncoded":0},"partialData":[])"))
            << form;
        EXPECT_EQ(std::count(got.text.begin(), got.text.end(), '\n'), 1) << form;
    }
}

TEST(ChartReading, DoesNotCareHowTheInputIsCut) {
    for (auto const& input : {bundle_of_the_child(), whole_request()}) {
        auto const whole = read(input);
        for (std::size_t const portion : {1u, 7u, 100u}) EXPECT_EQ(read(input, {noon, {}}, portion).text, whole.text);
    }
}

TEST(ChartReading, ServesOneInputAfterTheOther) {
    chart_reader reader{test::shared_knowledge(), {noon, {}}};
    std::string first;
    for (auto const& input : {bundle_of_the_child(), std::string{"{"}, whole_request(), bundle_of_the_child()}) {
        reader.reset();
        auto const fed = reader.feed(input);
        auto const got = fed ? reader.end() : result<std::string>{fed.error()};
        if (input == "{")
            EXPECT_FALSE(got);
        else if (first.empty())
            first = got.value();
        else
            EXPECT_THAT(got.value(), HasSubstr(R"("rule":"R2a")"));
        if (got && input == bundle_of_the_child()) {
            EXPECT_EQ(*got, first);
        }
    }
}

TEST(ChartReading, WritesThreeFormats) {
    auto const card = read(bundle_of_the_child(), {noon, {}, output_format::card});
    EXPECT_THAT(card.text, StartsWith(R"({"cards":[{)"));
    EXPECT_THAT(card.text, testing::EndsWith("]}\n"));
    EXPECT_EQ(read(kid, {noon, {}, output_format::card}).text, "{\"cards\":[]}\n");
    auto const text = read(bundle_of_the_child(), {noon, {}, output_format::text});
    EXPECT_THAT(text.text, HasSubstr("R2a"));
    EXPECT_THAT(text.text, Not(HasSubstr("{\"")));
    EXPECT_THAT(read(whole_request(), {noon, {}, output_format::card}).text, StartsWith(R"({"cards":[{)"));
}

// ---- whose chart ----

TEST(ChartReading, AsksWhoseChartOfSeveral) {
    std::string many;
    for (int i = 1; i <= 13; ++i) many += test::patient("kid-" + std::to_string(i), "2025-05-20") + "\n";
    auto const got = read(many + opsoclonus);
    EXPECT_FALSE(got.answered);
    EXPECT_THAT(got.text, HasSubstr("--patient"));
    EXPECT_THAT(got.text, Not(HasSubstr("kid-1"))) << "an id is patient data";
    EXPECT_EQ(got.patients, "kid-1, kid-2, kid-3, kid-4, kid-5, kid-6, kid-7, kid-8, kid-9, kid-10 and 3 more");
}

TEST(ChartReading, CountsPatientsOnlyAsFarAsMemoryShouldGo) {
    std::string many;
    for (int i = 1; i <= 2000; ++i) many += test::patient("kid-" + std::to_string(i), "2025-05-20") + "\n";
    EXPECT_THAT(read(many).patients, testing::EndsWith("kid-10 and at least 990 more"));
}

TEST(ChartReading, TakesTheChosenOne) {
    std::string const two = test::patient("kid-2", "2024-01-01") + "\n" + kid + "\n" + opsoclonus + "\n" + ataxia;
    EXPECT_THAT(read(two, {noon, "kid-1"}).text, HasSubstr(R"("rule":"R2a")"));
    EXPECT_THAT(read(two, {noon, "kid-2"}).text, HasSubstr(R"("rule":"R0")"));
    EXPECT_THAT(read(two, {noon, "kid-3"}).text, HasSubstr("no Patient of the id"));
    EXPECT_EQ(read(two, {noon, "kid-3"}).patients, "kid-2, kid-1");
}

TEST(ChartReading, CountsOnePatientSentTwiceOnce) { EXPECT_TRUE(read(kid + "\n" + kid + "\n" + opsoclonus).answered); }

TEST(ChartReading, TakesThePatientOfARequestUnlessAnotherIsChosen) {
    EXPECT_THAT(read(whole_request(), {noon, "kid-9"}).text, HasSubstr("no_data"));
    EXPECT_TRUE(read(whole_request(), {noon, "kid-1"}).answered);
}

// ---- what cannot be evaluated ----

struct bad_row {
    char const* name;
    std::string input;
    char const* says;
};

TEST(ChartReading, SaysWhatIsWrongAndWhere) {
    for (auto const& [name, input, says] :
         {bad_row{"empty", "", "is empty"}, bad_row{"blank", " \n\n", "is empty"}, bad_row{"no JSON", "hello", "bad_json"},
          bad_row{"cut off", R"({"resourceType":"Bundle","entry":[{"resource":{"resourceType":"Patient")", "Bundle.entry[0].resource"},
          bad_row{"duplicate", R"({"resourceType":"Bundle","entry":[{"resource":{"resourceType":"Patient","id":"a","id":"b"}}]})",
                  "Bundle.entry[0].resource"},
          bad_row{"neither", R"({"a":1})", "no FHIR resource"}, bad_row{"no patient", opsoclonus, "no Patient"},
          bad_row{"empty bundle", R"({"resourceType":"Bundle","type":"collection"})", "no Patient"},
          bad_row{"no hook", R"({"hookInstance":"x","context":{"patientId":"kid-1"}})", "hook: must be one of: "},
          bad_row{"unknown hook", R"({"hook":"med-prescribe","hookInstance":"x","context":{"patientId":"kid-1"}})", "patient-view"},
          bad_row{"no context", R"({"hook":"patient-view","hookInstance":"d1577c69-dfbe-44ad-ba6d-3e05e953b2ea"})", "context"},
          bad_row{"request beside others", kid + "\n" + whole_request(), "file of its own"},
          bad_row{"two requests", whole_request() + "\n" + whole_request(), "file of its own"}}) {
        auto const got = read(input);
        EXPECT_FALSE(got.answered) << name << ": " << got.text;
        EXPECT_THAT(got.text, HasSubstr(says)) << name;
    }
}

TEST(ChartReading, HoldsTheDepthItWasGiven) {
    std::string const deep = R"({"resourceType":"Patient","id":"kid-1","extension":)" + std::string(20, '[') + std::string(20, ']') + "}";
    EXPECT_TRUE(read(deep, {noon, {}, output_format::assessment, 64}).answered);
    EXPECT_THAT(read(deep, {noon, {}, output_format::assessment, 16}).text, HasSubstr("too_deep"));
}

// ---- partial data (clinical.md 2.10) ----

TEST(ChartReading, TellsMissingListsOfARequestFromEmptyOnes) {
    std::string const head = R"({"patient":)" + kid + R"(,"conditions":)";
    auto const with_card = read(request_of(head + test::bundle({opsoclonus, ataxia}) + "}"));
    ASSERT_TRUE(with_card.answered) << with_card.text;
    EXPECT_THAT(with_card.text, HasSubstr("observations"));
    EXPECT_THAT(with_card.text, HasSubstr(R"("workup":{"checked":false)"));
    EXPECT_THAT(with_card.text, HasSubstr(R"("partialData":[)"));
    auto const without = read(request_of(head + test::bundle({}) + "}"));
    EXPECT_FALSE(without.answered);
    EXPECT_THAT(without.text, HasSubstr("no_data"));
    EXPECT_TRUE(read(request_of(head + R"(null,"observations":null})")).answered);
}

TEST(ChartReading, MarksABundleWithMorePagesAsPartial) {
    auto const got = read(test::bundle({kid, opsoclonus, ataxia}, R"(,"link":[{"relation":"next","url":"https://f/x"}])"));
    ASSERT_TRUE(got.answered) << got.text;
    EXPECT_THAT(got.text, Not(HasSubstr(R"("partialData":[])")));
}

TEST(ChartReading, EvaluatesTheCallOfAPatientToo) {
    std::string own = whole_request();
    own.replace(own.find("Practitioner/p"), 14, "Patient/kid-1");
    EXPECT_THAT(read(own).text, HasSubstr(R"("rule":"R2a")"));
    EXPECT_EQ(read(own, {noon, {}, output_format::card}).text, "{\"cards\":[]}\n") << "as the service answers";
}

}  // namespace
}  // namespace oms::app
