#include "charts.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>

/// The reading for a terminal.
namespace oms::cards {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;
using namespace oms::test;  // NOLINT: builders

std::string terminal_text(findings::chart const& c, bool workup_checked = true) {
    std::string out;
    book().append_text(out, judged(c, workup_checked), c, {});
    return out;
}

std::size_t widest_line(std::string const& text) {
    std::istringstream in{text};
    std::size_t widest = 0;
    for (std::string line; std::getline(in, line);) widest = std::max(widest, line.size());
    return widest;
}

TEST(AppendText, StartsWithPatientTierRuleAndSummary) {
    EXPECT_THAT(terminal_text(chart_for("R2a")), StartsWith("kid-1: T2, rule R2a, warning\n"
                                                      "Opsoclonus with ataxia or myoclonus: possible opsoclonus-myoclonus syndrome\n"
                                                      "(OMS). Consider searching for an occult neuroblastoma.\n"
                                                      "\nAge: 22 months\n"));
}

TEST(AppendText, ShowsStatesEvidenceAndSuggestions) {
    std::string const text = terminal_text(chart_for("R2a"));

    EXPECT_THAT(text, HasSubstr("\n  Opsoclonus                 present\n"
                                "  Ataxia or myoclonus        present\n"
                                "  Behaviour or sleep change  unknown\n"
                                "  Neuroblastic tumour        unknown\n"));
    EXPECT_THAT(
        text,
        HasSubstr(
            "\nCounted\n  - Opsoclonus: Opsoclonus (SNOMED CT 194177006), 2026-11-02 at 21 months;\n    condition active/confirmed\n"));
    EXPECT_THAT(
        text,
        HasSubstr(
            "\nSuggested\n  - MRI with contrast: neck, chest, abdomen, pelvis (CT only if MRI is not\n    available) (recommended)\n"));
}

TEST(AppendText, KeepsToEightyColumns) {
    for (auto const& one : every_card()) EXPECT_LE(widest_line(terminal_text(one.chart)), 80U) << one.rule;
    EXPECT_LE(widest_line(terminal_text(chart_of())), 80U);
}

TEST(AppendText, SaysWhyThereIsNoCardAndThatThisIsNoAllClear) {
    std::string const text = terminal_text(chart_of().with(irritability()));

    EXPECT_THAT(text, StartsWith("kid-1: T0, rule R0\nNo card: the coded findings meet none of the rules.\n"));
    EXPECT_THAT(text, HasSubstr("2004 criteria: three of four. Here: 1 of 4."));
    EXPECT_THAT(text, HasSubstr("This is no all-clear: "));
    EXPECT_THAT(text, Not(HasSubstr("Suggested")));
}

TEST(AppendText, TellsAnAdultFromAChildWithoutSayingThatNoSearchIsNeeded) {
    std::string const text = terminal_text(chart_of("1990-05-05").with(opsoclonus()));

    EXPECT_THAT(text, HasSubstr("rule guard-adult\nNo card: the patient is 18 years or over;"));
    EXPECT_THAT(text, HasSubstr("an adult tumour search."));
    EXPECT_THAT(text, Not(HasSubstr("not needed")));
}

TEST(AppendText, MarksWhatIsRecordedAndDoesNotCount) {
    auto const chronic = coded(statement_of(fact::behaviour, "2026-11-01").since("2025-01-01").listed(), hpo, "HP:0000737");
    EXPECT_THAT(terminal_text(chart_of().with(chronic)), HasSubstr("  Behaviour or sleep change  present, not counted\n"));
}

TEST(AppendText, LetsNoControlCharacterThrough) {
    findings::chart c = chart_for("R2a");
    c.patient.id = "kid\x1b[2J";
    terminology::term loud = *c.findings.front().term;
    loud.display = "Opso\x1b[31mclonus";
    c.findings.front().term = &loud;
    std::string const text = terminal_text(c);

    EXPECT_EQ(std::ranges::count_if(text, [](char ch) { return static_cast<unsigned char>(ch) < 0x20 && ch != '\n'; }), 0);
}

TEST(AppendText, SaysWhatTestsCannotTellWhereTheCardDoes) {
    EXPECT_THAT(terminal_text(chart_for("R2a")), HasSubstr("\nLimits of tests: Normal urine HVA/VMA (catecholamine products) or MIBG"));
    EXPECT_THAT(terminal_text(chart_for("R3b")), Not(HasSubstr("Limits of tests")));
    EXPECT_THAT(terminal_text(chart_of()), Not(HasSubstr("Limits of tests")));
}

TEST(AppendText, NamesAnEmergencyThatLeavesNoCard) {
    auto const cord = coded(statement_of(fact::cord_compression, "2026-11-17").explaining(), snomed, "71286001");
    std::string const text = terminal_text(chart_of().with(ataxia()).with(neuroblastoma()).with(cord));

    EXPECT_THAT(text, StartsWith("kid-1: T0, rule R0\n"));
    EXPECT_THAT(text, HasSubstr("\nAlso recorded\n  - Spinal cord compression"));
}

TEST(AppendText, SaysThatThePatientHasNoId) {
    findings::chart c = chart_for("R2a");
    c.patient.id = {};
    EXPECT_THAT(terminal_text(c), StartsWith("Patient without id: T2, rule R2a, warning\n"));
}

TEST(AppendText, SaysThatOrdersWereNotChecked) {
    EXPECT_THAT(terminal_text(chart_for("R2a"), false), HasSubstr("Orders and reports were not checked."));
}

}  // namespace
}  // namespace oms::cards
