#include "net/connection/conversation.hpp"

#include "peer.hpp"
#include "wire/wire_service.hpp"

#include <gtest/gtest.h>

/// Each number of `limits` that a conversation holds, on both sides.
namespace oms::net {
namespace {

using test::a_call, test::get, test::post, test::post_chunked;

limits narrow() {
    limits l;
    l.header_bytes = 300;
    l.body_bytes = a_call().size();
    l.drop_bytes = 100;
    l.farewell_bytes = 1000;
    return l;
}

class Limit : public testing::Test {
protected:
    desk shared{narrow(), test::a_service(), {}};
    peer client{shared};
};

TEST_F(Limit, OfTheHeadIsInclusive) {
    std::string const bare = get("/healthz", "A: \r\n");
    client.send(get("/healthz", "A: " + std::string(300 - bare.size(), 'a') + "\r\n"));
    EXPECT_EQ(client.statuses(), "200");
    client.send(get("/healthz", "A: " + std::string(301 - bare.size(), 'a') + "\r\n"));
    EXPECT_EQ(client.statuses(), "200 431");
    EXPECT_TRUE(client.answers()[1].closes());
}

TEST_F(Limit, OfTheHeadIsHeldBeforeTheHeadIsWhole) {
    client.send("GET /healthz HTTP/1.1\r\nA: " + std::string(300, 'a'));
    EXPECT_EQ(client.statuses(), "431");
}

TEST_F(Limit, OfTheHeadIsTheTargetsToo) {
    client.send("GET /" + std::string(300, 'a'));
    EXPECT_EQ(client.statuses(), "414");
}

TEST_F(Limit, OfTheBodyIsInclusive) {
    client.send(post(a_call()) + post_chunked(a_call(), 500));
    EXPECT_EQ(client.statuses(), "200 200");
}

TEST_F(Limit, OfTheBodyIsHeldBeforeAByteOfIt) {
    std::string const request = post(a_call() + " ");
    client.send(request.substr(0, request.find("\r\n\r\n") + 4));
    EXPECT_EQ(client.statuses(), "413");
    EXPECT_TRUE(client.answers()[0].closes());
}

TEST_F(Limit, OfTheBodyIsHeldWhereNoLengthIsGiven) {
    client.send(post_chunked(a_call() + " ", 500));
    EXPECT_EQ(client.statuses(), "413");
}

TEST_F(Limit, OfAChunksFrameIsThatOfTheHead) {
    std::string const start = "POST /cds-services/oms-patient-view HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
    client.send(start + "1;a=" + std::string(250, 'b') + "\r\n \r\n0\r\nA: " + std::string(250, 'b') + "\r\n\r\n");
    EXPECT_EQ(client.statuses(), "400") << "an empty body, whole";
    EXPECT_FALSE(client.answers()[0].closes());

    client.send(start + "1;a=" + std::string(300, 'b'));
    EXPECT_EQ(client.statuses(), "400 431");

    for (std::string const& frame : {"0\r\nA: " + std::string(300, 'b'), "1;a=" + std::string(300, 'b') + "\r\n \r\n0\r\n\r\n",
                                     "1\r\n \r\n0\r\nA: " + std::string(300, 'b') + "\r\n\r\n"}) {
        peer other{shared};
        other.send(start + frame + get("/healthz"));
        EXPECT_EQ(other.statuses(), "431");
    }
}

TEST_F(Limit, OfWhatIsDroppedDecidesWhetherTheConnectionLives) {
    client.send("GET /healthz HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n" + std::string(100, 'x') + get("/healthz"));
    EXPECT_EQ(client.statuses(), "200 200");
    client.send("GET /healthz HTTP/1.1\r\nHost: a\r\nContent-Length: 101\r\n\r\n");
    EXPECT_TRUE(client.answers()[2].closes());
}

TEST_F(Limit, OfWhatIsDroppedHoldsForChunksToo) {
    std::string const start = "GET /healthz HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
    client.send(start + "64\r\n" + std::string(100, 'x') + "\r\n0\r\n\r\n" + get("/healthz"));
    EXPECT_EQ(client.statuses(), "200 200");
    client.send(start + "65\r\n" + std::string(101, 'x'));
    EXPECT_EQ(client.talk.waits_for(), patience::farewell);
}

TEST_F(Limit, OfTheFarewellEndsIt) {
    client.send("nonsense \r\n\r\n");
    client.send(std::string(1000, 'x'));
    EXPECT_FALSE(client.closed());
    client.send("x");
    EXPECT_TRUE(client.closed());
}

struct patience_row {
    char const* name;
    std::string sent;
    patience what;
    std::string statuses;  ///< after the time is up
};
std::ostream& operator<<(std::ostream& o, patience_row const& r) { return o << r.name; }
class RunOutOfTime : public testing::TestWithParam<patience_row> {};

TEST_P(RunOutOfTime, SaysSoWhereARequestHadBegun) {
    desk shared{limits{}, test::a_service(), {}};
    peer client{shared};
    client.send(GetParam().sent);
    ASSERT_EQ(client.talk.waits_for(), GetParam().what);

    client.talk.out_of_time();
    client.settle();

    EXPECT_EQ(client.statuses(), GetParam().statuses);
    EXPECT_TRUE(client.closed() || client.talk.waits_for() == patience::farewell);
}

INSTANTIATE_TEST_SUITE_P(
    Waits, RunOutOfTime,
    testing::Values(patience_row{"NothingSent", "", patience::idle, ""},
                    patience_row{"BetweenRequests", get("/healthz"), patience::idle, "200"},
                    patience_row{"InAHead", get("/healthz") + "G", patience::head, "200 408"},
                    patience_row{"InABody", post("   ").substr(0, post("   ").size() - 1), patience::body, "408"},
                    patience_row{"InAChunk", post_chunked("   ", 3).substr(0, post_chunked("   ", 3).size() - 8), patience::body, "408"},
                    patience_row{"InABodyThatIsAnswered", post("xxx").substr(0, post("xxx").size() - 1), patience::body, "400"},
                    patience_row{"InAFarewell", "GET / HTTP/1.1\r\n\r\n", patience::farewell, "400"}),
    [](auto const& p) { return p.param.name; });

TEST_F(Limit, OfTheAnswerEndsItWithoutAnotherWord) {
    ASSERT_EQ(client.talk.take(get("/cds-services")), get("/cds-services").size());
    ASSERT_EQ(client.talk.waits_for(), patience::answer);
    client.talk.out_of_time();
    EXPECT_TRUE(client.closed());
}

}  // namespace
}  // namespace oms::net
