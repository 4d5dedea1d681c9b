#include <oms/knowledge/service_definition.hpp>  // first, so that the header is proved alone

#include <gtest/gtest.h>

#include <string>

namespace {

using namespace oms;
using namespace oms::knowledge;

auto name_of_row = [](auto const& p) { return std::string{p.param.name}; };

struct template_row {
    char const* name;
    std::string query;
    bool portable;
};
class LintTemplate : public testing::TestWithParam<template_row> {};

TEST_P(LintTemplate, LetsOnlyPortableTemplatesPass) {
    auto const faults = lint_template(GetParam().query, "here");

    EXPECT_EQ(faults.empty(), GetParam().portable) << (faults.empty() ? "" : to_string(faults.front()));
    for (fault const& f : faults) {
        EXPECT_EQ(f.code, errc::bad_knowledge);
        EXPECT_EQ(f.where, "here");
        EXPECT_FALSE(f.note.empty());
    }
}

INSTANTIATE_TEST_SUITE_P(
    CH_TPL, LintTemplate,
    testing::Values(
        template_row{"01_Read", "Patient/{{context.patientId}}", true},
        template_row{"01_Search", "Condition?patient={{context.patientId}}", true},
        template_row{"01_Absolute", "https://ehr.example.org/Patient/{{context.patientId}}", false},
        template_row{"01_LeadingSlash", "/Patient/{{context.patientId}}", false},
        template_row{"01_NoType", "?patient={{context.patientId}}", false},
        template_row{"01_LowerCaseType", "patient/{{context.patientId}}", false}, template_row{"01_OnlyAType", "Patient", false},
        template_row{"01_EmptySearch", "Patient?", false},
        template_row{"01_DeeperPath", "Patient/{{context.patientId}}/$everything", false}, template_row{"01_Empty", "", false},
        template_row{"02_LoneBrace", "Patient/{context.patientId}", false},
        template_row{"02_OpenToken", "Patient/{{context.patientId", false}, template_row{"02_StrayEnd", "Condition?patient=1}}", false},
        template_row{"03_UnknownToken", "Patient/{{context.patient}}", false},
        template_row{"03_UserToken", "Practitioner/{{userPractitionerId}}", false},
        template_row{"03_FhirPath", "Condition?date=ge{{today()}}", false},
        template_row{"04_Bundle", "Observation?code={{context.draftOrders}}", false},
        template_row{"04_User", "Observation?performer={{context.userId}}&patient={{context.patientId}}", true},
        template_row{"05_Date", "Observation?patient={{context.patientId}}&date=ge2024-01-01", true},
        template_row{"05_In", "Observation?patient={{context.patientId}}&code:in=http://example.org/vs", true},
        template_row{"05_CountAndSort", "Observation?patient={{context.patientId}}&_count=200&_sort=-date", true},
        template_row{"05_Include", "Observation?patient={{context.patientId}}&_include=Observation:subject", false},
        template_row{"05_Chain", "Observation?patient.name=x", false}, template_row{"05_Not", "Observation?code:not=x", false},
        template_row{"05_Below", "Observation?code:below=x", false},
        template_row{"05_Has", "Patient?_has:Observation:patient:code=1", false},
        template_row{"05_NotEqualDate", "Observation?date=ne2024-01-01", false},
        template_row{"05_MaxResults", "Observation?patient={{context.patientId}}&_maxresults=5", false},
        template_row{"05_OldSort", "Observation?patient={{context.patientId}}&sort:desc=date", false},
        template_row{"05_CountThatIsNoNumber", "Observation?_count=many", false}, template_row{"05_Space", "Observation?code=a b", false},
        template_row{"05_NoValue", "Observation?code=", false}, template_row{"05_StrayAmpersand", "Observation?code=1&", false},
        template_row{"10_TwoDates", "Observation?date=ge2024-01-01&date=le2024-02-01", false},
        template_row{"10_OptionalField", "Observation?encounter={{context.encounterId}}", false},
        template_row{"10_Expands1999", "Observation?patient={{context.patientId}}&code=" + std::string(1999 - 20 - 64 - 6, 'a'), true},
        template_row{"10_Expands2000", "Observation?patient={{context.patientId}}&code=" + std::string(2000 - 20 - 64 - 6, 'a'), false}),
    name_of_row);

TEST(LintTemplate, LetsTheEncounterPassWhereTheHookAlwaysHasOne) {
    EXPECT_TRUE(lint_template("Observation?encounter={{context.encounterId}}", "here", true).empty());
}

TEST(TypeAsked, IsTheTypeOfReadAndSearch) {
    prefetch_template const read{.key = "patient", .query = "Patient/{{context.patientId}}"};
    prefetch_template const search{.key = "conditions", .query = "Condition?code:in=http://example.org/vs"};
    EXPECT_EQ(type_asked(read), "Patient");
    EXPECT_EQ(type_asked(search), "Condition");
    EXPECT_TRUE(is_read(read));
    EXPECT_FALSE(is_read(search));
}

}  // namespace
