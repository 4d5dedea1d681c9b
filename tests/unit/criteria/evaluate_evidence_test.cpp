#include "verdicts.hpp"

#include <gtest/gtest.h>

namespace {

using namespace oms;
using criteria::state;
using terminology::fact;
using test::ago, test::body, test::chart_of, test::judge, test::now, test::opsomyoclonus;
using said = test::statement_of;

TEST(EvaluateExplanations, NameTheRefutedSyndromeWhereNoOtherCauseIsRecorded) {
    auto const v = judge(opsomyoclonus().with(said(fact::oms_diagnosis, ago(5)).refuted()));
    EXPECT_EQ(v.text, "R3x-refuted");
    auto const poisoned =
        judge(opsomyoclonus().with(said(fact::oms_diagnosis, ago(5)).refuted()).with(said(fact::poisoning, ago(5)).explaining()));
    EXPECT_EQ(poisoned.text, "");
}

TEST(EvaluateWorkup, KeepsTheRuleThatItReplaced) {
    auto const v = judge(opsomyoclonus().with_workup(body, false, ago(1)));
    EXPECT_EQ(v.decided->id, "R4a");
    EXPECT_EQ(v.before_workup->id, "R2a");
}

TEST(EvaluateWorkup, CountsOnlyUnknownOrdersOfTheEpisode) {
    EXPECT_EQ(judge(opsomyoclonus().with_unknown_order(ago(35)).with_unknown_order(ago(36))).workup.unread, 1u);
    EXPECT_EQ(judge(chart_of{}.with_unknown_order(ago(1))).workup.unread, 0u);
}

TEST(EvaluateEvidence, TellsTheEarliestOnsetAndTheNewestRecord) {
    auto const v = judge(chart_of{}.with(said(fact::opsoclonus, ago(5)).with_onset(ago(20)).written(ago(5)))
                             .with(said(fact::opsoclonus, ago(9)).with_onset(ago(40)).written(ago(9))));
    auto const& line = v.features[0].lines.at(0);
    EXPECT_EQ(line.onset, maybe_day{day_of(now) - std::chrono::days{40}});
    EXPECT_EQ(line.written, maybe_day{day_of(now) - std::chrono::days{5}});
    EXPECT_EQ(line.records, 2u);
}

TEST(EvaluateRefutation, ClosesAnOlderListItemForGood) {
    auto const c = chart_of{"2020-01-01"}.with(said(fact::opsoclonus, ago(400)).listed()).with(said(fact::opsoclonus, ago(300)).refuted());
    EXPECT_EQ(judge(c).features[0].is, state::absent);
}

TEST(EvaluateRefutation, ThatClosesNothingFadesAfterLookbackAndNothingOlderComesBack) {
    auto const c = chart_of{"2020-01-01"}.with(said(fact::opsoclonus, ago(190))).with(said(fact::opsoclonus, ago(181)).refuted());
    EXPECT_EQ(judge(c).features[0].is, state::unknown);
}

TEST(EvaluateRefutation, OlderThanTheNewestPositiveIsAnOldNegative) {
    auto const c = chart_of{}.with(said(fact::opsoclonus, ago(9)).refuted()).with(said(fact::opsoclonus, ago(5)));
    EXPECT_EQ(judge(c).features[0].is, state::present);
}

TEST(EvaluateObservation, WithoutTheSignDoesNotCancelAListItemButIsShown) {
    auto const v = judge(chart_of{}.with(said(fact::opsoclonus, ago(30)).listed()).with(said(fact::opsoclonus, ago(2)).denied()));
    EXPECT_EQ(v.features[0].is, state::present);
    EXPECT_EQ(v.features[0].lines.size(), 2u);
}

TEST(EvaluateObservation, SaysPresentWhenBothWereSeenOnOneDay) {
    EXPECT_EQ(judge(chart_of{}.with(said(fact::opsoclonus, ago(2))).with(said(fact::opsoclonus, ago(2)).denied())).features[0].is,
              state::present);
}

TEST(EvaluateFeatures, AreAbsentOnlyWhenEachOfTheirSignsIs) {
    EXPECT_EQ(judge(chart_of{}.with(said(fact::ataxia, ago(2)).denied())).features[1].is, state::unknown);
    EXPECT_EQ(judge(chart_of{}.with(said(fact::ataxia, ago(2)).denied()).with(said(fact::myoclonus, ago(2)).denied())).features[1].is,
              state::absent);
}

TEST(EvaluateFeatures, ShowWhatIsRecordedButDoesNotCount) {
    auto const v = judge(chart_of{}.with(said(fact::sleep, ago(10)).since(ago(400))));
    EXPECT_EQ(v.features[2].is, state::present);
    EXPECT_FALSE(v.features[2].counted);
    EXPECT_EQ(v.features[2].lines.at(0).why, criteria::not_counted::not_new);
}

}  // namespace
