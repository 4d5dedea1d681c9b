#include <oms/base/clear.hpp>

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace oms {
namespace {

TEST(ClearAndStaySmall, KeepsTheStorageOfAListOfUsualLength) {
    std::vector<std::string> all(most_elements_kept, "x");
    clear_and_stay_small(all);
    EXPECT_TRUE(all.empty());
    EXPECT_EQ(all.capacity(), most_elements_kept);
}

TEST(ClearAndStaySmall, GivesBackTheStorageOfALongerOne) {
    std::vector<std::string> all(most_elements_kept + 1, "x");
    clear_and_stay_small(all);
    EXPECT_TRUE(all.empty());
    EXPECT_EQ(all.capacity(), 0u);
}

}  // namespace
}  // namespace oms
