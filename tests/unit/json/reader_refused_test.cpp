// What the reader refuses: texts that are no JSON, and members that the handler calls duplicates.
#include "reader_events.hpp"

#include <gtest/gtest.h>

#include <ostream>
#include <string>
#include <string_view>

namespace oms::json {
namespace {

using testing_events::read_bytewise;
using testing_events::read_portions;
using testing_events::read_whole;
using testing_events::recorder;

struct row {
    char const* name;
    std::string text;
    std::size_t offset;

    friend std::ostream& operator<<(std::ostream& out, row const& r) { return out << r.name; }
};

class RefusedJson : public testing::TestWithParam<row> {};

TEST_P(RefusedJson, IsRefusedAtItsByteHoweverItIsCut) {
    std::string_view const text = GetParam().text;
    auto const whole = read_whole(text);
    EXPECT_FALSE(whole.accepted) << whole.events;
    EXPECT_EQ(whole.why.code, errc::bad_json);
    EXPECT_NEAR(static_cast<double>(whole.why.offset), static_cast<double>(GetParam().offset), longest_escape);
    EXPECT_LE(whole.why.offset, text.size());
    EXPECT_EQ(read_bytewise(text), whole);
    for (std::size_t i = 0; i <= text.size(); ++i) EXPECT_EQ(read_portions({text.substr(0, i), text.substr(i)}), whole) << i;

    std::string const nested = "[\"" + std::string(70, 'x') + "\",{\"s\":[" + GetParam().text + "]}]";
    recorder handler;
    handler.skipped_names = {"s"};
    if (GetParam().offset != GetParam().text.size()) {
        EXPECT_FALSE(read_whole(nested, {}, texts::one, handler).accepted) << "skipped";
    }
}

INSTANTIATE_TEST_SUITE_P(Rfc8259, RefusedJson, testing::Values(
    row{"Nothing", "", 0}, row{"BlankOnly", " \n", 2}, row{"ByteOrderMark", "\xef\xbb\xbf{}", 0}, row{"CutObject", R"({"a":1)", 6},
    row{"CutString", R"(["abc)", 5}, row{"CutLiteral", "tru", 3}, row{"CutEscape", "[\"\\", 3}, row{"TrailingCommaInArray", "[1,]", 3},
    row{"TrailingCommaInObject", R"({"a":1,})", 7}, row{"LeadingComma", "[,1]", 1}, row{"NoComma", "[1 2]", 3},
    row{"NoColon", R"({"a" 1})", 5}, row{"TwoColons", R"({"a"::1})", 5}, row{"NumberAsName", "{1:2}", 1},
    row{"Comment", "[1 /* one */]", 3}, row{"LineComment", "// x\n[]", 0}, row{"SingleQuotes", "['a']", 1}, row{"WrongClose", "[1}", 2},
    row{"WrongCloseOfObject", R"({"a":1])", 6}, row{"NeverOpened", "]", 0}, row{"SecondText", "[] []", 3}, row{"Rubbish", "[nul]", 4},
    row{"LiteralTooLong", "[nulll]", 5}, row{"UpperCaseLiteral", "[True]", 1}, row{"NaN", "[NaN]", 1}, row{"FormFeedOutside", "[\f1]", 1},
    row{"ControlOutside", "[\x1a]", 1}, row{"NulOutside", std::string("[\0]", 3), 1}, row{"BackslashOutside", "[\\\"a\"]", 1},
    row{"LetterAfterString", "[\"a\"b]", 4}, row{"StringAfterNumber", "[1\"a\"]", 2}, row{"BeyondAsciiOutside", "[\xc3\xa9]", 1}),
    [](auto const& p) { return p.param.name; });

INSTANTIATE_TEST_SUITE_P(Strings, RefusedJson, testing::Values(
    row{"Newline", "[\"a\nb\"]", 3}, row{"Tab", "[\"\t\"]", 2}, row{"Nul", std::string("[\"\0\"]", 5), 2},
    row{"UnknownEscape", R"(["\x"])", 3}, row{"ShortUnicode", R"(["\u12"])", 6}, row{"BadHex", R"(["\u12g4"])", 6},
    row{"LoneHigh", R"(["\ud800"])", 8}, row{"LoneLow", R"(["\udc00"])", 7}, row{"HighThenOther", R"(["\ud800\u0041"])", 13},
    row{"HighThenEscape", R"(["\ud800\n"])", 9}, row{"HighThenHigh", R"(["\ud800\ud800\udc00"])", 13},
    row{"ContinuationAlone", "[\"\x80\"]", 2}, row{"OverlongTwo", "[\"\xc0\x80\"]", 2}, row{"OverlongTwoHigh", "[\"\xc1\xbf\"]", 2},
    row{"OverlongThree", "[\"\xe0\x9f\xbf\"]", 3}, row{"OverlongFour", "[\"\xf0\x8f\xbf\xbf\"]", 3},
    row{"Surrogate", "[\"\xed\xa0\x80\"]", 3}, row{"TooHigh", "[\"\xf4\x90\x80\x80\"]", 3},
    row{"FiveBytes", "[\"\xf8\x88\x80\x80\x80\"]", 2}, row{"Byte255", "[\"\xff\"]", 2}, row{"CutSequence", "[\"\xe2\x82\"]", 4},
    row{"CutByAscii", "[\"\xe2\x82z\"]", 4}, row{"BadUtf8InName", "{\"\xff\":1}", 2}),
    [](auto const& p) { return p.param.name; });

INSTANTIATE_TEST_SUITE_P(Numbers, RefusedJson, testing::Values(
    row{"LeadingZero", "[01]", 2}, row{"MinusZeroOne", "[-01]", 3}, row{"Plus", "[+1]", 1}, row{"MinusAlone", "[-]", 2},
    row{"PointFirst", "[.5]", 1}, row{"PointLast", "[1.]", 3}, row{"PointThenExponent", "[1.e1]", 3}, row{"ExponentAlone", "[1e]", 3},
    row{"ExponentSign", "[1e+]", 4}, row{"TwoPoints", "[1.2.3]", 4}, row{"Hex", "[0x1]", 2}, row{"Infinity", "[-Infinity]", 2},
    row{"TwoMinus", "[--1]", 2}, row{"Underscore", "[1_0]", 2}),
    [](auto const& p) { return p.param.name; });

TEST(Duplicates, AreRefusedWhereTheHandlerSaysSoHoweverTheyAreCut) {
    struct doubled {
        char const* text;
        std::size_t offset;
    };
    for (doubled const& r : {doubled{R"({"a":1,"twice":3})", 13}, doubled{R"([{"x":{"a":1,"\u0074wice":3}}])", 24}}) {
        recorder handler;
        handler.duplicate_at = "twice";
        auto const got = read_whole(r.text, {}, texts::one, handler);
        EXPECT_FALSE(got.accepted) << r.text;
        EXPECT_EQ(got.why.code, errc::duplicate_member) << r.text;
        EXPECT_EQ(got.why.offset, r.offset) << r.text;
        EXPECT_EQ(got.why.member, "twice") << r.text;
        EXPECT_EQ(read_bytewise(r.text, {}, texts::one, handler), got) << r.text;
    }
}

}  // namespace
}  // namespace oms::json
