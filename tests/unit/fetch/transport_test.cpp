#include <oms/fetch/transport.hpp>

#include <gtest/gtest.h>

namespace oms::fetch {
namespace {

TEST(TransportFailure, HasNoValueThatAForgottenOneCouldHave) { EXPECT_LT(transport_failure{}, transport_failure::not_allowed); }

}  // namespace
}  // namespace oms::fetch
