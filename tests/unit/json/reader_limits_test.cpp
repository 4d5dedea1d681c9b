// Depth, bytes and lengths of texts, on both sides of each limit.
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
                EXPECT_TRUE(read_portions({all.substr(0, cut), all.substr(cut)}).events == events)
                    << r.before << " " << more << " cut at " << cut;
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
