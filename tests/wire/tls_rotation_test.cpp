#include "wire/support/raw_client.hpp"
#include "wire/support/running_server.hpp"
#include "wire/support/tls_client.hpp"

#include <gtest/gtest.h>

/// The certificate is replaced while the server runs.
namespace oms::test {
namespace {

std::string serial_seen_by(raw_client& client) {
    certificate_ptr const shown{SSL_get1_peer_certificate(client.tls())};
    return shown ? pem_of(shown.get()) : "";
}

unsigned status_over(raw_client& client) {
    client.send(get("/healthz"));
    return client.receive_answer().status;
}

class TlsRotation : public testing::TestWithParam<unsigned> {};

TEST_P(TlsRotation, IsSeenByNewConnectionsAndLeavesOpenOnesAlone) {
    test_authority const authority;
    identity const before = authority.certify("IP:127.0.0.1"), after = authority.certify("IP:127.0.0.1");
    running_server server{transport::tls, {.threads = GetParam(), .tls = server_context(before)}};
    raw_client open{server.address()};
    EXPECT_EQ(status_over(open), 200u);
    EXPECT_EQ(serial_seen_by(open), pem_of(before.certificate.get()));
    raw_client within{server.address()};
    std::string const call = post(a_call());
    within.send(call.substr(0, 300));

    (*server).replace(server_context(after));

    for (int i = 0; i < 4; ++i) {
        raw_client next{server.address()};
        EXPECT_EQ(serial_seen_by(next), pem_of(after.certificate.get()));
        EXPECT_EQ(status_over(next), 200u);
    }
    EXPECT_EQ(status_over(open), 200u);
    within.send(call.substr(300));
    EXPECT_EQ(within.receive_answer().status, 200u);
}

INSTANTIATE_TEST_SUITE_P(Threads, TlsRotation, testing::Values(1u, 3u), testing::PrintToStringParamName());

TEST(TlsRotation, EndsTheSessionsFromBefore) {
    test_authority const old_authority, authority;
    identity const server_identity = authority.certify("IP:127.0.0.1"), who = old_authority.certify("DNS:ehr.example");
    running_server server{transport::tls, {.tls = server_context(server_identity, old_authority.pem())}};
    for (int const version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
        (*server).replace(server_context(server_identity, old_authority.pem()));
        context_ptr const with = make_client({.oldest = version, .newest = version, .shown = &who});
        raw_client first{server.address(), with.get()};
        EXPECT_EQ(status_over(first), 200u);
        session_ptr const session{SSL_get1_session(first.tls())};

        (*server).replace(server_context(server_identity, authority.pem()));

        raw_client second{server.address(), with.get(), session.get()};
        EXPECT_FALSE(SSL_session_reused(second.tls()));
        EXPECT_EQ(status_over(second), 0u) << "an authority that is trusted no more";
    }
}

}  // namespace
}  // namespace oms::test
