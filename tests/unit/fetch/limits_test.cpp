#include <oms/fetch/limits.hpp>

#include <oms/fhir/base_url.hpp>

#include <gtest/gtest.h>

namespace oms::fetch {
namespace {

/// Each limit is held on both sides by `fetch_failures_test.cpp` (service), `fetch_pages_test.cpp` and `http_client_test.cpp` (net).
TEST(OutboundLimits, FitTogether) {
    outbound_limits const l;
    EXPECT_LT(l.read_bytes, l.max_bytes);
    EXPECT_LT(l.deadline, l.idle) << "a connection is there for the next call";
    EXPECT_GT(l.head_bytes, fhir::longest_url) << "a redirect to the longest URL can be read";
    EXPECT_GE(outbound_limits::upload_bytes, fhir::longest_url) << "the longest URL can be asked for";
}

}  // namespace
}  // namespace oms::fetch
