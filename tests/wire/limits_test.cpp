#include "wire/raw_client.hpp"
#include "wire/running_server.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <vector>

/// Each limit of the wire on both sides, over loopback. The times are short here; none of the tests sleeps.
namespace oms::test {
namespace {

using namespace std::chrono_literals;

net::limits limits_with(auto set) {
    net::limits l;
    set(l);
    return l;
}

std::string padded(std::size_t bytes) {
    std::size_t const bare = get("/healthz", "A: \r\n").size();
    return get("/healthz", "A: " + std::string(bytes - bare, 'a') + "\r\n");
}

TEST(HeaderBytes, AreInclusive) {
    running_server server;
    raw_client client{server.port()};
    client.send(padded(16 * 1024));
    EXPECT_EQ(client.receive_answer().status, 200u);
    client.send(padded(16 * 1024 + 1));
    EXPECT_EQ(client.receive_answer().status, 431u);
    EXPECT_EQ(client.receive_all(), "");
}

TEST(HeaderBytes, LimitTheTarget) {
    running_server server;
    raw_client client{server.port()};
    client.send(get("/" + std::string(20'000, 'a')));
    EXPECT_EQ(statuses(split_answers(client.receive_all())), "414");
}

TEST(BodyBytes, AreInclusive) {
    std::size_t const size = 300'000;
    running_server server{limits_with([&](auto& l) { l.body_bytes = size; }), 1, a_service(size)};
    std::string body = a_call();
    body.append(size - body.size(), ' ');
    raw_client client{server.port()};
    for (std::string const& request : {post(body), post_chunked(body, 10'000)}) {
        client.send(request);
        EXPECT_EQ(client.receive_answer().status, 200u);
    }
    for (std::string const& request : {post(body + " "), post_chunked(body + " ", 10'000)}) {
        raw_client other{server.port()};
        other.send(request);
        EXPECT_EQ(other.receive_answer().status, 413u);
    }
}

TEST(BodyBytes, OverTheLimitAreAnsweredBeforeTheyAreSent) {
    running_server server{limits_with([](auto& l) { l.body_bytes = 1000; }), 1, a_service(1000)};
    raw_client client{server.port()};
    client.send(post(std::string(1001, ' ')).substr(0, 200));
    EXPECT_EQ(client.receive_answer().status, 413u);
}

TEST(BodyBytes, OverTheLimitDoNotKeepTheirSenderFromItsAnswer) {
    running_server server{limits_with([](auto& l) { l.body_bytes = 1000; }), 1, a_service(1000)};
    raw_client client{server.port()};
    EXPECT_TRUE(client.send(post(std::string(20u << 20, ' '))));  // all of it, before it looks for an answer
    EXPECT_EQ(statuses(split_answers(client.receive_all())), "413");
    EXPECT_EQ(client.end(), raw_client::ending::fin);
}

TEST(Farewell, EndsForASenderThatNeverStops) {
    running_server server{limits_with([](auto& l) { l.farewell = 50ms; })};
    raw_client client{server.port()};
    client.send("GET / HTTP/1.1\r\n\r\n");
    while (client.send(std::string(1000, 'x'))) {
        if (client.receive_some(1ms) && client.end() == raw_client::ending::reset) break;
    }
    SUCCEED();
}

TEST(HeaderTime, IsThatOfTheWholeHead) {
    running_server server{limits_with([](auto& l) { l.header = 100ms; })};
    raw_client client{server.port()};
    std::string const head = padded(16'000);
    for (std::size_t i = 0; i < head.size() && !client.receive_some(5ms); ++i) ASSERT_TRUE(client.send(head.substr(i, 1)));
    EXPECT_EQ(client.receive_answer().status, 408u);
    client.half_close();
    EXPECT_EQ(client.receive_all(), "");
}

TEST(HeaderTime, StartsWithTheHead) {
    running_server server{limits_with([](auto& l) { l.header = 300ms; })};
    raw_client client{server.port()};
    client.send(get("/healthz"));
    ASSERT_EQ(client.receive_answer().status, 200u);
    EXPECT_FALSE(client.receive_some(600ms)) << "idle is another limit";
    client.send(get("/healthz"));
    EXPECT_EQ(client.receive_answer().status, 200u);
}

TEST(BodyTime, EndsABodyThatStalls) {
    running_server server{limits_with([](auto& l) { l.body = 50ms; })};
    for (std::string const& request : {post(a_call()), post_chunked(a_call(), 1000)}) {
        raw_client client{server.port()};
        client.send(request.substr(0, 500));
        EXPECT_EQ(client.receive_answer().status, 408u);
        client.half_close();
        EXPECT_EQ(client.receive_all(), "");
    }
}

TEST(BodyTime, StartsAnewWithEachPortion) {
    running_server server{limits_with([](auto& l) { l.body = 800ms; })};
    raw_client client{server.port()};
    std::string const request = post(a_call());
    client.send(request.substr(0, 400));
    for (std::size_t at = 400; at < request.size(); at += 250) {
        ASSERT_FALSE(client.receive_some(300ms)) << at;  // in all, longer than the limit
        client.send(request.substr(at, 250));
    }
    EXPECT_EQ(client.receive_answer().status, 200u);
}

TEST(IdleTime, EndsAConnectionWithoutAWord) {
    running_server server{limits_with([](auto& l) { l.idle = 50ms; })};
    raw_client fresh{server.port()};
    raw_client used{server.port()};
    used.send(get("/healthz"));
    ASSERT_EQ(used.receive_answer().status, 200u);
    EXPECT_EQ(fresh.receive_all(), "");
    EXPECT_EQ(used.receive_all(), "");
    EXPECT_EQ(used.end(), raw_client::ending::fin);
}

TEST(AnswerTime, EndsAClientThatTakesNothing) {
    running_server server{limits_with([](auto& l) { l.body = 50ms; })};
    raw_client client{server.port()};
    std::string const request = get("/cds-services");
    std::string many;
    for (int i = 0; i < 1000; ++i) many += request;
    // It sends and never reads until the server has given up on it: then sending fails.
    bool gone = false;
    for (int i = 0; i < 2000 && !gone; ++i) gone = !client.send(many);
    EXPECT_TRUE(gone);
    raw_client other{server.port()};
    other.send(get("/healthz"));
    EXPECT_EQ(other.receive_answer().status, 200u);
}

// What it sends is no progress of an answer.
TEST(AnswerTime, EndsAClientThatGoesOnSendingButTakesNothing) {
    running_server server{limits_with([](auto& l) { l.body = 100ms; }), 1, the_service()};
    raw_client client{server.port()}, other{server.port()};
    std::string many;
    for (int i = 0; i < 5000; ++i) many += get("/cds-services");
    ASSERT_TRUE(client.send(many));
    bool gone = false;
    for (int i = 0; i < 200 && !gone; ++i) {
        gone = !client.send("G");
        other.receive_some(20ms);  // nothing comes; so much time passes
    }
    EXPECT_TRUE(gone);
}

TEST(Connections, OverTheLimitAreToldSo) {
    running_server server{limits_with([](auto& l) { l.connections = 2; })};
    auto first = std::make_unique<raw_client>(server.port());
    raw_client second{server.port()};
    for (raw_client* c : {first.get(), &second}) {
        c->send(get("/healthz"));
        ASSERT_EQ(c->receive_answer().status, 200u);
    }
    raw_client third{server.port()};
    third.send(get("/healthz"));
    auto const answers = split_answers(third.receive_all());
    ASSERT_EQ(statuses(answers), "503");
    EXPECT_NE(answers[0].field("Retry-After"), "");
    EXPECT_EQ(third.end(), raw_client::ending::fin);

    first->half_close();
    EXPECT_EQ(first->receive_all(), "");  // the server has closed it: there is room again
    for (int attempt = 0; attempt < 100; ++attempt) {
        raw_client fourth{server.port()};
        fourth.send(get("/healthz"));
        if (fourth.receive_answer().status == 200) return;
    }
    FAIL() << "the place of a closed connection was not given to another";
}

}  // namespace
}  // namespace oms::test
