#include "wire/support/raw_client.hpp"
#include "wire/support/running_server.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <vector>

/// Each limit of the wire on both sides, over loopback. The times are short here; none of the tests sleeps.
namespace oms::test {
namespace {

using namespace std::chrono_literals;

class HeaderBytes : public OverBoth {};
class BodyBytes : public OverBoth {};
class Linger : public OverBoth {};
class HeaderTime : public OverBoth {};
class BodyTime : public OverBoth {};
class IdleTime : public OverBoth {};
class AnswerTime : public OverBoth {};
class Connections : public OverBoth {};

service::inbound_limits limits_with(auto set) {
    service::inbound_limits l;
    set(l);
    return l;
}

std::string padded(std::size_t bytes) {
    std::size_t const bare = get("/healthz", "A: \r\n").size();
    return get("/healthz", "A: " + std::string(bytes - bare, 'a') + "\r\n");
}

TEST_P(HeaderBytes, AreInclusive) {
    running_server server{GetParam()};
    raw_client client{server.address()};
    client.send(padded(16 * 1024));
    EXPECT_EQ(client.receive_answer().status, 200u);
    client.send(padded(16 * 1024 + 1));
    EXPECT_EQ(client.receive_answer().status, 431u);
    EXPECT_EQ(client.receive_all(), "");
}

TEST_P(HeaderBytes, LimitTheTarget) {
    running_server server{GetParam()};
    raw_client client{server.address()};
    client.send(get("/" + std::string(20'000, 'a')));
    EXPECT_EQ(statuses(split_answers(client.receive_all())), "414");
}

TEST_P(BodyBytes, AreInclusive) {
    std::size_t const size = 300'000;
    running_server server{GetParam(), {.limits = limits_with([&](auto& l) { l.body_bytes = size; })}};
    std::string body = a_call();
    body.append(size - body.size(), ' ');
    raw_client client{server.address()};
    for (std::string const& request : {post(body), post_chunked(body, 10'000)}) {
        client.send(request);
        EXPECT_EQ(client.receive_answer().status, 200u);
    }
    for (std::string const& request : {post(body + " "), post_chunked(body + " ", 10'000)}) {
        raw_client other{server.address()};
        other.send(request);
        EXPECT_EQ(other.receive_answer().status, 413u);
    }
}

TEST_P(BodyBytes, OverTheLimitAreAnsweredBeforeTheyAreSent) {
    running_server server{GetParam(), {.limits = limits_with([](auto& l) { l.body_bytes = 1000; })}};
    raw_client client{server.address()};
    client.send(post(std::string(1001, ' ')).substr(0, 200));
    EXPECT_EQ(client.receive_answer().status, 413u);
}

TEST_P(BodyBytes, OverTheLimitDoNotKeepTheirSenderFromItsAnswer) {
    running_server server{GetParam(), {.limits = limits_with([](auto& l) { l.body_bytes = 1000; })}};
    raw_client client{server.address()};
    EXPECT_TRUE(client.send(post(std::string(20u << 20, ' '))));  // all of it, before it looks for an answer
    EXPECT_EQ(statuses(split_answers(client.receive_all())), "413");
    EXPECT_EQ(client.end(), raw_client::ending::fin);
}

TEST_P(Linger, EndsForASenderThatNeverStops) {
    running_server server{GetParam(), {.limits = limits_with([](auto& l) { l.time.linger = 50ms; })}};
    raw_client client{server.address()};
    client.send("GET / HTTP/1.1\r\n\r\n");
    while (client.send(std::string(1000, 'x'))) {
        if (client.receive_some(1ms) && client.end() == raw_client::ending::reset) break;
    }
    SUCCEED();
}

TEST_P(HeaderTime, IsThatOfTheWholeHead) {
    running_server server{GetParam(), {.limits = limits_with([](auto& l) { l.time.header = 100ms; })}};
    raw_client client{server.address()};
    std::string const head = padded(16'000);
    for (std::size_t i = 0; i < head.size() && !client.receive_some(5ms); ++i) ASSERT_TRUE(client.send(head.substr(i, 1)));
    EXPECT_EQ(client.receive_answer().status, 408u);
    client.half_close();
    EXPECT_EQ(client.receive_all(), "");
}

TEST_P(HeaderTime, StartsWithTheHead) {
    running_server server{GetParam(), {.limits = limits_with([](auto& l) { l.time.header = 300ms; })}};
    raw_client client{server.address()};
    client.send(get("/healthz"));
    ASSERT_EQ(client.receive_answer().status, 200u);
    EXPECT_FALSE(client.receive_some(600ms)) << "idle is another limit";
    client.send(get("/healthz"));
    EXPECT_EQ(client.receive_answer().status, 200u);
}

TEST_P(BodyTime, EndsABodyThatStalls) {
    running_server server{GetParam(), {.limits = limits_with([](auto& l) { l.time.body = 50ms; })}};
    for (std::string const& request : {post(a_call()), post_chunked(a_call(), 1000)}) {
        raw_client client{server.address()};
        client.send(request.substr(0, 500));
        EXPECT_EQ(client.receive_answer().status, 408u);
        client.half_close();
        EXPECT_EQ(client.receive_all(), "");
    }
}

// Each MiB has the limit, not each byte.
TEST_P(BodyTime, IsNotRenewedByATrickle) {
    running_server server{GetParam(), {.limits = limits_with([](auto& l) { l.time.body = 200ms; })}};
    for (std::string const& request : {post(std::string(100'000, ' ')), post_chunked(std::string(100'000, ' '), 1)}) {
        raw_client client{server.address()};
        client.send(request.substr(0, 200));
        for (std::size_t at = 200; at < 2200 && !client.receive_some(5ms); at += 1) ASSERT_TRUE(client.send(request.substr(at, 1)));
        EXPECT_EQ(client.receive_answer().status, 408u);
        client.half_close();
        EXPECT_EQ(client.receive_all(), "");
    }
}

TEST_P(BodyTime, IsThatOfEachMebibyteAlone) {
    running_server server{GetParam(), {.limits = limits_with([](auto& l) { l.time.body = 1000ms; })}};
    raw_client client{server.address()};
    std::string const request = post(a_call() + std::string(4u << 20, ' '));
    constexpr std::size_t portion = 1u << 20;
    for (std::size_t at = 0; at < request.size(); at += portion) {
        ASSERT_TRUE(client.send(request.substr(at, portion)));
        bool const is_last = at + portion >= request.size();
        ASSERT_FALSE(!is_last && client.receive_some(350ms)) << at;  // in all, longer than the limit
    }
    EXPECT_EQ(client.receive_answer().status, 200u);
}

TEST_P(BodyTime, HoldsForARestThatIsDropped) {
    running_server server{GetParam(), {.limits = limits_with([](auto& l) { l.time.body = 100ms; })}};
    raw_client client{server.address()};
    client.send(post("x" + std::string(10'000, ' ')).substr(0, 500));
    EXPECT_EQ(client.receive_answer().status, 400u);
    EXPECT_EQ(client.receive_all(), "");
    EXPECT_EQ(client.end(), raw_client::ending::fin);
}

TEST_P(IdleTime, EndsAConnectionWithoutAWord) {
    running_server server{GetParam(), {.limits = limits_with([](auto& l) { l.time.idle = 50ms; })}};
    raw_client fresh{server.address()};
    raw_client used{server.address()};
    used.send(get("/healthz"));
    ASSERT_EQ(used.receive_answer().status, 200u);
    EXPECT_EQ(fresh.receive_all(), "");
    EXPECT_EQ(used.receive_all(), "");
    EXPECT_EQ(used.end(), raw_client::ending::fin);
}

TEST_P(AnswerTime, EndsAClientThatTakesNothing) {
    running_server server{GetParam(), {.limits = limits_with([](auto& l) { l.time.answer = 50ms; })}};
    raw_client client{server.address()};
    std::string const request = get("/cds-services");
    std::string many;
    for (int i = 0; i < 1000; ++i) many += request;
    // It sends and never reads until the server has given up on it: then sending fails.
    bool gone = false;
    for (int i = 0; i < 2000 && !gone; ++i) gone = !client.send(many);
    EXPECT_TRUE(gone);
    raw_client other{server.address()};
    other.send(get("/healthz"));
    EXPECT_EQ(other.receive_answer().status, 200u);
}

// What it takes is progress, but each MiB of an answer has its time.
TEST_P(AnswerTime, EndsAClientThatTakesLittleAtATime) {
    constexpr std::size_t size = 32u << 20;
    running_server server{GetParam(),
                          {.limits = limits_with([](auto& l) { l.time.answer = 200ms; }), .service = a_service_of_long_answers(size)}};
    raw_client client{server.address()}, other{server.address()};
    client.send(get("/cds-services"));
    while (client.receive_some() && client.end() == raw_client::ending::none) other.receive_some(5ms);  // 16 KiB, and a pause
    EXPECT_LT(client.received().size(), size);
}

// What it sends is no progress of an answer.
TEST_P(AnswerTime, EndsAClientThatGoesOnSendingButTakesNothing) {
    running_server server{GetParam(), {.limits = limits_with([](auto& l) { l.time.answer = 100ms; }), .service = the_service()}};
    raw_client client{server.address()}, other{server.address()};
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

TEST_P(Connections, OverTheLimitAreToldSo) {
    running_server server{GetParam(), {.limits = limits_with([](auto& l) { l.connections = 2; })}};
    auto first = std::make_unique<raw_client>(server.address());
    raw_client second{server.address()};
    for (raw_client* c : {first.get(), &second}) {
        c->send(get("/healthz"));
        ASSERT_EQ(c->receive_answer().status, 200u);
    }
    raw_client third{server.address()};
    third.send(get("/healthz"));
    auto const answers = split_answers(third.receive_all());
    ASSERT_EQ(statuses(answers), "503");
    EXPECT_NE(answers[0].field("Retry-After"), "");
    EXPECT_EQ(third.end(), raw_client::ending::fin);

    first->half_close();
    EXPECT_EQ(first->receive_all(), "");  // the server has closed it: there is room again
    for (int attempt = 0; attempt < 100; ++attempt) {
        raw_client fourth{server.address()};
        fourth.send(get("/healthz"));
        if (fourth.receive_answer().status == 200) return;
    }
    FAIL() << "the place of a closed connection was not given to another";
}

OMS_OVER_BOTH(HeaderBytes);
OMS_OVER_BOTH(BodyBytes);
OMS_OVER_BOTH(Linger);
OMS_OVER_BOTH(HeaderTime);
OMS_OVER_BOTH(BodyTime);
OMS_OVER_BOTH(IdleTime);
OMS_OVER_BOTH(AnswerTime);
OMS_OVER_BOTH(Connections);

}  // namespace
}  // namespace oms::test
