#include <oms/json/lookahead.hpp>

#include <gtest/gtest.h>

#include <vector>

namespace oms::json {
namespace {

TEST(Lookahead, BeginsWithTheTokensOfItsMarksOnly) {
    std::vector<scanner::position> const marks{0, 2, 3};
    lookahead const ahead{"{ ,[x", marks, true, false};
    EXPECT_TRUE(ahead.begins_with(""));
    EXPECT_TRUE(ahead.begins_with("{,["));
    EXPECT_FALSE(ahead.begins_with("{["));
    EXPECT_FALSE(ahead.begins_with("{,[x")) << "that mark is not there yet";
}

TEST(Lookahead, BehindSomeMarksIsTheRestOfTheSame) {
    std::vector<scanner::position> const marks{0, 2, 3};
    lookahead const rest = lookahead{"{ ,[x", marks, false, true}.behind(1);
    EXPECT_EQ(rest.text, "{ ,[x");
    EXPECT_TRUE(rest.begins_with(",["));
    EXPECT_EQ(rest.marks.size(), 2u);
    EXPECT_FALSE(rest.is_all);
    EXPECT_TRUE(rest.may_escape);
}

}  // namespace
}  // namespace oms::json
