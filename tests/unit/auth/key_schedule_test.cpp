#include <oms/auth/key_schedule.hpp>  // first, so that the header is proved alone

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

namespace oms::auth {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

/// A clock and a key set elsewhere; a read takes no time.
struct schedule_run {
    key_schedule plan{key_read_limits{}};
    milliseconds now{0};
    std::vector<milliseconds> reads{};
    bool is_up = true;

    void read_if_due() {
        if (!plan.is_due(now)) return;
        plan.begin();
        reads.push_back(now);
        plan.end(now, is_up);
    }
    void pass(milliseconds time, bool junk = false) {
        for (milliseconds const until = now + time; now < until; now += milliseconds{100}) {
            if (junk) static_cast<void>(plan.want_unknown(now));
            read_if_due();
        }
    }
};

TEST(KeySchedule, ReadsAtOnceAndThenEachInterval) {
    schedule_run run;
    run.pass(seconds{901});
    EXPECT_EQ(run.reads, (std::vector<milliseconds>{seconds{0}, seconds{300}, seconds{600}, seconds{900}}));
}

TEST(KeySchedule, TriesAgainSoonerAfterAFailure) {
    schedule_run run;
    run.is_up = false;
    run.pass(seconds{31});
    EXPECT_EQ(run.reads, (std::vector<milliseconds>{seconds{0}, seconds{15}, seconds{30}}));
}

TEST(KeySchedule, ReadsAtOnceForAKeyThatIsNotKnown) {
    schedule_run run;
    run.pass(seconds{10});
    EXPECT_TRUE(run.plan.want_unknown(run.now));
    EXPECT_TRUE(run.plan.is_due(run.now));
    run.read_if_due();
    EXPECT_EQ(run.reads.size(), 2U);
    EXPECT_FALSE(run.plan.want_unknown(run.now));
    EXPECT_FALSE(run.plan.is_due(run.now + milliseconds{6'999}));
    EXPECT_TRUE(run.plan.is_due(run.now + milliseconds{7'000}));
}

TEST(KeySchedule, ReadsAtMostTenTimesInAnyMinuteOfJunk) {
    schedule_run run;
    run.pass(seconds{600}, true);
    std::size_t most = 0;
    for (std::size_t i = 0, first = 0; i < run.reads.size(); ++i) {
        while (run.reads[i] - run.reads[first] > seconds{60}) ++first;
        most = std::max(most, i - first + 1);
    }
    EXPECT_LE(most, 10U);
    EXPECT_GE(run.reads.size(), 60U);
}

TEST(KeySchedule, BringsANewKeyWithinFortySecondsAlsoUnderJunk) {
    schedule_run run;
    run.pass(seconds{123}, true);
    milliseconds const asked = run.now;
    static_cast<void>(run.plan.want_unknown(asked));
    run.pass(seconds{40});
    ASSERT_FALSE(run.reads.empty());
    EXPECT_GE(run.reads.back(), asked);
}

TEST(KeySchedule, ReadsOnceWhileOneIsUnderWay) {
    key_schedule plan;
    EXPECT_TRUE(plan.is_due(seconds{0}));
    plan.begin();
    EXPECT_FALSE(plan.is_due(seconds{100}));
    EXPECT_FALSE(plan.next());
    EXPECT_TRUE(plan.want_unknown(seconds{1}));
    plan.end(seconds{2}, true);
    EXPECT_EQ(plan.next(), milliseconds{302'000});
}

}  // namespace
}  // namespace oms::auth
