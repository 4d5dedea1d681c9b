#include <oms/cards/assessment.hpp>  // first, so that the header is proved alone

#include "charts.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

namespace oms::cards {
namespace {

using testing::ElementsAre;
using namespace oms::test;  // NOLINT: builders

boost::json::object assessment(findings::chart const& c, occasion const& o = {}, bool with_card = false) {
    std::string out;
    append_assessment(out, linked_policy(), judged(c), c, with_card ? &book() : nullptr, o);
    EXPECT_EQ(out.find('\n'), std::string::npos);
    return boost::json::parse(out).as_object();
}

std::vector<std::string> members(boost::json::object const& o) {
    std::vector<std::string> out;
    for (auto const& m : o) out.emplace_back(m.key());
    return out;
}

TEST(AppendAssessment, HasTheFieldsOfTheContractInTheirOrder) {
    EXPECT_THAT(members(assessment(chart_for("R1a"), a_call, true)),
                ElementsAre("patient", "asOf", "policy", "knowledge", "tier", "rule", "indicator", "ageBand", "age", "features",
                            "possibleOpsoclonus", "explained", "alsoRecorded", "workup", "partialData", "skipped", "uncoded", "card"));
}

TEST(AppendAssessment, LeavesOutIndicatorAndCardAtT0) {
    auto const a = assessment(chart_of(), a_call, true);

    EXPECT_EQ(a.at("rule").as_string(), "R0");
    EXPECT_FALSE(a.contains("indicator"));
    EXPECT_FALSE(a.contains("card"));
}

TEST(AppendAssessment, TellsOfEachLineOfEvidence) {
    auto const feature = assessment(chart_for("R1a")).at("features").at("opsoclonus").as_object();
    auto const line = feature.at("evidence").at(0).as_object();

    EXPECT_THAT(members(feature), ElementsAre("state", "counted", "firm", "evidence"));
    EXPECT_THAT(members(line),
                ElementsAre("finding", "polarity", "system", "code", "display", "date", "records", "resource", "status", "ageAtFinding"));
    EXPECT_EQ(line.at("finding").as_string(), "opsoclonus");
    EXPECT_EQ(line.at("polarity").as_string(), "positive");
    EXPECT_EQ(line.at("date").as_string(), "2026-11-02");
    EXPECT_EQ(line.at("records").as_int64(), 1);
    EXPECT_EQ(line.at("status").as_string(), "active/confirmed");
    EXPECT_EQ(line.at("ageAtFinding").as_string(), "P1Y9M");
}

TEST(AppendAssessment, TellsBothCodesOfASite) {
    terminology::term const* const ours = codes().find(snomed, "194177006").terms[0];
    terminology::term own = *ours;
    own.system = "http://hospital.example/problems";
    own.code = "OPSO-1";
    own.target = ours;
    findings::chart chart = chart_for("R1a");
    for (auto& f : chart.findings)
        if (f.what == fact::opsoclonus) f.term = &own;
    auto const line = assessment(chart).at("features").at("opsoclonus").at("evidence").at(0).as_object();

    EXPECT_EQ(line.at("system").as_string(), own.system);
    EXPECT_EQ(line.at("code").as_string(), own.code);
    EXPECT_EQ(line.at("mappedTo").at("system").as_string(), snomed);
    EXPECT_EQ(line.at("mappedTo").at("code").as_string(), "194177006");
}

struct age_row {
    char const* birth;
    char const* duration;   ///< empty: left out
};

TEST(AppendAssessment, WritesAgesAsDurationsWhenTheBirthDateTellsTheMonth) {
    for (age_row const& r : {age_row{"2026-10-20", "P0M"}, age_row{"2026-01-02", "P10M"}, age_row{"2025-11-02", "P1Y"},
                             age_row{"2025-06-02", "P1Y5M"}, age_row{"2020-11-02", "P6Y"}, age_row{"2020", ""}, age_row{"2025-06", ""}}) {
        auto const a = assessment(chart_of(r.birth).with(opsoclonus("2026-11-02")));
        auto const line = a.at("features").at("opsoclonus").at("evidence").at(0).as_object();
        EXPECT_EQ(line.contains("ageAtFinding") ? std::string{line.at("ageAtFinding").as_string()} : "", r.duration) << r.birth;
    }
}

TEST(AppendAssessment, GivesTheRangeOfAgesThatTheBirthDateAllows) {
    auto const months = assessment(chart_of("2024")).at("age").at("months").as_object();
    EXPECT_EQ(months.at("min").as_int64(), 22);
    EXPECT_EQ(months.at("max").as_int64(), 34);
    EXPECT_FALSE(assessment(chart_for("age-unknown")).contains("age"));
}

TEST(AppendAssessment, ListsPartialDataSkippedAndUncoded) {
    std::vector<data_gap> const gaps{{"observations", true}};
    occasion o;
    o.gaps = gaps;
    findings::chart c = chart_for("R1a");
    c.skipped.push_back({"Bundle.entry[3].resource", "entered-in-error"});
    c.skipped_total = 1;
    c.uncoded = 2;
    auto a = assessment(c, o);

    EXPECT_EQ(a.at("partialData").at(0).as_string(), "observations");
    EXPECT_EQ(a.at("skipped").at(0).at("where").as_string(), "Bundle.entry[3].resource");
    EXPECT_EQ(a.at("skipped").at(0).at("reason").as_string(), "entered-in-error");
    EXPECT_EQ(a.at("uncoded").as_int64(), 2);
    EXPECT_FALSE(a.contains("skippedTotal"));

    c.skipped_total = 120;
    a = assessment(c, o);
    EXPECT_EQ(a.at("skippedTotal").as_int64(), 120);
}

TEST(AppendAssessment, ShowsWhatIsExplainedAndWhatIsAlsoRecorded) {
    auto const friedreich = coded(statement_of(fact::explains_ataxia, "2026-01-01").listed().explaining(), snomed, "155011003");
    auto const regression = coded(statement_of(fact::also_recorded, "2026-11-01"), hpo, "HP:0002376");
    auto const a = assessment(chart_of().with(opsoclonus()).with(ataxia()).with(friedreich).with(regression));

    EXPECT_EQ(a.at("explained").at(0).at("code").as_string(), "HP:0001251");
    EXPECT_EQ(a.at("alsoRecorded").at(0).at("code").as_string(), "HP:0002376");
    EXPECT_FALSE(a.at("features").at("ataxia_myoclonus").at("counted").as_bool());
    EXPECT_EQ(a.at("features").at("ataxia_myoclonus").at("state").as_string(), "present");
}

TEST(AppendAssessment, HoldsTheCardThatWouldBeSent) {
    EXPECT_EQ(assessment(chart_for("R1a"), a_call, true).at("card"), card(chart_for("R1a")));
}

}  // namespace
}  // namespace oms::cards
