#include <oms/base/released_by.hpp>

#include <gtest/gtest.h>

#include <memory>

namespace oms {
namespace {

int release(int* counter) { return ++*counter; }

TEST(ReleasedBy, GivesThePointerBackOnce) {
    int released = 0;
    { std::unique_ptr<int, released_by<release>> const held{&released}; }
    EXPECT_EQ(released, 1);
}

TEST(ReleasedBy, DoesNotGiveBackANullPointer) {
    std::unique_ptr<int, released_by<release>> const none;
    EXPECT_FALSE(none);
    EXPECT_EQ(sizeof none, sizeof(int*));
}

}  // namespace
}  // namespace oms
