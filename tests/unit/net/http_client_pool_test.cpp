#include <oms/net/http_client.hpp>

#include "http_client_fixture.hpp"
#include "wire/support/scripted_server.hpp"

#include <gmock/gmock.h>

#include <array>

namespace oms::net {
namespace {

using fetch::transport_failure;
using end = scripted_reply::end;
using std::chrono::milliseconds;

class HttpClientPool : public HttpClientFixture {
protected:
    static scripted_reply answer(seen_request const&) { return {{ok("{}")}}; }
};

TEST_F(HttpClientPool, UsesAConnectionAgain) {
    scripted_server server{loop, answer};
    for (int i = 0; i < 5; ++i) {
        recorded_response got;
        get(server.url("/"), got);
        EXPECT_TRUE(got.ended);
    }
    EXPECT_EQ(server.seen.size(), 5u);
    EXPECT_EQ(server.most_open, 1u);
}

TEST_F(HttpClientPool, AsksOnceMoreWhenAKeptConnectionWasClosed) {
    scripted_server server{loop, answer};
    recorded_response first, second;
    get(server.url("/1"), first);
    run_until([&] { return server.idle() == 1; });

    server.close_idle();
    get(server.url("/2"), second);

    EXPECT_TRUE(second.ended);
    EXPECT_EQ(server.seen.at(1).connection, 1u);
}

TEST_F(HttpClientPool, AsksOnceMoreWhenAKeptConnectionClosesInsteadOfAnswering) {
    scripted_server server{loop, [](seen_request const& r) {
                               return r.number == 0 ? scripted_reply{{ok("{}")}} : scripted_reply{{}, end::close};
                           }};
    recorded_response first, second;
    get(server.url("/1"), first);

    get(server.url("/2"), second);

    EXPECT_TRUE(second.ended);
    ASSERT_EQ(server.seen.size(), 3u);
    EXPECT_EQ(server.seen[1].connection, 0u);
    EXPECT_EQ(server.seen[2].connection, 1u);
}

TEST_F(HttpClientPool, DoesNotAskAgainAfterTheFirstLineOfAResponse) {
    scripted_server server{loop, [](seen_request const& r) {
                               return r.number == 0 ? scripted_reply{{ok("{}")}} : scripted_reply{{"HTTP/1.1 200 OK\r\n"}, end::close};
                           }};
    recorded_response first, second;
    get(server.url("/1"), first);

    get(server.url("/2"), second);

    EXPECT_EQ(second.failure, transport_failure::broken);
    EXPECT_EQ(server.seen.size(), 2u);
}

TEST_F(HttpClientPool, ClosesAConnectionWithMoreThanTheResponse) {
    scripted_server server{loop, [](auto const&) { return scripted_reply{{ok("{}") + ok("{\"forged\":true}")}}; }};
    recorded_response first, second;
    get(server.url("/1"), first);
    get(server.url("/2"), second);

    EXPECT_EQ(first.body, "{}");
    EXPECT_EQ(second.body, "{}");
    EXPECT_EQ(server.seen.at(1).connection, 1u);
}

TEST_F(HttpClientPool, NeverSharesAConnectionBetweenKeysServersOrPermissions) {
    scripted_server one{loop, answer}, other{loop, answer};
    get_request r = to(one.url("/"));
    for (char const* key : {"issuer a", "issuer b", "issuer a", ""}) {
        r.pool_key = key;
        recorded_response got;
        get(r, got);
    }
    recorded_response elsewhere, forbidden;
    get(other.url("/"), elsewhere);
    r.allow_loopback = false;
    get(r, forbidden);

    std::vector<std::size_t> connections;
    for (seen_request const& s : one.seen) connections.push_back(s.connection);
    EXPECT_THAT(connections, testing::ElementsAre(0, 1, 0, 2));
    EXPECT_EQ(other.seen.size(), 1u);
    EXPECT_EQ(forbidden.failure, transport_failure::not_allowed);
}

TEST_F(HttpClientPool, OpensNoMoreThanItsBoundAndAsksInOrder) {
    bool hold = true;
    scripted_server server{loop, [&](auto const&) { return scripted_reply{{ok("{}")}, end::keep, hold}; }};
    std::array<recorded_response, 24> got;
    std::vector<http_call> calls;
    for (std::size_t i = 0; i < got.size(); ++i) calls.push_back(client.get(to(server.url("/" + std::to_string(i))), got[i]));
    run_until([&] { return server.seen.size() == settings.limits.connections_per_server; });

    hold = false;
    server.release();
    run_until([&] { return std::ranges::all_of(got, &recorded_response::is_over); });

    EXPECT_EQ(server.most_open, settings.limits.connections_per_server);
    EXPECT_TRUE(std::ranges::all_of(got, &recorded_response::ended));
    std::vector<std::size_t> asked;
    for (seen_request const& s : server.seen) asked.push_back(std::stoul(s.path().substr(1)));
    // Neighbours go over different connections, so the server may read them in another order than they left.
    for (std::size_t i = 0; i < asked.size(); ++i) EXPECT_LT(asked[i], i + settings.limits.connections_per_server) << "at " << i;
}

TEST_F(HttpClientPool, WaitsInOrderForTheOneConnection) {
    settings.limits.connections_per_server = 1;
    http_client narrow{loop, settings};
    scripted_server server{loop, answer};
    std::array<recorded_response, 6> got;
    std::vector<http_call> calls;
    for (std::size_t i = 0; i < got.size(); ++i) calls.push_back(narrow.get(to(server.url("/" + std::to_string(i))), got[i]));

    run_until([&] { return std::ranges::all_of(got, &recorded_response::is_over); });

    std::string asked;
    for (seen_request const& s : server.seen) asked += s.path();
    EXPECT_EQ(asked, "/0/1/2/3/4/5");
    EXPECT_EQ(server.most_open, 1u);
}

TEST_F(HttpClientPool, CountsTheQueueIntoTheDeadline) {
    settings.limits.connections_per_server = 1;
    http_client narrow{loop, settings};
    scripted_server server{loop, [](auto const&) { return scripted_reply{{}, end::hang}; }};
    recorded_response first, second;
    http_call const a = narrow.get(to(server.url("/1")), first);
    http_call const b = narrow.get(to(server.url("/2"), milliseconds{40}), second);

    run_until([&] { return second.is_over(); });

    EXPECT_EQ(second.failure, transport_failure::timed_out);
    EXPECT_FALSE(first.is_over());
    EXPECT_EQ(server.seen.size(), 1u);
}

TEST_F(HttpClientPool, GivesItsPlaceToTheNextWhenItIsCancelled) {
    settings.limits.connections_per_server = 1;
    http_client narrow{loop, settings};
    scripted_server server{loop, [](seen_request const& r) {
                               return r.path() == "/1" ? scripted_reply{{}, end::hang} : scripted_reply{{ok("{}")}};
                           }};
    recorded_response first, second, third;
    http_call a = narrow.get(to(server.url("/1")), first);
    http_call b = narrow.get(to(server.url("/2")), second);
    http_call const c = narrow.get(to(server.url("/3")), third);
    run_until([&] { return server.seen.size() == 1; });

    b.cancel();
    a = {};
    run_until([&] { return third.is_over(); });
    run_until([&] { return server.left_by_peer == 1; });

    EXPECT_TRUE(third.ended);
    EXPECT_FALSE(first.is_over() || second.is_over());
    EXPECT_EQ(server.seen.size(), 2u);
}

TEST_F(HttpClientPool, ClosesTheConnectionOfABodyThatIsNotWanted) {
    scripted_server server{loop, [](auto const&) { return scripted_reply{{ok(std::string(100'000, 'x'))}}; }};
    recorded_response refused, cut, whole;
    refused.wants_body = false;
    cut.enough = 1;
    for (recorded_response* got : {&refused, &cut, &whole}) get(server.url("/"), *got);

    EXPECT_TRUE(refused.ended);
    EXPECT_EQ(refused.body, "");
    EXPECT_TRUE(cut.ended);
    EXPECT_LT(cut.body.size(), 100'000u);
    EXPECT_EQ(whole.body.size(), 100'000u);
    EXPECT_EQ(server.seen.at(2).connection, 2u);
}

TEST_F(HttpClientPool, TakesRequestsAndCancellationsFromItsTakers) {
    scripted_server server{loop, [](seen_request const& r) {
                               return r.path() == "/slow" ? scripted_reply{{}, end::hang} : scripted_reply{{ok("{}")}};
                           }};
    recorded_response slow, first, second;
    http_call next, other = client.get(to(server.url("/slow")), slow);
    first.on_body = [&] { other.cancel(); };
    first.on_end = [&] { next = client.get(to(server.url("/2")), second); };

    get(server.url("/1"), first);
    run_until([&] { return second.is_over(); });

    EXPECT_TRUE(second.ended);
    EXPECT_FALSE(slow.is_over());
}

TEST_F(HttpClientPool, LetsATakerCancelItself) {
    scripted_server server{loop, [](auto const&) { return scripted_reply{{"HTTP/1.1 200 OK\r\n\r\n{"}, end::hang}; }};
    recorded_response got;
    http_call call = client.get(to(server.url("/")), got);
    got.on_body = [&] { call.cancel(); };

    run_until([&] { return server.left_by_peer == 1; });

    EXPECT_EQ(got.status, 200u);
    EXPECT_FALSE(got.is_over());
}

TEST_F(HttpClientPool, ClosesIdleConnectionsAfterAWhile) {
    scripted_server server{loop, answer};
    recorded_response got;
    get(server.url("/"), got);
    auto const now = std::chrono::steady_clock::now();

    client.sweep(now + settings.limits.idle - milliseconds{500});
    loop.poll();
    EXPECT_EQ(server.open, 1u);
    client.sweep(now + settings.limits.idle + milliseconds{500});
    run_until([&] { return server.open == 0; });
}

TEST_F(HttpClientPool, IsNoWorkOfTheLoopWhenIdle) {
    boost::asio::io_context apart{1};
    http_client lone{apart, settings};
    recorded_response got;
    http_call const call = lone.get(to("http://127.0.0.1:1/"), got);

    apart.run();

    EXPECT_EQ(got.failure, transport_failure::refused);
}

TEST_F(HttpClientPool, EndsSilentlyWithItsClient) {
    scripted_server server{loop, [](auto const&) { return scripted_reply{{}, end::hang}; }};
    recorded_response got, waiting;
    http_call a, b;
    settings.limits.connections_per_server = 1;
    {
        http_client brief{loop, settings};
        a = brief.get(to(server.url("/1")), got);
        b = brief.get(to(server.url("/2")), waiting);
        run_until([&] { return server.seen.size() == 1; });
    }
    run_until([&] { return server.left_by_peer == 1; });

    EXPECT_FALSE(got.is_over() || waiting.is_over());
}

}  // namespace
}  // namespace oms::net
