#include <oms/findings/chart.hpp>  // first, so that the header is proved self-contained

#include <gtest/gtest.h>

namespace {

TEST(Chart, SaysNothingUntilSomethingWasRead) {
    oms::findings::chart const empty;
    EXPECT_FALSE(empty.patient.found);
    EXPECT_TRUE(empty.findings.empty());
    EXPECT_TRUE(empty.workup.empty());
    EXPECT_EQ(empty.skipped_total, 0u);
    EXPECT_EQ(empty.uncoded, 0u);
}

TEST(Finding, IsAFirmPositivePointUnlessSaidOtherwise) {
    oms::findings::finding const f;
    EXPECT_EQ(f.says, oms::findings::polarity::positive);
    EXPECT_EQ(f.lasts, oms::findings::persistence::point);
    EXPECT_TRUE(f.firm);
    EXPECT_FALSE(f.explains);
}

}  // namespace
