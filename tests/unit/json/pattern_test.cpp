#include <oms/json/pattern.hpp>

#include <oms/json/scanner.hpp>

#include <boost/json.hpp>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace oms::json {
namespace {

using use = outlined_value::use;
using kind = outlined_value::kind;

constexpr std::array all_instructions{scanner::instructions::baseline, scanner::instructions::avx2, scanner::instructions::avx512};

constexpr std::string_view observation =
    R"({"resourceType":"Observation","id":"7070655","code":{"coding":[{"system":"http://loinc.org","code":"8310-5"}],"text":"Body temperature"},)"
    R"("a member name that is longer than any block of bytes that is compared at once, whatever the processor":true , "value":38.7,"unit":"Cel","low":[1,-2e3],"none":null})";

/// Text with its marks, in storage of its own so that a sanitizer sees a read past its end.
struct scanned {
    explicit scanned(std::string_view t) : text(t.begin(), t.end()), marks(t.size() + scanner::block + scanner::spare) {
        scanner s;
        s.begin(text.data(), text.size());
        auto* end = marks.data();
        while (!s.done()) end = s.scan(1, end);
        marks.resize(static_cast<std::size_t>(end - marks.data()));
        good = s.fault() == nullptr;
    }
    [[nodiscard]] lookahead ahead() const { return {{text.data(), text.size()}, marks, true, std::ranges::find(text, '\\') != text.end()}; }

    std::vector<char> text;
    std::vector<scanner::position> marks;
    bool good = false;
};

outline outline_with(std::string_view text, std::vector<std::string_view> const& wanted = {}, std::vector<std::string_view> const& fixed = {}) {
    outline o = outline_of(text).value();
    for (outlined_value& v : o.values) {
        if (std::ranges::find(wanted, v.text) != wanted.end()) v.as = use::wanted;
        if (std::ranges::find(fixed, v.text) != fixed.end()) v.as = use::fixed;
    }
    return o;
}

bool matches(pattern const& p, std::string_view text) {
    scanned const s(text);
    return s.good && s.marks.size() >= p.marks() && p.match(s.ahead()) == p.pieces();
}

TEST(OutlineOf, FindsEveryStringAndNumberButNames) {
    outline const o = outline_of(R"({"a":"b","c":[1.5 ,"","\"q\""],"d":{"e":-2e3,"f":true}} , more)").value();
    std::vector<std::string> found;
    for (outlined_value const& v : o.values) found.push_back(std::string{v.text} + (v.what == kind::number ? " n" : " s") + std::to_string(v.mark));
    EXPECT_EQ(found, (std::vector<std::string>{"b s4", "1.5 n11", " s13", "\\\"q\\\" s16", "-2e3 n27"}));
    EXPECT_EQ(o.text, R"({"a":"b","c":[1.5 ,"","\"q\""],"d":{"e":-2e3,"f":true}})");
    EXPECT_EQ(o.depth, 2u);
    EXPECT_EQ(o.marks, 35u);
}

TEST(OutlineOf, IsNoneOfWhatDoesNotEnd) {
    for (std::string_view const text : {"", "{", R"({"a":"b")", R"({"a":"b)", R"({"a":12)", R"({"a")"}) EXPECT_FALSE(outline_of(text)) << text;
}

TEST(Pattern, MatchesTheSameWithOtherValues) {
    for (auto const with : all_instructions) {
        if (!scanner::runs(with)) continue;
        pattern const p(outline_of(observation).value(), with);
        std::string other{observation};
        auto const replace = [&](std::string_view from, std::string_view to) { other.replace(other.find(from), from.size(), to); };
        EXPECT_TRUE(matches(p, observation));
        replace("7070655", "");
        replace("Body temperature", "K\xc3\xb6rpertemperatur \\u00b0 \\\"oral\\\", " + std::string(300, 'x'));
        replace("38.7", "-1e-7");
        EXPECT_TRUE(matches(p, other)) << other;
        EXPECT_TRUE(matches(p, other + ",{\"more\":1}"));
        replace("-1e-7,", "-1e-7 \n,");
        EXPECT_TRUE(matches(p, other)) << "blanks behind a number are not its text";
    }
}

struct difference {
    char const* name;
    std::string_view from, to;
};
class PatternRefuses : public testing::TestWithParam<difference> {};

TEST_P(PatternRefuses, WhatIsWrittenInAnotherWay) {
    std::string other{observation};
    other.replace(other.find(GetParam().from), GetParam().from.size(), GetParam().to);
    for (auto const with : all_instructions) {
        if (!scanner::runs(with)) continue;
        EXPECT_FALSE(matches(pattern(outline_with(observation, {}, {"Observation"}), with), other)) << other;
    }
}

INSTANTIATE_TEST_SUITE_P(Pattern, PatternRefuses, testing::Values(
    difference{"AnotherName", R"("id")", R"("ID")"},
    difference{"ALongNameThatDiffersAtItsEnd", "whatever the processor", "whatever the processoR"},
    difference{"AnotherOrder", R"("unit":"Cel","low")", R"("low":"Cel","unit")"},
    difference{"OneMore", R"("unit":"Cel")", R"("unit":"Cel","more":"x")"},
    difference{"OneLess", R"("unit":"Cel",)", ""},
    difference{"AnotherFixedValue", "Observation", "Condition"},
    difference{"ABooleanThatIsAnother", "true", "false"},
    difference{"NullForAValue", R"("Cel")", "null"},
    difference{"ANumberForAString", R"("Cel")", "5"},
    difference{"AStringForANumber", "38.7", R"("38.7")"},
    difference{"WhatBeginsAsANumber", "38.7", "38.7e"},
    difference{"WhatGoesOnBehindANumber", "38.7", "38.7 x"},
    difference{"AZeroBeforeANumber", "38.7", "038.7"},
    difference{"NoNumberAtTheEnd", "-2e3", "-"},
    difference{"ALiteralForANumber", "38.7", "true"},
    difference{"TwoNumbersForOne", "38.7", "38,7"},
    difference{"AnObjectForAString", R"("Cel")", R"({"a":"Cel"})"},
    difference{"ALongerArray", "[1,", "[1,1,"},
    difference{"AnotherBlank", " , ", ", "}), [](auto const& p) { return p.param.name; });

TEST(Pattern, TellsHowManyPiecesAreAlike) {
    pattern const p(outline_of(R"({"a":"1","b":2,"c":"3"})").value());
    auto const alike = [&](std::string_view text) {
        scanned const s(text);
        return p.match(s.ahead());
    };
    EXPECT_EQ(p.pieces(), 4u);
    EXPECT_EQ(alike(R"({"x":"1","b":2,"c":"3"})"), 0u);
    EXPECT_EQ(alike(R"({"a":"1","x":2,"c":"3"})"), 1u);
    EXPECT_EQ(alike(R"({"a":"1","b":2,"x":"3"})"), 2u);
    EXPECT_EQ(alike(R"({"a":"1","b":2,"c":"3",})"), 3u);
    EXPECT_EQ(alike(R"({"a":"1","b":2.,"c":"3"})"), 2u) << "all but a number";

    pattern const longer(outline_of(R"({"a":"1","b":2,"c":"3","d":4})").value());
    EXPECT_EQ(longer.begins_like(p), 3u);
    scanned const text(R"({"a":"1","b":-5.25,"c":"3","d":4})");
    for (std::size_t known = 0; known <= 3; ++known) EXPECT_EQ(longer.match(text.ahead(), known), longer.pieces()) << "also behind a number: " << known;
    scanned const wrong(R"({"a":"1","b":-5.25.,"c":"3","d":4})");
    for (std::size_t known = 0; known <= 3; ++known) EXPECT_EQ(longer.match(wrong.ahead(), known), 2u) << "also before those that are known: " << known;
}

TEST(Pattern, GivesTheWantedValues) {
    pattern const p(outline_with(observation, {"7070655", "8310-5", "38.7", "-2e3"}));
    std::string other{observation};
    other.replace(other.find("7070655"), 7, "12");
    scanned const s(other);
    ASSERT_EQ(p.match(s.ahead()), p.pieces());
    std::array<std::string_view, 4> got;
    std::array<std::string_view*, 4> const places{&got[0], &got[1], &got[2], &got[3]};
    ASSERT_TRUE(p.read(s.ahead(), places));
    EXPECT_EQ(got, (std::array<std::string_view, 4>{"12", "8310-5", "38.7", "-2e3"}));
}

TEST(Pattern, LeavesToTheReaderWhatMeansMoreThanItsBytes) {
    for (auto const& [value, plain] : std::initializer_list<std::pair<std::string, bool>>{
             {"x", true}, {"\xc3\xb6", true}, {std::string(pattern::longest, 'x'), true}, {"", false}, {"a\\n", false}, {std::string(pattern::longest + 1, 'x'), false}}) {
        pattern const p(outline_with(R"({"a":"wanted","b":"not"})", {"wanted"}));
        scanned const s(R"({"a":")" + value + R"(","b":"\n"})");
        std::string_view got;
        std::string_view* const place = &got;
        ASSERT_EQ(p.match(s.ahead()), p.pieces());
        EXPECT_EQ(p.read(s.ahead(), {&place, 1}), plain) << value;
    }
}

TEST(Pattern, LeavesVeryLongNumbersToTheReader) {
    for (std::size_t const size : {pattern::longest_number, pattern::longest_number + 1}) {
        pattern const p(outline_with(R"({"a":17})", {"17"}));
        scanned const s(R"({"a":)" + std::string(size, '1') + "}");
        std::string_view got;
        std::string_view* const place = &got;
        ASSERT_EQ(p.match(s.ahead()), p.pieces());
        EXPECT_EQ(p.read(s.ahead(), {&place, 1}), size == pattern::longest_number);
    }
}

TEST(Pattern, KeepsNothingOfAValueThatIsNotFixed) {
    std::string const secret(500, 's');
    EXPECT_EQ(pattern(outline_of(R"({"a":")" + secret + R"("})").value()).bytes(), pattern(outline_of(R"({"a":""})").value()).bytes());
}

/// The names and the kinds of all there is.
std::string skeleton(boost::json::value const& v) {
    switch (v.kind()) {
        case boost::json::kind::object: {
            std::string all = "{";
            for (auto const& m : v.get_object()) all.append(m.key()).append(":").append(skeleton(m.value())).append(",");
            return all + "}";
        }
        case boost::json::kind::array: {
            std::string all = "[";
            for (auto const& e : v.get_array()) all.append(skeleton(e)).append(",");
            return all + "]";
        }
        case boost::json::kind::string: return "s";
        case boost::json::kind::bool_: return v.get_bool() ? "true" : "false";
        case boost::json::kind::null: return "null";
        default: return "n";
    }
}

// Bytes changed, dropped, doubled: what still matches must be JSON of the same members, by the word of another parser.
TEST(Pattern, MatchesNothingButJsonOfItsShape) {
    std::mt19937 random(20261120);
    pattern const p(outline_of(observation).value());
    std::string const shape = skeleton(boost::json::parse(observation));
    constexpr std::string_view usual = "\"\\{}[]:, 0e-.ntA\x01\xc3\xb6";
    int matched = 0;
    for (int round = 0; round < 30000; ++round) {
        std::string text{observation};
        for (auto n = random() % 3 + 1; n != 0; --n) {
            std::size_t const at = random() % text.size();
            switch (random() % 3) {
                case 0: text[at] = usual[random() % usual.size()]; break;
                case 1: text.erase(at, random() % 4); break;
                default: text.insert(at, text.substr(at, random() % 8));
            }
        }
        if (!matches(p, text)) continue;
        ++matched;
        boost::json::error_code ec;
        text.resize(scanned(text).marks[p.marks() - 1] + 1);   // what follows is not its business
        auto const parsed = boost::json::parse(text, ec);
        ASSERT_FALSE(ec) << text;
        ASSERT_EQ(skeleton(parsed), shape) << text;
    }
    EXPECT_GT(matched, 1000);
}

}  // namespace
}  // namespace oms::json
