#include "wire/raw_client.hpp"
#include "wire/running_server.hpp"

#include <gtest/gtest.h>

#include <ostream>
#include <string>
#include <tuple>

/// What is refused for its framing: the refusal arrives, and nothing that follows on that connection is read or answered (product.md 13).
namespace oms::test {
namespace {

struct refused_row {
    char const* name;
    std::string request;
    unsigned status;
};
std::ostream& operator<<(std::ostream& o, refused_row const& r) { return o << r.name; }

class Refuse : public testing::TestWithParam<std::tuple<transport, refused_row>> {
protected:
    [[nodiscard]] static refused_row const& row() { return std::get<refused_row>(GetParam()); }

    running_server server{std::get<transport>(GetParam())};
    raw_client client{server.address()};

    /// What came in answer to the row's request and to two good ones behind it.
    void expect_one_answer() {
        auto const answers = split_answers(client.receive_all());
        ASSERT_EQ(answers.size(), 1u) << statuses(answers);
        EXPECT_EQ(answers[0].status, row().status) << answers[0].body;
        EXPECT_TRUE(answers[0].closes());
        EXPECT_NE(answers[0].body.find("OperationOutcome"), std::string::npos);
        EXPECT_EQ(client.end(), raw_client::ending::fin);
    }
};

TEST_P(Refuse, AnswersOnceAndClosesWhenAllComesInOnePiece) {
    client.send(row().request + get("/healthz") + post(a_call()));
    expect_one_answer();
}

TEST_P(Refuse, AnswersOnceAndClosesWhenItComesInPieces) {
    std::string const all = row().request + get("/healthz") + post(a_call());
    std::size_t const piece = all.size() / 60 + 1;
    for (std::size_t at = 0; at < all.size(); at += piece) ASSERT_TRUE(client.send(all.substr(at, piece)));
    expect_one_answer();
}

auto named() {
    return [](auto const& p) { return std::string{std::get<1>(p.param).name} + name_of(std::get<0>(p.param)); };
}
auto over_both() { return testing::Values(transport::plain, transport::tls); }

std::string framed(std::string_view fields, std::string_view body = "0\r\n\r\n") {
    return "POST /cds-services/oms-patient-view HTTP/1.1\r\nHost: a\r\n" + std::string{fields} + "\r\n" + std::string{body};
}
std::string chunked(std::string_view body) { return framed("Transfer-Encoding: chunked\r\n", body); }

INSTANTIATE_TEST_SUITE_P(
    Head, Refuse,
    testing::Combine(
        over_both(),
        testing::Values(refused_row{"LengthAndChunked", framed("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n"), 400},
                        refused_row{"ChunkedAndLength", framed("Transfer-Encoding: chunked\r\nContent-Length: 5\r\n"), 400},
                        refused_row{"TwoLengths", framed("Content-Length: 5\r\nContent-Length: 6\r\n"), 400},
                        refused_row{"LengthOver64Bits", framed("Content-Length: 18446744073709551617\r\n"), 400},
                        refused_row{"NegativeLength", framed("Content-Length: -1\r\n"), 400},
                        refused_row{"ChunkedGzip", framed("Transfer-Encoding: chunked, gzip\r\n"), 400},
                        refused_row{"ChunkedTwice", framed("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n"), 400},
                        refused_row{"ChunkedInHttp10", "POST / HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400},
                        refused_row{"Folded", framed("Transfer-Encoding:\r\n chunked\r\n"), 400},
                        refused_row{"SpaceBeforeColon", framed("Transfer-Encoding : chunked\r\n"), 400},
                        refused_row{"BareLineFeed", "POST / HTTP/1.1\nHost: a\n\n", 400},
                        refused_row{"NoHost", "GET /healthz HTTP/1.1\r\n\r\n", 400},
                        refused_row{"TwoHosts", "GET /healthz HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n", 400},
                        refused_row{"BadName", framed("Ab(c: d\r\n"), 400},
                        refused_row{"BadValue", framed("Ab: c\x01\r\n"), 400},
                        refused_row{"Authority", "CONNECT a:1 HTTP/1.1\r\nHost: a\r\n\r\n", 400},
                        refused_row{"Version", "GET / HTTP/2.0\r\nHost: a\r\n\r\n", 505},
                        refused_row{"Expectation", framed("Expect: tea\r\nContent-Length: 0\r\n", ""), 417},
                        refused_row{"Fields64KiB", framed("A: " + std::string(65'536, 'a') + "\r\n"), 431},
                        refused_row{"Target64KiB", "GET /" + std::string(65'536, 'a') + " HTTP/1.1\r\nHost: a\r\n\r\n", 414},
                        refused_row{"TlsInIt", std::string("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 11), 400})),
    named());

INSTANTIATE_TEST_SUITE_P(
    Chunk, Refuse,
    testing::Combine(over_both(),
                     testing::Values(refused_row{"SizeWithPrefix", chunked("0x5\r\nabcde\r\n0\r\n\r\n"), 400},
                                     refused_row{"NegativeSize", chunked("-5\r\nabcde\r\n0\r\n\r\n"), 400},
                                     refused_row{"NoSize", chunked(";a\r\nabcde\r\n0\r\n\r\n"), 400},
                                     refused_row{"SizeOver64Bits", chunked("10000000000000005\r\n     \r\n0\r\n\r\n"), 400},
                                     refused_row{"SizeFarOver64Bits", chunked(std::string(100, 'f') + "\r\n     \r\n0\r\n\r\n"), 400},
                                     refused_row{"SecondSizeOver64Bits", chunked("1\r\n \r\n10000000000000005\r\n     \r\n0\r\n\r\n"), 400},
                                     refused_row{"DataLongerThanItsSize", chunked("3\r\n    \r\n0\r\n\r\n"), 400},
                                     refused_row{"LineFeedInExtension", chunked("3;a=\"\n\"\r\n   \r\n0\r\n\r\n"), 400},
                                     refused_row{"BadTrailer", chunked("3\r\n   \r\n0\r\nA b\r\n\r\n"), 400},
                                     refused_row{"LengthInTrailer", chunked("3\r\n   \r\n0\r\nContent-Length: 3\r\n\r\n"), 400},
                                     refused_row{"Size64KiB", chunked(std::string(65'536, '0') + "3\r\n   \r\n0\r\n\r\n"), 431},
                                     refused_row{"Line64KiB", chunked("3;a=" + std::string(65'536, 'b') + "\r\n   \r\n0\r\n\r\n"), 431},
                                     refused_row{"SecondLine64KiB",
                                                 chunked("3\r\n   \r\n3;a=" + std::string(65'536, 'b') + "\r\n   \r\n0\r\n\r\n"), 431},
                                     refused_row{"Trailers64KiB",
                                                 chunked("3\r\n   \r\n0\r\nA: " + std::string(65'536, 'b') + "\r\n\r\n"), 431})),
    named());

// The request was answered before the fault: then that answer is the last, though it did not say so.

class EndAfterFault : public OverBoth {};

TEST_P(EndAfterFault, InABodyThatIsAnsweredAlready) {
    for (std::string const& rest : {std::string{"zz\r\n"}, std::string{"10000000000000005\r\nabcde\r\n0\r\n\r\n"},
                                    "1;a=" + std::string(65'536, 'b') + "\r\n \r\n0\r\n\r\n",
                                    "0\r\nA: " + std::string(65'536, 'b') + "\r\n\r\n"}) {
        running_server server{GetParam()};
        raw_client client{server.address()};
        client.send(chunked("1\r\nx\r\n" + rest) + get("/healthz"));  // `x` is no JSON
        std::string const got = statuses(split_answers(client.receive_all()));
        EXPECT_TRUE(got == "400" || got == "431") << got << ": " << rest.substr(0, 20);  // for what came first in one read
        EXPECT_EQ(client.end(), raw_client::ending::fin);
    }
}

OMS_OVER_BOTH(EndAfterFault);

}  // namespace
}  // namespace oms::test
