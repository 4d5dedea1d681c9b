#include <oms/auth/replay_window.hpp>  // first, so that the header is proved alone

#include <gtest/gtest.h>

#include <string>

namespace oms::auth {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr instant start{seconds{1'796'126'400}};

TEST(ReplayWindow, LetsAnIdInOnceUntilItExpires) {
    replay_window used;
    EXPECT_FALSE(used.holds("a", start));
    EXPECT_TRUE(used.add("a", start + seconds{300}, start));
    EXPECT_TRUE(used.holds("a", start));
    EXPECT_FALSE(used.add("a", start + seconds{300}, start + milliseconds{299'999}));
    EXPECT_FALSE(used.holds("a", start + seconds{300}));
    EXPECT_TRUE(used.add("a", start + seconds{600}, start + seconds{300}));
}

TEST(ReplayWindow, TellsIdsApartWhateverTheyHold) {
    replay_window used;
    std::string const longest(8000, 'x');
    for (std::string const& id : {std::string{"a"}, std::string{"A"}, std::string{"a\0b", 3}, std::string{"ä"}, longest, longest + "y"})
        EXPECT_TRUE(used.add(id, start + seconds{300}, start)) << id;
    EXPECT_EQ(used.size(), 6U);
}

TEST(ReplayWindow, ForgetsTheSoonestToExpireWhenItIsFull) {
    replay_window used{3};
    EXPECT_TRUE(used.add("late", start + seconds{900}, start));
    EXPECT_TRUE(used.add("soon", start + seconds{100}, start));
    EXPECT_TRUE(used.add("later", start + seconds{950}, start));
    EXPECT_EQ(used.forgotten(), 0U);

    EXPECT_TRUE(used.add("more", start + seconds{500}, start));
    EXPECT_EQ(used.size(), 3U);
    EXPECT_EQ(used.forgotten(), 1U);
    EXPECT_FALSE(used.holds("soon", start));
    for (auto const* const id : {"late", "later", "more"}) EXPECT_TRUE(used.holds(id, start)) << id;
}

TEST(ReplayWindow, StaysBoundedAndEmptiesAsTimePasses) {
    replay_window used{100};
    for (int i = 0; i < 10'000; ++i) ASSERT_TRUE(used.add(std::to_string(i), start + seconds{i % 500 + 1}, start));
    EXPECT_EQ(used.size(), 100U);
    EXPECT_FALSE(used.holds("x", start + seconds{501}));
    EXPECT_EQ(used.size(), 0U);
}

}  // namespace
}  // namespace oms::auth
