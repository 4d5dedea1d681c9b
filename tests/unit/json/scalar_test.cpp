#include <oms/json/scalar.hpp>

#include <gtest/gtest.h>

#include <string_view>

namespace oms::json {
namespace {

/// Read in two portions; nothing if it ended before its end.
bool is_value(std::string_view text, std::size_t cut) {
    scalar s;
    for (std::string_view const part : {text.substr(0, cut), text.substr(cut)}) {
        char const* const end = part.data() + part.size();
        if (s.read(part.data(), end) != end) return false;
    }
    return s.is_whole();
}

TEST(Scalar, IsWholeWhenItIsAValueOfJsonHoweverItIsCut) {
    for (std::string_view const text : {"0", "-0", "12", "-1.5", "0.25", "1e9", "1E+9", "10.5e-3", "true", "false", "null"}) {
        for (std::size_t cut = 0; cut <= text.size(); ++cut) EXPECT_TRUE(is_value(text, cut)) << text << " cut at " << cut;
    }
    for (std::string_view const text : {"", "-", "01", "1.", ".5", "1e", "1e+", "+1", "0x1", "1.5.2", "tru", "truee", "False", "nul", "--1", "1-", "NaN"}) {
        for (std::size_t cut = 0; cut <= text.size(); ++cut) EXPECT_FALSE(is_value(text, cut)) << text << " cut at " << cut;
    }
}

TEST(Scalar, EndsWhereValuesAreSeparated) {
    for (char const c : std::string_view{" \t\n\r,:[]{}\""}) {
        std::string_view const text = "12";
        char const all[] = {text[0], text[1], c};
        scalar s;
        EXPECT_EQ(s.read(all, all + 3), all + 2) << c;
        EXPECT_TRUE(s.is_whole());
    }
}

}  // namespace
}  // namespace oms::json
