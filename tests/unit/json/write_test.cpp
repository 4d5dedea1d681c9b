#include <oms/json/write.hpp>

#include "reader_events.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace oms::json {
namespace {

std::string as_json(std::string_view text) {
    std::string out;
    append_quoted(out, text);
    return out;
}

TEST(AppendQuoted, EscapesWhatJsonDemandsAndNothingElse) {
    EXPECT_EQ(as_json(""), R"("")");
    EXPECT_EQ(as_json("plain/é💉\x7f"), "\"plain/é💉\x7f\"");
    EXPECT_EQ(as_json("a\"b\\c"), R"("a\"b\\c")");
    EXPECT_EQ(as_json(std::string("\0\x01\b\t\n\v\f\r\x1f", 9)), R"("\u0000\u0001\b\t\n\u000b\f\r\u001f")");
}

TEST(AppendQuoted, IsReadBackAsItWas) {
    std::string all;
    for (int c = 0; c < 128; ++c) all += static_cast<char>(c);
    EXPECT_EQ(testing_events::read_whole(as_json(all)).events, "s:" + all + " ; ");
}

TEST(AppendQuoted, FindsEachCharacterAtEachPlace) {
    for (int c = 0; c < 256; ++c) {
        auto const letter = static_cast<char>(c);
        std::string one;
        if (c < 0x20 || c == '"' || c == '\\') {
            one = as_json(std::string(1, letter));
            one = one.substr(1, one.size() - 2);
        } else {
            one = std::string(1, letter);
        }
        for (std::size_t at = 0; at < 20; ++at) {
            std::string text(20, '\x80');
            text[at] = letter;
            EXPECT_EQ(as_json(text), '"' + text.substr(0, at) + one + text.substr(at + 1) + '"') << c << " at " << at;
        }
    }
}

TEST(AppendInteger, WritesBothEnds) {
    std::string out;
    append_integer(out, INT64_MIN);
    out += ' ';
    append_integer(out, 0);
    EXPECT_EQ(out, "-9223372036854775808 0");
}

TEST(ObjectWriter, WritesMembersInOrder) {
    std::string out = "x";
    {
        object_writer o(out);
        o.text("a", "1\n").integer("b", -2).boolean("c", true).raw("d", "[0]").texts("e", std::vector<std::string>{"p", "", "q"});
        object_writer inner(out, o, "f");
        inner.boolean("g", false);
    }
    EXPECT_EQ(out, R"(x{"a":"1\n","b":-2,"c":true,"d":[0],"e":["p","q"],"f":{"g":false}})");
}

TEST(ObjectWriter, LeavesOutWhatIsEmpty) {
    std::string out;
    {
        object_writer o(out);
        o.text("a", "").raw("b", "").texts("c", std::vector<std::string>{""});
        {
            object_writer inner(out, o, "d");
            inner.text("e", "");
            array_writer list(out, inner, "f");
        }
        o.integer("g", 1);
        array_writer list(out, o, "h");
        object_writer element(out, list);
    }
    EXPECT_EQ(out, R"({"g":1})");
}

TEST(ArrayWriter, KeepsTheEmptyListsThatTheTextAllows) {
    std::string out;
    {
        object_writer o(out);
        array_writer cards(out, o, "cards", true);
    }
    EXPECT_EQ(out, R"({"cards":[]})");
}

TEST(ArrayWriter, WritesElementsInOrder) {
    std::string out;
    {
        array_writer list(out);
        list.text("a").text("");
        object_writer(out, list).text("b", "c");
        object_writer(out, list).text("b", "");
        list.raw("1");
    }
    EXPECT_EQ(out, R"(["a",{"b":"c"},1])");
}

}  // namespace
}  // namespace oms::json
