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
    {"R1a", "Three of four features of opsoclonus-myoclonus syndrome (OMS) recorded. Consider searching for a neuroblastoma."},
    {"R1b",
     "Neuroblastoma on record, with opsoclonus and other signs of opsoclonus-myoclonus (OMS). Consider prompt neurology-oncology review."},
    {"R1c",
     "Neuroblastoma, new movement sign, behaviour change. Consider spinal cord compression first, then opsoclonus-myoclonus syndrome "
     "(OMS)."},
    {"R2a",
     "Opsoclonus with ataxia or myoclonus: possible opsoclonus-myoclonus syndrome (OMS). Consider searching for an occult neuroblastoma."},
    {"R2b",
     "Opsoclonus with behaviour or sleep change: early opsoclonus-myoclonus syndrome (OMS) is possible. Consider a neuroblastoma search."},
    {"R2c",
     "Opsoclonus recorded in a child with neuroblastoma. Consider opsoclonus-myoclonus syndrome (OMS), and relapse if in remission."},
    {"R3a",
     "Opsoclonus recorded alone: opsoclonus-myoclonus syndrome (OMS) is possible. Check gait, jerks, behaviour, sleep; consider "
     "neurology."},
    {"R3b",
     "New ataxia with another new sign in a young child. Consider raised pressure and toxins first; then opsoclonus-myoclonus (OMS)."},
    {"R3c",
     "New ataxia or myoclonus in a child with neuroblastoma. Consider spinal cord compression first, then opsoclonus-myoclonus (OMS)."},
    {"R3e", "Unspecific eye-movement code with another sign or a neuroblastoma. Consider looking for opsoclonus-myoclonus syndrome (OMS)."},
    {"R3d", "Signs of opsoclonus-myoclonus syndrome (OMS) recorded earlier. Consider relapse, and confirm that a tumour search was done."},
    {"R3x",
     "Opsoclonus with another coded cause. If it persists or the cause is unsure, consider opsoclonus-myoclonus (OMS) and a tumour "
     "search."},
    {"R3x-refuted",
     "Opsoclonus recorded, but opsoclonus-myoclonus syndrome (OMS) was refuted. If it persists, consider a second look and a tumour "
     "search."},
    {"R4a",
     "Possible opsoclonus-myoclonus syndrome (OMS); body imaging is ordered or done. Not recorded yet: imaging result, urine HVA/VMA."},
    {"R4b", "Possible opsoclonus-myoclonus syndrome (OMS); tumour search 142 days ago. If it showed no tumour, consider repeat imaging."},
    {"age-unknown",
     "Signs of opsoclonus-myoclonus syndrome (OMS), age unknown. If the patient is under 18, consider a neuroblastoma search."},
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
