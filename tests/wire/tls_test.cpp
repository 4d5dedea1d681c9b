#include "wire/support/raw_client.hpp"
#include "wire/support/running_server.hpp"

#include <gtest/gtest.h>

/// What only a TLS connection can do.
namespace oms::test {
namespace {

using namespace std::chrono_literals;

service::inbound_limits with_header_time(std::chrono::milliseconds t) {
    service::inbound_limits l;
    l.time.header = t;
    return l;
}

TEST(TlsHandshake, EndsForAClientThatSpeaksPlainHttp) {
    running_server server{transport::tls};
    raw_client plain{server_address{server.address().port}};
    plain.send(get("/healthz"));
    EXPECT_EQ(plain.receive_all().find("HTTP/"), std::string::npos) << "nothing, or an alert of TLS";
    EXPECT_EQ(plain.end(), raw_client::ending::fin);
    raw_client good{server.address()};
    good.send(get("/healthz"));
    EXPECT_EQ(good.receive_answer().status, 200u);
}

TEST(TlsHandshake, HasTheTimeOfAHead) {
    running_server server{transport::tls, {.limits = with_header_time(50ms)}};
    raw_client silent{server_address{server.address().port}};
    silent.receive_all();
    EXPECT_EQ(silent.end(), raw_client::ending::fin);
}

TEST(TlsTruncation, IsNoHalfClose) {
    running_server server{transport::tls};
    raw_client cut{server.address()};
    cut.send(post(a_call()).substr(0, 300));
    cut.truncate();
    EXPECT_EQ(cut.receive_all(), "") << "a half-close would be answered 400";
}

TEST(TlsTruncation, BetweenTwoRequestsIsAnEnd) {
    running_server server{transport::tls};
    raw_client client{server.address()};
    client.send(get("/healthz"));
    EXPECT_EQ(client.receive_answer().status, 200u);
    client.truncate();
    EXPECT_EQ(client.receive_all(), "");
}

TEST(TlsRecords, MayBeOfAnySize) {
    running_server server{transport::tls};
    raw_client client{server.address()};
    std::string const body = a_call() + std::string(300'000, ' ');
    for (std::size_t const record : std::initializer_list<std::size_t>{1, 255, 256, 257, 16'384, 400'000}) {
        std::string const request = record == 1 ? post(a_call()) : post(body);
        for (std::size_t at = 0; at < request.size(); at += record) ASSERT_TRUE(client.send(request.substr(at, record)));
        EXPECT_EQ(client.receive_answer().status, 200u) << record;
    }
}

}  // namespace
}  // namespace oms::test
