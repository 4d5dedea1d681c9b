#include "net/connection/conversation.hpp"

#include "peer.hpp"
#include "wire/support/wire_service.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

/// Each number of `service::inbound_limits` that a conversation holds, on both sides.
namespace oms::net {
namespace {

using test::a_call, test::get, test::post, test::post_chunked;

service::inbound_limits narrow() {
    service::inbound_limits l;
    l.header_bytes = 300;
    l.body_bytes = a_call().size();
    l.drop_bytes = 100;
    return l;
}

class Limit : public testing::Test {
protected:
    thread_state shared{test::with_limits(test::a_service(), narrow()), {}};
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
    EXPECT_TRUE(client.closed());
    EXPECT_EQ(client.talk.why(), ending::bad_request);
}

struct wait_row {
    char const* name;
    std::string sent;
    wait what;
    std::string statuses;  ///< after the time is up
    ending why;
};
std::ostream& operator<<(std::ostream& o, wait_row const& r) { return o << r.name; }
class RunOutOfTime : public testing::TestWithParam<wait_row> {};

TEST_P(RunOutOfTime, SaysSoWhereARequestHadBegun) {
    thread_state shared{test::a_service(), {}};
    peer client{shared};
    client.send(GetParam().sent);
    ASSERT_EQ(client.talk.waits_for().what, GetParam().what);

    client.talk.out_of_time();
    client.take_answers();

    EXPECT_EQ(client.statuses(), GetParam().statuses);
    EXPECT_TRUE(client.closed());
    EXPECT_EQ(client.talk.why(), GetParam().why);
}

INSTANTIATE_TEST_SUITE_P(
    Waits, RunOutOfTime,
    testing::Values(wait_row{"NothingSent", "", wait::idle, "", ending::idle_timeout},
                    wait_row{"BetweenRequests", get("/healthz"), wait::idle, "200", ending::idle_timeout},
                    wait_row{"InAHead", get("/healthz") + "G", wait::header, "200 408", ending::header_timeout},
                    wait_row{"InABody", post("   ").substr(0, post("   ").size() - 1), wait::body, "408", ending::body_timeout},
                    wait_row{"InAChunk", post_chunked("   ", 3).substr(0, post_chunked("   ", 3).size() - 8), wait::body, "408",
                             ending::body_timeout},
                    wait_row{"InABodyThatIsAnswered", post("xxx").substr(0, post("xxx").size() - 1), wait::body, "400",
                             ending::body_timeout},
                    wait_row{"AfterTheLastAnswer", "GET / HTTP/1.1\r\n\r\n", wait::linger, "400", ending::bad_request}),
    [](auto const& p) { return p.param.name; });

TEST_F(Limit, OfTheAnswerEndsItWithoutAnotherWord) {
    ASSERT_EQ(client.talk.take(get("/cds-services")), get("/cds-services").size());
    ASSERT_EQ(client.talk.waits_for().what, wait::answer);
    client.talk.out_of_time();
    EXPECT_TRUE(client.closed());
    EXPECT_FALSE(client.talk.must_linger());
    EXPECT_EQ(client.talk.why(), ending::answer_timeout);
}

/// What is waited for while bytes of a body come, without what does not change.
std::vector<std::size_t> parts_while(peer& client, std::string_view body, std::size_t portion) {
    std::vector<std::size_t> parts;
    for (; !body.empty(); body.remove_prefix(std::min(portion, body.size()))) {
        EXPECT_EQ(client.talk.waits_for().what, wait::body);
        std::size_t const part = client.talk.waits_for().part;
        if (parts.empty() || parts.back() != part) parts.push_back(part);
        client.send(body.substr(0, portion));
    }
    return parts;
}

// A trickle does not renew its deadline: each MiB has one for its first byte and one for its rest.
TEST(BodyDeadline, IsThatOfAMebibyte) {
    thread_state shared{test::a_service(), {}};
    std::string const request = post(a_call() + std::string(2u << 20, ' '));
    std::size_t const head = request.find("\r\n\r\n") + 4;
    for (std::size_t const portion : {std::size_t{1} << 16, std::size_t{100'000}}) {
        peer client{shared};
        client.send(request.substr(0, head));
        auto const parts = parts_while(client, std::string_view{request}.substr(head), portion);
        EXPECT_EQ(parts, portion == 100'000 ? (std::vector<std::size_t>{0, 1, 3}) : (std::vector<std::size_t>{0, 1, 2, 3, 4}));
        EXPECT_EQ(client.statuses(), "200");
    }
}

TEST(BodyDeadline, IsNotRenewedByFraming) {
    thread_state shared{test::a_service(), {}};
    peer client{shared};
    std::string const start = "POST /cds-services/oms-patient-view HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
    client.send(start + "1\r\n \r\n");
    awaited const first = client.talk.waits_for();
    EXPECT_EQ(first.what, wait::body);
    for (int i = 0; i < 1000; ++i) client.send("1;a=b\r\n \r\n");
    EXPECT_EQ(client.talk.waits_for(), first);
}

TEST(BodyDeadline, HoldsForABodyThatIsAnsweredAlready) {
    thread_state shared{test::a_service(), {}};
    peer client{shared};
    std::string const request = post("x" + std::string(60'000, ' '));
    client.send(request.substr(0, 300));
    ASSERT_EQ(client.statuses(), "400");
    awaited const first = client.talk.waits_for();
    EXPECT_EQ(first.what, wait::body);
    client.send(request.substr(300, 30'000));
    EXPECT_EQ(client.talk.waits_for(), first);
}

TEST(AnswerDeadline, IsNotRenewedByWhatLeaves) {
    thread_state shared{test::a_service(), {}};
    conversation talk{shared, true};
    ASSERT_EQ(talk.take(get("/cds-services")), get("/cds-services").size());
    awaited const first = talk.waits_for();
    for (int i = 0; i < 100; ++i) talk.sent(1);
    ASSERT_EQ(talk.next(), action::write);
    EXPECT_EQ(talk.waits_for(), first);
}

}  // namespace
}  // namespace oms::net
