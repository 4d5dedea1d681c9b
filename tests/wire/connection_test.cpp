#include "wire/raw_client.hpp"
#include "wire/running_server.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <ostream>
#include <vector>

/// One connection over loopback: what is answered, in which order, and when it ends.
namespace oms::test {
namespace {

class Connection : public OverBoth {
protected:
    running_server server{GetParam()};
    raw_client client{server.address()};
};

class ServiceConnection : public OverBoth {
protected:
    running_server server{GetParam(), {.service = the_service()}};
};

TEST_P(ServiceConnection, AnswersWithACard) {
    raw_client client{server.address()};
    for (std::string const& request : {post(child_with_a_card()), post_chunked(child_with_a_card(), 99)}) {
        ASSERT_TRUE(client.send(request));
        auto const answer = client.receive_answer();
        EXPECT_EQ(answer.status, 200u) << answer.body;
        EXPECT_NE(answer.body.find(R"("indicator":"warning")"), std::string::npos) << answer.body;
    }
}

TEST_P(Connection, ServesOneRequestAfterTheOther) {
    for (int i = 0; i < 50; ++i) {
        ASSERT_TRUE(client.send(i % 2 == 0 ? post(a_call()) : get("/healthz")));
        ASSERT_EQ(client.receive_answer().status, 200u) << i;
    }
}

TEST_P(Connection, AnswersPipelinedRequestsInOrder) {
    client.send(post_chunked(a_call(), 100) + get("/nowhere") + get("/healthz", "Connection: close\r\n"));
    EXPECT_EQ(statuses(split_answers(client.receive_all())), "200 404 200");
    EXPECT_EQ(client.end(), raw_client::ending::fin);
}

TEST_P(Connection, AnswersAThousandPipelinedRequestsThoughTheirReaderIsSlow) {
    std::string many;
    for (int i = 0; i < 1000; ++i) many += get(i % 100 == 0 ? "/nowhere" : "/cds-services");
    many += get("/healthz", "Connection: close\r\n");
    ASSERT_TRUE(client.send(many));
    auto const answers = split_answers(client.receive_all());
    ASSERT_EQ(answers.size(), 1001u);
    for (std::size_t i = 0; i < 1000; ++i) ASSERT_EQ(answers[i].status, i % 100 == 0 ? 404u : 200u) << i;
}

TEST_P(ServiceConnection, ServesPipelinedRequestsThoughAnswersWaitForTheirReader) {
    raw_client client{server.address()}, other{server.address()};
    constexpr std::size_t count = 5000;
    std::string many;
    for (std::size_t i = 0; i < count; ++i) many += get(i % 100 == 0 ? "/nowhere" : "/cds-services");
    many += get("/healthz", "Connection: close\r\n");
    std::size_t const cut = many.size() - 10'007;
    ASSERT_NE(many[cut - 1], '\n') << "within a head";
    ASSERT_TRUE(client.send(many.substr(0, cut)));
    other.send(get("/healthz"));
    ASSERT_EQ(other.receive_answer().status, 200u) << "the answers to the first one fill all buffers now";
    ASSERT_TRUE(client.send(many.substr(cut)));

    auto const answers = split_answers(client.receive_all());
    ASSERT_EQ(answers.size(), count + 1);
    for (std::size_t i = 0; i < count; ++i) ASSERT_EQ(answers[i].status, i % 100 == 0 ? 404u : 200u) << i;
}

TEST_P(ServiceConnection, IsAnsweredAmongManyThatAskAtOnce) {
    std::vector<std::unique_ptr<raw_client>> many;
    for (int i = 0; i < 50; ++i) many.push_back(std::make_unique<raw_client>(server.address()));
    for (int round = 0; round < 3; ++round) {
        for (std::size_t i = 0; i < many.size(); ++i) {
            ASSERT_TRUE(many[i]->send(i % 3 == 0 ? get("/nowhere") : i % 3 == 1 ? post(child_with_a_card()) : get("/healthz")));
        }
        for (std::size_t i = 0; i < many.size(); ++i) {
            auto const answer = many[i]->receive_answer();
            ASSERT_EQ(answer.status, i % 3 == 0 ? 404u : 200u) << i;
            ASSERT_EQ(answer.body.find(R"("indicator":"warning")") != std::string::npos, i % 3 == 1) << i;
        }
    }
}

TEST_P(Connection, MayBeCutAtEveryByte) {
    std::string const body = R"({"hook":1})";
    for (std::string const& request : {post(body), post_chunked(body, 4)}) {
        for (std::size_t cut = 1; cut < request.size(); ++cut) {
            ASSERT_TRUE(client.send(request.substr(0, cut)));
            ASSERT_TRUE(client.send(request.substr(cut)));
            ASSERT_EQ(client.receive_answer().status, 400u) << cut;
        }
    }
}

TEST_P(Connection, MayComeByteAfterByte) {
    for (char const c : post(a_call()) + post_chunked(a_call(), 50)) ASSERT_TRUE(client.send({&c, 1}));
    EXPECT_EQ(client.receive_answer().status, 200u);
    EXPECT_EQ(client.receive_answer().status, 200u);
}

TEST_P(Connection, TakesChunkExtensionsAndTrailers) {
    std::string const body = a_call();
    std::string const size = "00494";  // of `body`, hexadecimal
    ASSERT_EQ(std::stoul(size, nullptr, 16), body.size());
    client.send("POST /cds-services/oms-patient-view HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nTrailer: X-Sum\r\n\r\n" + size +
                ";a;b=\"c d\"\r\n" + body + "\r\n0;last\r\nX-Sum: 1\r\nX-More: 2\r\n\r\n" + get("/healthz"));
    EXPECT_EQ(client.receive_answer().status, 200u);
    EXPECT_EQ(client.receive_answer().status, 200u);
}

TEST_P(Connection, AnswersHeadWithoutABody) {
    client.send(get("/cds-services", "", "HEAD") + get("/healthz", "Connection: close\r\n"));
    auto const head = client.receive_answer(true);
    EXPECT_EQ(head.status, 200u);
    EXPECT_NE(head.field("Content-Length"), "0");
    EXPECT_EQ(statuses(split_answers(client.receive_all())), "200");
}

TEST_P(Connection, AnswersAPreflight) {
    client.send(get("/cds-services/oms-patient-view", "Origin: https://ehr.example\r\nAccess-Control-Request-Method: POST\r\n", "OPTIONS"));
    auto const answer = client.receive_answer();
    EXPECT_EQ(answer.status, 204u);
    EXPECT_EQ(answer.field("Access-Control-Allow-Origin"), "https://ehr.example");
    EXPECT_EQ(answer.field("Content-Length"), "");
}

TEST_P(Connection, DatesItsAnswers) {
    client.send(get("/healthz"));
    EXPECT_TRUE(client.receive_answer().field("Date").ends_with(" GMT"));
}

TEST_P(Connection, AsksForTheBodyOfAClientThatWaits) {
    client.send("POST /cds-services/oms-patient-view HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: " +
                std::to_string(a_call().size()) + "\r\n\r\n");
    EXPECT_EQ(client.receive_answer(true).status, 100u);
    client.send(a_call());
    EXPECT_EQ(client.receive_answer().status, 200u);
}

// Now and then its end is there before its request was read.
TEST_P(Connection, IsAnsweredAfterItsHalfClose) {
    for (int i = 0; i < 50; ++i) {
        raw_client one{server.address()};
        one.send(post(a_call()));
        one.half_close();
        ASSERT_EQ(statuses(split_answers(one.receive_all())), "200");
        ASSERT_EQ(one.end(), raw_client::ending::fin);
    }
}

TEST_P(Connection, IsToldThatItsHalfCloseCameTooEarly) {
    client.send(post(a_call()).substr(0, 300));
    client.half_close();
    EXPECT_EQ(statuses(split_answers(client.receive_all())), "400");
}

TEST_P(Connection, HarmsNoOtherByItsReset) {
    for (std::size_t const sent : {std::size_t{10}, std::size_t{150}, std::size_t{700}}) {
        raw_client other{server.address()};
        other.send(post(a_call()).substr(0, sent));
        other.reset();
    }
    client.send(post(a_call()));
    EXPECT_EQ(client.receive_answer().status, 200u);
}

TEST_P(Connection, StaysUsableAfterJsonThatIsNone) {
    for (std::string_view const body : {R"({"a":1,})", R"({/* */})", R"({"a":1,"a":2})", "\xef\xbb\xbf{}", "\"\xff\""}) {
        ASSERT_TRUE(client.send(post(body)));
        EXPECT_EQ(client.receive_answer().status, 400u) << body;
    }
    client.send(get("/healthz"));
    EXPECT_EQ(client.receive_answer().status, 200u);
}

OMS_OVER_BOTH(Connection);
OMS_OVER_BOTH(ServiceConnection);

}  // namespace
}  // namespace oms::test
