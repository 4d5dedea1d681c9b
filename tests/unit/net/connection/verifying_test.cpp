#include "net/connection/conversation.hpp"

#include "unit/net/peer.hpp"
#include "unit/auth/tokens.hpp"
#include "wire/support/wire_service.hpp"

#include <gtest/gtest.h>

#include <string>

namespace oms::net {
namespace {

using test::a_call, test::get, test::post, test::post_chunked;

constexpr char const* path = "/cds-services/oms-patient-view";

std::shared_ptr<service::deployment const> closed_service() {
    auto made = std::make_shared<service::deployment>(*test::a_service());
    made->settings.auth_required = true;
    made->admission = std::make_shared<auth::admission const>(
        auth::admission{.clients = {{.issuer = "https://ehr.example.org"}}, .claims = {}, .public_origin = "https://cds.example.org"});
    made->fetch_by_client = {made->settings.fetch};
    return made;
}

/// A field with a token whose claims hold; nobody looks at its signature here.
std::string field_for(std::string_view target) {
    test::claims const said{
        .audience = "\"https://cds.example.org" + std::string{target} + '"', .issued = "1795176000", .expires = "1795176300"};
    return "Authorization: Bearer " + test::base64url(R"({"typ":"JWT","alg":"ES384","kid":"k"})") + '.' + test::base64url(said.text()) +
           ".AAAA\r\n";
}

class ConverseWithACaller : public testing::Test {
protected:
    thread_state shared{closed_service(), {}};
    peer client{shared};
    std::string const call = post(a_call(), field_for(path));
};

TEST_F(ConverseWithACaller, ReadsNoBodyBeforeTheVerdict) {
    client.send(call);
    ASSERT_EQ(client.talk.next(), action::verify);
    EXPECT_EQ(client.talk.waits_for().what, wait::verify);
    EXPECT_TRUE(client.talk.is_within_request());
    EXPECT_EQ(client.talk.pending_token().kid, "k");
    EXPECT_EQ(client.got, "");

    client.talk.verified(std::monostate{});
    client.send("");

    EXPECT_EQ(client.statuses(), "200");
}

TEST_F(ConverseWithACaller, AnswersARefusalAndDropsTheBody) {
    client.send(call + post(a_call()));
    ASSERT_EQ(client.talk.next(), action::verify);
    client.talk.verified(auth::refusal::signature);
    client.send("");
    EXPECT_EQ(client.statuses(), "401 401") << "the second brings no token";
    EXPECT_FALSE(client.closed());
}

TEST_F(ConverseWithACaller, SaysWhenTooManyWait) {
    client.send(call);
    client.talk.verified(auth::overloaded{});
    client.send("");
    ASSERT_EQ(client.statuses(), "503");
    EXPECT_NE(client.answers()[0].field("Retry-After"), "");
}

TEST_F(ConverseWithACaller, IsTheSameAtEveryCut) {
    for (std::string const& request :
         {call, post_chunked(a_call(), 100).insert(post_chunked(a_call(), 100).find("\r\n") + 2, field_for(path))}) {
        for (std::size_t cut = 1; cut < request.size(); cut += 3) {
            peer other{shared};
            other.send(request.substr(0, cut));
            if (other.talk.next() == action::verify) other.talk.verified(std::monostate{});
            other.send(request.substr(cut));
            if (other.talk.next() == action::verify) other.talk.verified(std::monostate{});
            other.send("");
            ASSERT_EQ(other.statuses(), "200") << cut;
        }
    }
}

TEST_F(ConverseWithACaller, ContinuesOnlyWhoIsLetIn) {
    std::string const head = post(a_call(), field_for(path) + "Expect: 100-continue\r\n");
    std::string const only_head = head.substr(0, head.find("\r\n\r\n") + 4);
    client.send(only_head);
    ASSERT_EQ(client.talk.next(), action::verify);
    EXPECT_EQ(client.got, "");
    client.talk.verified(std::monostate{});
    client.send("");
    EXPECT_EQ(client.got, "HTTP/1.1 100 Continue\r\n\r\n");

    peer other{shared};
    other.send(only_head);
    other.talk.verified(auth::refusal::signature);
    other.send("");
    EXPECT_EQ(other.statuses(), "401");
}

TEST_F(ConverseWithACaller, AnswersARequestWithoutABody) {
    client.send(get("/cds-services", field_for("/cds-services")));
    ASSERT_EQ(client.talk.next(), action::verify);
    client.talk.verified(std::monostate{});
    client.send("");
    EXPECT_EQ(client.statuses(), "200");
}

TEST_F(ConverseWithACaller, RefusesATooLargeBodyWithoutAVerdict) {
    std::string request = post(a_call(), field_for(path));
    std::string const length = "Content-Length: " + std::to_string(a_call().size());
    request.replace(request.find(length), length.size(), "Content-Length: 99999999999");
    client.send(request);
    EXPECT_EQ(client.statuses(), "413");
    EXPECT_TRUE(client.closed());
}

}  // namespace
}  // namespace oms::net
