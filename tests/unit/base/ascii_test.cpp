#include <oms/base/ascii.hpp>  // first, so that the header is proved alone

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace oms {
namespace {

TEST(IsOfAClass, KnowsTheEdgesOfEachClass) {
    EXPECT_TRUE(ascii::is_lower('a') && ascii::is_lower('z') && !ascii::is_lower('`') && !ascii::is_lower('{'));
    EXPECT_TRUE(ascii::is_upper('A') && ascii::is_upper('Z') && !ascii::is_upper('@') && !ascii::is_upper('['));
    EXPECT_TRUE(ascii::is_digit('0') && ascii::is_digit('9') && !ascii::is_digit('/') && !ascii::is_digit(':'));
    EXPECT_TRUE(ascii::is_unreserved('~') && ascii::is_unreserved('.') && !ascii::is_unreserved('/') && !ascii::is_unreserved('%'));
    EXPECT_TRUE(ascii::is_control('\x1f') && ascii::is_control('\x7f') && !ascii::is_control(' '));
}

TEST(IsOfAClass, TakesNoByteBeyondAsciiForAnything) {
    for (int byte = 0x80; byte < 0x100; ++byte) {
        auto const c = static_cast<char>(byte);
        EXPECT_FALSE(ascii::is_alphanumeric(c) || ascii::is_blank(c) || ascii::is_control(c) || ascii::is_unreserved(c) ||
                     ascii::is_hex_digit(c));
        EXPECT_EQ(ascii::lower(c), c);
        EXPECT_EQ(ascii::upper(c), c);
    }
}

TEST(HexValue, IsMinusOneForAllButTheTwentyTwoDigits) {
    int digits = 0;
    for (int byte = 0; byte < 0x100; ++byte) digits += ascii::hex_value(static_cast<char>(byte)) >= 0;
    EXPECT_EQ(digits, 22);
    EXPECT_EQ(ascii::hex_value('f'), 15);
    EXPECT_EQ(ascii::hex_value('A'), 10);
    EXPECT_EQ(ascii::hex_value('7'), 7);
}

TEST(AppendHex, WritesTwoDigits) {
    std::string out;
    ascii::append_hex(out, 0x0a);
    ascii::append_hex(out, 0xff, ascii::upper_hex_digits);
    EXPECT_EQ(out, "0aFF");
}

TEST(EqualIgnoringCase, ComparesLettersOnly) {
    EXPECT_TRUE(ascii::equal_ignoring_case("Application/JSON", "application/json"));
    EXPECT_FALSE(ascii::equal_ignoring_case("json", "jsons"));
    EXPECT_FALSE(ascii::equal_ignoring_case("[", "{"));   // the same distance apart as A and a
}

TEST(Trimmed, TakesBlanksFromBothEndsAndNoneFromBetween) {
    EXPECT_EQ(ascii::trimmed(" \t a b\r\n"), "a b");
    EXPECT_EQ(ascii::trimmed(" \n"), "");
    EXPECT_EQ(ascii::trimmed("a\v"), "a\v");
}

TEST(ListItems, GivesEachItemTrimmed) {
    std::vector<std::string> seen;
    for (ascii::list_items items{"a , b,,c"}; !items.done();) seen.emplace_back(items.next());
    EXPECT_EQ(seen, (std::vector<std::string>{"a", "b", "", "c"}));
}

TEST(ListItems, TakesAnEmptyListForOneEmptyItem) {
    ascii::list_items items{"", ';'};
    ASSERT_FALSE(items.done());
    EXPECT_EQ(items.next(), "");
    EXPECT_TRUE(items.done());
}

}  // namespace
TEST(AsciiPercentEncoding, IsReadOnlyWhenItIsWhole) {
    EXPECT_EQ(ascii::percent_value("a%2Fb", 1), 0x2f);
    EXPECT_EQ(ascii::percent_value("%fF", 0), 0xff);
    for (std::string_view const text : {"%", "%2", "%2g", "%g2", "a"}) EXPECT_EQ(ascii::percent_value(text, 0), -1) << text;
    std::string out;
    for (char const c : {'/', '\xff', 'a'}) ascii::append_percent_encoded(out, c);
    EXPECT_EQ(out, "%2F%FF%61");
}

}  // namespace oms
