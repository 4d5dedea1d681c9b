#include <oms/terminology/terms.hpp>

#include <gtest/gtest.h>

#include <utility>

#include "support/allocations.hpp"
#include "support/profiles.hpp"

namespace oms::terminology {
namespace {

TEST(FindCode, AllocatesNothing) {
    code_map const& codes = test::codes();
    std::pair<std::string_view, std::string_view> const asked[] = {
        {"http://snomed.info/sct", "230350000"},        {"http://snomed.info/sct/900000000000207008/version/20220131", "384821006"},
        {"http://loinc.org", "8302-2"},                 {"http://hl7.org/fhir/sid/icd-10", "r270"},
        {"http://purl.obolibrary.org/obo/hp.owl", "HP_0010543"}, {"http://id.who.int/icd/release/11/2024-01/mms", "2D11.2&XH85Z0/8A03.Z"},
        {"urn:oid:1.2.3", "x"},                         {"", ""},
        {"http://hl7.org/fhir/sid/icd-10-cm", "T402X1A"}, {"http://hl7.org/fhir/sid/icd-10-cm", "T14.90XA"},
        {"https://LOINC.org/", "8302-2"},               {"http://fhir.de/CodeSystem/bfarm/icd-10-gm", "T40.2X1A"}};
    std::size_t const before = test::allocations();

    std::size_t found = 0;
    for (auto const& [system, code] : asked) found += codes.find(system, code).count;
    bool const answered = codes.text_answer(" Present ").has_value();

    EXPECT_EQ(test::allocations(), before);
    EXPECT_GT(before, 0U) << "the count counts";
    EXPECT_EQ(found, 7U);
    EXPECT_TRUE(answered);
}

}  // namespace
}  // namespace oms::terminology
