#include <oms/service/limits.hpp>

#include <gtest/gtest.h>

namespace oms::service {
namespace {

/// Each limit is held on both sides by `tests/wire/limits_test.cpp` and `tests/unit/net/conversation_limits_test.cpp`.
TEST(InboundLimits, FitTogether) {
    inbound_limits const l;
    EXPECT_LE(l.drop_bytes, l.read_bytes) << "a rest that is dropped takes one read";
    EXPECT_LE(l.body_bytes, l.linger_bytes) << "what a client sends beyond its answer is read to its end";
    EXPECT_LE(l.idle_head_bytes, l.header_bytes);
    EXPECT_LT(l.time.linger, l.time.drain) << "a connection that lingers does not outlive a drain";
    EXPECT_LE(l.time.header, l.time.idle);
}

}  // namespace
}  // namespace oms::service
