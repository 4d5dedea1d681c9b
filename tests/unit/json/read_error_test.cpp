#include <oms/json/read_error.hpp>

#include <boost/json/error.hpp>
#include <gtest/gtest.h>

#include <string_view>

namespace oms::json {
namespace {

TEST(ReadErrorOf, TellsLimitsFromWhatIsNoJson) {
    using boost::json::error;
    EXPECT_EQ(read_error_of(boost::json::make_error_code(error::too_deep)).code, errc::too_deep);
    EXPECT_EQ(read_error_of(boost::json::make_error_code(error::key_too_large)).code, errc::too_large);
    for (error const e : {error::syntax, error::incomplete, error::exponent_overflow, error::expected_hex_digit,
                          error::illegal_leading_surrogate, error::illegal_trailing_surrogate}) {
        auto const got = read_error_of(boost::json::make_error_code(e));
        EXPECT_EQ(got.code, errc::bad_json);
        EXPECT_NE(std::string_view{got.note}, "");
    }
}

}  // namespace
}  // namespace oms::json
