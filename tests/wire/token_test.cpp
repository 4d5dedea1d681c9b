#include "unit/auth/tokens.hpp"
#include "wire/support/raw_client.hpp"
#include "wire/support/running_server.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <memory>
#include <string>
#include <thread>
#include <vector>

/// Calls with signed tokens, over sockets.
namespace oms::test {
namespace {

constexpr char const* path = "/cds-services/oms-patient-view";

signing_key const& ehr_key() {
    static signing_key const key{"P-384"};
    return key;
}

/// Noon of 2026-11-20, as the service's clock says.
claims said(std::string id, std::string_view target = path) {
    return {.audience = "\"https://cds.example.org" + std::string{target} + '"',
            .id = '"' + std::move(id) + '"',
            .issued = "1795176000",
            .expires = "1795176300"};
}

std::string field(signing_key const& key, claims const& c) { return "Authorization: Bearer " + key.token("ES384", c.text()) + "\r\n"; }

/// A server whose one client is an EHR with the key above.
class Tokens : public OverBoth {
protected:
    static std::shared_ptr<service::deployment const> closed_service() {
        auto made = std::make_shared<service::deployment>(*a_service());
        made->settings.auth_required = true;
        made->admission = std::make_shared<auth::admission const>(
            auth::admission{.clients = {{.issuer = "https://ehr.example.org"}}, .claims = {}, .public_origin = "https://cds.example.org"});
        made->fetch_by_client = {made->settings.fetch};
        return made;
    }
    static std::shared_ptr<net::token_verifier> verifier() {
        auto made = std::make_shared<net::token_verifier>(net::token_verifier::settings{
            .sources = {{.name = "ehr.json"}}, .limits = {.threads = 1}, .client = {}, .now = closed_service()->now, .read = {}});
        made->use_keys(0, ehr_key().jwks());
        return made;
    }
    static running_server::options with(unsigned threads = 1) {
        return {.threads = threads, .service = closed_service(), .tokens = verifier()};
    }
};

TEST_P(Tokens, LetTheirCallerInOnce) {
    running_server server{GetParam(), with()};
    raw_client client{server.address()};
    std::string const call = post(a_call(), field(ehr_key(), said("one")));

    client.send(call);
    http_answer const first = client.receive_answer();
    client.send(call);
    http_answer const second = client.receive_answer();

    EXPECT_EQ(first.status, 200U);
    EXPECT_EQ(first.body, R"({"cards":[]})");
    EXPECT_EQ(second.status, 401U);
    EXPECT_FALSE(second.closes());
}

TEST_P(Tokens, AreCheckedOneAfterTheOtherOnAConnection) {
    running_server server{GetParam(), with()};
    raw_client client{server.address()};
    client.send(post(a_call(), field(ehr_key(), said("a"))) + get("/cds-services", field(ehr_key(), said("b", "/cds-services"))) +
                post_chunked(a_call(), 100) + get("/healthz") + post(a_call(), field(ehr_key(), said("c"))));

    std::vector<unsigned> statuses;
    for (int i = 0; i < 5; ++i) statuses.push_back(client.receive_answer().status);

    EXPECT_THAT(statuses, testing::ElementsAre(200, 200, 401, 200, 200));
}

/// Without the field that tells the time.
std::string without_date(http_answer const& a) {
    std::string head = a.head;
    auto const date = head.find("Date: ");
    head.erase(date, head.find("\r\n", date) - date);
    return head + a.body;
}

TEST_P(Tokens, ThatAreRefusedAreAllAnsweredAlike) {  // CH-JWT-15
    running_server server{GetParam(), with()};
    raw_client client{server.address()};
    claims expired = said("x");
    expired.expires = "1795170000";
    claims elsewhere = said("x");
    elsewhere.audience = R"("https://other.example.org")";
    std::vector<std::string> const fields{"",
                                          "Authorization: Basic eDp4\r\n",
                                          "Authorization: Bearer x.y.z\r\n",
                                          field(ehr_key(), expired),
                                          field(ehr_key(), elsewhere),
                                          field(signing_key{"P-384"}, said("x")),
                                          field(signing_key{"P-384", "other"}, said("x"))};
    std::vector<std::string> answers;
    for (std::string const& f : fields) {
        client.send(post(a_call(), f));
        answers.push_back(without_date(client.receive_answer()));
    }
    EXPECT_TRUE(answers[0].starts_with("HTTP/1.1 401 ")) << answers[0];
    EXPECT_THAT(answers, testing::Each(answers[0]));
}

TEST_P(Tokens, OfManyConnectionsAreAllAnswered) {
    running_server server{GetParam(), with(2)};
    std::vector<std::unique_ptr<raw_client>> clients;
    for (int i = 0; i < 40; ++i) {
        clients.push_back(std::make_unique<raw_client>(server.address()));
        bool const is_good = i % 2 == 0;
        claims const own = said("many-" + std::to_string(i));
        clients.back()->send(post(a_call(), is_good ? field(ehr_key(), own) : field(signing_key{"P-384"}, own)));
    }
    raw_client other{server.address()};
    other.send(get("/healthz"));
    EXPECT_EQ(other.receive_answer().status, 200U);
    for (std::size_t i = 0; i < clients.size(); ++i) EXPECT_EQ(clients[i]->receive_answer().status, i % 2 == 0 ? 200U : 401U) << i;
}

TEST_P(Tokens, OfACallerWhoGoesLeaveNothingBehind) {
    running_server server{GetParam(), with()};
    for (int i = 0; i < 10; ++i) {
        raw_client gone{server.address()};
        gone.send(post(a_call(), field(ehr_key(), said("gone-" + std::to_string(i)))));
        gone.reset();
    }
    raw_client client{server.address()};
    client.send(post(a_call(), field(ehr_key(), said("stays"))));
    EXPECT_EQ(client.receive_answer().status, 200U);
}

TEST_P(Tokens, AreAskedForBeforeABodyIsWaitedFor) {
    running_server server{GetParam(), with()};
    raw_client client{server.address()};
    std::string const request = post(a_call(), "Expect: 100-continue\r\n" + field(signing_key{"P-384"}, said("x")));
    client.send(request.substr(0, request.find("\r\n\r\n") + 4));
    EXPECT_EQ(client.receive_answer().status, 401U);
}

OMS_OVER_BOTH(Tokens);

}  // namespace
}  // namespace oms::test
