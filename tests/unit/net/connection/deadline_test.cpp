#include "net/connection/deadline.hpp"

#include <gtest/gtest.h>

namespace oms::net {
namespace {

using namespace std::chrono_literals;
using clock = deadline::clock;

service::time_limits some_limits() {
    service::time_limits t;
    t.header = 1h;
    t.body = 2h;
    t.answer = 3h;
    t.idle = 4h;
    t.linger = 5h;
    return t;
}

struct limit_row {
    char const* name;
    awaited what;
    std::chrono::milliseconds limit;
};
std::ostream& operator<<(std::ostream& o, limit_row const& r) { return o << r.name; }
class StartDeadline : public testing::TestWithParam<limit_row> {};

TEST_P(StartDeadline, TakesTheLimitOfTheWait) {
    service::time_limits const allowed = some_limits();
    deadline d{allowed};
    auto const before = clock::now();
    d.start(GetParam().what);
    EXPECT_FALSE(d.has_passed(before + GetParam().limit - 1ms));
    EXPECT_TRUE(d.has_passed(clock::now() + GetParam().limit));
    EXPECT_EQ(d.what(), GetParam().what.what);
}

INSTANTIATE_TEST_SUITE_P(Waits, StartDeadline,
                         testing::Values(limit_row{"Handshake", {wait::handshake}, 1h}, limit_row{"FirstRequest", {wait::idle}, 1h},
                                         limit_row{"NextRequest", {wait::idle, 1}, 4h}, limit_row{"Header", {wait::header}, 1h},
                                         limit_row{"Body", {wait::body}, 2h}, limit_row{"Answer", {wait::answer}, 3h},
                                         limit_row{"Linger", {wait::linger}, 5h}),
                         [](auto const& p) { return p.param.name; });

TEST(StartDeadline, LeavesAFetchToItsExchange) {
    service::time_limits const allowed = some_limits();
    deadline d{allowed};
    d.start({wait::idle});
    d.start({wait::fetch});
    EXPECT_FALSE(d.has_passed(clock::now() + 1000h));
}

TEST(StartDeadline, DoesNotRenewTheSameWait) {
    service::time_limits allowed = some_limits();
    deadline d{allowed};
    d.start({wait::body, 2, 1});
    allowed.body = 20h;
    d.start({wait::body, 2, 1});
    EXPECT_TRUE(d.has_passed(clock::now() + 2h));
    for (awaited const& other : {awaited{wait::body, 2, 2}, awaited{wait::body, 3, 1}}) {
        d.start(other);
        EXPECT_FALSE(d.has_passed(clock::now() + 19h));
        d.start({wait::idle});
    }
}

TEST(PartOfBody, IsTheFirstByteOfAMebibyteOrItsRest) {
    constexpr std::size_t mib = 1u << 20;
    EXPECT_EQ(part_of_body(0), 0u);
    EXPECT_EQ(part_of_body(1), 1u);
    EXPECT_EQ(part_of_body(mib - 1), 1u);
    EXPECT_EQ(part_of_body(mib), 2u);
    EXPECT_EQ(part_of_body(mib + 1), 3u);
    EXPECT_EQ(part_of_answer(mib - 1), 0u);
    EXPECT_EQ(part_of_answer(mib), 1u);
}

}  // namespace
}  // namespace oms::net
