#include <oms/criteria/evaluate.hpp>  // first, so that the header is proved self-contained

#include "verdicts.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>

namespace {

using namespace oms;
using terminology::fact, terminology::facts;
using test::ago, test::body, test::chart_of, test::judge, test::opsomyoclonus, test::outcome;
using said = test::statement_of;

struct row {
    char const* name;
    char const* expected;
    std::function<chart_of()> chart;
};

class Evaluate : public testing::TestWithParam<row> {};

TEST_P(Evaluate, ReachesTheRuleOfThePolicy) { EXPECT_EQ(outcome(GetParam().chart()), GetParam().expected); }

std::string row_name(testing::TestParamInfo<row> const& p) { return p.param.name; }

chart_of ataxia_pair(int ataxia, int behaviour) {
    return chart_of{}.with(said(fact::ataxia, ago(ataxia))).with(said(fact::behaviour, ago(behaviour)).core());
}

INSTANTIATE_TEST_SUITE_P(
    Constants, Evaluate,
    testing::Values(
        row{"LookbackOnTheLastDay", "T3 R3a warning", [] { return chart_of{}.with(said(fact::opsoclonus, ago(180))); }},
        row{"LookbackADayTooOld", "T0 R0", [] { return chart_of{}.with(said(fact::opsoclonus, ago(181))); }},
        row{"StaleListOnTheLastDay", "T3 R3a warning",
            [] { return chart_of{"2020-01-01"}.with(said(fact::opsoclonus, ago(730)).listed()); }},
        row{"StaleListADayTooOldIsHistorical", "T3 R3d info",
            [] { return chart_of{"2020-01-01"}.with(said(fact::opsoclonus, ago(731)).listed()).with(said(fact::ataxia, ago(3))); }},
        row{"NewOnsetOnTheLastDay", "T3 R3b info",
            [] { return chart_of{}.with(said(fact::ataxia, ago(100)).since(ago(180))).with(said(fact::sleep, ago(100)).core()); }},
        row{"NewOnsetADayTooOld", "T0 R0",
            [] { return chart_of{}.with(said(fact::ataxia, ago(100)).since(ago(181))).with(said(fact::sleep, ago(100))); }},
        row{"PairGapOnTheLastDay", "T3 R3b info", [] { return ataxia_pair(95, 5); }},
        row{"PairGapADayTooFar", "T0 R0", [] { return ataxia_pair(96, 5); }},
        row{"FreshlyAbsentOnTheLastDay", "T0 R0", [] { return ataxia_pair(9, 9).with(said(fact::opsoclonus, ago(14)).denied()); }},
        row{"FreshlyAbsentADayTooOld", "T3 R3b info", [] { return ataxia_pair(9, 9).with(said(fact::opsoclonus, ago(15)).denied()); }},
        row{"ToxicGapOnTheLastDay", "T3 R3x info", [] { return opsomyoclonus().with(said(fact::poisoning, ago(19)).explaining()); }},
        row{"ToxicGapADayTooFar", "T2 R2a warning", [] { return opsomyoclonus().with(said(fact::poisoning, ago(20)).explaining()); }},
        row{"ALaterStudyOfOneRegionDoesNotMakeTheSearchYounger", "T4 R4b info",
            [] {
                return chart_of{}.with(said(fact::opsoclonus, ago(1)).since(ago(100))).with_workup(body, true, ago(90))
                    .with_workup(fact::images_abdomen, true, ago(2)).with_workup(fact::urine_catecholamine, true, ago(89));
            }},
        row{"EpisodePadOnTheLastDay", "T4 R4a info", [] { return opsomyoclonus().with_workup(body, true, ago(35)); }},
        row{"EpisodePadADayTooOld", "T2 R2a warning", [] { return opsomyoclonus().with_workup(body, true, ago(36)); }},
        row{"RepeatAfterOnTheDayBefore", "T0 R0-workup-complete",
            [] {
                return chart_of{}.with(said(fact::opsoclonus, ago(1)).since(ago(100))).with(said(fact::ataxia, ago(100)))
                    .with_workup(body, true, ago(89)).with_workup(fact::urine_catecholamine, true, ago(89));
            }},
        row{"NewMemoryOnTheLastDay", "T0 R0", [] { return ataxia_pair(9, 9).with(said(fact::ataxia, ago(730))); }},
        row{"NewMemoryADayTooOldIsForgotten", "T3 R3b info", [] { return ataxia_pair(9, 9).with(said(fact::ataxia, ago(731))); }},
        row{"InjuryGapOnTheLastDay", "T0 R0", [] { return ataxia_pair(9, 9).with(said(fact::head_injury, ago(23)).explaining()); }},
        row{"InjuryGapADayTooFar", "T3 R3b info", [] { return ataxia_pair(9, 9).with(said(fact::head_injury, ago(24)).explaining()); }},
        row{"RaisedPressureOnTheLastDay", "T0 R0",
            [] { return ataxia_pair(9, 9).with(said(fact::raised_pressure, ago(180)).explaining()); }},
        row{"RaisedPressureADayTooOld", "T3 R3b info",
            [] { return ataxia_pair(9, 9).with(said(fact::raised_pressure, ago(181)).explaining()); }},
        row{"KnownAfterOnTheLastDay", "T2 R2c warning",
            [] { return chart_of{}.with(said(fact::opsoclonus, ago(90))).with(said(fact::neuroblastic_tumour, ago(400))); }},
        row{"KnownAfterADayLater", "T0 R0-known",
            [] { return chart_of{}.with(said(fact::opsoclonus, ago(91))).with(said(fact::neuroblastic_tumour, ago(400))); }},
        row{"RepeatUntilOnTheLastDay", "T4 R4b info",
            [] {
                return chart_of{"2023-01-10"}.with(said(fact::opsoclonus, ago(1)).since(ago(730))).with_workup(body, true, ago(100))
                    .with_workup(fact::urine_catecholamine, true, ago(100));
            }},
        row{"RepeatUntilADayTooLate", "T0 R0-workup-complete",
            [] {
                return chart_of{"2023-01-10"}.with(said(fact::opsoclonus, ago(1)).since(ago(731))).with_workup(body, true, ago(100))
                    .with_workup(fact::urine_catecholamine, true, ago(100));
            }},
        row{"RepeatAfterOnTheDay", "T4 R4b info",
            [] {
                return chart_of{}.with(said(fact::opsoclonus, ago(1)).since(ago(100))).with(said(fact::ataxia, ago(100)))
                    .with_workup(body, true, ago(90)).with_workup(fact::urine_catecholamine, true, ago(90));
            }}),
    row_name);

INSTANTIATE_TEST_SUITE_P(
    WorkedEdgeCases, Evaluate,
    testing::Values(row{"AtaxiaMyoclonusIrritabilityAreTwoFeatures", "T3 R3b info",
                        [] { return ataxia_pair(9, 9).with(said(fact::myoclonus, ago(9))); }},
                    row{"MyoclonusAndIrritabilityAreNothing", "T0 R0",
                        [] { return chart_of{"2025-12-15"}.with(said(fact::myoclonus, ago(9))).with(said(fact::behaviour, ago(9))); }},
                    row{"IcdOnlyChart", "T3 R3e info",
                        [] { return chart_of{}.with(said(fact::possible_opsoclonus, ago(5))).with(said(fact::ataxia, ago(5))); }},
                    row{"OpsoclonusWithUnsteadyGait", "T2 R2a warning",
                        [] { return chart_of{}.with(said(fact::opsoclonus, ago(5))).with(said(fact::weak_provisional_ataxia, ago(5))); }},
                    row{"UnsteadyGaitWithIrritability", "T0 R0",
                        [] { return chart_of{}.with(said(fact::weak_provisional_ataxia, ago(5))).with(said(fact::behaviour, ago(5))); }},
                    row{"OpsomyoclonusRefutedLater", "T0 R0",
                        [] {
                            return chart_of{}
                                .with(said(fact::opsoclonus, ago(9)))
                                .with(said(fact::ataxia, ago(9)))
                                .with(said(fact::opsoclonus, ago(5)).refuted());
                        }},
                    row{"ProvisionalTumourIsNone", "T2 R2a warning",
                        [] { return opsomyoclonus().with(said(fact::neuroblastic_tumour, ago(5)).provisional()); }},
                    row{"TumourNineYearsAgoWithNewOpsoclonus", "T2 R2c warning",
                        [] {
                            return chart_of{"2012-01-01"}
                                .with(said(fact::neuroblastic_tumour, ago(3300)).ended(ago(3000)))
                                .with(said(fact::opsoclonus, ago(5)));
                        }},
                    row{"TumourWithIrritability", "T0 R0",
                        [] { return chart_of{}.with(said(fact::neuroblastic_tumour, ago(50))).with(said(fact::behaviour, ago(5))); }},
                    row{"OldListItemAlone", "T0 R0",
                        [] { return chart_of{"2016-01-01"}.with(said(fact::opsoclonus, ago(2200)).listed()); }},
                    row{"BirthYearThatMayBe17Or18", "T2 R2a info",
                        [] { return chart_of{"2008"}.with(said(fact::opsoclonus, ago(5))).with(said(fact::ataxia, ago(5))); }},
                    row{"EighteenthBirthday", "T0 guard-adult",
                        [] { return chart_of{"2008-11-20"}.with(said(fact::opsoclonus, ago(5))).with(said(fact::ataxia, ago(5))); }},
                    row{"DayBeforeIt", "T2 R2a warning",
                        [] { return chart_of{"2008-11-21"}.with(said(fact::opsoclonus, ago(5))).with(said(fact::ataxia, ago(5))); }}),
    row_name);

INSTANTIATE_TEST_SUITE_P(
    Rules, Evaluate,
    testing::Values(
        row{"CapToR2aWhenTwoAreFirm", "T2 R2a warning", [] { return opsomyoclonus().with(said(fact::behaviour, ago(5)).provisional()); }},
        row{"CapR1bToR2c", "T2 R2c warning",
            [] {
                return chart_of{}
                    .with(said(fact::opsoclonus, ago(5)).provisional())
                    .with(said(fact::ataxia, ago(5)))
                    .with(said(fact::neuroblastic_tumour, ago(50)));
            }},
        row{"CapR1cToR3c", "T3 R3c info",
            [] {
                return chart_of{}.with(said(fact::ataxia, ago(5))).with(said(fact::behaviour, ago(5)).provisional())
                    .with(said(fact::neuroblastic_tumour, ago(50)));
            }},
        row{"R1cFreshlyAbsentIsInfo", "T1 R1c info",
            [] { return ataxia_pair(5, 5).with(said(fact::neuroblastic_tumour, ago(50))).with(said(fact::opsoclonus, ago(2)).denied()); }},
        row{"R3aInAYoungInfantIsInfo", "T3 R3a info", [] { return chart_of{"2026-06-21"}.with(said(fact::opsoclonus, ago(5))); }},
        row{"R3aAtSixMonthsIsWarning", "T3 R3a warning", [] { return chart_of{"2026-05-20"}.with(said(fact::opsoclonus, ago(5))); }},
        row{"R3aWithAllElseDeniedIsInfo", "T3 R3a info",
            [] {
                chart_of c;
                c.with(said(fact::opsoclonus, ago(5)));
                for (fact const f : {fact::ataxia, fact::myoclonus, fact::behaviour, fact::sleep}) c.with(said(f, ago(5)).denied());
                return c;
            }},
        row{"R3aWithOneSignNotAskedIsWarning", "T3 R3a warning",
            [] {
                chart_of c;
                c.with(said(fact::opsoclonus, ago(5)));
                for (fact const f : {fact::ataxia, fact::myoclonus, fact::behaviour}) c.with(said(f, ago(5)).denied());
                return c;
            }},
        row{"ExplainedMyoclonusDoesNotCount", "T3 R3a warning",
            [] { return opsomyoclonus().with(said(fact::explains_myoclonus, ago(90)).explaining()); }},
        row{"NamedDiseaseDropsR3b", "T0 R0", [] { return ataxia_pair(5, 5).with(said(fact::named_cns_disease, ago(5)).explaining()); }},
        row{"NamedDiseaseNeverSilencesOpsoclonus", "T3 R3x info",
            [] { return opsomyoclonus().with(said(fact::named_cns_disease, ago(400)).explaining()); }},
        row{"RefutedDiagnosisAfterTheSign", "T3 R3x info",
            [] { return opsomyoclonus().with(said(fact::oms_diagnosis, ago(5)).refuted()); }},
        row{"RefutedDiagnosisBeforeTheSign", "T2 R2a warning",
            [] { return opsomyoclonus().with(said(fact::oms_diagnosis, ago(6)).refuted()); }},
        row{"TumourIsNotExplainedAway", "T1 R1b warning",
            [] {
                return opsomyoclonus()
                    .with(said(fact::neuroblastic_tumour, ago(50)))
                    .with(said(fact::named_cns_disease, ago(5)).explaining());
            }},
        row{"SyndromeCodeIsBothSigns", "T2 R2a warning", [] { return chart_of{}.with(said(fact::oms_diagnosis, ago(5))); }},
        row{"FlutterIsOpsoclonus", "T3 R3a warning", [] { return chart_of{}.with(said(fact::ocular_flutter, ago(5))); }},
        row{"AdrenalTumourUnderTen", "T2 R2c warning",
            [] { return chart_of{"2016-11-21"}.with(said(fact::opsoclonus, ago(5))).with(said(fact::adrenal_tumour, ago(5))); }},
        row{"AdrenalTumourFromTenIsSuspected", "T3 R3a warning",
            [] { return chart_of{"2016-11-20"}.with(said(fact::opsoclonus, ago(5))).with(said(fact::adrenal_tumour, ago(5))); }},
        row{"TumourRefutedOnTheSameDay", "T2 R2a warning",
            [] {
                return opsomyoclonus()
                    .with(said(fact::neuroblastic_tumour, ago(5)))
                    .with(said(fact::neuroblastic_tumour, ago(5)).refuted());
            }},
        row{"ResolvedOpsoclonusWithOldAtaxia", "T3 R3d info",
            [] {
                return chart_of{}.with(said(fact::opsoclonus, ago(90)).ended(ago(30))).with(said(fact::ataxia, ago(170)).since(ago(300)));
            }},
        row{"OrderOfOneRegionChangesNothing", "T2 R2a warning",
            [] { return opsomyoclonus().with_workup(fact::images_chest, false, ago(1)); }},
        row{"OrderOfTheWholeBody", "T4 R4a info", [] { return opsomyoclonus().with_workup(body, false, ago(1)); }},
        row{"OrdersAndStudiesTogetherCoverTheBody", "T4 R4a info",
            [] {
                return opsomyoclonus().with_workup(fact::images_neck, true, ago(3))
                    .with_workup(facts{fact::images_chest} | fact::images_abdomen | fact::images_pelvis, false, ago(1));
            }},
        row{"UnknownOrdersChangeNothing", "T2 R2a warning", [] { return opsomyoclonus().with_unknown_order(ago(1)); }},
        row{"ThreeOfFourRegionsArePartial", "T2 R2a warning",
            [] {
                return opsomyoclonus().with_workup(facts{fact::images_chest} | fact::images_abdomen | fact::images_pelvis, true, ago(1));
            }},
        row{"UrineAloneChangesNothing", "T2 R2a warning",
            [] { return opsomyoclonus().with_workup(fact::urine_catecholamine, true, ago(1)); }},
        row{"MibgAloneChangesNothing", "T2 R2a warning", [] { return opsomyoclonus().with_workup(fact::mibg, true, ago(1)); }},
        row{"WorkupDoesNotTouchKnownTumours", "T1 R1b warning",
            [] { return opsomyoclonus().with(said(fact::neuroblastic_tumour, ago(50))).with_workup(body, false, ago(1)); }},
        row{"UnknownAgeHidesR3b", "T0 R0",
            [] {
                auto c = ataxia_pair(5, 5);
                c.edit().patient.birth.reset();
                return c;
            }},
        row{"UnknownAgeHidesR4", "T0 R0",
            [] {
                auto c = opsomyoclonus().with_workup(body, false, ago(1));
                c.edit().patient.birth.reset();
                return c;
            }},
        row{"DeceasedComesFirst", "T0 guard-deceased",
            [] {
                auto c = opsomyoclonus();
                c.edit().patient.deceased = true;
                c.edit().patient.inactive = true;
                return c;
            }},
        row{"InactiveRecord", "T0 guard-inactive",
            [] {
                auto c = opsomyoclonus();
                c.edit().patient.inactive = true;
                return c;
            }}),
    row_name);

INSTANTIATE_TEST_SUITE_P(
    Policy2, Evaluate,
    testing::Values(
        row{"TwoNewMovementSigns", "T3 R3b info",
            [] { return chart_of{}.with(said(fact::ataxia, ago(40))).with(said(fact::myoclonus, ago(2))); }},
        row{"NightmaresAreNotOfTheCoreList", "T0 R0",
            [] { return chart_of{}.with(said(fact::ataxia, ago(5))).with(said(fact::sleep, ago(5))); }},
        row{"CoreListIsAskedWithoutOpsoclonusOnly", "T1 R1a warning", [] { return opsomyoclonus().with(said(fact::sleep, ago(5))); }},
        row{"ChronicAtaxiaCodedAtEachVisit", "T0 R0",
            [] { return ataxia_pair(0, 9).with(said(fact::ataxia, ago(210))).with(said(fact::ataxia, ago(390))); }},
        row{"AnEarlierAtaxiaThatWasDeniedIsOver", "T3 R3b info",
            [] { return ataxia_pair(9, 9).with(said(fact::ataxia, ago(390))).with(said(fact::ataxia, ago(300)).denied()); }},
        row{"AnEarlierAtaxiaThatResolvedIsOver", "T3 R3b info",
            [] { return ataxia_pair(9, 9).with(said(fact::ataxia, ago(390)).ended(ago(300))); }},
        row{"AnEarlierSyndromeDoesNotSilenceARelapse", "T3 R3b info",
            [] { return ataxia_pair(9, 9).with(said(fact::oms_diagnosis, ago(390))); }},
        row{"UnspecificCodeWithUnsteadyGait", "T3 R3e info",
            [] { return chart_of{}.with(said(fact::possible_opsoclonus, ago(5))).with(said(fact::weak_provisional_ataxia, ago(5))); }},
        row{"UnspecificCodeWithCoreBehaviour", "T3 R3e info",
            [] { return chart_of{}.with(said(fact::possible_opsoclonus, ago(5))).with(said(fact::behaviour, ago(5)).core()); }},
        row{"UnspecificCodeWithOtherBehaviour", "T0 R0",
            [] { return chart_of{}.with(said(fact::possible_opsoclonus, ago(5))).with(said(fact::behaviour, ago(5))); }},
        row{"CodeThatIncludesNystagmusWithUnsteadyGait", "T0 R0",
            [] { return chart_of{}.with(said(fact::irregular_or_nystagmus, ago(5))).with(said(fact::weak_provisional_ataxia, ago(5))); }},
        row{"CodeThatIncludesNystagmusWithNewAtaxia", "T3 R3e info",
            [] { return chart_of{}.with(said(fact::irregular_or_nystagmus, ago(5))).with(said(fact::ataxia, ago(5))); }},
        row{"ANamedNystagmusEndsTheFlag", "T0 R0",
            [] {
                return chart_of{}.with(said(fact::possible_opsoclonus, ago(5))).with(said(fact::ataxia, ago(5)))
                    .with(said(fact::named_nystagmus, ago(5)).explaining());
            }},
        row{"ANamedNystagmusOlderThanTheCodeDoesNot", "T3 R3e info",
            [] {
                return chart_of{}.with(said(fact::possible_opsoclonus, ago(5))).with(said(fact::ataxia, ago(5)))
                    .with(said(fact::named_nystagmus, ago(6)).explaining());
            }},
        row{"InappropriateSaccadesAloneAreInformation", "T3 R3a info",
            [] { return chart_of{}.with(said(fact::inappropriate_saccades, ago(5))); }},
        row{"OpsoclonusRefutedSpeaksAgainstInappropriateSaccades", "T0 R0",
            [] { return chart_of{}.with(said(fact::inappropriate_saccades, ago(9))).with(said(fact::opsoclonus, ago(5)).refuted()); }},
        row{"R2bUnderSixMonthsIsInformation", "T2 R2b info",
            [] { return chart_of{"2026-05-21"}.with(said(fact::opsoclonus, ago(5))).with(said(fact::sleep, ago(5))); }},
        row{"R2bAtSixMonthsIsAWarning", "T2 R2b warning",
            [] { return chart_of{"2026-05-20"}.with(said(fact::opsoclonus, ago(5))).with(said(fact::sleep, ago(5))); }},
        row{"CordCompressionIsKnown", "T0 R0",
            [] {
                return chart_of{}
                    .with(said(fact::neuroblastic_tumour, ago(50)))
                    .with(said(fact::ataxia, ago(5)))
                    .with(said(fact::cord_compression, ago(5)).explaining());
            }},
        row{"CordCompressionDoesNotSilenceR1c", "T1 R1c warning",
            [] {
                return ataxia_pair(5, 5)
                    .with(said(fact::neuroblastic_tumour, ago(50)))
                    .with(said(fact::cord_compression, ago(5)).explaining());
            }},
        row{"NeuropathyMakesR1cInformation", "T1 R1c info",
            [] {
                return ataxia_pair(5, 5).with(said(fact::neuroblastic_tumour, ago(50))).with(said(fact::neuropathy, ago(5)).explaining());
            }},
        row{"RaisedPressureNeverTouchesOpsoclonus", "T2 R2a warning",
            [] { return opsomyoclonus().with(said(fact::raised_pressure, ago(5)).explaining()); }},
        row{"KnownCaseWithANewSignIsShown", "T1 R1b warning",
            [] {
                return chart_of{}.with(said(fact::opsoclonus, ago(120)).listed()).with(said(fact::ataxia, ago(3)))
                    .with(said(fact::neuroblastic_tumour, ago(400)));
            }},
        row{"KnownCaseOfUnknownAge", "T0 R0-known",
            [] {
                auto c = chart_of{}.with(said(fact::opsoclonus, ago(120))).with(said(fact::neuroblastic_tumour, ago(400)));
                c.edit().patient.birth.reset();
                return c;
            }}),
    row_name);


TEST(Evaluate, GivesTheSameVerdictInAnyOrderAndForDoubledEvidence) {
    findings::chart c = opsomyoclonus().with(said(fact::behaviour, ago(5))).with(said(fact::opsoclonus, ago(9)).refuted())
                            .with(said(fact::ataxia, ago(3)).provisional()).with(said(fact::sleep, ago(100)).ended(ago(40)));
    auto const first = outcome(c);
    std::sort(c.findings.begin(), c.findings.end(), [](auto const& a, auto const& b) { return a.resource < b.resource; });
    do EXPECT_EQ(outcome(c), first);
    while (
        std::next_permutation(c.findings.begin(), c.findings.end(), [](auto const& a, auto const& b) { return a.resource < b.resource; }));
    auto doubled = c;
    doubled.findings.insert(doubled.findings.end(), c.findings.begin(), c.findings.end());
    EXPECT_EQ(outcome(doubled), first);
}

TEST(WorkupMatters, OnlyForRulesThatARecordedWorkupCanChange) {
    auto const matters = [](findings::chart const& c) { return criteria::workup_matters(test::policy(), judge(c)); };
    EXPECT_TRUE(matters(opsomyoclonus()));
    EXPECT_TRUE(matters(ataxia_pair(5, 5)));
    EXPECT_FALSE(matters(chart_of{}));
    EXPECT_FALSE(matters(chart_of{}.with(said(fact::behaviour, ago(5)))));
    EXPECT_FALSE(matters(opsomyoclonus().with(said(fact::neuroblastic_tumour, ago(50)))));
    EXPECT_FALSE(matters(chart_of{"2000-01-01"}.with(said(fact::opsoclonus, ago(5))).with(said(fact::myoclonus, ago(5)))));
}

struct band_row {
    char const* name;
    char const* birth;
    criteria::age_band band;
};

class AgeBand : public testing::TestWithParam<band_row> {};

TEST_P(AgeBand, IsThatOfTheDayOfEvaluation) { EXPECT_EQ(judge(chart_of{GetParam().birth}).how_old.band, GetParam().band); }

INSTANTIATE_TEST_SUITE_P(
    BirthDates, AgeBand,
    testing::Values(band_row{"SixMonthsToday", "2026-05-20", criteria::age_band::m6_y6},
                    band_row{"SixMonthsTomorrow", "2026-05-21", criteria::age_band::lt6m},
                    band_row{"SixYearsToday", "2020-11-20", criteria::age_band::y6_y18},
                    band_row{"SixYearsTomorrow", "2020-11-21", criteria::age_band::m6_y6},
                    band_row{"AdultToday", "2008-11-20", criteria::age_band::ge18},
                    band_row{"AdultTomorrow", "2008-11-21", criteria::age_band::y6_y18},
                    band_row{"StraddlesSixYears", "2020", criteria::age_band::y6_y18},
                    band_row{"StraddlesSixMonths", "2026-05", criteria::age_band::m6_y6},
                    band_row{"ThisYearIsNotTheFuture", "2026", criteria::age_band::m6_y6},
                    band_row{"Straddles18", "2008-11", criteria::age_band::unknown},
                    band_row{"Future", "2026-11-21", criteria::age_band::unknown},
                    band_row{"The120thBirthdayIsToday", "1906-11-20", criteria::age_band::ge18},
                    band_row{"The120thBirthdayIsPast", "1906-11-19", criteria::age_band::unknown}),
    [](auto const& p) { return std::string{p.param.name}; });

}  // namespace
