#include <oms/json/reader.hpp>

#include "reader_events.hpp"

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <utility>

namespace oms::json {
namespace {

using testing_events::read_bytewise;
using testing_events::read_portions;
using testing_events::read_whole;
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
    EXPECT_EQ(read_whole(R"(["\u0041\u00e9\u20ac\ud83d\ude00\"\\\/\b\f\n\r\t"])").events,
              "[s:A\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80\"\\/\b\f\n\r\t ]; ");
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
    EXPECT_EQ(read_whole(R"({"a":[1,{"b":[2]}],"s":{"x":1},"c":[3],"s2":4})", {}, texts::one, handler).events,
              "{k:a [k:s k:c [k:s2 n:4 }; ");
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

class AcceptedJson : public testing::TestWithParam<std::pair<char const*, char const*>> {};

TEST_P(AcceptedJson, IsReadAsItStands) {
    auto const [text, events] = GetParam();
    auto const whole = read_whole(text);
    EXPECT_TRUE(whole.accepted) << whole;
    EXPECT_EQ(whole.events, events);
    EXPECT_EQ(read_bytewise(text), whole);
}

INSTANTIATE_TEST_SUITE_P(Rfc8259, AcceptedJson, testing::Values(
    std::pair{"0", "n:0 ; "}, std::pair{" -0 ", "n:-0 ; "}, std::pair{"\ttrue\r\n", "true ; "}, std::pair{"\"\"", "s: ; "},
    std::pair{"[]", "[]; "}, std::pair{"{\"\":{}}", "{k: {}}; "}, std::pair{"1e400", "n:1e400 ; "},
    std::pair{"[1E-2,0.10,1e+05]", "[n:1E-2 n:0.10 n:1e+05 ]; "},
    std::pair{"[123456789012345678901234567890]", "[n:123456789012345678901234567890 ]; "}, std::pair{"\"\x7f\"", "s:\x7f ; "},
    std::pair{"\"\xf4\x8f\xbf\xbf\"", "s:\xf4\x8f\xbf\xbf ; "}, std::pair{"{\"a\":1,\"A\":2}", "{k:a n:1 k:A n:2 }; "}));

}  // namespace
}  // namespace oms::json
