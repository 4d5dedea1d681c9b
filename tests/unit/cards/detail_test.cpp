#include "charts.hpp"
#include "support/card_validator.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <regex>

/// The nine parts of `detail`, clinical.md 2.12.
namespace oms::cards {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::StartsWith;
using namespace oms::test;  // NOLINT: builders

TEST(Detail, HasItsPartsInOrder) {
    for (auto const& one : every_card()) {
        std::string const text = detail(one.chart);
        std::size_t at = 0;
        for (auto const* part : {"**Counted:**", "**Today:**", "**Consider also:**", "**Rule:**", "**Why:**", "**Data:**", "**Basis:**",
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
    EXPECT_THAT(text, HasSubstr("Here: 3 of 4. Opsoclonus-myoclonus alone is reason enough"));
    EXPECT_THAT(text, HasSubstr(" 2 of these are certain; behaviour or sleep change is provisional."));
    EXPECT_THAT(text, HasSubstr("; rule R2a, policy "));
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

TEST(Detail, NamesWhatIsNotRecordedButNotTheTumourThatIsToBeSearched) {
    EXPECT_THAT(detail(chart_for("R2a")), HasSubstr("**Not recorded (does not mean absent):** Behaviour or sleep change\n"));
    EXPECT_THAT(detail(chart_for("R3a")),
                HasSubstr("**Not recorded (does not mean absent):** Ataxia or myoclonus; Behaviour or sleep change\n"));
    EXPECT_THAT(detail(chart_for("R1a")), Not(HasSubstr("Not recorded")));
}

TEST(Detail, SaysThatAFeatureIsNotRecordedInPartWhereTheRestIsRecordedAsAbsent) {
    auto const calm = coded(statement_of(fact::behaviour, "2026-11-15").denied(), hpo, "HP:0000737", "final");
    EXPECT_THAT(detail(chart_of().with(opsoclonus()).with(ataxia()).with(calm)),
                HasSubstr("**Not recorded (does not mean absent):** Behaviour or sleep change (in part)\n\n**Recorded as absent:**\n- "
                          "Behaviour or sleep change: Irritability"));
}

TEST(Detail, CountsSignsRecordedEarlierWhereTheRuleDoes) {
    auto const past = [](fact what, std::string_view system, std::string_view code) {
        return coded(statement_of(what, "2026-08-01").ended("2026-09-01"), system, code, "resolved/confirmed");
    };
    auto const chronic = coded(statement_of(fact::ataxia, "2025-11-01").listed(), hpo, "HP:0001251");
    std::string const text = detail(chart_of().with(past(fact::opsoclonus, snomed, "194177006")).with(chronic));

    EXPECT_THAT(text, StartsWith("**Counted:**\n- Opsoclonus: "));
    EXPECT_THAT(text, HasSubstr("condition resolved/confirmed - resolved, in remission or inactive\n- Ataxia or myoclonus: "));
    EXPECT_THAT(text, HasSubstr(" - not new: began more than 180 days ago\n\n**Today:**"));
    EXPECT_THAT(text, HasSubstr("Here: 2 of 4. Signs recorded earlier are counted here as if they were present."));
    EXPECT_THAT(text, Not(HasSubstr("**Not counted:**")));
    EXPECT_THAT(text, Not(HasSubstr("certain")));
    EXPECT_THAT(detail(chart_of().with(past(fact::opsoclonus, snomed, "194177006")).with(past(fact::behaviour, hpo, "HP:0000737"))),
                HasSubstr("Here: 2 of 4."));
}

TEST(Detail, TellsSinceWhenAndAtWhatAgeWhereThereIsAnOnset) {
    auto const since =
        coded(statement_of(fact::opsoclonus, "2026-11-02").with_onset("2026-10-10").written("2026-11-02"), snomed, "194177006");
    EXPECT_THAT(detail(chart_of().with(since)),
                HasSubstr("194177006), since 2026-10-10 (at 21 months), recorded 2026-11-02; condition active/confirmed\n"));
}

TEST(Detail, ShowsTheUnspecificSignBesideAPossibleOpsoclonus) {
    auto const gait = coded(statement_of(fact::weak_provisional_ataxia, "2026-11-01"), icd10cm, "R26.81");
    std::string const text = detail(chart_of().with(vague_eyes()).with(gait));
    EXPECT_THAT(text,
                testing::ContainsRegex("Counted:..\n- Possible opsoclonus: .*unspecific.*\n- Ataxia or myoclonus: .*R26.81.*unspecific"));
    EXPECT_THAT(text, HasSubstr("Here: 0 of 4. This code is unspecific"));
}

TEST(Detail, SaysWhichRegionsAreRecordedAndWhatCouldNotBeRead) {
    findings::chart c = chart_of()
                            .with(opsoclonus())
                            .with(ataxia())
                            .with_workup(fact::images_abdomen, false, "2026-11-19")
                            .with_unknown_order("2026-11-18");
    EXPECT_THAT(detail(c), HasSubstr("body imaging partial: abdomen ordered 2026-11-19; not recorded: neck, chest, pelvis; 1 has codes "
                                     "this service does not know; urine"));
    findings::chart none = chart_of().with(opsoclonus()).with(ataxia()).with_unknown_order("2026-11-18").with_unknown_order("2026-11-18");
    none.unread = {{"no-status", 2}};
    none.unread_total = 3;
    EXPECT_THAT(
        detail(none),
        HasSubstr("body imaging none among coded orders and reports; 2 have codes this service does not know; urine HVA/VMA: none."));
    EXPECT_THAT(detail(none), HasSubstr("3 records could not be read (2 no status, 1 other)."));
}

TEST(Detail, TellsOfNegativeExaminationsWithTheirDate) {
    auto eyes = coded(statement_of(fact::opsoclonus, "2026-11-10").denied(), hpo, "HP:0010543", "final");
    eyes.resource = "Observation/o1";
    auto listed = coded(statement_of(fact::opsoclonus, "2026-11-02").listed(), snomed, "194177006");
    std::string const text = detail(chart_of().with(listed).with(eyes).with(ataxia()));

    EXPECT_THAT(
        text, HasSubstr("**Recorded as absent:**\n- Opsoclonus: Opsoclonus (HPO HP:0010543), not seen on 2026-11-10; observation final\n"));
}

TEST(Detail, TellsOfRefutationsWithTheirDate) {
    auto refuted = coded(statement_of(fact::sleep, "2026-11-09").refuted(), snomed, "12262002", "refuted");
    std::string const text = detail(chart_of().with(opsoclonus()).with(ataxia()).with(refuted));

    EXPECT_THAT(text, HasSubstr("Restless sleep (SNOMED CT 12262002), refuted on 2026-11-09; condition refuted\n"));
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
                HasSubstr(" - list entry not updated for more than 730 days\n"));

    findings::finding dateless = stale;
    dateless.start = dateless.dated = dateless.recorded = dateless.last_touched = {};
    EXPECT_THAT(detail(chart_of("2022-01-10").with(dateless).with(ataxia())),
                HasSubstr(", no date; condition active/confirmed - list entry without a date\n"));

    auto const suspected =
        coded(statement_of(fact::neuroblastic_tumour, "2026-11-02").provisional(), snomed, "432328008", "active/provisional");
    std::string const text = detail(chart_of().with(opsoclonus()).with(ataxia()).with(suspected));
    EXPECT_THAT(text, HasSubstr(" - suspicion only: no confirmed neuroblastic tumour\n"));
    EXPECT_THAT(text, HasSubstr("Tumour already suspected; not counted."));
    EXPECT_THAT(text, Not(HasSubstr("absent):** Neuroblastic")));
}

TEST(Detail, ShowsAPossibleOpsoclonusAsSuch) {
    EXPECT_THAT(detail(chart_for("R3e")), HasSubstr("**Counted:**\n- Possible opsoclonus: "));
    EXPECT_THAT(detail(chart_for("R3e")), HasSubstr("Here: 1 of 4."));
    EXPECT_THAT(detail(chart_of().with(opsoclonus()).with(ataxia()).with(vague_eyes())),
                HasSubstr("**Also recorded:**\n- Possible opsoclonus: "));
}

TEST(Detail, NamesTheOtherCauseInTheSentenceOfItsRule) {
    EXPECT_THAT(detail(chart_for("R3x")), HasSubstr("explains the opsoclonus for now: Poisoning by hydantoin derivatives"));
    EXPECT_THAT(detail(chart_for("R3x")), HasSubstr("**Why:** Opsoclonus by poison or venom passes"));
    EXPECT_THAT(detail(chart_for("R3x-refuted")), HasSubstr("An OMS diagnosis was refuted on 2026-11-15; no other cause is recorded."));
    findings::chart of_no_age = chart_for("R3x-refuted");
    of_no_age.patient.birth.reset();
    EXPECT_THAT(detail(of_no_age), HasSubstr("Here: 2 of 4. An OMS diagnosis was refuted on 2026-11-15; no other cause is recorded."));
}

TEST(Detail, NamesAPoisoningThatDoesNotExplainTheOpsoclonus) {
    chart_of const weeks_before = chart_of().with(opsoclonus("2026-11-15")).with(ataxia("2026-10-01")).with(hydantoin("2026-09-28"));
    std::string const text = detail(weeks_before);

    EXPECT_THAT(text, HasSubstr("rule R2a"));
    EXPECT_THAT(text, HasSubstr("**Also recorded:**\n- Poisoning by hydantoin derivatives"));
    EXPECT_THAT(text, HasSubstr("**Consider also:** viral"));
}

TEST(Detail, KeepsAnAlternativeThatAnOldRecordDoesNotSettle) {
    auto const shunt = coded(statement_of(fact::raised_pressure, "2025-02-01").listed().explaining(), icd10cm, "G91.9");
    EXPECT_THAT(detail(chart_of().with(ataxia()).with(irritability()).with(shunt).with(hydantoin("2025-09-01"))),
                HasSubstr("**Consider also:** raised intracranial pressure or posterior fossa tumour (headache, vomiting, papilloedema: "
                          "brain imaging first); ingestion or poisoning; "));
}

TEST(Detail, NamesAnExplanationThatStandsAlone) {
    auto const friedreich = coded(statement_of(fact::explains_ataxia, "2026-01-01").listed().explaining(), snomed, "155011003");
    EXPECT_THAT(detail(chart_of().with(opsoclonus()).with(friedreich)),
                HasSubstr("**Not counted:**\n- Friedreich ataxia (SNOMED CT 155011003), 2026-01-01 at 11 months; condition "
                          "active/confirmed - explains such signs by itself\n"));
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

TEST(Detail, TellsTheSentenceOfTheRuleThatDecidedOrThatTheWorkupReplaced) {
    for (auto const* rule : {"R2a", "age-unknown", "R4a"})
        EXPECT_THAT(detail(chart_for(rule)), HasSubstr("Here: 2 of 4. Opsoclonus-myoclonus alone is reason enough for the search;"))
            << rule;
    EXPECT_THAT(detail(chart_for("R4b")), HasSubstr("Here: 1 of 4. Opsoclonus alone does not meet the criteria"));
}

TEST(Detail, StatesTheLimitsOfTestsWhereTheyMatter) {
    std::string const limits =
        "Normal urine HVA/VMA (catecholamine products) or MIBG scan (nuclear tumour scan) does not exclude a tumour; ultrasound and chest "
        "X-ray are not enough.";
    for (auto const* rule : {"R1a", "R1b", "R1c", "R2a", "R2b", "R2c", "R3a", "R3x", "R3x-refuted", "R4a", "R4b"})
        EXPECT_THAT(detail(chart_for(rule)), HasSubstr(limits)) << rule;
    for (auto const* rule : {"R3b", "R3c", "R3e", "R3d"}) EXPECT_THAT(detail(chart_for(rule)), Not(HasSubstr(limits))) << rule;
}

TEST(Detail, NeverLetsUrineAloneLookLikeAnAnswer) {
    for (auto const* rule : {"R2a", "R3b", "R3e", "R3d", "R3x"}) {
        findings::chart c = chart_for(rule);
        c.workup.push_back({fact::urine_catecholamine, true, day_at("2026-11-05"), "Observation/u"});
        std::string const text = detail(c);
        EXPECT_THAT(text, HasSubstr("Normal urine HVA/VMA (catecholamine products) or MIBG")) << rule;
        EXPECT_THAT(text, HasSubstr("body imaging none among coded orders and reports; urine HVA/VMA: done.")) << rule;
    }
}

TEST(Detail, OffersTheAlternativesOfTheAge) {
    auto const at = [](char const* birth) { return detail(chart_of(birth).with(opsoclonus())); };
    EXPECT_THAT(at("2026-08-01"), HasSubstr("**Consider also:** benign neonatal opsoclonus or flutter; GLUT1 deficiency."));
    EXPECT_THAT(at("2024-01-10"), HasSubstr("**Consider also:** ingestion or poisoning; viral or post-infectious brainstem or cerebellar "
                                            "disease; posterior fossa lesion; GLUT1 deficiency."));
    EXPECT_THAT(at("2015-01-10"), HasSubstr("**Consider also:** parainfectious OMS and, for girls, ovarian teratoma."));
    EXPECT_THAT(at("2018"), HasSubstr("posterior fossa lesion; GLUT1 deficiency; parainfectious OMS and, for girls, ovarian teratoma."));
    EXPECT_THAT(detail(chart_for("R3c")), HasSubstr("**Consider also:** spinal cord compression (weak legs, back pain, bladder or bowel "
                                                    "change: emergency); relapse; CNS metastasis; chemotherapy neuropathy."));
}

TEST(Detail, NeverLosesTheSpinalCordOfAChildWithATumour) {
    auto const past = coded(statement_of(fact::opsoclonus, "2026-08-01").ended("2026-09-01"), snomed, "194177006", "resolved/confirmed");
    auto const cord = coded(statement_of(fact::cord_compression, "2026-11-17").explaining(), snomed, "71286001");
    chart_of const earlier = chart_of().with(past).with(ataxia()).with(neuroblastoma());
    EXPECT_THAT(detail(earlier), HasSubstr("rule R3d"));
    EXPECT_THAT(detail(earlier), HasSubstr("**Consider also:** spinal cord compression (weak legs"));
    chart_of with_cord = earlier;
    EXPECT_THAT(detail(with_cord.with(cord)), HasSubstr("**Consider also:** recorded: Spinal cord compression"));

    findings::chart of_no_age = chart_for("R1b");
    of_no_age.patient.birth.reset();
    EXPECT_THAT(detail(of_no_age), HasSubstr("**Consider also:** spinal cord compression (weak legs"));
}

TEST(Detail, SaysWhatWasNotThere) {
    std::vector<data_gap> const gaps{{"observations", false}, {"imagingStudies", true}, {"<script>", true}};
    occasion o = a_call;
    o.gaps = gaps;
    findings::chart c = chart_for("R2a");
    c.uncoded = 7;
    std::string const text = detail(c, o, false);

    EXPECT_THAT(text, HasSubstr("Evaluated 20 Nov 2026, 12:00 UTC."));
    EXPECT_THAT(text, HasSubstr("Could not be read: observations."));
    EXPECT_THAT(text, HasSubstr("Read only in part: imaging, other data."));
    EXPECT_THAT(text, HasSubstr("Orders and reports were not checked."));
    EXPECT_THAT(text, HasSubstr("7 entries have codes this service does not know."));
    EXPECT_THAT(text, Not(HasSubstr("script")));
}

TEST(Detail, EndsWithSourcesPolicyAndTheRegulatoryLine) {
    std::string const text = detail(chart_for("R2a"));

    EXPECT_THAT(text, HasSubstr("**Basis:** [Matthay 2005](https://doi.org/10.1016/j.canlet.2005.01.051), [Rossor 2022](https://"));
    EXPECT_THAT(text, HasSubstr("; rule R2a, policy " + policy().version + "\n"));
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
            EXPECT_THAT(i->str(), testing::AnyOf("389", "120", "1.2", "3.", "29")) << one.rule << ": " << sentence;
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
