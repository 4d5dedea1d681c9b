#include <oms/base/clock.hpp>  // first, so that the header is proved self-contained

#include <gtest/gtest.h>

namespace {

TEST(Clock, TellsTheTimeItWasGiven) {
    auto const noon = oms::parse_instant("2026-11-20T12:00:00Z").value();
    oms::clock const fixed{[noon] { return noon; }};
    EXPECT_EQ(fixed(), noon);
}

}  // namespace
