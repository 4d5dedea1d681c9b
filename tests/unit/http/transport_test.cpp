#include <oms/http/transport.hpp>

#include <gtest/gtest.h>

namespace oms::http {
namespace {

TEST(TransportFailure, HasNoValueThatAForgottenOneCouldHave) { EXPECT_LT(transport_failure{}, transport_failure::not_allowed); }

}  // namespace
}  // namespace oms::http
