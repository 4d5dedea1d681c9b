#include <oms/terminology/load.hpp>

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "support/profiles.hpp"

namespace oms::terminology {
namespace {

struct row {
    std::string name, system, code, clinical, verification;
};
struct StatusOf : testing::TestWithParam<row> {};

TEST_P(StatusOf, IsInTheWordsOfFhir) {
    auto const& r = GetParam();
    auto const codes = test::codes();
    auto const means = codes.status_of(r.system, r.code);
    EXPECT_EQ(means.clinical, r.clinical);
    EXPECT_EQ(means.verification, r.verification);
}

INSTANTIATE_TEST_SUITE_P(
    Statuses, StatusOf,
    testing::Values(row{"SnomedActive", "http://snomed.info/sct", "55561003", "active", ""},
                    row{"SnomedInactive", "http://snomed.info/sct", "73425007", "inactive", ""},
                    row{"SnomedResolvedByItsOid", "urn:oid:2.16.840.1.113883.6.96", "413322009", "resolved", ""},
                    row{"OfAnotherSystem", "http://loinc.org", "55561003", "", ""},
                    row{"OfAnUnknownSystem", "http://other.example", "55561003", "", ""},
                    row{"Sure", "", "G", "", "confirmed"}, row{"Suspected", "", "V", "", "provisional"},
                    row{"RuledOut", "", "A", "", "refuted"}, row{"Ended", "", "Z", "resolved", ""}, row{"UnknownLetter", "", "X", "", ""},
                    row{"InLowerCase", "", "g", "", ""}, row{"Nothing", "", "", "", ""}),
    [](auto const& i) { return i.param.name; });

std::string faults_with(std::string const& group) {
    std::vector<json::document> all(test::documents().begin(), test::documents().end());
    std::string const map = R"({"group": [)" + group + "]}";
    all.push_back({"conceptmaps/more.json", map});
    auto const got = load(all);
    std::string text;
    if (!got)
        for (fault const& f : got.error()) text.append(to_string(f)).append("\n");
    return text;
}

std::string group_of(std::string const& code, std::string const& target, std::string const& equivalence) {
    return R"({"source": "http://snomed.info/sct", "target": "http://terminology.hl7.org/CodeSystem/condition-clinical", )"
           R"("element": [{"code": ")" +
           code + R"(", "target": [{"code": ")" + target + R"(", "equivalence": ")" + equivalence + R"("}]}]})";
}

TEST(StatusMaps, AreCheckedWhereTheyEnter) {
    EXPECT_EQ(faults_with(group_of("55561003", "active", "equivalent")), "");
    EXPECT_NE(faults_with(group_of("55561004", "active", "equivalent")).find("check digit"), std::string::npos);
    EXPECT_NE(faults_with(group_of("55561003", "aktiv", "equivalent")).find("`aktiv`, which is no known code of"), std::string::npos);
    EXPECT_NE(faults_with(group_of("55561003", "active", "narrower")).find("must have the equivalence"), std::string::npos);
}

}  // namespace
}  // namespace oms::terminology
