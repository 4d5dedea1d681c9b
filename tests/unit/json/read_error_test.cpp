#include <oms/json/read_error.hpp>

#include <boost/json/error.hpp>
#include <gtest/gtest.h>

#include <string>

namespace oms::json {
namespace {

TEST(LoggableName, GivesNothingThatIsNoName) {
    EXPECT_EQ(loggable_name("valueBoolean"), "valueBoolean");
    EXPECT_EQ(loggable_name("_birthDate"), "_birthDate");
    EXPECT_EQ(loggable_name(std::string(64, 'x')), std::string(64, 'x'));
    for (std::string const& name :
         {std::string{}, std::string{"Doe, John"}, std::string{"2025/07"}, std::string{"Gr\xc3\xb6\xc3\x9f"}, std::string(65, 'x')})
        EXPECT_EQ(loggable_name(name), "?") << name;
}

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
