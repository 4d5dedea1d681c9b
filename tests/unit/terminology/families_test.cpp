#include <gtest/gtest.h>

#include <string>

#include "support/profiles.hpp"

namespace oms::terminology {
namespace {

constexpr char const* sct = "http://snomed.info/sct";
constexpr char const* cm = "http://hl7.org/fhir/sid/icd-10-cm";
constexpr char const* who = "http://hl7.org/fhir/sid/icd-10";

/// `family`: the code as it is printed, and the fact; empty: no family.
struct family_member {
    char const* name;
    char const* system;
    char const* code;
    char const* family;
    facts what;
};
class FindFamily : public testing::TestWithParam<family_member> {};

TEST_P(FindFamily, TakesACodeThatHasNoRow) {
    meaning const m = test::codes().find(GetParam().system, GetParam().code);

    EXPECT_EQ(m.family_code(), GetParam().family);
    EXPECT_EQ(m.what(), GetParam().what);
    if (m.count == 0 || m.family_code().empty()) return;
    EXPECT_EQ(m.terms[0]->code, "") << "the code is the chart's";
    EXPECT_FALSE(m.terms[0]->display.empty());
    EXPECT_FALSE(m.terms[0]->system_name.empty());
}

constexpr char const* gm = "http://fhir.de/CodeSystem/bfarm/icd-10-gm";
INSTANTIATE_TEST_SUITE_P(
    Patterns, FindFamily,
    testing::Values(family_member{"Opioid", cm, "T40.2X1A", "T40.2X1A", fact::poisoning},
                    family_member{"WithoutDot", cm, "t402x1a", "T40.2X1A", fact::poisoning},
                    family_member{"Subsequent", cm, "T40.2X4D", "T40.2X4D", fact::poisoning},
                    family_member{"Sequela", cm, "T40.2X1S", "", {}}, family_member{"Underdosing", cm, "T40.2X6A", "", {}},
                    family_member{"AdverseEffect", cm, "T43.225A", "T43.225A", fact::poisoning},
                    family_member{"AdverseEffectOfPesticide", cm, "T60.0X5A", "", {}}, family_member{"Antibiotic", cm, "T36.0X1A", "", {}},
                    family_member{"UnspecifiedDrug", cm, "T50.901A", "T50.901A", fact::poisoning},
                    family_member{"Antineoplastic", cm, "T45.1X5A", "T45.1X5A", fact::neuropathy},
                    family_member{"Concussion", cm, "S06.0X0A", "S06.0X0A", fact::head_injury},
                    family_member{"ConcussionSequela", cm, "S06.0X0S", "", {}}, family_member{"DotMisplaced", cm, "T4.02X1A", "", {}},
                    family_member{"Row", cm, "T63.2X1A", "", fact::poisoning},
                    family_member{"WhoCategory", who, "T40.5", "T40.5", fact::poisoning},
                    family_member{"CmCodeUnderWho", who, "T40.2X1A", "T40.2X1A", fact::poisoning},
                    family_member{"German", gm, "T40.5", "T40.5", fact::poisoning},
                    family_member{"GermanIsNeverCm", gm, "T40.2X1A", "", {}}, family_member{"OtherSystem", sct, "T40.5", "", {}},
                    family_member{"TooLong", cm, "T40.2X1A2X1A2X1A2X1A2X1A2X1A2X1A2X1A2X1A", "", {}}),
    [](auto const& p) { return std::string{p.param.name}; });

TEST(FindFamily, NamesTheNationalEdition) {
    meaning const family = test::codes().find(gm, "T40.5"), row = test::codes().find(gm, "H55");

    EXPECT_EQ(family.terms[0]->system_name, "ICD-10-GM");
    EXPECT_EQ(row.terms[0]->system_name, "ICD-10-GM");
    EXPECT_EQ(row.terms[0]->system, gm);
}

}  // namespace
}  // namespace oms::terminology
