#include <oms/telemetry/call_record.hpp>  // first, so that the header is proved alone

#include <gtest/gtest.h>

namespace oms::telemetry {
namespace {

TEST(IsCall, IsTrueOfServicesAloneAnsweredOrRefused) {
    call_record r;
    r.route = "service";
    r.status = 412;
    EXPECT_TRUE(is_call(r));
    for (char const* other : {"discovery", "health", "refused", "unknown", ""}) {
        r.route = other;
        EXPECT_FALSE(is_call(r)) << other;
    }
}

TEST(IsCall, IsTrueOfACallerWhoWasNotLetIn) {
    call_record r;
    r.route = "discovery";
    r.refused = "expired";
    EXPECT_TRUE(is_call(r));
}

}  // namespace
}  // namespace oms::telemetry
