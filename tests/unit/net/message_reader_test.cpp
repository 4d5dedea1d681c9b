#include "net/connection/message_reader.hpp"

#include <gtest/gtest.h>

#include <ostream>
#include <string>

namespace oms::net {
namespace {

std::size_t end_of(std::string_view bytes, std::size_t limit = 16 * 1024) {
    std::size_t seen = 0;
    return find_head_end(bytes, seen, limit).bytes;
}

unsigned fault_of(std::string_view bytes, std::size_t limit = 16 * 1024) {
    std::size_t seen = 0;
    auto const end = find_head_end(bytes, seen, limit);
    return end.fault ? end.fault->status : 0;
}

constexpr std::string_view head = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

TEST(FindHeadEnd, FindsTheEmptyLineAtEveryCut) {
    for (std::size_t cut = 1; cut < head.size(); ++cut) {
        std::size_t seen = 0;
        EXPECT_EQ(find_head_end(head.substr(0, cut), seen, 100).bytes, 0u) << cut;
        EXPECT_EQ(find_head_end(head, seen, 100).bytes, head.size()) << cut;
    }
}

TEST(FindHeadEnd, FindsItByteAfterByte) {
    std::size_t seen = 0;
    for (std::size_t n = 1; n < head.size(); ++n) ASSERT_EQ(find_head_end(head.substr(0, n), seen, 100).bytes, 0u) << n;
    EXPECT_EQ(find_head_end(head, seen, 100).bytes, head.size());
}

TEST(FindHeadEnd, LeavesWhatFollowsTheHead) { EXPECT_EQ(end_of(std::string{head} + "\n\n body"), head.size()); }

TEST(FindHeadEnd, TakesAHeadOfExactlyTheLimitAndNoByteMore) {
    EXPECT_EQ(end_of(head, head.size()), head.size());
    EXPECT_EQ(fault_of(head, head.size() - 1), 431u);
    EXPECT_EQ(fault_of(head.substr(0, head.size() - 1), head.size() - 1), 431u);
    EXPECT_EQ(fault_of(head.substr(0, head.size() - 2), head.size() - 1), 0u);
}

TEST(FindHeadEnd, BlamesTheTargetWhenTheFirstLineDoesNotEnd) {
    EXPECT_EQ(fault_of("GET /" + std::string(100, 'a'), 100), 414u);
    EXPECT_EQ(fault_of("GET / HTTP/1.1\r\nA: " + std::string(100, 'a'), 100), 431u);
}

TEST(FindHeadEnd, RefusesWhatIsNoLineOfHttp) {
    EXPECT_EQ(fault_of("GET / HTTP/1.1\nHost: a\n\n"), 400u) << "bare line feed";
    EXPECT_EQ(fault_of("GET / HTTP/1.1\r\nHost: a\r\n b\r\n\r\n"), 400u) << "folded with a space";
    EXPECT_EQ(fault_of("GET / HTTP/1.1\r\nHost: a\r\n\tb\r\n\r\n"), 400u) << "folded with a tab";
    EXPECT_EQ(fault_of("\x16\x03\x01"), 400u) << "TLS";
    EXPECT_EQ(fault_of(std::string_view{"\0", 1}), 400u) << "nothing";
}

struct row {
    char const* name;
    std::string head;
    unsigned status;  ///< 0: taken
};
std::ostream& operator<<(std::ostream& o, row const& r) { return o << r.name; }

std::string with(std::string_view fields) { return "POST /a HTTP/1.1\r\nHost: a\r\n" + std::string{fields} + "\r\n"; }

class ReadHead : public testing::TestWithParam<row> {};

TEST_P(ReadHead, TakesOnlyWhatCanMeanOneThing) {
    message_reader reader;

    auto const refused = reader.read_head(GetParam().head);

    EXPECT_EQ(refused ? refused->status : 0u, GetParam().status) << (refused ? refused->note : "");
}

INSTANTIATE_TEST_SUITE_P(
    Framing, ReadHead,
    testing::Values(row{"OneLength", with("Content-Length: 3\r\n"), 0}, row{"LengthZero", with("Content-Length: 0\r\n"), 0},
                    row{"TwoLengths", with("Content-Length: 3\r\nContent-Length: 4\r\n"), 400},
                    row{"LengthTwice", with("Content-Length: 3\r\nContent-Length: 3\r\n"), 400},
                    row{"ListOfLengths", with("Content-Length: 3, 3\r\n"), 400}, row{"SignedLength", with("Content-Length: +3\r\n"), 400},
                    row{"NegativeLength", with("Content-Length: -3\r\n"), 400}, row{"HexLength", with("Content-Length: 0x3\r\n"), 400},
                    row{"EmptyLength", with("Content-Length: \r\n"), 400},
                    row{"LengthOver64Bits", with("Content-Length: 18446744073709551616\r\n"), 400},
                    row{"LargestLength", with("Content-Length: 18446744073709551615\r\n"), 0},
                    row{"Chunked", with("Transfer-Encoding: chunked\r\n"), 0},
                    row{"ChunkedInCapitals", with("Transfer-Encoding: CHUNKED\r\n"), 0},
                    row{"ChunkedThenGzip", with("Transfer-Encoding: chunked, gzip\r\n"), 400},
                    row{"GzipThenChunked", with("Transfer-Encoding: gzip, chunked\r\n"), 400},
                    row{"Identity", with("Transfer-Encoding: identity\r\n"), 400},
                    row{"NotQuiteChunked", with("Transfer-Encoding: xchunked\r\n"), 400},
                    row{"VerticalTabChunked", with("Transfer-Encoding: \vchunked\r\n"), 400},
                    row{"ChunkedTwice", with("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n"), 400},
                    row{"LengthThenChunked", with("Content-Length: 3\r\nTransfer-Encoding: chunked\r\n"), 400},
                    row{"ChunkedThenLength", with("Transfer-Encoding: chunked\r\nContent-Length: 3\r\n"), 400},
                    row{"GzipThenLength", with("Transfer-Encoding: gzip\r\nContent-Length: 3\r\n"), 400},
                    row{"SpaceBeforeColon", with("Transfer-Encoding : chunked\r\n"), 400},
                    row{"ChunkedInHttp10", "POST /a HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n", 400}),
    [](auto const& p) { return p.param.name; });

INSTANTIATE_TEST_SUITE_P(Head, ReadHead,
                         testing::Values(row{"NoHost", "GET / HTTP/1.1\r\n\r\n", 400}, row{"NoHostInHttp10", "GET / HTTP/1.0\r\n\r\n", 0},
                                         row{"TwoHosts", "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400},
                                         row{"HostTwice", "GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n", 400},
                                         row{"ListOfHosts", "GET / HTTP/1.1\r\nHost: a, b\r\n\r\n", 400},
                                         row{"HostWithPath", "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n", 400},
                                         row{"EmptyHost", "GET / HTTP/1.1\r\nHost:\r\n\r\n", 0},
                                         row{"Http12", "GET / HTTP/1.2\r\nHost: a\r\n\r\n", 505},
                                         row{"Http2", "PRI * HTTP/2.0\r\n\r\n", 505}, row{"Http09", "GET /\r\n\r\n", 400},
                                         row{"TwoSpaces", "GET  / HTTP/1.1\r\nHost: a\r\n\r\n", 400},
                                         row{"SpaceInTarget", "GET /a b HTTP/1.1\r\nHost: a\r\n\r\n", 505},
                                         row{"TabInTarget", "GET /a\tb HTTP/1.1\r\nHost: a\r\n\r\n", 400},
                                         row{"BadMethod", "G(T / HTTP/1.1\r\nHost: a\r\n\r\n", 400}, row{"EmptyName", with(": b\r\n"), 400},
                                         row{"SpaceInName", with("A b: c\r\n"), 400}, row{"ParenthesisInName", with("A(: c\r\n"), 400},
                                         row{"NulInValue", "GET / HTTP/1.1\r\nHost: a\r\nA: b" + std::string(1, '\0') + "c\r\n\r\n", 400},
                                         row{"BareReturnInValue", with("A: b\rc\r\n"), 400}, row{"LatinInValue", with("A: b\xe9\r\n"), 0},
                                         row{"NoColon", with("Abc\r\n"), 400}, row{"OtherExpectation", with("Expect: 200-ok\r\n"), 417},
                                         row{"Continue", with("Expect: 100-Continue\r\n"), 0},
                                         row{"TwoTokens", with("Authorization: Bearer a\r\nAuthorization: Bearer b\r\n"), 400},
                                         row{"TwoTypes", with("Content-Type: text/plain\r\nContent-Type: application/json\r\n"), 400},
                                         row{"TwoOrigins", with("Origin: https://a\r\nOrigin: https://b\r\n"), 400}),
                         [](auto const& p) { return p.param.name; });

INSTANTIATE_TEST_SUITE_P(Target, ReadHead,
                         testing::Values(row{"Authority", "CONNECT a:443 HTTP/1.1\r\nHost: a\r\n\r\n", 400},
                                         row{"Bare", "GET a HTTP/1.1\r\nHost: a\r\n\r\n", 400},
                                         row{"Asterisk", "GET * HTTP/1.1\r\nHost: a\r\n\r\n", 400},
                                         row{"AsteriskOptions", "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n", 0},
                                         row{"AbsoluteOfAnotherScheme", "GET ftp://a/b HTTP/1.1\r\nHost: a\r\n\r\n", 400},
                                         row{"AbsoluteWithoutPathButQuery", "GET http://a?b HTTP/1.1\r\nHost: a\r\n\r\n", 400}),
                         [](auto const& p) { return p.param.name; });

TEST(ReadTarget, TakesThePathOfAnAbsoluteOne) {
    message_reader reader;
    for (auto const& [sent, path] :
         {std::pair{"http://a/b?c", "/b?c"}, std::pair{"HTTPS://a:8/b", "/b"}, std::pair{"http://a", "/"}, std::pair{"/b//c/", "/b//c/"}}) {
        std::string const text = std::string{"GET "} + sent + " HTTP/1.1\r\nHost: z\r\n\r\n";
        ASSERT_FALSE(reader.read_head(text)) << sent;
        EXPECT_EQ(reader.head().request.target, path);
    }
}

TEST(ReadHeadFields, HandsOnWhatAnExchangeAsksAbout) {
    message_reader reader;
    std::string const text = with(
        "content-type: application/json; charset=utf-8\r\nContent-Encoding: gzip\r\nAccept: a/b\r\nACCEPT:  c/d \r\n"
        "Origin: https://e\r\nAuthorization: Bearer x\r\nAccess-Control-Request-Method: POST\r\nContent-Length: 7\r\n");

    ASSERT_FALSE(reader.read_head(text));

    service::request_head const& a = reader.head().request;
    EXPECT_EQ(a.method, "POST");
    EXPECT_EQ(a.content_type, "application/json; charset=utf-8");
    EXPECT_EQ(a.content_encoding, "gzip");
    EXPECT_EQ(a.accept, "a/b, c/d");
    EXPECT_EQ(a.origin, "https://e");
    EXPECT_EQ(a.authorization, "Bearer x");
    EXPECT_EQ(a.access_control_request_method, "POST");
    EXPECT_EQ(a.content_length, 7u);
    EXPECT_TRUE(a.has_body);
}

TEST(ReadHeadFields, ForgetsTheLastMessage) {
    message_reader reader;
    ASSERT_FALSE(reader.read_head(with("Accept: a\r\nAccept: b\r\nOrigin: c\r\nTransfer-Encoding: chunked\r\nExpect: 100-continue\r\n")));
    ASSERT_FALSE(reader.read_head("GET / HTTP/1.1\r\nHost: a\r\n\r\n"));

    EXPECT_TRUE(reader.head().request.accept.empty());
    EXPECT_TRUE(reader.head().request.origin.empty());
    EXPECT_FALSE(reader.head().request.has_body || reader.head().chunked || reader.head().expects_continue);
}

TEST(ReadHeadFields, KeepsTheConnectionAsTheRequestAsks) {
    struct ask_row {
        std::string_view version, connection;
        bool stays;
    };
    for (ask_row const& r : {ask_row{"1.1", "", true}, ask_row{"1.1", "close", false}, ask_row{"1.1", "Keep-Alive", true},
                             ask_row{"1.1", "upgrade, CLOSE", false}, ask_row{"1.0", "", false}, ask_row{"1.0", "keep-alive", true}}) {
        message_reader reader;
        std::string text = "GET / HTTP/" + std::string{r.version} + "\r\nHost: a\r\n";
        if (!r.connection.empty()) text.append("Connection: ").append(r.connection).append("\r\n");
        text += "\r\n";
        ASSERT_FALSE(reader.read_head(text));
        EXPECT_EQ(reader.head().keep_alive, r.stays) << r.version << ' ' << r.connection;
    }
}

class heap final : public body_taker {
public:
    void take_slice(std::string_view bytes) override { all += bytes; }
    std::string all;
};

struct chunks_row {
    char const* name;
    std::string bytes, body;
    bool good;
};
std::ostream& operator<<(std::ostream& o, chunks_row const& r) { return o << r.name; }
class ReadChunks : public testing::TestWithParam<chunks_row> {};

TEST_P(ReadChunks, TakesTheSameInAnyPortions) {
    for (std::size_t portion = 1; portion <= GetParam().bytes.size(); ++portion) {
        message_reader reader;
        ASSERT_FALSE(reader.read_head(with("Transfer-Encoding: chunked\r\n")));
        heap got;
        std::string held;
        message_reader::progress p;
        for (std::size_t at = 0; at < GetParam().bytes.size() && !p.complete && !p.fault; at += portion) {
            held += GetParam().bytes.substr(at, portion);
            p = reader.read_chunks(held, got, 100);
            held.erase(0, p.consumed);
        }
        EXPECT_EQ(p.complete, GetParam().good) << portion;
        EXPECT_EQ(p.fault.has_value(), !GetParam().good) << portion;
        EXPECT_TRUE(!GetParam().good || got.all == GetParam().body) << portion;
    }
}

INSTANTIATE_TEST_SUITE_P(Rfc9112, ReadChunks,
                         testing::Values(chunks_row{"One", "3\r\nabc\r\n0\r\n\r\n", "abc", true}, chunks_row{"None", "0\r\n\r\n", "", true},
                                         chunks_row{"ZerosAndCapitals", "00A\r\n0123456789\r\n000\r\n\r\n", "0123456789", true},
                                         chunks_row{"Extensions", "3;a;b=c;d=\"e f\"\r\nabc\r\n0;z\r\n\r\n", "abc", true},
                                         chunks_row{"Trailers", "3\r\nabc\r\n0\r\nA: b\r\nC: d\r\n\r\n", "abc", true},
                                         chunks_row{"LengthInTrailer", "3\r\nabc\r\n0\r\nContent-Length: 9\r\n\r\n", "", false},
                                         chunks_row{"LineFeedInExtension", "3;a=\"\n\"\r\nabc\r\n0\r\n\r\n", "", false},
                                         chunks_row{"NoSize", "x\r\nabc\r\n0\r\n\r\n", "", false},
                                         chunks_row{"Prefixed", "0x3\r\nabc\r\n0\r\n\r\n", "", false},
                                         chunks_row{"Negative", "-3\r\nabc\r\n0\r\n\r\n", "", false},
                                         chunks_row{"SizeOver64Bits", "10000000000000000\r\nabc\r\n0\r\n\r\n", "", false},
                                         chunks_row{"TooLong", "3\r\nabcd\r\n0\r\n\r\n", "", false},
                                         chunks_row{"SpaceAfterSize", "3 \r\nabc\r\n0\r\n\r\n", "", false}),
                         [](auto const& p) { return p.param.name; });

// What stands between the data of two chunks, or behind the last, is a frame.

struct frame_row {
    char const* name;
    std::string before, after;  ///< of the frame's filling
};
std::ostream& operator<<(std::ostream& o, frame_row const& r) { return o << r.name; }
class LimitFrame : public testing::TestWithParam<frame_row> {};

TEST_P(LimitFrame, InAnyPortions) {
    constexpr std::size_t limit = 40;
    std::size_t const start = GetParam().before.rfind("abc") == std::string::npos ? 0 : GetParam().before.rfind("abc") + 3;
    std::size_t const end = GetParam().after.find("xyz") == std::string::npos ? GetParam().after.size() : GetParam().after.find("xyz");
    std::size_t const bare = GetParam().before.size() - start + end;
    for (std::size_t const over : {std::size_t{0}, std::size_t{1}}) {
        std::string const bytes = GetParam().before + std::string(limit - bare + over, '0') + GetParam().after;
        for (std::size_t portion = 1; portion <= bytes.size(); ++portion) {
            message_reader reader;
            ASSERT_FALSE(reader.read_head(with("Transfer-Encoding: chunked\r\n")));
            heap got;
            std::string held;
            message_reader::progress p;
            for (std::size_t at = 0; at < bytes.size() && !p.complete && !p.fault; at += portion) {
                held += bytes.substr(at, portion);
                p = reader.read_chunks(held, got, limit);
                held.erase(0, p.consumed);
            }
            ASSERT_EQ(p.fault ? p.fault->status : 0u, over == 0 ? 0u : 431u) << portion;
            ASSERT_EQ(p.complete && !p.fault, over == 0) << portion;
        }
    }
}

INSTANTIATE_TEST_SUITE_P(Rfc9112, LimitFrame,
                         testing::Values(frame_row{"Size", "", "3\r\nxyz\r\n0\r\n\r\n"},
                                         frame_row{"Extension", "3;a=", "\r\nxyz\r\n0\r\n\r\n"},
                                         frame_row{"SecondExtension", "3\r\nabc\r\n3;a=", "\r\nxyz\r\n0\r\n\r\n"},
                                         frame_row{"LastExtension", "3\r\nabc\r\n0;a=", "\r\n\r\n"},
                                         frame_row{"Trailer", "3\r\nabc\r\n0\r\nA: ", "\r\n\r\n"},
                                         frame_row{"Trailers", "3\r\nabc\r\n0\r\nA: b\r\nC: ", "\r\n\r\n"}),
                         [](auto const& p) { return p.param.name; });

}  // namespace
}  // namespace oms::net
