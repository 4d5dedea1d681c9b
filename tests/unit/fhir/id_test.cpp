#include <oms/fhir/id.hpp>  // first, so that the header is proved alone

#include <gtest/gtest.h>

#include <string>

namespace oms::fhir {
namespace {

TEST(IsId, TakesLettersDigitsDashesAndDots) {
    EXPECT_TRUE(is_id("kid-1.A"));
    EXPECT_TRUE(is_id("7"));
    EXPECT_FALSE(is_id("kid_1"));
    EXPECT_FALSE(is_id("a/b"));
    EXPECT_FALSE(is_id("\xc3\xa4"));
}

TEST(IsId, TakesOneToSixtyFourCharacters) {
    EXPECT_FALSE(is_id(""));
    EXPECT_TRUE(is_id(std::string(64, 'a')));
    EXPECT_FALSE(is_id(std::string(65, 'a')));
}

TEST(IsId, RefusesWhatClimbsInAPath) {
    EXPECT_FALSE(is_id("."));
    EXPECT_FALSE(is_id(".."));
    EXPECT_TRUE(is_id("..a"));
}

}  // namespace
}  // namespace oms::fhir
