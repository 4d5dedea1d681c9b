#include <oms/json/reader_state.hpp>

#include "reader_events.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

namespace oms::json {
namespace {

using testing_events::read_bytewise;
using testing_events::read_portions;
using testing_events::read_whole;
using testing_events::recorder;

recorder skipping(std::string name) {
    recorder handler;
    handler.skipped_names = {std::move(name)};
    return handler;
}

TEST(Duplicates, AreRefusedInEveryObject) {
    struct row {
        char const* text;
        std::size_t offset;
        char const* member;
    };
    for (row const& r : {row{R"({"a":1,"b":2,"a":3})", 13, "a"}, row{R"([{"x":{"a":1,"\u0061":3}}])", 13, "a"}, row{R"({"":1,"":2})", 6, ""},
                         row{R"({"s":{"a":1,"a":3}})", 12, ""}, row{R"({"s":[[{"q":{},"q":[]}]]})", 15, ""},
                         row{R"({"a fairly long member name, over 16":1,"a fairly long member name, over 16":1})", 40, "a fairly long member name, over 16"}}) {
        auto const got = read_whole(r.text, {}, texts::one, skipping("s"));
        EXPECT_FALSE(got.accepted) << r.text;
        EXPECT_EQ(got.why.code, errc::duplicate_member) << r.text;
        EXPECT_EQ(got.why.offset, r.offset) << r.text;
        EXPECT_EQ(got.why.member, r.member) << r.text;
        EXPECT_EQ(read_bytewise(r.text, {}, texts::one, skipping("s")), got) << r.text;
    }
}

TEST(Duplicates, AreNotNamesOfOtherObjects) {
    EXPECT_TRUE(read_whole(R"({"a":{"a":[{"a":1},{"a":1}]},"b":{"a":1}})").accepted);
}

TEST(Duplicates, AreFoundAmongAHundredThousandNames) {
    for (std::size_t const n : {40u, 49u, 50u, 64u, 1000u, 100000u}) {
        std::string object = "{\"s\":{";
        for (std::size_t i = 0; i < n; ++i) object.append("\"m").append(std::to_string(i)).append("\":1,");
        std::string const whole = object + "\"last\":1}}";
        std::string const twice = object + "\"m7\":1}}";
        for (char const* const skipped : {"s", ""}) {
            EXPECT_TRUE(read_whole(whole, {}, texts::one, skipping(skipped)).accepted) << n;
            auto const got = read_whole(twice, {}, texts::one, skipping(skipped));
            EXPECT_FALSE(got.accepted) << n;
            EXPECT_EQ(got.why.code, errc::duplicate_member) << n;
        }
    }
}

TEST(Limits, HoldForDepthOnBothSides) {
    limits const bounds{.depth = 64};
    for (bool const skip : {false, true}) {
        auto const nested = [&](std::size_t n, bool object) {
            std::string text = R"({"s":)";  // one level
            for (std::size_t i = 1; i < n; ++i) text += object ? R"({"a":)" : "[";
            if (object) text += "1";
            for (std::size_t i = 1; i < n; ++i) text += object ? '}' : ']';
            return text + "}";
        };
        for (bool const object : {false, true}) {
            EXPECT_TRUE(read_whole(nested(64, object), bounds, texts::one, skipping(skip ? "s" : "")).accepted);
            auto const got = read_whole(nested(65, object), bounds, texts::one, skipping(skip ? "s" : ""));
            EXPECT_FALSE(got.accepted);
            EXPECT_EQ(got.why.code, errc::too_deep);
            EXPECT_EQ(got.why.offset, object ? 5u * 64 : 5u + 63);
        }
    }
}

TEST(Limits, HoldForBytesOnBothSides) {
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
    limits const bounds{.text = 100};
    for (auto const& [size, events] : {std::pair{100u, std::string("[s:") + std::string(100, 'x') + " ]; "}, std::pair{101u, std::string("[too long string ]; ")}}) {
        std::string const text = "[\"" + std::string(size, 'x') + "\"]";
        EXPECT_EQ(read_whole(text, bounds).events, events);
        EXPECT_EQ(read_bytewise(text, bounds).events, events);
        EXPECT_EQ(read_portions({std::string_view(text).substr(0, 50), std::string_view(text).substr(50)}, bounds).events, events);
    }
    for (auto const& [size, events] : {std::pair{100u, std::string("[n:") + std::string(100, '1') + " ]; "}, std::pair{101u, std::string("[too long number ]; ")}}) {
        std::string const text = "[" + std::string(size, '1') + "]";
        EXPECT_EQ(read_whole(text, bounds).events, events);
        EXPECT_EQ(read_bytewise(text, bounds).events, events);
    }
}

TEST(Limits, LongNamesAreRefusedHoweverTheyAreCut) {
    limits const bounds{.text = 100};
    EXPECT_TRUE(read_whole("{\"" + std::string(100, 'x') + "\":1}", bounds).accepted);
    std::string const text = "{\"s\":{\"" + std::string(101, 'x') + "\":1}}";
    EXPECT_EQ(read_whole(text, bounds).why.code, errc::too_large);
    EXPECT_EQ(read_bytewise(text, bounds), read_whole(text, bounds));
    EXPECT_EQ(read_whole(text, bounds, texts::one, skipping("s")).why.code, errc::too_large);
    EXPECT_EQ(read_bytewise(text, bounds, texts::one, skipping("s")).why.code, errc::too_large);
}

TEST(Limits, SkippedTextMayBeOfAnyLength) {
    limits const bounds{.text = 10};
    std::string const text = R"({"s":")" + std::string(100000, 'x') + R"(","t":1})";
    EXPECT_TRUE(read_whole(text, bounds, texts::one, skipping("s")).accepted);
    EXPECT_TRUE(read_bytewise(text, bounds, texts::one, skipping("s")).accepted);
}

}  // namespace
}  // namespace oms::json
