#include <oms/json/reader.hpp>

#include "reader_events.hpp"

#include <boost/json/parse.hpp>
#include <gtest/gtest.h>

#include <optional>
#include <random>
#include <string>
#include <vector>

namespace oms::json {
namespace {

using testing_events::read_bytewise;
using testing_events::read_portions;
using testing_events::read_whole;
using testing_events::read_result;
using testing_events::recorder;

std::string const chart = R"( {"resourceType" : "Bundle", "entry":[ {"resource":{"resourceType":"Observation","id":"o-1",
    "code":{"coding":[{"system":"http://loinc.org","code":"8867-4","display":"Heart rate \"resting\""}],"text":"P\u00fals"},
    "valueQuantity":{"value":-12.50e+1,"unit":"/min"},"note":null,"valueBoolean":true,"other":false,
    "text":{"div":"<div>\ud83d\ude00 \u0041\\ \/ \b\f\n\r\t</div>"},"ключ":"значение 💉","empty":{},"none":[],"nested":[[1,[2]],[]]}}]} )";

TEST(Reader, GivesEveryEventInOrder) {
    auto const got = read_whole(R"({"a":[1,"x",true,null,{"b":{}}],"c":-0.10E+2})");
    EXPECT_TRUE(got.accepted);
    EXPECT_EQ(got.events, "{k:a [n:1 s:x true null {k:b {}}]k:c n:-0.10E+2 }; ");
}

TEST(Reader, GivesTextUnescaped) {
    EXPECT_EQ(read_whole(R"(["\u0041\u00e9\u20ac\ud83d\ude00\"\\\/\b\f\n\r\t"])").events, "[s:A\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80\"\\/\b\f\n\r\t ]; ");
    EXPECT_EQ(read_whole(R"({"\u0061b":1})").events, "{k:ab n:1 }; ");
}

TEST(Reader, GivesTheSameEventsAtEverySplit) {
    auto const whole = read_whole(chart);
    ASSERT_TRUE(whole.accepted) << whole;
    std::string_view const text = chart;
    for (std::size_t i = 0; i <= text.size(); ++i) ASSERT_EQ(read_portions({text.substr(0, i), text.substr(i)}), whole) << i;
    EXPECT_EQ(read_bytewise(chart), whole);
}

TEST(Reader, SkipsTheSameAtEverySplit) {
    recorder handler;
    handler.skipped_names = {"code", "valueQuantity", "other", "text", "none"};
    handler.skip_arrays = false;
    auto const whole = read_whole(chart, {}, texts::one, handler);
    ASSERT_TRUE(whole.accepted) << whole;
    EXPECT_EQ(whole.events.find("loinc"), std::string::npos);
    EXPECT_NE(whole.events.find("k:nested [[n:1 [n:2 ]][]]"), std::string::npos) << whole;
    std::string_view const text = chart;
    for (std::size_t i = 0; i <= text.size(); ++i) {
        ASSERT_EQ(read_portions({text.substr(0, i), text.substr(i)}, {}, texts::one, handler), whole) << i;
    }
    EXPECT_EQ(read_bytewise(chart, {}, texts::one, handler), whole);
}

TEST(Reader, GivesNoEventInsideWhatIsSkipped) {
    recorder handler;
    handler.skip_arrays = true;
    handler.skipped_names = {"s"};
    EXPECT_EQ(read_whole(R"({"a":[1,{"b":[2]}],"s":{"x":1},"c":[3],"s2":4})", {}, texts::one, handler).events, "{k:a [k:s k:c [k:s2 n:4 }; ");
}

TEST(Reader, StopsWhenTheHandlerSaysSo) {
    recorder handler;
    handler.stop_at = "b";
    reader<recorder> r(handler);
    EXPECT_FALSE(r.feed(R"({"a":1,"b":2,"c":3})"));
    EXPECT_TRUE(r.stopped());
    EXPECT_FALSE(r.refused());
    EXPECT_FALSE(r.feed("x"));
    EXPECT_EQ(handler.events, "{k:a n:1 k:b ");
}

TEST(Reader, ReadsAnotherInputAfterReset) {
    recorder handler;
    reader<recorder> r(handler);
    EXPECT_FALSE(r.feed(R"({"a":[tru)") && r.end());
    r.reset();
    handler.events.clear();
    EXPECT_TRUE(r.feed(R"({"a":[true]})") && r.end());
    EXPECT_EQ(handler.events, "{k:a [true ]}; ");
}

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
    row{"Nothing", "", 0}, row{"BlankOnly", " \n", 2}, row{"ByteOrderMark", "\xef\xbb\xbf{}", 0},
    row{"CutObject", R"({"a":1)", 6}, row{"CutString", R"(["abc)", 5}, row{"CutLiteral", "tru", 3}, row{"CutEscape", "[\"\\", 3},
    row{"TrailingCommaInArray", "[1,]", 3}, row{"TrailingCommaInObject", R"({"a":1,})", 7}, row{"LeadingComma", "[,1]", 1},
    row{"NoComma", "[1 2]", 3}, row{"NoColon", R"({"a" 1})", 5}, row{"TwoColons", R"({"a"::1})", 5}, row{"NumberAsName", "{1:2}", 1},
    row{"Comment", "[1 /* one */]", 3}, row{"LineComment", "// x\n[]", 0}, row{"SingleQuotes", "['a']", 1}, row{"WrongClose", "[1}", 2},
    row{"WrongCloseOfObject", R"({"a":1])", 6}, row{"NeverOpened", "]", 0}, row{"SecondText", "[] []", 3}, row{"Rubbish", "[nul]", 4},
    row{"LiteralTooLong", "[nulll]", 5}, row{"UpperCaseLiteral", "[True]", 1}, row{"NaN", "[NaN]", 1}, row{"FormFeedOutside", "[\f1]", 1},
    row{"ControlOutside", "[\x1a]", 1}, row{"NulOutside", std::string("[\0]", 3), 1}, row{"BackslashOutside", "[\\\"a\"]", 1},
    row{"LetterAfterString", "[\"a\"b]", 4}, row{"StringAfterNumber", "[1\"a\"]", 2}, row{"BeyondAsciiOutside", "[\xc3\xa9]", 1}),
    [](auto const& p) { return p.param.name; });

INSTANTIATE_TEST_SUITE_P(Strings, RefusedJson, testing::Values(
    row{"Newline", "[\"a\nb\"]", 3}, row{"Tab", "[\"\t\"]", 2}, row{"Nul", std::string("[\"\0\"]", 5), 2}, row{"UnknownEscape", R"(["\x"])", 3},
    row{"ShortUnicode", R"(["\u12"])", 6}, row{"BadHex", R"(["\u12g4"])", 6}, row{"LoneHigh", R"(["\ud800"])", 8},
    row{"LoneLow", R"(["\udc00"])", 7}, row{"HighThenOther", R"(["\ud800\u0041"])", 13}, row{"HighThenEscape", R"(["\ud800\n"])", 9},
    row{"HighThenHigh", R"(["\ud800\ud800\udc00"])", 13}, row{"ContinuationAlone", "[\"\x80\"]", 2}, row{"OverlongTwo", "[\"\xc0\x80\"]", 2},
    row{"OverlongTwoHigh", "[\"\xc1\xbf\"]", 2}, row{"OverlongThree", "[\"\xe0\x9f\xbf\"]", 3}, row{"OverlongFour", "[\"\xf0\x8f\xbf\xbf\"]", 3},
    row{"Surrogate", "[\"\xed\xa0\x80\"]", 3}, row{"TooHigh", "[\"\xf4\x90\x80\x80\"]", 3}, row{"FiveBytes", "[\"\xf8\x88\x80\x80\x80\"]", 2},
    row{"Byte255", "[\"\xff\"]", 2}, row{"CutSequence", "[\"\xe2\x82\"]", 4}, row{"CutByAscii", "[\"\xe2\x82z\"]", 4},
    row{"BadUtf8InName", "{\"\xff\":1}", 2}),
    [](auto const& p) { return p.param.name; });

INSTANTIATE_TEST_SUITE_P(Numbers, RefusedJson, testing::Values(
    row{"LeadingZero", "[01]", 2}, row{"MinusZeroOne", "[-01]", 3}, row{"Plus", "[+1]", 1}, row{"MinusAlone", "[-]", 2}, row{"PointFirst", "[.5]", 1},
    row{"PointLast", "[1.]", 3}, row{"PointThenExponent", "[1.e1]", 3}, row{"ExponentAlone", "[1e]", 3}, row{"ExponentSign", "[1e+]", 4},
    row{"TwoPoints", "[1.2.3]", 4}, row{"Hex", "[0x1]", 2}, row{"Infinity", "[-Infinity]", 2}, row{"TwoMinus", "[--1]", 2},
    row{"Underscore", "[1_0]", 2}),
    [](auto const& p) { return p.param.name; });

class AcceptedJson : public testing::TestWithParam<std::pair<char const*, char const*>> {};

TEST_P(AcceptedJson, IsReadAsItStands) {
    auto const [text, events] = GetParam();
    auto const whole = read_whole(text);
    EXPECT_TRUE(whole.accepted) << whole;
    EXPECT_EQ(whole.events, events);
    EXPECT_EQ(read_bytewise(text), whole);
}

INSTANTIATE_TEST_SUITE_P(Rfc8259, AcceptedJson, testing::Values(
    std::pair{"0", "n:0 ; "}, std::pair{" -0 ", "n:-0 ; "}, std::pair{"\ttrue\r\n", "true ; "}, std::pair{"\"\"", "s: ; "}, std::pair{"[]", "[]; "},
    std::pair{"{\"\":{}}", "{k: {}}; "}, std::pair{"1e400", "n:1e400 ; "}, std::pair{"[1E-2,0.10,1e+05]", "[n:1E-2 n:0.10 n:1e+05 ]; "},
    std::pair{"[123456789012345678901234567890]", "[n:123456789012345678901234567890 ]; "}, std::pair{"\"\x7f\"", "s:\x7f ; "},
    std::pair{"\"\xf4\x8f\xbf\xbf\"", "s:\xf4\x8f\xbf\xbf ; "}, std::pair{"{\"a\":1,\"A\":2}", "{k:a n:1 k:A n:2 }; "}));

TEST(Reader, ReadsTextsOneAfterAnotherWhenManyAreAllowed) {
    std::string const lines = "{\"a\":1}\n{\"a\":2}\r\n\n 3 true[]\n";
    auto const whole = read_whole(lines, {}, texts::many);
    EXPECT_TRUE(whole.accepted) << whole;
    EXPECT_EQ(whole.events, "{k:a n:1 }; {k:a n:2 }; n:3 ; true ; []; ");
    EXPECT_EQ(read_bytewise(lines, {}, texts::many), whole);
    EXPECT_TRUE(read_whole("", {}, texts::many).accepted);
    EXPECT_FALSE(read_whole("{}{", {}, texts::many).accepted);
    EXPECT_FALSE(read_whole("{},{}", {}, texts::many).accepted);
}

// ---- against Boost.JSON: the same texts are JSON for both -------------------------------------------------------------

/// Nothing: an exponent too large for Boost.JSON, which we keep as text.
std::optional<bool> oracle_accepts(std::string_view text) {
    boost::json::error_code ec;
    boost::json::parse_options options;
    options.max_depth = 1000;
    boost::json::parse(text, ec, {}, options);
    if (ec == boost::json::error::exponent_overflow) return std::nullopt;
    return !ec;
}

class generator {
public:
    explicit generator(unsigned seed) : random_(seed) {}

    std::string text() {
        std::string out;
        value(out, 0);
        return out;
    }

    std::string mutated(std::string text) {
        static constexpr std::string_view bytes = "{}[]\":,\\\\ux0123456789abcdefDdtrn-+.eE \n\t\x01\x7f\x80\xc3\xa9\xe2\xed\xf0\xf4\xff";
        for (unsigned n = below(3); n != 0 && !text.empty(); --n) {
            std::size_t const at = below(static_cast<unsigned>(text.size()));
            switch (below(4)) {
            case 0: text.erase(at, 1 + below(3)); break;
            case 1: text.insert(at, 1, bytes[below(bytes.size())]); break;
            case 2: text[at] = bytes[below(bytes.size())]; break;
            default: text.insert(at, text.substr(below(static_cast<unsigned>(text.size())), 1 + below(6))); break;
            }
        }
        return text;
    }

    unsigned below(std::size_t n) { return static_cast<unsigned>(random_() % n); }

private:
    void blank(std::string& out) {
        static constexpr std::string_view blanks[] = {"", "", "", " ", "\n", "\r\n\t", "        "};
        out += blanks[below(std::size(blanks))];
    }

    void string(std::string& out) {
        static constexpr std::string_view parts[] = {"a", "code", "http://snomed.info/sct", "é", "\\\"", "\\\\", "\\u00e9", "\\ud83d\\ude00", "💉", "\\n", "/",
                                                     "a somewhat longer text that does not fit in one vector"};
        out += '"';
        for (unsigned n = below(5); n != 0; --n) out += parts[below(std::size(parts))];
        out += '"';
    }

    void value(std::string& out, unsigned depth) {
        static constexpr std::string_view scalars[] = {"0", "-1", "12.50", "1e3", "-0.1E-2", "true", "false", "null", "1234567890123"};
        blank(out);
        unsigned const what = below(depth < 6 ? 8 : 4);
        if (what < 2) {
            string(out);
        } else if (what < 4) {
            out += scalars[below(std::size(scalars))];
        } else {
            bool const object = what < 6;
            out += object ? '{' : '[';
            for (unsigned n = below(4), i = 0; i < n; ++i) {
                if (i != 0) out += ',';
                if (object) {
                    blank(out);
                    string(out);
                    out.insert(out.size() - 1, std::to_string(i));  // no name twice
                    blank(out);
                    out += ':';
                }
                value(out, depth + 1);
            }
            blank(out);
            out += object ? '}' : ']';
        }
        blank(out);
    }

    std::mt19937 random_;
};

TEST(Reader, AcceptsWhatBoostJsonAcceptsAndNothingElse) {
    generator random(20261120);
    unsigned accepted = 0;
    for (int i = 0; i < 30000; ++i) {
        std::string const text = random.mutated(random.text());
        auto const whole = read_whole(text);
        auto const expected = oracle_accepts(text);
        if (!expected || (!whole.accepted && whole.why.code == errc::duplicate_member)) continue;
        ASSERT_EQ(whole.accepted, *expected) << text << '\n' << whole;
        accepted += whole.accepted;
        std::string_view const view = text;
        std::size_t const cut = random.below(text.size() + 1);
        ASSERT_EQ(read_portions({view.substr(0, cut), view.substr(cut)}), whole) << text << "\ncut at " << cut;
        if (i % 8 == 0) {
            ASSERT_EQ(read_bytewise(text), whole) << text;
        }
        recorder skipper;
        skipper.skip_arrays = true;
        skipper.skipped_names = {"code0", "a0", "a1"};
        auto const skipped = read_whole(text, {}, texts::one, skipper);
        ASSERT_EQ(skipped.accepted, whole.accepted) << text;
        if (!whole.accepted) {
            ASSERT_EQ(skipped.why.offset, whole.why.offset) << text;
        }
    }
    EXPECT_GT(accepted, 10000u);
    EXPECT_LT(accepted, 25000u);
}

// ---- names that occur twice --------------------------------------------------------------------------------------------

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

// ---- limits --------------------------------------------------------------------------------------------------------------

recorder skipping(std::string name) {
    recorder handler;
    handler.skipped_names = {std::move(name)};
    return handler;
}

TEST(Limits, DepthCountsObjectsAndArraysOnBothSides) {
    auto const nested = [](std::size_t n) {
        std::string text = R"({"s":)";
        for (std::size_t i = 1; i < n; ++i) text += i % 2 == 0 ? "[" : R"({"a":)";
        text += "1";
        for (std::size_t i = n - 1; i >= 1; --i) text += i % 2 == 0 ? "]" : "}";
        return text + "}";
    };
    for (char const* const skipped : {"s", ""}) {
        EXPECT_TRUE(read_whole(nested(5), {.depth = 5}, texts::one, skipping(skipped)).accepted);
        auto const got = read_whole(nested(6), {.depth = 5}, texts::one, skipping(skipped));
        EXPECT_EQ(got.why.code, errc::too_deep);
        EXPECT_EQ(read_bytewise(nested(6), {.depth = 5}, texts::one, skipping(skipped)), got);
    }
}

TEST(Limits, BytesAreCountedOnBothSides) {
    std::string const text = R"(["0123456789"] )";
    EXPECT_TRUE(read_whole(text, {.bytes = text.size()}).accepted);
    for (auto const& got : {read_whole(text, {.bytes = text.size() - 1}), read_bytewise(text, {.bytes = text.size() - 1})}) {
        EXPECT_FALSE(got.accepted);
        EXPECT_EQ(got.why.code, errc::too_large);
        EXPECT_EQ(got.why.offset, text.size() - 1);
    }
}

TEST(Limits, FaultsBeforeTheLimitComeFirst) {
    EXPECT_EQ(read_whole("[x, 0123456789]", {.bytes = 8}).why.code, errc::bad_json);
}

TEST(Limits, LongTextIsFlaggedHoweverItIsCut) {
    struct framed {
        char const* before;
        char const* after;
        char filler;
        std::string read, flagged;
    };
    std::string const longest(longest_text, '1');
    for (framed const& r : {framed{"[\"", "\",true]", '1', "[s:" + longest + " true ]; ", "[too long string true ]; "},
                         framed{"[", ",true]", '1', "[n:" + longest + " true ]; ", "[too long number true ]; "},
                         framed{"[\"\\u0031", "\",true]", '1', "[s:1" + longest.substr(1) + " true ]; ", "[too long string true ]; "}}) {
        std::size_t const escaped = std::string_view{r.before}.find('u') != std::string_view::npos ? 1 : 0;
        for (std::size_t const more : {0u, 1u}) {
            std::string const text = r.before + std::string(longest_text - escaped + more, r.filler) + r.after;
            std::string const& events = more == 0 ? r.read : r.flagged;
            std::string_view const all = text;
            EXPECT_TRUE(read_whole(text).events == events) << r.before << " " << more;
            EXPECT_TRUE(read_bytewise(text).events == events) << r.before << " " << more;
            for (std::size_t const cut : {std::size_t{5}, std::size_t{50}, text.size() - 9, text.size() - 3})
                EXPECT_TRUE(read_portions({all.substr(0, cut), all.substr(cut)}).events == events) << r.before << " " << more << " cut at " << cut;
        }
    }
}

TEST(Limits, LongNamesAreRefusedHoweverTheyAreCut) {
    auto const object = [](std::size_t size) { return "{\"s\":{\"" + std::string(size, 'x') + "\":1}}"; };
    for (char const* const skipped : {"s", ""}) {
        EXPECT_TRUE(read_whole(object(longest_text), {}, texts::one, skipping(skipped)).accepted);
        for (auto const& got : {read_whole(object(longest_text + 1), {}, texts::one, skipping(skipped)),
                                read_bytewise(object(longest_text + 1), {}, texts::one, skipping(skipped))})
            EXPECT_EQ(got.why.code, errc::too_large);
    }
}

TEST(Limits, SkippedTextMayBeOfAnyLength) {
    std::string const text = R"({"s":")" + std::string(3 * longest_text, 'x') + R"(","t":1})";
    EXPECT_TRUE(read_whole(text, {}, texts::one, skipping("s")).accepted);
    EXPECT_TRUE(read_bytewise(text, {}, texts::one, skipping("s")).accepted);
}

}  // namespace
}  // namespace oms::json
