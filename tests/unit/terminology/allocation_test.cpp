#include <oms/terminology/terms.hpp>

#include <gtest/gtest.h>

#include <cstdlib>
#include <new>
#include <utility>

#include "support/profiles.hpp"

namespace {
std::size_t allocations = 0;
}  // namespace

// Counts every allocation of this test program.
void* operator new(std::size_t size, std::nothrow_t const&) noexcept {
    ++allocations;
    return std::malloc(size == 0 ? 1 : size);
}
void* operator new(std::size_t size) {
    if (void* const p = operator new(size, std::nothrow)) return p;
    throw std::bad_alloc{};
}
void operator delete(void* p) noexcept { std::free(p); }
void operator delete(void* p, std::size_t) noexcept { std::free(p); }

namespace oms::terminology {
namespace {

TEST(FindCode, AllocatesNothing) {
    code_map const& codes = test::codes();
    std::pair<std::string_view, std::string_view> const asked[] = {
        {"http://snomed.info/sct", "230350000"},        {"http://snomed.info/sct/900000000000207008/version/20220131", "384821006"},
        {"http://loinc.org", "8302-2"},                 {"http://hl7.org/fhir/sid/icd-10", "r270"},
        {"http://purl.obolibrary.org/obo/hp.owl", "HP_0010543"}, {"http://id.who.int/icd/release/11/2024-01/mms", "2D11.2&XH85Z0/8A03.Z"},
        {"urn:oid:1.2.3", "x"},                         {"", ""}};
    std::size_t const before = allocations;

    std::size_t found = 0;
    for (auto const& [system, code] : asked) found += codes.find(system, code).count;
    bool const answered = codes.text_answer(" Present ").has_value();

    EXPECT_EQ(allocations, before);
    EXPECT_GT(before, 0U) << "the count counts";
    EXPECT_EQ(found, 6U);
    EXPECT_TRUE(answered);
}

}  // namespace
}  // namespace oms::terminology
