#include <oms/cards/card.hpp>  // first, so that the header is proved alone

#include "charts.hpp"
#include "support/card_validator.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace oms::cards {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using namespace oms::test;  // NOLINT: builders

class EveryCard : public testing::TestWithParam<rule_case> {};

TEST_P(EveryCard, IsTheOneOfItsRule) {
    auto const v = judged(GetParam().chart);

    EXPECT_EQ(v.text.empty() ? std::string_view{v.decided->id} : v.text, GetParam().rule);
}

TEST_P(EveryCard, KeepsAllRulesOfTheSpecificationAndOurs) {
    for (std::string_view const behavior : {"any", "at-most-one"}) {
        occasion o = a_call;
        o.selection_behavior = behavior;
        EXPECT_THAT(violations_of_card(card_text(GetParam().chart, o)), IsEmpty()) << behavior;
        EXPECT_THAT(violations_of_card(card_text(GetParam().chart, o, false)), IsEmpty()) << behavior << ", orders not checked";
    }
}

TEST_P(EveryCard, IsTheSameWhateverTheOrderOfTheChart) {
    findings::chart turned = GetParam().chart;
    std::ranges::reverse(turned.findings);
    std::ranges::reverse(turned.workup);

    EXPECT_EQ(card_text(turned), card_text(GetParam().chart));
}

TEST_P(EveryCard, SaysWhatIsRecommendedOnceAtMostWhereOnlyOneMayBeChosen) {
    occasion o = a_call;
    o.selection_behavior = "at-most-one";
    auto const c = card(GetParam().chart, o);
    std::size_t recommended = 0;
    if (auto const* list = c.as_object().if_contains("suggestions"))
        for (auto const& s : list->as_array()) recommended += s.as_object().contains("isRecommended");

    EXPECT_LE(recommended, 1U);
}

INSTANTIATE_TEST_SUITE_P(OfEachRule, EveryCard, testing::ValuesIn(every_card()), [](auto const& p) {
    std::string name = p.param.rule;
    std::erase(name, '-');
    return name;
});

// Word for word from the table of clinical.md 2.12.
std::vector<std::pair<std::string, std::string>> const summaries{
    {"R1a", "Three of four OMS features recorded (opsoclonus, ataxia/myoclonus, behaviour/sleep). Consider a neuroblastoma workup."},
    {"R1b", "Opsoclonus plus other OMS features in a child with recorded neuroblastoma. Consider prompt neurology-oncology review."},
    {"R1c", "Three of four OMS features with neuroblastoma recorded, but no opsoclonus. Consider an eye-movement examination."},
    {"R2a", "Opsoclonus with ataxia or myoclonus recorded in a child. Consider investigating for occult neuroblastoma."},
    {"R2b", "Opsoclonus with behaviour or sleep change recorded in a child. Consider investigating for occult neuroblastoma."},
    {"R2c", "Opsoclonus recorded in a child with neuroblastoma. Consider OMS; check for ataxia, myoclonus, behaviour and sleep."},
    {"R3a", "Opsoclonus recorded alone in a child. Check for ataxia, myoclonus, behaviour or sleep change; consider neurology input."},
    {"R3b", "New ataxia with behaviour or sleep change in a young child. Consider checking for opsoclonus (may be intermittent)."},
    {"R3c", "New ataxia or myoclonus in a child with neuroblastoma. Consider OMS, and also spinal cord compression."},
    {"R3e", "Unspecific eye-movement code with new ataxia or myoclonus, or with neuroblastoma. Consider checking for opsoclonus."},
    {"R3d", "Earlier OMS features, now resolved or not updated. Consider confirming that a tumour search was done."},
    {"R3x", "Opsoclonus with another coded cause. If it persists or the cause is unsure, consider a neuroblastoma workup."},
    {"R4a", "Possible OMS; tumour workup already under way. See which first-line items are still outstanding."},
    {"R4b", "Possible OMS; last tumour imaging is 90 or more days old and no tumour is recorded. Consider repeat imaging."},
    {"age-unknown", "OMS features recorded but age unknown. If the patient is under 18, consider a neuroblastoma workup."},
};

TEST(Summary, IsThatOfTheClinicalTable) {
    ASSERT_EQ(summaries.size(), every_card().size());
    for (auto const& [rule, summary] : summaries) {
        EXPECT_EQ(book().summary(judged(chart_for(rule))), summary) << rule;
        EXPECT_EQ(card(chart_for(rule)).at("summary").as_string(), summary) << rule;
    }
}

TEST(Summary, IsEmptyWhereThereIsNoCard) { EXPECT_EQ(book().summary(judged(chart_of())), ""); }

TEST(AppendCard, ShowsTheIndicatorOfTheVerdict) {
    EXPECT_EQ(card(chart_for("R1a")).at("indicator").as_string(), "warning");
    EXPECT_EQ(card(chart_for("R3x")).at("indicator").as_string(), "info");
    EXPECT_EQ(card(chart_for("age-unknown")).at("indicator").as_string(), "info");
}

TEST(AppendCard, GivesTheSameIdsToARetryAndOthersToAnotherCall) {
    occasion other = a_call;
    other.hook_instance = "00000000-0000-4000-8000-000000000000";

    EXPECT_EQ(card_text(chart_for("R1a")), card_text(chart_for("R1a")));
    EXPECT_NE(card(chart_for("R1a")).at("uuid"), card(chart_for("R1a"), other).at("uuid"));
    EXPECT_NE(card(chart_for("R1a")).at("uuid"), card(chart_for("R2a")).at("uuid"));
    EXPECT_NE(card(chart_for("R1a")).at("suggestions").at(0).at("uuid"), card(chart_for("R1a"), other).at("suggestions").at(0).at("uuid"));
}

TEST(AppendCard, NeedsNoCallForItsId) {
    EXPECT_THAT(violations_of_card(card_text(chart_for("R1a"), {})), IsEmpty());
    EXPECT_EQ(card_text(chart_for("R1a"), {}), card_text(chart_for("R1a"), {}));
}

TEST(AppendCard, HasTheSameSourceTopicAndReasonsForEveryRule) {
    std::set<std::string> sources, reasons;
    for (auto const& one : every_card()) {
        auto const c = card(one.chart);
        sources.insert(boost::json::serialize(c.at("source")));
        reasons.insert(boost::json::serialize(c.at("overrideReasons")));
    }
    EXPECT_EQ(sources.size(), 1U);
    EXPECT_EQ(reasons.size(), 1U);
    EXPECT_THAT(*sources.begin(), HasSubstr("oms-neuroblastoma-workup"));
}

TEST(AppendCard, TakesTheRequiredLanguageForOneThatIsNotThere) {
    occasion o = a_call;
    o.language = "tlh";
    EXPECT_EQ(card_text(chart_for("R1a"), o), card_text(chart_for("R1a")));
}

TEST(AppendMissingDataCard, NamesWhatCouldNotBeReadAndIsNoAllClear) {
    std::vector<data_gap> const gaps{{"observations", false}, {"unheard-of<b>", true}};
    occasion o = a_call;
    o.gaps = gaps;
    std::string out;
    book().append_missing_data_card(out, o);

    EXPECT_THAT(violations_of_card(out), IsEmpty());
    auto const c = boost::json::parse(out);
    EXPECT_EQ(c.at("indicator").as_string(), "info");
    EXPECT_EQ(c.at("summary").as_string(), "OMS criteria could not be checked fully: observations, other data.");
    EXPECT_THAT(std::string{c.at("detail").as_string()}, HasSubstr("This is no all-clear"));
    EXPECT_THAT(out, testing::Not(HasSubstr("unheard-of")));
}

}  // namespace
}  // namespace oms::cards
