#include "charts.hpp"
#include "support/card_validator.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <regex>

/// The eight parts of `detail`, clinical.md 2.12.
namespace oms::cards {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using namespace oms::test;  // NOLINT: builders

TEST(Detail, HasItsPartsInOrder) {
    for (auto const& one : every_card()) {
        std::string const text = detail(one.chart);
        std::size_t at = 0;
        for (auto const* part : {"**Counted:**", "**Rule:**", "**Why:**", "**Consider also:**", "**Data:**", "**Basis:**",
                                 "> For health-care professionals:"}) {
            auto const found = text.find(part);
            ASSERT_NE(found, std::string::npos) << one.rule << ": " << part << "\n" << text;
            EXPECT_GE(found, at) << one.rule << ": " << part;
            at = found;
        }
    }
}

TEST(Detail, TellsOfEachFindingItsCodeDateAgeRecordAndStatus) {
    std::string const text = detail(chart_for("R1a"));

    EXPECT_THAT(text, HasSubstr("- Opsoclonus: Opsoclonus (SNOMED CT 194177006), 2026-11-02 at 21 months; condition active/confirmed\n"));
    EXPECT_THAT(text, HasSubstr("- Ataxia or myoclonus: Ataxia (HPO HP:0001251), 2026-11-01 at 21 months;"));
    EXPECT_THAT(text, HasSubstr("- Behaviour or sleep change: Irritability (HPO HP:0000737), 2026-10-20 at 21 months;"));
}

TEST(Detail, CountsRecordsOfOneFindingOnceWithTheNewestDate) {
    std::string const text = detail(chart_of().with(opsoclonus("2026-10-01")).with(opsoclonus("2026-11-02")).with(ataxia()));

    EXPECT_THAT(text, HasSubstr("2026-11-02 at 21 months; condition active/confirmed; 2 records\n"));
    EXPECT_THAT(text, Not(HasSubstr("2026-10-01")));
}

TEST(Detail, MarksProvisionalEvidenceAndSaysThatItDoesNotMeetTheCriteria) {
    auto maybe = coded(statement_of(fact::behaviour, "2026-10-20").provisional(), hpo, "HP:0000737", "active/provisional");
    std::string const text = detail(chart_of().with(opsoclonus()).with(ataxia()).with(maybe));

    EXPECT_THAT(text, HasSubstr("condition active/provisional (provisional)\n"));
    EXPECT_THAT(text, HasSubstr("Here: 3 of 4. Rule R2a."));
    EXPECT_THAT(text, HasSubstr("Of these, 2 by firm evidence"));
}

struct age_row {
    char const* name;
    char const* birth;
    char const* says;
};
class DetailAge : public testing::TestWithParam<age_row> {};
TEST_P(DetailAge, IsThatAtTheFinding) {
    EXPECT_THAT(detail(chart_of(GetParam().birth).with(opsoclonus("2026-11-02"))), HasSubstr(GetParam().says));
}
INSTANTIATE_TEST_SUITE_P(OfOpsoclonus, DetailAge, testing::Values(
    age_row{"Newborn", "2026-10-20", "2026-11-02 at less than 1 month;"},
    age_row{"OneMonth", "2026-10-02", "2026-11-02 at 1 month;"},
    age_row{"Months", "2024-11-03", "2026-11-02 at 23 months;"},
    age_row{"Years", "2024-11-02", "2026-11-02 at 2 years;"},
    age_row{"AlmostThree", "2023-11-03", "2026-11-02 at 2 years;"},
    age_row{"BirthMonthOnly", "2025-11", "2026-11-02 at about 11 to 12 months;"},
    age_row{"BirthYearOnly", "2016", "2026-11-02 at about 9 to 10 years;"}),
    [](auto const& p) { return std::string{p.param.name}; });

TEST(Detail, NamesWhatWasLookedForAndNotFound) {
    EXPECT_THAT(detail(chart_for("R2a")),
                HasSubstr("**Looked for, not found in coded data:** Behaviour or sleep change; Neuroblastic tumour\n"));
}

TEST(Detail, TellsOfNegativeExaminationsWithTheirDate) {
    auto eyes = coded(statement_of(fact::opsoclonus, "2026-11-10").denied(), hpo, "HP:0010543", "final");
    eyes.resource = "Observation/o1";
    auto listed = coded(statement_of(fact::opsoclonus, "2026-11-02").listed(), snomed, "194177006");
    std::string const text = detail(chart_of().with(listed).with(eyes).with(ataxia()));

    EXPECT_THAT(text, HasSubstr("**Recorded as absent:**\n- Opsoclonus: Opsoclonus (HPO HP:0010543), not seen on 2026-11-10 at 22 months; "
                                "observation final\n"));
}

TEST(Detail, TellsOfRefutationsWithTheirDate) {
    auto refuted = coded(statement_of(fact::sleep, "2026-11-09").refuted(), snomed, "12262002", "refuted");
    std::string const text = detail(chart_of().with(opsoclonus()).with(ataxia()).with(refuted));

    EXPECT_THAT(text, HasSubstr("Restless sleep (SNOMED CT 12262002), refuted on 2026-11-09 at 21 months; condition refuted\n"));
}

TEST(Detail, GivesTheReasonForWhatDoesNotCount) {
    auto const friedreich = coded(statement_of(fact::explains_ataxia, "2026-01-01").listed().explaining(), snomed, "155011003");
    EXPECT_THAT(detail(chart_of().with(opsoclonus()).with(ataxia()).with(myoclonus()).with(friedreich)),
                HasSubstr("condition active/confirmed - explained by Friedreich ataxia (SNOMED CT 155011003)\n"));

    auto const chronic = coded(statement_of(fact::behaviour, "2026-11-01").since("2025-01-01").listed(), hpo, "HP:0000737");
    EXPECT_THAT(detail(chart_of().with(opsoclonus()).with(ataxia()).with(chronic)),
                HasSubstr(" - not new: began more than 180 days ago\n"));

    EXPECT_THAT(detail(chart_for("R3d")), HasSubstr(" - resolved, in remission or inactive\n"));

    auto const stale = coded(statement_of(fact::opsoclonus, "2024-06-01").listed(), snomed, "194177006");
    EXPECT_THAT(detail(chart_of("2022-01-10").with(stale).with(ataxia()).with(irritability())),
                HasSubstr(" - list entry not updated for 730 days\n"));

    auto const suspected =
        coded(statement_of(fact::neuroblastic_tumour, "2026-11-02").provisional(), snomed, "432328008", "active/provisional");
    std::string const text = detail(chart_of().with(opsoclonus()).with(ataxia()).with(suspected));
    EXPECT_THAT(text, HasSubstr(" - tumour suspected, not stated as a diagnosis\n"));
    EXPECT_THAT(text, HasSubstr("A tumour is already suspected, which is not counted."));
    EXPECT_THAT(text, Not(HasSubstr("not found in coded data:** Neuroblastic")));
}

TEST(Detail, ShowsAPossibleOpsoclonusAsSuch) {
    EXPECT_THAT(detail(chart_for("R3e")), HasSubstr("**Counted:**\n- Possible opsoclonus: "));
    EXPECT_THAT(detail(chart_for("R3e")), HasSubstr("Here: 1 of 4."));
    EXPECT_THAT(detail(chart_of().with(opsoclonus()).with(ataxia()).with(vague_eyes())),
                HasSubstr("**Also recorded:**\n- Possible opsoclonus: "));
}

TEST(Detail, NamesTheOtherCause) {
    EXPECT_THAT(detail(chart_for("R3x")), HasSubstr("**Another cause recorded:**\n- Poisoning by hydantoin derivatives"));

    auto const refuted = coded(statement_of(fact::oms_diagnosis, "2026-11-15").refuted(), snomed, "230350000", "refuted");
    EXPECT_THAT(detail(chart_of().with(opsoclonus()).with(ataxia()).with(refuted)),
                HasSubstr("- OMS diagnosis was refuted on 2026-11-15\n"));
}

TEST(Detail, NamesTheTumourThatIsRecorded) {
    auto const mature = coded(statement_of(fact::ganglioneuroma, "2026-01-05").listed(), hpo, "HP:0003005");
    EXPECT_THAT(detail(chart_of().with(opsoclonus()).with(mature)),
                HasSubstr("Ganglioneuroma: reported association, not in the 2004 wording."));

    auto const adrenal = coded(statement_of(fact::adrenal_tumour, "2026-01-05").listed(), icd10cm, "C74.90");
    EXPECT_THAT(detail(chart_of().with(opsoclonus()).with(adrenal)),
                HasSubstr("(ICD-10-CM C74.90), 2026-01-05 at 11 months; condition active/confirmed (inferred from site)\n"));
    EXPECT_THAT(detail(chart_for("R1b")), Not(HasSubstr("inferred")));
}

TEST(Detail, SaysAtT2ThatOpsomyoclonusAloneWarrantsTheSearch) {
    for (auto const* rule : {"R2a", "R2b", "R2c", "age-unknown"})   // the last is decided by R2a
        EXPECT_THAT(detail(chart_for(rule)), HasSubstr("Opsomyoclonus alone warrants the search for an occult neuroblastoma")) << rule;
    EXPECT_THAT(detail(chart_for("R2a")), HasSubstr("**Rule:** 2004 criteria: three of four. Here: 2 of 4. Rule R2a. "));
}

TEST(Detail, StatesTheLimitsOfTestsWhereTheyMatter) {
    std::string const limits = "Normal HVA/VMA or MIBG does not exclude a tumour; ultrasound and chest X-ray are not enough.";
    for (auto const* rule : {"R1a", "R1b", "R1c", "R2a", "R2b", "R2c", "R3a", "R4a", "R4b"})
        EXPECT_THAT(detail(chart_for(rule)), HasSubstr(limits)) << rule;
    for (auto const* rule : {"R3b", "R3c", "R3e", "R3d", "R3x"}) EXPECT_THAT(detail(chart_for(rule)), Not(HasSubstr(limits))) << rule;
}

TEST(Detail, NeverLetsUrineAloneLookLikeAnAnswer) {
    for (auto const* rule : {"R2a", "R3b", "R3e", "R3d", "R3x"}) {
        findings::chart c = chart_for(rule);
        c.workup.push_back({fact::urine_catecholamine, true, day_at("2026-11-05"), "Observation/u"});
        std::string const text = detail(c);
        EXPECT_THAT(text, HasSubstr("Urine HVA/VMA is recorded, body imaging is not. Normal HVA/VMA or MIBG does not exclude a tumour"))
            << rule;
        EXPECT_THAT(text, HasSubstr("body imaging: none; urine HVA/VMA: done.")) << rule;
    }
}

TEST(Detail, OffersTheAlternativesOfTheAge) {
    auto const at = [](char const* birth) { return detail(chart_of(birth).with(opsoclonus())); };
    EXPECT_THAT(at("2026-08-01"), HasSubstr("**Consider also:** benign neonatal opsoclonus or flutter; GLUT1 deficiency."));
    EXPECT_THAT(at("2024-01-10"), HasSubstr("**Consider also:** ingestion or poisoning; scorpion sting where endemic."));
    EXPECT_THAT(at("2015-01-10"), HasSubstr("**Consider also:** parainfectious OMS; ovarian teratoma."));
    EXPECT_THAT(at("2018"), HasSubstr("ingestion or poisoning; scorpion sting where endemic; parainfectious OMS; ovarian teratoma."));
    EXPECT_THAT(detail(chart_for("R3c")),
                HasSubstr("**Consider also:** chemotherapy neuropathy, spinal cord compression, CNS metastasis."));
}

TEST(Detail, SaysWhatWasNotThere) {
    std::vector<data_gap> const gaps{{"observations", false}, {"imagingStudies", true}, {"<script>", true}};
    occasion o = a_call;
    o.gaps = gaps;
    findings::chart c = chart_for("R2a");
    c.uncoded = 7;
    std::string const text = detail(c, o, false);

    EXPECT_THAT(text, HasSubstr("Evaluated 2026-11-20T12:00:00Z."));
    EXPECT_THAT(text, HasSubstr("Could not be read: observations."));
    EXPECT_THAT(text, HasSubstr("Read only in part: imaging, other data."));
    EXPECT_THAT(text, HasSubstr("Orders and reports were not checked."));
    EXPECT_THAT(text, HasSubstr("Uncodeable entries: 7."));
    EXPECT_THAT(text, Not(HasSubstr("script")));
}

TEST(Detail, ListsWhatIsOutstandingOnceTheWorkupIsUnderWay) {
    EXPECT_THAT(detail(chart_for("R4a")),
                HasSubstr("Still outstanding: urine HVA and VMA, paediatric neurology referral, paediatric oncology referral."));
    findings::chart c = chart_for("R4a");
    for (fact const f : {fact::urine_catecholamine, fact::refers_to_neurology, fact::refers_to_oncology})
        c.workup.push_back({f, false, day_at("2026-11-06"), "ServiceRequest/s"});
    EXPECT_THAT(detail(c), HasSubstr("No first-line item is outstanding."));
}

TEST(Detail, EndsWithSourcesPolicyAndTheRegulatoryLine) {
    std::string const text = detail(chart_for("R2a"));

    EXPECT_THAT(text, HasSubstr("**Basis:** [Matthay 2005](https://doi.org/10.1016/j.canlet.2005.01.051), [Rossor 2022](https://"));
    EXPECT_THAT(text, HasSubstr("; policy " + policy().version + "\n"));
    EXPECT_TRUE(text.ends_with(
        "> For health-care professionals: decision support, not a diagnosis; built from the coded data listed here, which may be "
        "incomplete or wrong. Verify before acting."));
}

TEST(Detail, PrintsNoNumberThatSectionFourDoesNotAllow) {
    std::regex const why{R"(\*\*Why:\*\* ([^(]*)\()"}, number{R"(\d[\d.,-]*)"};
    for (auto const& one : every_card()) {
        std::smatch found;
        std::string const text = detail(one.chart);
        ASSERT_TRUE(std::regex_search(text, found, why)) << one.rule;
        std::string const sentence = found[1];
        for (auto i = std::sregex_iterator{sentence.begin(), sentence.end(), number}; i != std::sregex_iterator{}; ++i)
            EXPECT_THAT(i->str(), testing::AnyOf("2-3", "11", "17")) << one.rule << ": " << sentence;
    }
}

TEST(Detail, MakesNamesInertThatCameWithCodes) {
    terminology::term evil;
    evil.system = "urn:x";
    evil.code = "1`_*";
    evil.display = R"(<img src=x onerror=alert(1)> [click](javascript:x) **b** & `c` www.evil.org https://evil.org a@evil.org
# h | ~s~ \)";
    findings::finding f = opsoclonus();
    f.term = &evil;
    findings::chart const c = chart_of().with(f).with(ataxia());
    std::string const text = detail(c);

    EXPECT_THAT(violations_of_card(card_text(c)), IsEmpty());
    std::string const line = text.substr(0, text.find("Ataxia or myoclonus"));
    for (auto const* active : {"<", "](", "`", "[", "**b", "www.evil", "https://evil", "@", "| ", "\n#", "~", "\\"})
        EXPECT_THAT(line, Not(HasSubstr(active))) << line;
    EXPECT_THAT(line, HasSubstr("&lt;img src=x onerror=alert(1)&gt;"));
}

TEST(Detail, TakesNoWordOfAStatusItDoesNotKnow) {
    findings::finding f = opsoclonus();
    f.status = "<b>active</b>/confirmed";
    f.resource = "Nonsense<i>/1";
    findings::finding g = ataxia();
    g.status = "active/[x](y)";
    std::string const text = detail(chart_of().with(f).with(g));

    EXPECT_THAT(text, HasSubstr("2026-11-02 at 21 months\n"));
    EXPECT_THAT(text, HasSubstr("2026-11-01 at 21 months; condition active\n"));
}

}  // namespace
}  // namespace oms::cards
