#include "charts.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

/// What a card proposes, clinical.md 2.12 and H11: only what is missing, as drafts.
namespace oms::cards {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using namespace oms::test;  // NOLINT: builders

/// Labels in order, a star before those that are recommended.
std::vector<std::string> proposed(findings::chart const& c) {
    std::vector<std::string> out;
    auto const made = card(c);
    if (auto const* list = made.as_object().if_contains("suggestions"))
        for (auto const& s : list->as_array())
            out.push_back((s.as_object().contains("isRecommended") ? "*" : "") + std::string{s.at("label").as_string()});
    return out;
}

std::string const mri = "MRI with contrast: neck, chest, abdomen, pelvis (CT only if MRI is not available)",
                  again = "Repeat MRI with contrast: neck, chest, abdomen, pelvis (CT only if MRI is not available)",
                  urine = "Urine HVA and VMA with creatinine", neurology = "Refer to paediatric neurology",
                  oncology = "Refer to paediatric oncology";

struct row {
    char const* rule;
    std::vector<std::string> labels;
};

TEST(Suggestions, AreThoseOfTheClinicalTable) {
    std::vector<row> const rows{
        {"R1a", {"*" + mri, "*" + urine, "*" + neurology, "*" + oncology}},
        {"R1b", {"*" + neurology, "*" + oncology}},
        {"R1c", {"*" + neurology, oncology}},
        {"R2a", {"*" + mri, "*" + urine, "*" + neurology, "*" + oncology}},
        {"R2b", {"*" + mri, "*" + urine, "*" + neurology, "*" + oncology}},
        {"R2c", {"*" + neurology, "*" + oncology}},
        {"R3a", {"*" + neurology, mri, urine}},
        {"R3b", {neurology}},
        {"R3c", {neurology, oncology}},
        {"R3e", {neurology}},
        {"R3d", {neurology}},
        {"R3x", {neurology}},
        {"R3x-refuted", {neurology}},
        {"R4a", {urine, neurology, oncology}},
        {"R4b", {again}},
        {"age-unknown", {neurology}},
    };
    ASSERT_EQ(rows.size(), every_card().size());
    for (row const& r : rows) EXPECT_EQ(proposed(chart_for(r.rule)), r.labels) << r.rule;
}

TEST(Suggestions, AreLeftOutWithTheirSelectionBehaviorWhenThereAreNone) {
    findings::chart c = chart_for("R3d");
    c.workup.push_back({fact::refers_to_neurology, false, day_at("2026-11-06"), "ServiceRequest/s"});
    auto const made = card(c);

    EXPECT_FALSE(made.as_object().contains("suggestions"));
    EXPECT_FALSE(made.as_object().contains("selectionBehavior"));
}

TEST(Suggestions, NameOnlyWhatIsMissingOnceTheWorkupIsUnderWay) {
    auto const with = [](std::vector<std::pair<terminology::facts, bool>> const& items) {
        findings::chart c = chart_for("R2a");
        for (auto const& [what, done] : items) c.workup.push_back({what, done, day_at("2026-11-06"), "ServiceRequest/s"});
        return c;
    };
    terminology::facts const chest{fact::images_chest};

    EXPECT_THAT(proposed(with({{whole_body(), false}})), ElementsAre(urine, neurology, oncology));
    EXPECT_THAT(proposed(with({{chest, true}})), ElementsAre("*" + mri, "*" + urine, "*" + neurology, "*" + oncology));
    EXPECT_THAT(proposed(with({{chest, true}, {fact::urine_catecholamine, true}})),
                ElementsAre("*" + mri, "*" + neurology, "*" + oncology));
    EXPECT_THAT(proposed(with({{whole_body(), true}})), ElementsAre(urine, neurology, oncology));
    EXPECT_THAT(proposed(with({{whole_body(), false}, {fact::urine_catecholamine, false}, {fact::refers_to_neurology, false}})),
                ElementsAre(oncology));
    EXPECT_THAT(proposed(with({{whole_body(), false},
                               {fact::urine_catecholamine, false},
                               {fact::refers_to_neurology, true},
                               {fact::refers_to_oncology, false}})),
                IsEmpty());
}

TEST(Suggestions, LeaveOutReferralsThatStandAlready) {
    findings::chart c = chart_for("R1a");
    c.workup.push_back({fact::refers_to_neurology, false, day_at("2026-11-06"), "ServiceRequest/s"});
    c.workup.push_back({fact::urine_catecholamine, true, day_at("2026-11-06"), "Observation/u"});

    EXPECT_THAT(proposed(c), ElementsAre("*" + mri, "*" + oncology));
}

TEST(Suggestions, AddRestagingForATumourInRemission) {
    auto const quiet =
        coded(statement_of(fact::neuroblastic_tumour, "2024-05-01").ended("2025-05-01"), snomed, "432328008", "remission/confirmed");
    findings::chart c = chart_of("2019-01-10").with(opsoclonus()).with(ataxia()).with(quiet);

    EXPECT_THAT(proposed(c), ElementsAre("*" + neurology, "*" + oncology, again, urine));
    c.workup.push_back({whole_body(), false, day_at("2026-11-06"), "ServiceRequest/s"});
    EXPECT_THAT(proposed(c), ElementsAre("*" + neurology, "*" + oncology, urine));
}

TEST(Suggestions, RecommendTheFirstAloneWhereOnlyOneMayBeChosen) {
    occasion o = a_call;
    o.selection_behavior = "at-most-one";
    auto const list = card(chart_for("R1a"), o).at("suggestions").as_array();

    EXPECT_TRUE(list[0].as_object().contains("isRecommended"));
    for (std::size_t i = 1; i < list.size(); ++i) EXPECT_FALSE(list[i].as_object().contains("isRecommended"));
}

TEST(Suggestions, OrderBothUrineTestsTogether) {
    auto const made = card(chart_for("R1a"));
    auto const& actions = made.at("suggestions").at(1).at("actions").as_array();

    ASSERT_EQ(actions.size(), 2U);
    EXPECT_EQ(actions[0].at("resource").at("code").at("coding").at(0).at("code").as_string(), "11146-8");
    EXPECT_EQ(actions[1].at("resource").at("code").at("coding").at(0).at("code").as_string(), "3124-5");
    EXPECT_NE(actions[0].at("resource").at("id"), actions[1].at("resource").at("id"));
}

TEST(Suggestions, RecommendNeurologyAloneUnderSixMonths) {
    EXPECT_THAT(proposed(chart_of("2026-08-01").with(opsoclonus()).with(irritability())),
                ElementsAre("*" + neurology, mri, urine, oncology));
}

TEST(Suggestions, SayWhatTheOrderIsForAndInWhichEncounter) {
    occasion o = a_call;
    o.encounter = "e-1";
    auto const made = card(chart_for("R2a"), o);
    auto const& order = made.at("suggestions").at(0).at("actions").at(0).at("resource");

    EXPECT_EQ(order.at("encounter").at("reference").as_string(), "Encounter/e-1");
    EXPECT_EQ(order.at("reasonCode").at(0).at("coding").at(0).at("code").as_string(), "194177006");
    EXPECT_EQ(order.at("reasonCode").at(1).at("coding").at(0).at("code").as_string(), "HP:0001336");
    EXPECT_EQ(order.at("category").at(0).at("coding").at(0).at("code").as_string(), "363679005");
    EXPECT_EQ(order.at("code").at("coding").as_array().size(), 1U);
    EXPECT_FALSE(card(chart_for("R2a")).at("suggestions").at(0).at("actions").at(0).at("resource").as_object().contains("encounter"));
}

TEST(Suggestions, SayEachCodeOnceAndWhatStandsUnderCountedWithoutCountingToo) {
    auto const reasons = [](findings::chart const& c) {
        std::vector<std::string> codes;
        auto const made = card(c);
        for (auto const& r : made.at("suggestions").at(0).at("actions").at(0).at("resource").at("reasonCode").as_array())
            codes.emplace_back(r.at("coding").at(0).at("code").as_string());
        return codes;
    };
    findings::finding const oms = coded(statement_of(fact::oms_diagnosis, "2026-11-02"), snomed, "230350000");
    EXPECT_THAT(reasons(chart_of().with(oms)), ElementsAre("230350000"));
    EXPECT_THAT(reasons(chart_for("R3e")), ElementsAre("H55.89", "HP:0001251"));
    EXPECT_THAT(reasons(chart_for("R3d")), ElementsAre("194177006", "HP:0001251"));
}

TEST(Suggestions, NameNoPatientWhereTheChartHasNoId) {
    findings::chart c = chart_for("R3b");
    c.patient.id = {};
    auto const made = card(c);
    auto const& subject = made.at("suggestions").at(0).at("actions").at(0).at("resource").at("subject").as_object();

    EXPECT_FALSE(subject.contains("reference"));
    EXPECT_EQ(subject.at("type").as_string(), "Patient");
}

TEST(Suggestions, AreForThePatientOfTheChart) {
    findings::chart c = chart_for("R3b");
    c.patient.id = "other.kid-7";

    EXPECT_EQ(card(c).at("suggestions").at(0).at("actions").at(0).at("resource").at("subject").at("reference").as_string(),
              "Patient/other.kid-7");
}

/// What the workup rules would make of our own order, were it accepted.
TEST(Suggestions, AreRecognisedAsWorkupOnceAccepted) {
    std::map<std::string, terminology::facts> said;
    for (auto const* rule : {"R1a", "R4b"}) {
        auto const made = card(chart_for(rule));
        for (auto const& s : made.at("suggestions").as_array())
            for (auto const& a : s.at("actions").as_array())
                for (auto const& coding : a.at("resource").at("code").at("coding").as_array())
                    said[std::string{s.at("label").as_string()}] |=
                        codes().find(coding.at("system").as_string(), coding.at("code").as_string()).what();
    }
    EXPECT_EQ(said.at(mri) & whole_body(), whole_body());
    EXPECT_EQ(said.at(again) & whole_body(), whole_body());
    EXPECT_TRUE(said.at(urine).has(fact::urine_catecholamine));
    EXPECT_TRUE(said.at(neurology).has(fact::refers_to_neurology));
    EXPECT_TRUE(said.at(oncology).has(fact::refers_to_oncology));
}

}  // namespace
}  // namespace oms::cards
