#include <oms/net/listen.hpp>

#include "wire/wire_service.hpp"

#include <gtest/gtest.h>

#include <thread>

namespace oms::net {
namespace {

listener::options on(std::string address, std::uint16_t port = 0) {
    listener::options o;
    o.address = std::move(address);
    o.port = port;
    return o;
}

TEST(OpenListener, TakesAnyFreePort) {
    auto const one = listener::open(on("127.0.0.1"), test::a_service());
    ASSERT_TRUE(one) << to_string(one.error());
    EXPECT_NE((*one)->port(), 0);
}

TEST(OpenListener, SaysWhereItCannotListenAndWhy) {
    auto const taken = listener::open(on("127.0.0.1"), test::a_service());
    ASSERT_TRUE(taken);
    for (auto const& [options, words] : {std::pair{on("127.0.0.1", (*taken)->port()), "in use"}, std::pair{on("192.0.2.1"), "192.0.2.1"},
                                         std::pair{on("nowhere"), "not an IP address"}, std::pair{on(""), "not an IP address"}}) {
        auto const got = listener::open(options, test::a_service());
        ASSERT_FALSE(got) << options.address;
        EXPECT_EQ(got.error().code, errc::bad_settings);
        EXPECT_NE(got.error().note.find(words), std::string::npos) << got.error().note;
    }
}

TEST(OpenListener, KnowsLocalhostAndBrackets) {
    EXPECT_TRUE(listener::open(on("localhost"), test::a_service()));
    auto const v6 = listener::open(on("[::1]"), test::a_service());
    EXPECT_TRUE(v6 || v6.error().note.find("not an IP address") == std::string::npos);  // a machine may lack IPv6
}

TEST(RunListener, ReturnsAfterStop) {
    for (unsigned threads : {1u, 3u}) {
        auto options = on("127.0.0.1");
        options.threads = threads;
        auto const one = listener::open(options, test::a_service());
        ASSERT_TRUE(one);
        EXPECT_FALSE((*one)->draining());
        std::jthread const other{[&] { (*one)->stop(); }};
        (*one)->run();
        EXPECT_TRUE((*one)->draining());
    }
}

TEST(DestroyListener, NeedsNoRun) {
    auto const one = listener::open(on("127.0.0.1"), test::a_service());
    ASSERT_TRUE(one);
    (*one)->replace(test::a_service());
    (*one)->stop();
}

}  // namespace
}  // namespace oms::net
