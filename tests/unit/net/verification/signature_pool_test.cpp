#include "net/verification/signature_pool.hpp"

#include <gtest/gtest.h>

#include <latch>
#include <mutex>
#include <vector>

namespace oms::net {
namespace {

TEST(SignaturePool, TakesAsManyJobsAsMayWaitAndRunsThemInOrder) {
    std::latch begun{1}, go{1};
    std::vector<int> order;
    std::mutex guard;
    {
        signature_pool pool{1, 2};
        ASSERT_TRUE(pool.add([&] {
            begun.count_down();
            go.wait();
        }));
        begun.wait();  // it runs, and waits no longer
        auto const note = [&](int n) { return [&, n] { std::lock_guard{guard}, order.push_back(n); }; };
        EXPECT_TRUE(pool.add(note(1)));
        EXPECT_TRUE(pool.add(note(2)));
        EXPECT_FALSE(pool.add(note(3)));
        EXPECT_EQ(pool.waiting(), 2U);
        EXPECT_EQ(pool.rejected(), 1U);
        go.count_down();
    }
    EXPECT_EQ(order, (std::vector{1, 2})) << "what waits is run before the end";
}

TEST(SignaturePool, RunsJobsBesideEachOther) {
    std::latch both{2};
    signature_pool pool{2, 8};
    for (int i = 0; i < 2; ++i) ASSERT_TRUE(pool.add([&] { both.arrive_and_wait(); }));
    both.wait();
}

}  // namespace
}  // namespace oms::net
