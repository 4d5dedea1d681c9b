#include "wire/support/raw_client.hpp"
#include "wire/support/running_server.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <memory>
#include <thread>
#include <vector>

/// A server that many use, that is told to stop, and that is given another service.
namespace oms::test {
namespace {

using namespace std::chrono_literals;

bool can_connect(server_address to) {
    try {
        raw_client const client{to};
        return true;
    } catch (std::system_error const&) {
        return false;
    }
}

class Drain : public OverBoth {};
class Replace : public OverBoth {};
class ManyConnections : public OverBoth {};

TEST_P(Drain, LetsARunningRequestFinish) {
    for (unsigned const threads : {1u, 2u}) {
        running_server server{GetParam(), {.threads = threads}};
        raw_client running{server.address()}, idle{server.address()};
        idle.send(get("/healthz"));
        ASSERT_EQ(idle.receive_answer().status, 200u);
        std::string const request = post(a_call());
        running.send("POST /cds-services/oms-patient-view HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: " +
                     std::to_string(a_call().size()) + "\r\n\r\n");
        ASSERT_EQ(running.receive_answer(true).status, 100u) << "it runs";

        server.stop();
        EXPECT_EQ(idle.receive_all(), "") << "an idle connection is closed";
        EXPECT_EQ(idle.end(), raw_client::ending::fin);
        EXPECT_FALSE(can_connect(server.address()));
        EXPECT_TRUE((*server).draining());

        running.send(a_call());
        auto const answer = running.receive_answer();
        EXPECT_EQ(answer.status, 200u);
        EXPECT_TRUE(answer.closes());
        EXPECT_EQ(running.receive_all(), "");
        server.stop_and_wait();
    }
}

TEST_P(Drain, CutsWhatDoesNotFinish) {
    service::inbound_limits l;
    l.time.drain = 50ms;
    running_server server{GetParam(), {.limits = l}};
    raw_client running{server.address()};
    running.send("POST /cds-services/oms-patient-view HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 9\r\n\r\n");
    ASSERT_EQ(running.receive_answer(true).status, 100u);
    server.stop_and_wait();
    EXPECT_EQ(running.receive_all(), "");
}

TEST_P(Drain, AnswersAHeadThatHadBegun) {
    running_server server{GetParam()};
    raw_client client{server.address()};
    client.send(get("/healthz") + "GET /healthz HTTP/1.1\r\n");
    ASSERT_EQ(client.receive_answer().status, 200u);
    server.stop();
    client.send("Host: a\r\n\r\n");
    EXPECT_EQ(client.receive_answer().status, 200u);
    server.stop_and_wait();
}

TEST_P(Replace, LeavesRunningRequestsTheOldServiceAndGivesNewOnesTheNew) {
    running_server server{GetParam()};
    std::weak_ptr<service::deployment const> old;
    {
        service::inbound_limits l;
        l.body_bytes = 100;
        auto first = with_limits(a_service(), l);
        old = first;
        (*server).replace(std::move(first));
    }
    raw_client running{server.address()};
    for (unsigned status = 0; status != 413;) {  // until the first one is in use
        raw_client other{server.address()};
        ASSERT_TRUE(other.send(post(std::string(101, ' '))));
        status = other.receive_answer().status;
        ASSERT_NE(status, 0u);
    }
    running.send("POST /cds-services/oms-patient-view HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nExpect: 100-continue\r\n\r\n");
    ASSERT_EQ(running.receive_answer(true).status, 100u);

    (*server).replace(a_service());
    raw_client late{server.address()};
    for (int attempt = 0; attempt < 1000; ++attempt) {
        late.send(post(a_call()));
        if (late.receive_answer().status == 200) break;
    }
    EXPECT_FALSE(old.expired());

    running.send("65\r\n" + std::string(101, ' ') + "\r\n0\r\n\r\n");
    EXPECT_EQ(running.receive_answer().status, 413u) << "the old service's limit";
    server.stop_and_wait();
    EXPECT_TRUE(old.expired());
}

TEST_P(ManyConnections, AreServedSideBySide) {
    std::atomic<std::size_t> logged = 0;
    running_server server{GetParam(), {.threads = 2, .log = [&](telemetry::call_record const&, std::chrono::microseconds) { ++logged; }}};
    std::string large = a_call();
    large.append(2u << 20, ' ');
    std::vector<std::string> const requests{post(a_call()), post(large), post_chunked(large, 40'000), post_chunked(a_call(), 13),
                                            get("/cds-services")};
    std::atomic<std::size_t> good = 0;
    std::vector<std::jthread> clients;
    for (std::size_t c = 0; c < 8; ++c) {
        clients.emplace_back([&, c] {
            raw_client client{server.address()};
            for (std::size_t i = 0; i < 20; ++i) {
                client.send(requests[(c + i) % requests.size()]);
                good += client.receive_answer().status == 200;
            }
        });
    }
    clients.clear();
    EXPECT_EQ(good.load(), 160u);
    server.stop_and_wait();
    EXPECT_EQ(logged.load(), 160u);
}

TEST_P(ManyConnections, MayComeAndGoWhileTheServiceIsReplacedAndStopped) {
    running_server server{GetParam(), {.threads = 2}};
    std::atomic<bool> stopped = false;
    std::vector<std::jthread> clients;
    for (int c = 0; c < 4; ++c) {
        clients.emplace_back([&] {
            while (!stopped) {
                try {
                    raw_client client{server.address()};
                    if (client.send(post(a_call()))) client.receive_answer();
                } catch (std::system_error const&) {
                    return;  // it listens no more
                }
            }
        });
    }
    for (int i = 0; i < 50; ++i) {
        (*server).replace(a_service());
        raw_client client{server.address()};
        client.send(get("/healthz"));
        ASSERT_EQ(client.receive_answer().status, 200u);
    }
    server.stop_and_wait();
    stopped = true;
}

OMS_OVER_BOTH(Drain);
OMS_OVER_BOTH(Replace);
OMS_OVER_BOTH(ManyConnections);

}  // namespace
}  // namespace oms::test
