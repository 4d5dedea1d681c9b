#include <oms/json/reader.hpp>

#include "reader_events.hpp"

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace oms::json {
namespace {

using testing_events::read_whole;
using testing_events::recorder;

/// Takes each object whose end it can see, and says of it what a reader would have said.
struct taker : recorder {
    std::size_t times = 0;
    std::size_t waits = 0;

    taken take_objects(lookahead const& ahead, limits const& room) {
        EXPECT_TRUE(ahead.begins_with("{"));
        std::size_t depth = 0;
        for (std::size_t i = 0; i < ahead.marks.size(); ++i) {
            char const c = ahead.text[ahead.marks[i]];
            if (c == '{' || c == '[') ++depth;
            if ((c == '}' || c == ']') && --depth == 0) return take(ahead.text.substr(ahead.marks[0], ahead.marks[i] + 1 - ahead.marks[0]), i + 1, room);
        }
        bool const may_wait = !ahead.is_all && ahead.marks.size() < lookahead::longest;
        waits += may_wait;
        return {0, may_wait};
    }

private:
    taken take(std::string_view object, std::size_t marks, limits const& room) {
        auto const read = read_whole(object, room);
        if (!read.accepted) return {};
        events.append(read.events, 0, read.events.size() - 2);   // without the end of the text
        ++times;
        return {marks};
    }
};

struct outcome {
    bool accepted = false;
    std::string events;
    std::size_t offset = 0;
    std::size_t times = 0;
    std::size_t waits = 0;
};

template <class Handler>
outcome read(std::string_view text, std::size_t portion, limits bounds = {}) {
    Handler handler;
    reader<Handler> r(handler, bounds);
    outcome got;
    got.accepted = true;
    for (; got.accepted && !text.empty(); text.remove_prefix(std::min(portion, text.size()))) {
        std::vector<char> const bytes(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(std::min(portion, text.size())));
        got.accepted = r.feed({bytes.data(), bytes.size()});
    }
    got.accepted = got.accepted && r.end();
    got.events = handler.events;
    got.offset = r.refused() ? r.why().offset : 0;
    if constexpr (requires { handler.times; }) got = {got.accepted, got.events, got.offset, handler.times, handler.waits};
    return got;
}

TEST(ReaderLookahead, IsAskedOfEveryObjectThatWouldBeReadButTheWholeText) {
    EXPECT_EQ(read<taker>(R"([{"a":1},{"b":[{"c":2},{"c":3}]},{}])", 1000).times, 3u);
    EXPECT_EQ(read<taker>(R"({"a":{"b":1},"c":[{"b":1}],"d":[[{"b":1}],5,"{}"]})", 1000).times, 3u);
    EXPECT_EQ(read<taker>(R"([[],"{",{"a":1}])", 1000).times, 1u);
    EXPECT_EQ(read<taker>(R"({"a":1})", 1000).times, 0u);
}

TEST(ReaderLookahead, WaitsForObjectsThatReachBeyondWhatWasScanned) {
    std::string text = "[";
    for (int i = 0; i < 200; ++i) text += (i == 0 ? "" : ",") + std::string{R"({"name":")"} + std::string(50, 'x') + R"(","list":[1,2,3]})";
    text += "]";
    auto const got = read<taker>(text, text.size());
    EXPECT_EQ(got.times, 200u);
    EXPECT_GT(got.waits, 2u);
    EXPECT_EQ(got.events, read<recorder>(text, text.size()).events);
}

TEST(ReaderLookahead, DoesNotWaitForEver) {
    std::string text = "[{\"a\":[0";
    for (std::size_t i = 0; i < 2 * lookahead::longest; ++i) text += ",1";
    text += "]},{\"b\":1}]";
    auto const got = read<taker>(text, text.size());
    EXPECT_TRUE(got.accepted);
    EXPECT_EQ(got.events, read<recorder>(text, text.size()).events);
}

// Objects of all sizes in arrays and elsewhere, some of the bytes wrong, in portions of any size.
TEST(ReaderLookahead, ChangesNothingOfWhatIsRead) {
    std::mt19937 random(20261120);
    auto const value = [&](auto const& self, int depth) -> std::string {
        switch (random() % (depth > 4 ? 3 : 6)) {
            case 0: return R"("te\u00e4xt )" + std::string(random() % 80, 'x') + "\"";
            case 1: return "-1.5e3";
            case 2: return "null";
            case 3: {
                std::string all = "{";
                for (auto n = random() % 6; n != 0; --n) all += (all.size() == 1 ? "\"" : " , \"") + std::to_string(random() % 40) + "\":" + self(self, depth + 1);
                return all + "}";
            }
            default: {
                std::string all = "[";
                for (auto n = random() % 6; n != 0; --n) all += (all.size() == 1 ? "" : ",") + self(self, depth + 1);
                return all + "]";
            }
        }
    };
    std::size_t times = 0;
    for (int round = 0; round < 3000; ++round) {
        std::string text = "[";
        for (auto n = random() % 12; n != 0; --n) text += (text.size() == 1 ? "" : ",") + value(value, 0);
        text += "]";
        if (random() % 4 == 0) text[random() % text.size()] = "\x01\"}{,x\\"[random() % 7];
        limits const bounds{.depth = random() % 4 == 0 ? 4u : 64u};
        std::size_t const portion = random() % 2 == 0 ? text.size() : random() % text.size() + 1;
        auto const expected = read<recorder>(text, portion, bounds);
        auto const got = read<taker>(text, portion, bounds);
        ASSERT_EQ(got.accepted, expected.accepted) << text;
        ASSERT_EQ(got.offset, expected.offset) << text;
        ASSERT_EQ(got.events, expected.events) << text;
        times += got.times;
    }
    EXPECT_GT(times, 1000u);
}

}  // namespace
}  // namespace oms::json
