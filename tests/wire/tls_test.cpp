#include "wire/support/raw_client.hpp"
#include "wire/support/running_server.hpp"
#include "wire/support/tls_client.hpp"

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

/// What a client says first.
std::string first_flight(SSL_CTX* with) {
    std::unique_ptr<SSL, released_by<SSL_free>> const ssl{SSL_new(with)};
    BIO* const sent = BIO_new(BIO_s_mem());
    SSL_set_bio(ssl.get(), BIO_new(BIO_s_mem()), sent);
    SSL_connect(ssl.get());
    char* bytes = nullptr;
    long const n = BIO_get_mem_data(sent, &bytes);
    return {bytes, static_cast<std::size_t>(n)};
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

TEST(TlsHandshake, HasTheTimeOfAHeadEvenIfItHasBegun) {
    running_server server{transport::tls, {.limits = with_header_time(50ms)}};
    context_ptr const with = make_client({});
    raw_client slow{server_address{server.address().port}};
    slow.send(first_flight(with.get()).substr(0, 50));
    slow.receive_all();
    EXPECT_EQ(slow.end(), raw_client::ending::fin);
    server.stop_and_wait();
    EXPECT_EQ((*server).endings()[static_cast<std::size_t>(net::ending::header_timeout)], 1u);
}

TEST(TlsHandshake, TellsWhoWasRefusedAndWhy) {
    std::vector<std::string> heard;
    running_server server{transport::tls, {.refused_handshake = [&](std::string_view why, std::string_view peer) {
                                               heard.push_back(std::string{why} + " from " + std::string{peer});
                                           }}};
    for (bool const sends : {true, false}) {
        raw_client plain{server_address{server.address().port}};
        if (sends) plain.send(get("/healthz"));
        plain.truncate();
        plain.receive_all();
    }
    server.stop_and_wait();
    EXPECT_EQ((*server).endings()[static_cast<std::size_t>(net::ending::bad_handshake)], 2u);
    EXPECT_EQ(heard, std::vector<std::string>{"http request from 127.0.0.1"}) << "who goes is not refused";
}

TEST(TlsHandshake, TellsTheRefusalToAClientThatIsStillSending) {
    running_server server{transport::tls};
    context_ptr const with = make_client({.newest = TLS1_1_VERSION});
    raw_client old{server_address{server.address().port}};
    old.send(first_flight(with.get()) + std::string(100'000, 'x'));
    std::string const told = old.receive_all();
    EXPECT_EQ(told, std::string("\x15\x03\x02\x00\x02\x02\x46", 7)) << "an alert: protocol version";
    EXPECT_EQ(old.end(), raw_client::ending::fin) << "a reset could have overtaken it";
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
