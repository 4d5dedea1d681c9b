#include "net/connection/conversation.hpp"

#include "peer.hpp"
#include "wire/support/wire_service.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <ostream>

namespace oms::net {
namespace {

using test::a_call, test::get, test::post, test::post_chunked;

class Converse : public testing::Test {
protected:
    thread_state shared{test::a_service(), {}};
    peer client{shared};
};

TEST_F(Converse, AnswersACall) {
    client.send(post(a_call()));

    ASSERT_EQ(client.statuses(), "200");
    EXPECT_EQ(client.answers()[0].body, R"({"cards":[]})");
    EXPECT_EQ(client.answers()[0].field("Content-Type"), "application/json");
    EXPECT_EQ(client.talk.waits_for().what, wait::idle);
}

/// Where a request is cut must not matter to what it is answered.
TEST_F(Converse, AnswersTheSameAtEveryCut) {
    client.send(post(a_call()));
    std::string const whole = client.got;
    for (std::string const& request : {post(a_call()), post_chunked(a_call(), 100)}) {
        for (std::size_t cut = 1; cut < request.size(); ++cut) {
            peer other{shared};
            other.send(request.substr(0, cut));
            ASSERT_TRUE(other.got.empty()) << cut;
            other.send(request.substr(cut));
            ASSERT_EQ(other.got, whole) << cut;
        }
    }
}

TEST_F(Converse, AnswersTheSameByteAfterByte) {
    client.send(post(a_call()) + post_chunked(a_call(), 7) + get("/healthz"));
    peer slow{shared};
    for (char const c : post(a_call()) + post_chunked(a_call(), 7) + get("/healthz")) slow.send({&c, 1});

    EXPECT_EQ(slow.got, client.got);
    EXPECT_EQ(slow.statuses(), "200 200 200");
}

TEST_F(Converse, AnswersPipelinedRequestsInTheirOrder) {
    client.send(get("/cds-services") + post(a_call()) + get("/nowhere") + post_chunked(a_call(), 64) + post("{"));

    EXPECT_EQ(client.statuses(), "200 200 404 200 400");
    EXPECT_FALSE(client.closed());
}

TEST_F(Converse, GivesItsExchangeBackBeforeTheAnswerHasLeft) {
    auto only = shared.exchanges.borrow();
    lent_exchange const* const it = only.get();
    shared.exchanges.give_back(std::move(only));
    std::string const request = post(a_call());

    ASSERT_EQ(client.talk.take(request), request.size());

    ASSERT_EQ(client.talk.next(), action::write);
    EXPECT_EQ(shared.exchanges.borrow().get(), it) << "and gone with this";
    EXPECT_EQ(client.talk.pending()[1], R"({"cards":[]})");
}

/// A call about a child whose chart stands on a FHIR server on loopback.
class ConverseAboutMissingData : public testing::Test {
protected:
    static std::shared_ptr<service::deployment const> fetching_service() {
        auto const base = test::the_service();
        service::deployment_settings settings = base->settings;
        settings.fetch.loopback = settings.answers.dev = true;
        return service::make_deployment(base->knowledge, settings, base->now, {"patient-view"});
    }
    void SetUp() override {
        client.send(post(R"({"hook":"patient-view","hookInstance":"0d9b9cd2-33a5-4c3a-9a4b-2f8a6e1b7c11",)"
                         R"("fhirServer":"http://127.0.0.1:1/fhir","context":{"userId":"Practitioner/p1","patientId":"kid-1"}})"));
        ASSERT_EQ(client.talk.next(), action::fetch);
        ASSERT_EQ(client.talk.waits_for().what, wait::fetch);
    }

    thread_state shared{fetching_service(), {}};
    peer client{shared};
};

TEST_F(ConverseAboutMissingData, AnswersWithWhatWasRead) {
    client.talk.retrieval().deadline_reached();
    client.talk.fetched();
    client.take_answers();

    EXPECT_EQ(client.statuses(), "412");
    EXPECT_FALSE(client.closed());
}

TEST_F(ConverseAboutMissingData, RefusesTheCallWhenReadingFailsForAReasonOfOurs) {
    client.talk.fetch_failed();
    client.take_answers();

    EXPECT_EQ(client.statuses(), "500");
    EXPECT_TRUE(client.closed());
    EXPECT_EQ(client.talk.why(), ending::failed);
}

TEST_F(Converse, HoldsPipelinedRequestsBackWhileAnAnswerHasNotLeft) {
    std::string const two = get("/healthz") + get("/nowhere");

    std::size_t const used = client.talk.take(two);

    EXPECT_EQ(used, get("/healthz").size());
    EXPECT_EQ(client.talk.next(), action::write);
    EXPECT_EQ(client.talk.waits_for().what, wait::answer);
}

TEST_F(Converse, SendsAnAnswerInAnyPortions) {
    std::size_t const used = client.talk.take(get("/cds-services"));
    ASSERT_EQ(used, get("/cds-services").size());
    std::string got;
    while (client.talk.next() == action::write) {
        auto const& two = client.talk.pending();
        got += two[0].empty() ? two[1][0] : two[0][0];
        client.talk.sent(1);
    }
    peer other{shared};
    other.send(get("/cds-services"));
    EXPECT_EQ(got, other.got);
}

TEST_F(Converse, GivesHeadTheLengthButNotTheBody) {
    client.send(get("/cds-services", "Connection: close\r\n", "HEAD"));
    std::string rest;
    auto const answers = test::split_answers(client.got, rest, true);

    ASSERT_EQ(test::statuses(answers), "200");
    EXPECT_EQ(rest, "");
    peer other{shared};
    other.send(get("/cds-services"));
    EXPECT_EQ(answers[0].field("Content-Length"), std::to_string(other.answers()[0].body.size()));
}

TEST_F(Converse, IgnoresAnEmptyLineBeforeARequest) {
    client.send("\r\n\r\n" + get("/healthz") + "\r\n" + get("/healthz"));
    EXPECT_EQ(client.statuses(), "200 200");
}

TEST_F(Converse, CallsTheLogOnceForEachAnswer) {
    std::string seen;
    thread_state logged{test::a_service(), [&](telemetry::call_record const& r, std::chrono::microseconds) {
                    seen.append(r.route).append(" ").append(std::to_string(r.status)).append("\n");
                }};
    peer other{logged};
    other.send(get("/healthz") + post(a_call()) + "GET / HTTP/1.1\r\n\r\n");

    EXPECT_EQ(seen, "health 200\nservice 200\nrefused 400\n");
}

// What becomes of the connection.

struct end_row {
    char const* name;
    std::string request, statuses;
    bool closed;
};
std::ostream& operator<<(std::ostream& o, end_row const& r) { return o << r.name; }
class EndConnection : public testing::TestWithParam<end_row> {};

TEST_P(EndConnection, IsWhatTheRequestAsksAndItsFramingAllows) {
    thread_state shared{test::a_service(), {}};
    peer client{shared};

    client.send(GetParam().request);

    EXPECT_EQ(client.statuses(), GetParam().statuses) << client.got;
    EXPECT_EQ(client.closed(), GetParam().closed);
    EXPECT_EQ(!client.answers().empty() && client.answers().back().closes(), GetParam().closed);
}

std::string of_http_1_0(std::string_view fields) { return "GET /healthz HTTP/1.0\r\n" + std::string{fields} + "\r\n"; }

INSTANTIATE_TEST_SUITE_P(
    KeepAlive, EndConnection,
    testing::Values(
        end_row{"Http11", get("/healthz") + get("/healthz"), "200 200", false},
        end_row{"Http11Close", get("/healthz", "Connection: close\r\n") + get("/healthz"), "200", true},
        end_row{"Http10", of_http_1_0("") + get("/healthz"), "200", true},
        end_row{"Http10KeepAlive", of_http_1_0("Connection: keep-alive\r\n") + get("/healthz"), "200 200", false},
        end_row{"BadJson", post(R"({"a":1,})") + get("/healthz"), "400 200", false},
        end_row{"Comment", post(R"({/**/})") + get("/healthz"), "400 200", false},
        end_row{"BadJsonChunked", post_chunked("nonsense", 2) + get("/healthz"), "400 200", false},
        end_row{"EarlyAnswerAndASmallRest", post("x" + std::string(60'000, ' ')) + get("/healthz"), "400 200", false},
        end_row{"EarlyAnswerAndASmallChunkedRest", post_chunked("x" + std::string(60'000, ' '), 999) + get("/healthz"), "400 200", false},
        end_row{"UnknownServiceWithABody", "POST /cds-services/x HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc" + get("/healthz"),
                "404 200", false},
        end_row{"BodyOnGet", "GET /healthz HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc" + get("/healthz"), "200 200", false}),
    [](auto const& p) { return p.param.name; });

INSTANTIATE_TEST_SUITE_P(
    Refused, EndConnection,
    testing::Values(
        end_row{"NoHost", "GET / HTTP/1.1\r\n\r\n" + get("/healthz"), "400", true},
        end_row{"Smuggled",
                "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + get("/healthz"), "400",
                true},
        end_row{"BadChunk",
                get("/healthz") + "POST /cds-services/oms-patient-view HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nx\r\n",
                "200 400", true},
        end_row{"BadChunkBehindAnAnswer", post_chunked("x", 1).substr(0, post_chunked("x", 1).size() - 5) + "zz\r\n", "400", true},
        end_row{"Nonsense", "hello\r\n\r\n", "400", true}, end_row{"Version", "GET / HTTP/3.0\r\nHost: a\r\n\r\n", "505", true},
        end_row{"Expectation", get("/healthz", "Expect: tea\r\n"), "417", true}),
    [](auto const& p) { return p.param.name; });

TEST_F(Converse, SaysWhyItRefusesAndToTheBrowserToo) {
    client.send("POST / HTTP/1.1\r\nHost: a\r\nOrigin: https://ehr.example\r\nTransfer-Encoding: gzip\r\n\r\n");

    auto const answer = client.answers().at(0);
    EXPECT_EQ(answer.status, 400u);
    EXPECT_NE(answer.body.find(R"("resourceType":"OperationOutcome")"), std::string::npos);
    EXPECT_EQ(answer.field("Access-Control-Allow-Origin"), "https://ehr.example");
}

TEST_F(Converse, LingersAfterARefusalSoThatItArrives) {
    client.send("GET / HTTP/1.1\r\n\r\n");
    ASSERT_TRUE(client.closed());
    EXPECT_TRUE(client.talk.must_linger());
    EXPECT_EQ(client.talk.waits_for().what, wait::linger);
}

TEST_F(Converse, DoesNotLingerForAPeerThatHasEndedItsSide) {
    client.send("GET / HT");
    client.talk.end_of_input();
    client.take_answers();
    ASSERT_TRUE(client.closed());
    EXPECT_FALSE(client.talk.must_linger());
}

TEST_F(Converse, ClosesAtOnceWhenNothingIsUnread) {
    client.send(get("/healthz", "Connection: close\r\n"));
    ASSERT_TRUE(client.closed());
    EXPECT_FALSE(client.talk.must_linger());
    EXPECT_EQ(client.talk.why(), ending::finished);
}

TEST_F(Converse, TakesNothingMoreAfterARefusal) {
    client.send("GET / HTTP/1.1\r\n\r\n" + get("/healthz"));
    EXPECT_EQ(client.talk.take(get("/healthz")), 0u);
    EXPECT_EQ(client.statuses(), "400");
}

// Expect: 100-continue.

std::string expecting(std::string_view body, std::string_view target = "/cds-services/oms-patient-view", std::string_view version = "1.1") {
    return "POST " + std::string{target} + " HTTP/" + std::string{version} +
           "\r\nHost: a\r\nConnection: keep-alive\r\nExpect: 100-continue\r\n" + "Content-Length: " + std::to_string(body.size()) +
           "\r\n\r\n";
}

TEST_F(Converse, AsksForTheBodyOfAClientThatWaits) {
    client.send(expecting(a_call()));
    EXPECT_EQ(client.got, "HTTP/1.1 100 Continue\r\n\r\n");

    client.got.clear();
    client.send(a_call());
    EXPECT_EQ(client.statuses(), "200");
    EXPECT_FALSE(client.closed());
}

TEST_F(Converse, DoesNotAskForABodyThatIsThere) {
    client.send(expecting(a_call()) + a_call());
    EXPECT_EQ(client.statuses(), "200");
}

TEST_F(Converse, DoesNotAskForABodyOverHttp10) {
    client.send(expecting(a_call(), "/cds-services/oms-patient-view", "1.0"));
    EXPECT_EQ(client.got, "");
    client.send(a_call());
    EXPECT_EQ(client.statuses(), "200");
}

TEST_F(Converse, ClosesOnAClientThatMayOrMayNotSendItsRefusedBody) {
    client.send(expecting("abc", "/nowhere"));
    EXPECT_EQ(client.statuses(), "404");
    EXPECT_TRUE(client.answers()[0].closes());
}

// The peer's end of input.

TEST_F(Converse, AnswersAPeerThatHalfClosedAfterItsRequest) {
    std::string const request = post(a_call());
    ASSERT_EQ(client.talk.take(request), request.size());
    client.take_answers();
    client.talk.end_of_input();

    EXPECT_EQ(client.statuses(), "200");
    EXPECT_TRUE(client.closed());
}

TEST_F(Converse, EndsQuietlyBetweenRequests) {
    client.send(get("/healthz"));
    client.talk.end_of_input();
    EXPECT_TRUE(client.closed());
    EXPECT_EQ(client.statuses(), "200");
}

TEST_F(Converse, SaysThatARequestWasCutOff) {
    for (std::string const& part : {std::string{"GET / HT"}, post("abc").substr(0, post("abc").size() - 1), post_chunked("   ", 2)}) {
        peer other{shared};
        other.send(part.substr(0, part.size() - 1));
        other.talk.end_of_input();
        other.take_answers();
        EXPECT_EQ(other.statuses(), "400") << part;
    }
}

// Draining.

TEST_F(Converse, MakesTheAnswerOfARunningRequestTheLastWhenDraining) {
    std::string const request = post(a_call());
    client.send(request.substr(0, 200));
    shared.draining = true;
    client.send(request.substr(200));

    EXPECT_EQ(client.statuses(), "200");
    EXPECT_TRUE(client.answers()[0].closes());
    EXPECT_TRUE(client.closed());
}

TEST_F(Converse, EndsAnIdleConnectionWhenDraining) {
    client.send(get("/healthz"));
    shared.draining = true;
    EXPECT_TRUE(client.closed());
}

TEST_F(Converse, ReadsOnAHeadThatHasBegunWhenDraining) {
    client.send("GET /healthz HTT");
    shared.draining = true;
    EXPECT_FALSE(client.closed());
    client.send("P/1.1\r\nHost: a\r\n\r\n");
    EXPECT_EQ(client.statuses(), "200");
    EXPECT_TRUE(client.closed());
}

TEST_F(Converse, TurnsAwayWithATimeToComeBack) {
    client.talk.turn_away();
    client.take_answers();
    EXPECT_EQ(client.statuses(), "503");
    EXPECT_NE(client.answers()[0].field("Retry-After"), "");
    EXPECT_TRUE(client.answers()[0].closes());
}

}  // namespace
}  // namespace oms::net
