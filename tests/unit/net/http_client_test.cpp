#include <oms/net/http_client.hpp>

#include "http_client_fixture.hpp"
#include "wire/scripted_server.hpp"

#include <gmock/gmock.h>
#include <zlib.h>

#include <algorithm>
#include <stdexcept>

namespace oms::net {
namespace {

using fetch::transport_failure;
using testing::HasSubstr;
using testing::Not;
using end = scripted_reply::end;

enum class packing { gzip, deflate };

std::string packed(std::string_view text, packing how = packing::gzip) {
    z_stream z{};
    if (deflateInit2(&z, 9, Z_DEFLATED, how == packing::gzip ? 15 + 16 : 15, 8, Z_DEFAULT_STRATEGY) != Z_OK) throw std::bad_alloc{};
    std::string out(deflateBound(&z, text.size()), '\0');
    z.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
    z.avail_in = static_cast<uInt>(text.size());
    z.next_out = reinterpret_cast<Bytef*>(out.data());
    z.avail_out = static_cast<uInt>(out.size());
    deflate(&z, Z_FINISH);
    out.resize(z.total_out);
    deflateEnd(&z);
    return out;
}

std::string chunked(std::string_view body, std::size_t step) {
    std::string out = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
    for (; !body.empty(); body.remove_prefix(std::min(step, body.size()))) {
        char size[32];
        std::snprintf(size, sizeof size, "%zX;x=y\r\n", std::min(step, body.size()));
        out.append(size).append(body.substr(0, step)).append("\r\n");
    }
    return out + "0\r\nX-Trailer: 1\r\nLocation: elsewhere\r\n\r\n";
}

std::vector<std::string> in_portions(std::string_view text, std::size_t step) {
    std::vector<std::string> out;
    for (; !text.empty(); text.remove_prefix(std::min(step, text.size()))) out.emplace_back(text.substr(0, step));
    return out;
}

std::string const sample = [] {
    std::string s;
    for (int i = 0; i < 3000; ++i) s += "resource " + std::to_string(i) + "\n";
    return s;
}();

class HttpClient : public HttpClientFixture {};

TEST_F(HttpClient, SendsTheFieldsOfAFhirReadAndNoOther) {
    scripted_server server{loop, [](auto const&) { return scripted_reply{{ok("{}")}}; }};
    get_request r = to(server.url("/fhir/Observation?patient=p1&_count=50"));
    r.bearer = "secret";
    recorded_response got;

    get(r, got);

    std::string const host = server.url("").substr(7);
    EXPECT_EQ(server.seen.at(0).head, "GET /fhir/Observation?patient=p1&_count=50 HTTP/1.1\r\nHost: " + host +
                                          "\r\nUser-Agent: oms-cds\r\nAccept: application/fhir+json\r\n"
                                          "Accept-Encoding: gzip\r\nCache-Control: no-cache\r\nAuthorization: Bearer secret\r\n\r\n");
}

TEST_F(HttpClient, SendsNoAuthorizationWithoutAToken) {
    scripted_server server{loop, [](auto const&) { return scripted_reply{{ok("{}")}}; }};
    get_request r = to(server.url("/fhir"));
    r.bearer = "secret";
    recorded_response first, second;

    get(r, first);
    get(server.url("/fhir"), second);

    EXPECT_EQ(server.seen.at(1).connection, 0u);
    EXPECT_THAT(server.seen.at(1).head, Not(HasSubstr("Authorization")));
}

TEST_F(HttpClient, TellsStatusAndFieldsOfTheFinalHead) {
    scripted_server server{loop, [](auto const&) {
                               return scripted_reply{
                                   {"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLocation: early\r\n\r\n"
                                    "HTTP/1.1 503 Busy\r\ncontent-TYPE:  application/fhir+json;charset=utf-8 \r\nretry-after: 1\r\n"
                                    "Location: /x\r\nDate: a\r\nDate: b\r\nContent-Length: 2\r\n\r\n{}"}};
                           }};
    recorded_response got;

    get(server.url("/"), got);

    EXPECT_EQ(got.status, 503u);
    EXPECT_EQ(got.content_type, "application/fhir+json;charset=utf-8");
    EXPECT_EQ(got.retry_after, "1");
    EXPECT_EQ(got.location, "/x");
    EXPECT_EQ(got.body, "{}");
    EXPECT_TRUE(got.ended);
}

TEST_F(HttpClient, FollowsNoRedirect) {
    scripted_server other{loop, [](auto const&) { return scripted_reply{{ok("{}")}}; }};
    scripted_server server{
        loop, [&](auto const&) {
            return scripted_reply{{"HTTP/1.1 302 Found\r\nLocation: " + other.url("/") + "\r\nContent-Length: 0\r\n\r\n"}};
        }};
    recorded_response got;

    get(server.url("/"), got);

    EXPECT_EQ(got.status, 302u);
    EXPECT_EQ(got.location, other.url("/"));
    EXPECT_TRUE(other.seen.empty());
}

struct framing {
    char const* name;
    std::vector<std::string> portions;
    end then = end::keep;
};
void PrintTo(framing const& f, std::ostream* to) { *to << f.name; }
class HttpClientFraming : public HttpClientFixture, public testing::WithParamInterface<framing> {};

TEST_P(HttpClientFraming, GivesTheWholeBody) {
    scripted_server server{loop, [](auto const&) { return scripted_reply{GetParam().portions, GetParam().then}; }};
    recorded_response got;

    get(server.url("/"), got);

    EXPECT_TRUE(got.ended);
    EXPECT_EQ(got.status, 200u);
    EXPECT_EQ(got.body, sample);
    EXPECT_EQ(got.location, "");
}

INSTANTIATE_TEST_SUITE_P(
    Rfc9112, HttpClientFraming,
    testing::Values(framing{"Measured", {ok(sample)}}, framing{"MeasuredInOddPortions", in_portions(ok(sample), 7001)},
                    framing{"Chunked", {chunked(sample, 4096)}}, framing{"ChunkedInOddPortions", in_portions(chunked(sample, 1000), 997)},
                    framing{"ChunksOfOneByte", {chunked(sample, 1)}},
                    framing{"UntilClose", {"HTTP/1.1 200 OK\r\n\r\n" + sample}, end::close},
                    framing{"Http10", {"HTTP/1.0 200 OK\r\nContent-Type: x\r\n\r\n" + sample}, end::close},
                    framing{"Gzip", {ok(packed(sample), "Content-Encoding: gzip\r\n")}},
                    framing{"GzipInOddPortions", in_portions(ok(packed(sample), "Content-Encoding: gzip\r\n"), 13)},
                    framing{"Deflate", {ok(packed(sample, packing::deflate), "Content-Encoding: deflate\r\n")}},
                    framing{"GzipInTwoMembers",
                            {ok(packed(sample.substr(0, 9999)) + packed(sample.substr(9999)), "Content-Encoding: x-gzip\r\n")}},
                    framing{"GzipUntilClose", {"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n" + packed(sample)}, end::close},
                    framing{"Identity", {ok(sample, "Content-Encoding: identity\r\n")}}),
    [](auto const& p) { return std::string{p.param.name}; });

struct broken_reply {
    char const* name;
    std::vector<std::string> portions;
    end then = end::keep;
    transport_failure why = transport_failure::broken;
};
void PrintTo(broken_reply const& b, std::ostream* to) { *to << b.name; }
class HttpClientBroken : public HttpClientFixture, public testing::WithParamInterface<broken_reply> {};

TEST_P(HttpClientBroken, SaysHowAResponseFailed) {
    scripted_server server{loop, [](auto const&) { return scripted_reply{GetParam().portions, GetParam().then}; }};
    get_request r = to(server.url("/"));
    r.max_bytes = sample.size();
    recorded_response got;

    get(r, got);

    EXPECT_FALSE(got.ended);
    EXPECT_EQ(got.failure, GetParam().why);
    EXPECT_LE(got.body.size(), sample.size());
    run_until([&] { return server.open == 0; });
}

std::string const gzip_head = "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n";

std::string corrupt_gzip() {
    std::string z = packed(sample);
    for (std::size_t i = z.size() / 2; i < z.size() / 2 + 50; ++i) z[i] = static_cast<char>(~z[i]);
    return z;
}

INSTANTIATE_TEST_SUITE_P(
    Faults, HttpClientBroken,
    testing::Values(
        broken_reply{"ClosedBeforeTheHead", {}, end::close},
        broken_reply{"ClosedWithinTheHead", {"HTTP/1.1 200 OK\r\nContent-"}, end::close},
        broken_reply{"ClosedWithinTheBody", {ok(sample).substr(0, 5000)}, end::close},
        broken_reply{"ResetWithinTheBody", {ok(sample).substr(0, 5000)}, end::reset},
        broken_reply{"ClosedWithinAChunk", {chunked(sample, 1000).substr(0, 5000)}, end::close},
        broken_reply{"ClosedBeforeTheLastChunk", {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n"}, end::close},
        broken_reply{"BadChunkSize", {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n"}, end::hang},
        broken_reply{"NoHttp", {"SSH-2.0-OpenSSH_9.2\r\n"}, end::hang}, broken_reply{"Http09", {"<html>"}, end::close},
        broken_reply{"TwoLengths", {"HTTP/1.1 200 OK\r\nContent-Length: 3\r\nContent-Length: 2\r\n\r\n{}"}, end::hang},
        broken_reply{"AnnouncedOverTheLimit",
                     {"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n{"},
                     end::hang,
                     transport_failure::too_large},
        broken_reply{"AnnouncedBeyondNumbers",
                     {"HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\n{"},
                     end::hang,
                     transport_failure::too_large},
        broken_reply{"UnknownEncoding", {ok(sample, "Content-Encoding: snappy\r\n")}},
        broken_reply{"CorruptGzip", {ok(corrupt_gzip(), "Content-Encoding: gzip\r\n")}},
        broken_reply{"NotGzipAtAll", {ok(sample, "Content-Encoding: gzip\r\n")}},
        broken_reply{"TruncatedGzip", {ok(packed(sample).substr(0, 3000), "Content-Encoding: gzip\r\n")}, end::close},
        broken_reply{
            "TruncatedGzipUntilClose", {"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n" + packed(sample).substr(0, 3000)}, end::close},
        broken_reply{
            "GzipWithoutItsEnd", {ok(packed(sample).substr(0, packed(sample).size() - 4), "Content-Encoding: gzip\r\n")}, end::close},
        broken_reply{"GzipTwice", {ok(packed(packed(sample)), "Content-Encoding: gzip, gzip\r\n")}},
        broken_reply{"MoreThanGzip", {ok(packed("{}") + "{}", "Content-Encoding: gzip\r\n")}},
        broken_reply{"MeasuredOverTheLimit", {ok(sample + "x")}, end::hang, transport_failure::too_large},
        broken_reply{"ChunkedOverTheLimit", {chunked(sample + "x", 5000)}, end::hang, transport_failure::too_large},
        broken_reply{
            "GzipBomb", {ok(packed(std::string(10'000'000, ' ')), "Content-Encoding: gzip\r\n")}, end::hang, transport_failure::too_large},
        broken_reply{"HeadOverTheLimit",
                     {"HTTP/1.1 200 OK\r\nX: " + std::string(70'000, 'x') + "\r\n\r\n"},
                     end::hang,
                     transport_failure::too_large},
        broken_reply{"EndlessInterimResponses",
                     in_portions(
                         [] {
                             std::string s;
                             for (int i = 0; i < 3000; ++i) s += "HTTP/1.1 102 Processing\r\n\r\n";
                             return s;
                         }(),
                         10'000),
                     end::hang, transport_failure::too_large}),
    [](auto const& p) { return std::string{p.param.name}; });

TEST_F(HttpClient, SaysRefusedWhereNobodyListens) {
    using boost::asio::ip::tcp;
    tcp::acceptor taken{loop, {boost::asio::ip::address_v4::loopback(), 0}};
    std::string const url = "http://127.0.0.1:" + std::to_string(taken.local_endpoint().port()) + "/";
    taken.close();
    recorded_response got;

    get(url, got);

    EXPECT_EQ(got.failure, transport_failure::refused);
}

struct silence {
    char const* name;
    std::vector<std::string> portions;
};
class HttpClientSilence : public HttpClientFixture, public testing::WithParamInterface<silence> {};

TEST_P(HttpClientSilence, EndsAtTheDeadline) {
    scripted_server server{loop, [](auto const&) { return scripted_reply{GetParam().portions, end::hang}; }};
    recorded_response got;
    auto const began = std::chrono::steady_clock::now();

    get(to(server.url("/"), std::chrono::milliseconds{60}), got);

    EXPECT_EQ(got.failure, transport_failure::timed_out);
    EXPECT_GE(std::chrono::steady_clock::now() - began, std::chrono::milliseconds{60});
    run_until([&] { return server.open == 0; });
    EXPECT_EQ(server.left_by_peer, 1u);
}

INSTANTIATE_TEST_SUITE_P(Wherever, HttpClientSilence,
                         testing::Values(silence{"BeforeTheHead", {}}, silence{"WithinTheHead", {"HTTP/1.1 200 OK\r\n"}},
                                         silence{"BeforeTheBody", {"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n"}},
                                         silence{"WithinTheBody", {"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n{"}}),
                         [](auto const& p) { return std::string{p.param.name}; });

TEST_F(HttpClient, FailsARequestWhoseDeadlineHasPassed) {
    scripted_server server{loop, [](auto const&) { return scripted_reply{{ok("{}")}}; }};
    recorded_response got;

    get(to(server.url("/"), std::chrono::milliseconds{-1}), got);

    EXPECT_EQ(got.failure, transport_failure::timed_out);
}

struct place {
    char const* name;
    char const* host;
};
class HttpClientPlaces : public HttpClientFixture, public testing::WithParamInterface<place> {};

TEST_P(HttpClientPlaces, AreNotConnectedTo) {
    scripted_server server{loop, [](auto const&) { return scripted_reply{{ok("{}")}}; }};
    get_request r = to(server.url("/", GetParam().host));
    r.allow_loopback = false;
    recorded_response got;

    get(r, got);

    EXPECT_EQ(got.failure, transport_failure::not_allowed);
    EXPECT_EQ(server.most_open, 0u);
}

INSTANTIATE_TEST_SUITE_P(Forbidden, HttpClientPlaces,
                         testing::Values(place{"Loopback", "127.0.0.1"}, place{"LoopbackByName", "localhost"},
                                         place{"LoopbackAsOneNumber", "2130706433"}, place{"LoopbackInHexadecimal", "0x7f.1"},
                                         place{"LoopbackV6", "[::1]"}, place{"Mapped", "[::ffff:127.0.0.1]"},
                                         place{"MappedHexadecimal", "[::ffff:7f00:1]"}, place{"Compatible", "[::127.0.0.1]"},
                                         place{"Nat64", "[64:ff9b::7f00:1]"}, place{"SixToFour", "[2002:7f00:1::]"},
                                         place{"LinkLocal", "169.254.169.254"}, place{"LinkLocalV6", "[fe80::1%25lo]"},
                                         place{"Unspecified", "0.0.0.0"}, place{"UnspecifiedV6", "[::]"},
                                         place{"Broadcast", "255.255.255.255"}, place{"Multicast", "224.0.0.1"}),
                         [](auto const& p) { return std::string{p.param.name}; });

TEST_F(HttpClient, RefusesOtherSchemesAndUserNames) {
    for (char const* url : {"file:///etc/passwd", "ftp://127.0.0.1/", "gopher://127.0.0.1/", "http://user:word@127.0.0.1/", "http://"}) {
        recorded_response got;
        get(url, got);
        EXPECT_EQ(got.failure, transport_failure::not_allowed) << url;
    }
}

TEST_F(HttpClient, TriesTheAddressesOfANameInTurn) {
    scripted_server server{loop, [](auto const&) { return scripted_reply{{ok("{}")}}; }};  // on 127.0.0.1, not on ::1
    recorded_response got;

    get(server.url("/", "localhost"), got);

    EXPECT_TRUE(got.ended);
}

}  // namespace
}  // namespace oms::net
