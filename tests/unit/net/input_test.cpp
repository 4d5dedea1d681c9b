#include "net/stream/input.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>

namespace oms::net {
namespace {

class Input : public testing::Test {
protected:
    static constexpr std::size_t size = 100;

    static void arrive(input& at, std::string_view bytes) {
        std::span<char> const room = at.room();
        std::memcpy(room.data(), bytes.data(), bytes.size());
        at.add(bytes.size());
    }
    [[nodiscard]] bool is_erased() const {
        return std::all_of(shared.bytes.get(), shared.bytes.get() + size, [](char c) { return c == '\0'; });
    }

    read_buffer shared{size};
    void SetUp() override { std::memset(shared.bytes.get(), 0, size); }
};

TEST_F(Input, GivesWhatArrivedUntilItIsConsumed) {
    input one{shared};
    arrive(one, "abcd");
    one.consume(3);
    EXPECT_EQ(one.unread(), "d");
    arrive(one, "efg");
    EXPECT_EQ(one.unread(), "defg");
    EXPECT_EQ(one.room().size(), size - 4);
}

TEST_F(Input, KeepsWhatIsUnreadWhileOthersUseTheBuffer) {
    input one{shared}, other{shared};
    arrive(one, "used, unread");
    one.consume(6);
    one.keep();
    EXPECT_TRUE(is_erased());
    arrive(other, "somebody else's");
    EXPECT_EQ(one.unread(), "unread");
    other.consume(15);
    other.keep();
    one.consume(2);
    arrive(one, " and more");
    EXPECT_EQ(one.unread(), "read and more");
}

TEST_F(Input, ErasesWhatWasUsed) {
    {
        input one{shared};
        arrive(one, "a token");
        one.consume(7);
        EXPECT_FALSE(is_erased());
        one.keep();
        EXPECT_TRUE(is_erased());
        arrive(one, "another that nobody read");
    }
    EXPECT_TRUE(is_erased());
}

TEST_F(Input, MayBeKeptAgainAndAgain) {
    input one{shared};
    arrive(one, "abc");
    one.keep();
    one.keep();
    one.consume(1);
    one.keep();
    EXPECT_EQ(one.unread(), "bc");
}

}  // namespace
}  // namespace oms::net
