#include "net/ticket_keys.hpp"

#include <gtest/gtest.h>

namespace oms::net {
namespace {

using namespace std::chrono_literals;

struct TicketKeys : testing::Test {
    ticket_keys::clock::time_point now{};
    ticket_keys keys{2h, [this] { return now; }};
    bool opens(ticket_keys::key const& k) {
        auto const got = keys.to_open(k.name);
        return got && got->cipher == k.cipher && got->mac == k.mac;
    }
};

TEST_F(TicketKeys, SealForTheTimeOfASession) {
    auto const first = keys.to_seal().value();
    now += 2h - 1s;
    EXPECT_EQ(keys.to_seal()->name, first.name);
    now += 1s;
    auto const second = keys.to_seal().value();
    EXPECT_NE(second.name, first.name);
    EXPECT_NE(second.cipher, first.cipher);
    EXPECT_NE(second.mac, first.mac);
}

TEST_F(TicketKeys, OpenForAsLongAgain) {
    auto const first = keys.to_seal().value();
    now += 3h;
    auto const second = keys.to_seal().value();
    EXPECT_TRUE(opens(first));
    EXPECT_TRUE(opens(second));
    now += 1h - 1s;
    EXPECT_TRUE(opens(first));
    now += 1s;
    EXPECT_FALSE(opens(first));
    EXPECT_TRUE(opens(second));
}

TEST_F(TicketKeys, AreGoneAfterALongRest) {
    auto const first = keys.to_seal().value();
    now += 5h;
    EXPECT_FALSE(opens(first));
    EXPECT_NE(keys.to_seal()->name, first.name);
}

TEST_F(TicketKeys, OpenNothingThatIsNotTheirs) {
    EXPECT_FALSE(opens({}));
    (void)keys.to_seal();
    EXPECT_FALSE(opens({}));
    ticket_keys others{2h, [this] { return now; }};
    EXPECT_FALSE(opens(others.to_seal().value()));
}

}  // namespace
}  // namespace oms::net
