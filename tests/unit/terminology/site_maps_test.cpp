#include <oms/terminology/load.hpp>

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "support/profiles.hpp"

namespace oms::terminology {
namespace {

constexpr char const* local = "http://hospital.example/codes/problems";

/// A ConceptMap of one group and these elements.
std::string map_of(std::string const& elements, std::string const& target = "http://snomed.info/sct", std::string const& source = local) {
    return R"({"resourceType": "ConceptMap", "url": "http://hospital.example/map", "status": "active", "group": [{"source": ")" + source +
           R"(", "target": ")" + target + R"(", "element": [)" + elements + "]}]}";
}

std::string element(std::string const& code, std::string const& target, std::string const& equivalence) {
    return R"({"code": ")" + code + R"(", "display": "theirs", "target": [{"code": ")" + target + R"(", "equivalence": ")" + equivalence + R"("}]})";
}

struct loaded {
    checked<code_map> codes;
    std::string faults, remarks;
};

loaded load_with(std::vector<std::string> const& maps) {
    std::vector<json::document> site;
    for (std::string const& text : maps) site.push_back({"site.json", text});
    std::vector<fault> remarks;
    loaded got{load(test::documents(), site, &remarks), {}, {}};
    if (!got.codes)
        for (fault const& f : got.codes.error()) got.faults.append(to_string(f)).append("\n");
    for (fault const& f : remarks) got.remarks.append(to_string(f)).append("\n");
    return got;
}

TEST(SiteMaps, GiveACodeTheMeaningOfItsTargetUnderItsOwnName) {
    auto const got = load_with({map_of(element("OPSO-1", "194177006", "equivalent"))});
    ASSERT_EQ(got.faults, "");

    meaning const m = got.codes->find(local, " OPSO-1 ");

    ASSERT_EQ(m.count, 1U);
    term const& t = *m.terms[0];
    EXPECT_EQ(t.system, local);
    EXPECT_EQ(t.system_name, "problems");
    EXPECT_EQ(t.code, "OPSO-1");
    EXPECT_EQ(t.display, "Opsoclonus") << "never the sender's";
    EXPECT_EQ(t.what, fact::opsoclonus);
    EXPECT_FALSE(t.provisional);
    ASSERT_NE(t.target, nullptr);
    EXPECT_EQ(t.target->code, "194177006");
    EXPECT_EQ(t.target->system_name, "SNOMED CT");
    EXPECT_EQ(got.remarks, "");
}

TEST(SiteMaps, MakeTheSystemKnownAndNoOtherCodeOfIt) {
    auto const got = load_with({map_of(element("OPSO-1", "194177006", "equal"))});
    ASSERT_EQ(got.faults, "");

    EXPECT_TRUE(got.codes->find(local, "opso-1").known_system);
    EXPECT_EQ(got.codes->find(local, "opso-1").count, 0U) << "a site's codes are compared letter by letter";
    EXPECT_EQ(got.codes->find("http://hospital.example/codes/other", "OPSO-1").count, 0U);
    EXPECT_EQ(got.codes->find("https://hospital.example/codes/problems/", "OPSO-1").count, 1U);
    EXPECT_FALSE(test::codes().find(local, "OPSO-1").known_system);
}

struct worth_row {
    char const* equivalence;
    char const* is;
};
class SiteMapEquivalence : public testing::TestWithParam<worth_row> {};

TEST_P(SiteMapEquivalence, DecidesWhatAMappedCodeIsWorth) {
    auto const got = load_with({map_of(element("A", "194177006", GetParam().equivalence))});
    ASSERT_EQ(got.faults, "");

    meaning const m = got.codes->find(local, "A");

    EXPECT_STREQ(m.count == 0 ? "nothing" : m.terms[0]->provisional ? "provisional" : "firm", GetParam().is);
}

INSTANTIATE_TEST_SUITE_P(FhirR4, SiteMapEquivalence,
                         testing::Values(worth_row{"equivalent", "firm"}, worth_row{"equal", "firm"}, worth_row{"relatedto", "provisional"},
                                         worth_row{"wider", "provisional"}, worth_row{"subsumes", "provisional"}, worth_row{"narrower", "provisional"},
                                         worth_row{"specializes", "provisional"}, worth_row{"inexact", "provisional"},
                                         worth_row{"unmatched", "nothing"}, worth_row{"disjoint", "nothing"}),
                         [](auto const& p) { return std::string{p.param.equivalence}; });

/// What a provisional map leaves of the facts of a code.
struct cut_row {
    char const* name;
    char const* system;
    char const* code;
    facts what;
};
class ProvisionalMap : public testing::TestWithParam<cut_row> {};

TEST_P(ProvisionalMap, DeniesExplainsAndDoesNothing) {
    auto const got = load_with({map_of(element("A", GetParam().code, "inexact"), GetParam().system)});
    ASSERT_EQ(got.faults, "");

    EXPECT_EQ(got.codes->find(local, "A").what(), GetParam().what);
}

constexpr char const* sct = "http://snomed.info/sct";
constexpr char const* cm = "http://hl7.org/fhir/sid/icd-10-cm";
INSTANTIATE_TEST_SUITE_P(
    Facts, ProvisionalMap,
    testing::Values(cut_row{"Sign", sct, "85102008", fact::ataxia}, cut_row{"Core", cm, "R45.4", facts{fact::behaviour} | fact::core_behaviour},
                    cut_row{"Tumour", sct, "432328008", fact::neuroblastic_tumour}, cut_row{"Mimic", cm, "G11.11", fact::mimic},
                    cut_row{"Poisoning", cm, "T63.2X1A", {}}, cut_row{"Family", cm, "T40.2X1A", {}}, cut_row{"Emergency", cm, "H47.10", {}},
                    cut_row{"Disease", cm, "B00.4", {}}, cut_row{"Imaging", "http://loinc.org", "89283-6", fact::examination},
                    cut_row{"Referral", sct, "306263000", {}}, cut_row{"Yes", sct, "373066001", fact::answer_probable},
                    cut_row{"No", sct, "373067005", fact::answer_unknown}),
    [](auto const& p) { return std::string{p.param.name}; });

TEST(SiteMaps, MayLeadToSeveralTargets) {
    auto const got = load_with({map_of(R"({"code": "A", "target": [{"code": "85102008", "equivalence": "equal"}, {"code": "194177006", "equivalence": "inexact"}]})"),
                                map_of(element("A", "R45.4", "equivalent"), cm), map_of(element("B", "R45.4", "equivalent"), cm)});
    ASSERT_EQ(got.faults, "");

    meaning const m = got.codes->find(local, "A");

    ASSERT_EQ(m.count, 3U);
    EXPECT_EQ(m.what(), facts{fact::ataxia} | fact::opsoclonus | fact::behaviour | fact::core_behaviour);
    EXPECT_FALSE(m.terms[0]->provisional);
    EXPECT_TRUE(m.terms[1]->provisional);
    EXPECT_EQ(got.codes->find(local, "B").count, 1U);
}

TEST(SiteMaps, MayLeadToACodeOfAFamily) {
    auto const got = load_with({map_of(element("OVERDOSE", "T40.2X1A", "equivalent"), cm)});
    ASSERT_EQ(got.faults, "");

    meaning const m = got.codes->find(local, "OVERDOSE");

    ASSERT_EQ(m.count, 1U);
    EXPECT_EQ(m.what(), fact::poisoning);
    EXPECT_EQ(m.terms[0]->target->code, "T40.2X1A");
}

TEST(SiteMaps, MapCodesOfOurSystemsThatHaveNoRow) {
    auto const got = load_with({map_of(element("t14.90xa", "194177006", "equivalent") + "," + element("T402X1A", "194177006", "equivalent"), sct, cm)});
    ASSERT_EQ(got.faults, "");

    EXPECT_EQ(got.codes->find(cm, "T1490XA").what(), fact::opsoclonus);
    EXPECT_EQ(got.codes->find(cm, "T14.90XA").what(), fact::opsoclonus);
    EXPECT_EQ(got.codes->find(cm, "T40.2X1A").what(), fact::opsoclonus) << "a family is no row";
}

TEST(SiteMaps, NeverMapACodeWithARowOfItsOwn) {
    auto const got = load_with({map_of(element("H55.89", "194177006", "equivalent"), sct, "http://hl7.org/fhir/sid/icd-10")});
    ASSERT_EQ(got.faults, "");

    EXPECT_EQ(got.codes->find("http://hl7.org/fhir/sid/icd-10", "H55.89").what(), fact::possible_opsoclonus);
    EXPECT_EQ(got.remarks, "site.json: group[0].element[0]: `H55.89` is not mapped: it has a row of its own, which counts (bad_settings)\n");
}

TEST(SiteMaps, PassOverATargetThatDependsOnOtherCodes) {
    auto const got = load_with({map_of(R"({"code": "A", "target": [{"code": "194177006", "equivalence": "equal", "dependsOn": [{}]}]})")});
    ASSERT_EQ(got.faults, "");

    EXPECT_EQ(got.codes->find(local, "A").count, 0U);
    EXPECT_EQ(got.remarks, "site.json: group[0].element[0].target[0]: is not mapped: it depends on other codes, which are not looked at (bad_settings)\n");
}

struct bad_map {
    char const* name;
    std::string text;
    char const* message;
};
class BadSiteMap : public testing::TestWithParam<bad_map> {};

TEST_P(BadSiteMap, IsRefusedWithFileAndElement) {
    EXPECT_EQ(load_with({GetParam().text}).faults, std::string{"site.json: "} + GetParam().message + " (bad_settings)\n");
}

INSTANTIATE_TEST_SUITE_P(
    Faults, BadSiteMap,
    testing::Values(
        bad_map{"UnknownTarget", map_of(element("A", "22298006", "equal")),
                "group[0].element[0].target[0].code: `22298006` is no code that is known in http://snomed.info/sct"},
        bad_map{"UnknownTargetSystem", map_of(element("A", "B", "equal"), "http://cpt.example"),
                "group[0].target: `http://cpt.example` is no code system of aliases.json: map to one of those"},
        bad_map{"UnknownEquivalence", map_of(element("A", "194177006", "similar")),
                "group[0].element[0].target[0].equivalence: `similar` is no equivalence of FHIR R4"},
        bad_map{"NoEquivalence", map_of(R"({"code": "A", "target": [{"code": "194177006"}]})"),
                "group[0].element[0].target[0]: must have a member `equivalence`"},
        bad_map{"NoCode", map_of(R"({"target": [{"code": "194177006", "equivalence": "equal"}]})"), "group[0].element[0]: must have a member `code`"},
        bad_map{"NoConceptMap", R"({"resourceType": "ValueSet"})", "must be a FHIR ConceptMap"},
        bad_map{"NoJson", "{", "line 1, column 2: must be JSON: incomplete JSON"}),
    [](auto const& p) { return std::string{p.param.name}; });

}  // namespace
}  // namespace oms::terminology
