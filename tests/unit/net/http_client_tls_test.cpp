#include <oms/net/http_client.hpp>

#include "http_client_fixture.hpp"
#include "wire/support/tls_server.hpp"

#include <unistd.h>

#include <cstdlib>
#include <filesystem>

namespace oms::net {
namespace {

using fetch::transport_failure;
using test::test_authority, test::tls_server;

/// Trusts one authority of its own, by SSL_CERT_FILE.
class HttpClientTls : public HttpClientFixture {
protected:
    HttpClientTls() {
        trusted.write(file);
        ::setenv("SSL_CERT_FILE", file.c_str(), 1);
    }
    ~HttpClientTls() override {
        ::unsetenv("SSL_CERT_FILE");
        std::filesystem::remove(file);
    }
    static std::string url(tls_server const& s, std::string const& host) {
        return "https://" + host + ":" + std::to_string(s.port()) + "/";
    }

    /// By a client that goes, with its connection, after the last answer; the server waits for that.
    void ask_in_turn(get_request const& r, std::initializer_list<recorded_response*> answers) {
        http_client brief{loop, settings};
        for (recorded_response* const got : answers) {
            http_call const call = brief.get(r, *got);
            run_until([&] { return got->is_over(); });
        }
    }

    test_authority trusted;
    std::filesystem::path const file = testing::TempDir() + "oms-authority-" + std::to_string(::getpid()) + ".pem";
};

TEST_F(HttpClientTls, ReadsFromATrustedServerAndNamesIt) {
    tls_server server{trusted.certify("DNS:localhost"), 1};
    recorded_response first, second;

    ask_in_turn(to(url(server, "localhost")), {&first, &second});
    server.join();

    EXPECT_EQ(first.body, "{}");
    EXPECT_EQ(second.body, "{}");
    EXPECT_EQ(server.requests, 2);
    EXPECT_EQ(server.asked_name, "localhost");
}

TEST_F(HttpClientTls, TrustsAnAddressThatItsCertificateNames) {
    tls_server server{trusted.certify("IP:127.0.0.1"), 1};
    recorded_response got;

    ask_in_turn(to(url(server, "127.0.0.1")), {&got});

    EXPECT_TRUE(got.ended);
}

TEST_F(HttpClientTls, ResumesASessionOverANewConnection) {
    tls_server server{trusted.certify("IP:127.0.0.1"), 2};
    recorded_response cut, whole;
    cut.enough = 0;  // so the next one needs a connection of its own

    ask_in_turn(to(url(server, "127.0.0.1")), {&cut, &whole});
    server.join();

    EXPECT_EQ(server.resumed, 1);
}

struct untrusted {
    char const* name;
    char const* names;
    long starts_s = -60;
    char const* host = "127.0.0.1";
    bool known = true;
    int newest_version = TLS1_3_VERSION;
};
void PrintTo(untrusted const& u, std::ostream* to) { *to << u.name; }
class HttpClientDistrust : public HttpClientTls, public testing::WithParamInterface<untrusted> {};

TEST_P(HttpClientDistrust, SendsNothingToAServerItDoesNotTrust) {
    untrusted const& u = GetParam();
    test_authority const unknown;
    tls_server server{(u.known ? trusted : unknown).certify(u.names, u.starts_s), 1, u.newest_version};
    get_request r = to(url(server, u.host));
    r.bearer = "secret";
    recorded_response got;

    ask_in_turn(r, {&got});
    server.join();

    EXPECT_EQ(got.failure, transport_failure::tls);
    EXPECT_EQ(server.requests, 0);
}

INSTANTIATE_TEST_SUITE_P(Faults, HttpClientDistrust,
                         testing::Values(untrusted{"WrongName", "DNS:ehr.example.org", -60, "localhost"},
                                         untrusted{"WrongAddress", "IP:127.0.0.2"}, untrusted{"NameForAnAddress", "DNS:127.0.0.1"},
                                         untrusted{"AddressForAName", "IP:127.0.0.1", -60, "localhost"},
                                         untrusted{"Expired", "IP:127.0.0.1", -7200}, untrusted{"NotYetValid", "IP:127.0.0.1", 1800},
                                         untrusted{"UnknownAuthority", "IP:127.0.0.1", -60, "127.0.0.1", false},
                                         untrusted{"OldVersion", "IP:127.0.0.1", -60, "127.0.0.1", true, TLS1_1_VERSION}),
                         [](auto const& p) { return std::string{p.param.name}; });

}  // namespace
}  // namespace oms::net
