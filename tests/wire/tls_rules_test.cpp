#include "wire/support/raw_client.hpp"
#include "wire/support/running_server.hpp"
#include "wire/support/tls_client.hpp"

#include <gtest/gtest.h>

/// What the server agrees to in a TLS handshake, and what not.
namespace oms::test {
namespace {

/// A request over what was agreed; 0: there is no connection.
unsigned status_of(raw_client& client) {
    client.send(get("/healthz"));
    return client.receive_answer().status;
}

// ---- versions and ciphers ----

struct version_row {
    char const* name;
    int offered;
    net::tls_version oldest;
    char const* refusal;  // empty: agreed
};

class TlsVersion : public testing::TestWithParam<version_row> {};

TEST_P(TlsVersion, IsAgreedToOnlyIfItIsNotOld) {
    auto const& [name, offered, oldest, refusal] = GetParam();
    running_server server{transport::tls, {.tls = server_context(test_authority{}.certify("IP:127.0.0.1"), {}, oldest)}};
    context_ptr const with = make_client({.oldest = offered, .newest = offered});
    raw_client client{server.address(), with.get()};
    EXPECT_EQ(client.reason(), refusal);
    EXPECT_EQ(status_of(client), *refusal == '\0' ? 200u : 0u);
}

INSTANTIATE_TEST_SUITE_P(
    Each, TlsVersion,
    testing::Values(version_row{"OneAndNought", TLS1_VERSION, net::tls_version::v1_2, "tlsv1 alert protocol version"},
                    version_row{"OneAndOne", TLS1_1_VERSION, net::tls_version::v1_2, "tlsv1 alert protocol version"},
                    version_row{"OneAndTwo", TLS1_2_VERSION, net::tls_version::v1_2, ""},
                    version_row{"OneAndThree", TLS1_3_VERSION, net::tls_version::v1_2, ""},
                    version_row{"OneAndTwoWhereThreeIsTheOldest", TLS1_2_VERSION, net::tls_version::v1_3, "tlsv1 alert protocol version"},
                    version_row{"OneAndThreeWhereThreeIsTheOldest", TLS1_3_VERSION, net::tls_version::v1_3, ""}),
    [](auto const& p) { return p.param.name; });

TEST(TlsCipher, HasForwardSecrecyAndIsAuthenticated) {
    running_server server{transport::tls};
    for (char const* const weak : {"kRSA", "ECDHE+SHA1", "ECDHE+SHA256:!AESGCM:!CHACHA20", "aNULL", "DHE"}) {
        std::string const offered = std::string{weak} + ":@SECLEVEL=0";
        context_ptr const with = make_client({.newest = TLS1_2_VERSION, .ciphers = offered.c_str()});
        raw_client client{server.address(), with.get()};
        EXPECT_EQ(client.reason(), "sslv3 alert handshake failure") << weak;
    }
}

// ---- ALPN ----

TEST(TlsProtocol, IsHttp11) {
    running_server server{transport::tls};
    for (std::string const offered : {"", "\x08http/1.1", "\x02h2\x08http/1.1"}) {
        context_ptr const with = make_client({.protocols = offered});
        raw_client client{server.address(), with.get()};
        unsigned char const* chosen = nullptr;
        unsigned bytes = 0;
        SSL_get0_alpn_selected(client.tls(), &chosen, &bytes);
        EXPECT_EQ(std::string_view(reinterpret_cast<char const*>(chosen), bytes), offered.empty() ? "" : "http/1.1");
        EXPECT_EQ(status_of(client), 200u);
    }
}

TEST(TlsProtocol, IsNoOther) {
    running_server server{transport::tls};
    for (std::string const offered : {"\x02h2", "\x03""ftp\x04imap", "\x08http/1.0"}) {
        context_ptr const with = make_client({.protocols = offered});
        raw_client client{server.address(), with.get()};
        EXPECT_EQ(client.reason(), "tlsv1 alert no application protocol");
    }
}

// ---- sessions ----

struct session_row {
    char const* name;
    int version;
    bool tickets;
};

class TlsSession : public testing::TestWithParam<session_row> {};

TEST_P(TlsSession, IsResumed) {
    running_server server{transport::tls};
    context_ptr const with = make_client({.oldest = GetParam().version, .newest = GetParam().version, .tickets = GetParam().tickets});
    raw_client first{server.address(), with.get()};
    EXPECT_EQ(status_of(first), 200u);
    EXPECT_FALSE(SSL_session_reused(first.tls()));
    session_ptr const session{SSL_get1_session(first.tls())};
    EXPECT_EQ(SSL_SESSION_has_ticket(session.get()) == 1, GetParam().tickets || GetParam().version == TLS1_3_VERSION);

    raw_client second{server.address(), with.get(), session.get()};
    EXPECT_TRUE(SSL_session_reused(second.tls()));
    EXPECT_EQ(status_of(second), 200u);
}

INSTANTIATE_TEST_SUITE_P(Each, TlsSession,
                         testing::Values(session_row{"OneAndTwoByTicket", TLS1_2_VERSION, true},
                                         session_row{"OneAndTwoById", TLS1_2_VERSION, false},
                                         session_row{"OneAndThree", TLS1_3_VERSION, true}),
                         [](auto const& p) { return p.param.name; });

TEST(TlsRenegotiation, IsRefused) {
    running_server server{transport::tls};
    context_ptr const with = make_client({.newest = TLS1_2_VERSION});
    raw_client client{server.address(), with.get()};
    EXPECT_EQ(status_of(client), 200u);
    EXPECT_EQ(SSL_renegotiate(client.tls()), 1);
    EXPECT_NE(SSL_do_handshake(client.tls()), 1);
    raw_client other{server.address(), with.get()};
    EXPECT_EQ(status_of(other), 200u);
}

// ---- certificates of clients ----

struct client_row {
    char const* name;
    std::function<identity(test_authority const&)> shown;  // empty: no certificate
    char const* refusal;                                   // what the server says of it; empty: agreed
};

class TlsClientCertificate : public testing::TestWithParam<std::tuple<int, client_row>> {};

TEST_P(TlsClientCertificate, IsAskedForAndChecked) {
    auto const& [version, row] = GetParam();
    test_authority const authority;
    std::string refused;
    {
        running_server server{transport::tls, {.refused_handshake = [&](std::string_view why, std::string_view) { refused = why; },
                                               .tls = server_context(authority.certify("IP:127.0.0.1"), authority.pem())}};
        identity const who = row.shown ? row.shown(authority) : identity{};
        context_ptr const with = make_client({.oldest = version, .newest = version, .shown = row.shown ? &who : nullptr});
        raw_client client{server.address(), with.get()};
        EXPECT_EQ(status_of(client), *row.refusal == '\0' ? 200u : 0u);
        if (*row.refusal != '\0') client.receive_all();
        EXPECT_EQ(client.reason().find("alert") != std::string_view::npos, *row.refusal != '\0') << client.reason();
    }
    EXPECT_EQ(refused, row.refusal);
}

INSTANTIATE_TEST_SUITE_P(
    Each, TlsClientCertificate,
    testing::Combine(
        testing::Values(TLS1_2_VERSION, TLS1_3_VERSION),
        testing::Values(client_row{"None", {}, "peer did not return a certificate"},
                        client_row{"OfTheAuthority", [](auto const& by) { return by.certify("DNS:ehr.example"); }, ""},
                        client_row{"ForClients", [](auto const& by) { return by.certify("DNS:ehr.example", -60, "clientAuth"); }, ""},
                        client_row{"ForServers", [](auto const& by) { return by.certify("DNS:ehr.example", -60, "serverAuth"); },
                                   "unsuitable certificate purpose"},
                        client_row{"Expired", [](auto const& by) { return by.certify("DNS:ehr.example", -3700); },
                                   "certificate has expired"},
                        client_row{"OfAnother", [](auto const&) { return test_authority{}.certify("DNS:ehr.example"); },
                                   "certificate signature failure"})),
    [](auto const& p) {
        std::string const name = std::get<1>(p.param).name;
        return name + (std::get<0>(p.param) == TLS1_2_VERSION ? "OneAndTwo" : "OneAndThree");
    });

TEST(TlsClientCertificate, MayBeNamedItself) {
    test_authority const authority;
    identity const named = authority.certify("DNS:ehr.example"), other = authority.certify("DNS:other.example");
    running_server server{transport::tls, {.tls = server_context(authority.certify("IP:127.0.0.1"), pem_of(named.certificate.get()))}};
    for (identity const* const who : {&named, &other}) {
        context_ptr const with = make_client({.shown = who});
        raw_client client{server.address(), with.get()};
        EXPECT_EQ(status_of(client), who == &named ? 200u : 0u);
    }
}

TEST(TlsClientCertificate, CountsInAResumedSession) {
    test_authority const authority;
    running_server server{transport::tls, {.tls = server_context(authority.certify("IP:127.0.0.1"), authority.pem())}};
    identity const who = authority.certify("DNS:ehr.example");
    for (int const version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
        context_ptr const with = make_client({.oldest = version, .newest = version, .shown = &who});
        raw_client first{server.address(), with.get()};
        EXPECT_EQ(status_of(first), 200u);
        session_ptr const session{SSL_get1_session(first.tls())};
        raw_client second{server.address(), with.get(), session.get()};
        EXPECT_TRUE(SSL_session_reused(second.tls()));
        EXPECT_EQ(status_of(second), 200u);
    }
}

}  // namespace
}  // namespace oms::test
