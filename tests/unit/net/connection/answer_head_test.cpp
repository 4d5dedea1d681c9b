#include "net/connection/answer_head.hpp"

#include <gtest/gtest.h>

namespace oms::net {
namespace {

using namespace std::chrono;

std::string head_of(service::response const& r, answer_terms terms = {}) {
    terms.date = "Fri, 20 Nov 2026 12:00:00 GMT";
    std::string text;
    write_answer_head(text, r, terms);
    return text;
}

TEST(WriteAnswerHead, SaysStatusTypeLengthAndDate) {
    service::response r;
    r.body = R"({"cards":[]})";

    EXPECT_EQ(head_of(r),
              "HTTP/1.1 200 OK\r\nDate: Fri, 20 Nov 2026 12:00:00 GMT\r\nContent-Type: application/json\r\nContent-Length: 12\r\n\r\n");
}

TEST(WriteAnswerHead, SendsTheFieldsOfTheReply) {
    service::response r;
    r.status = 405;
    r.headers.emplace_back("Allow", "GET, OPTIONS");

    EXPECT_NE(head_of(r).find("\r\nAllow: GET, OPTIONS\r\n"), std::string::npos);
    EXPECT_TRUE(head_of(r).starts_with("HTTP/1.1 405 Method Not Allowed\r\n"));
}

TEST(WriteAnswerHead, GivesNoLengthWhereThereCanBeNoBody) {
    service::response r;
    r.status = 204;
    r.content_type = {};

    EXPECT_EQ(head_of(r), "HTTP/1.1 204 No Content\r\nDate: Fri, 20 Nov 2026 12:00:00 GMT\r\n\r\n");
}

TEST(WriteAnswerHead, GivesTheLengthOfAnEmptyBody) {
    service::response r;
    r.content_type = {};

    EXPECT_NE(head_of(r).find("Content-Length: 0\r\n"), std::string::npos);
    EXPECT_EQ(head_of(r).find("Content-Type"), std::string::npos);
}

TEST(WriteAnswerHead, TellsWhatBecomesOfTheConnectionOnlyWhereItIsNotTheRule) {
    struct row {
        bool keep_alive, http_1_0;
        std::string_view line;
    };
    for (row const& r : {row{true, false, ""}, row{false, false, "Connection: close\r\n"}, row{true, true, "Connection: keep-alive\r\n"},
                         row{false, true, "Connection: close\r\n"}}) {
        std::string const head = head_of({}, {{}, r.keep_alive, r.http_1_0});
        auto const at = head.find("Connection:");
        EXPECT_EQ(at == std::string::npos ? "" : head.substr(at, head.size() - at - 2), r.line) << r.keep_alive << r.http_1_0;
    }
}

TEST(HttpDate, WritesTheFixedForm) {
    EXPECT_EQ(http_date(sys_days{1994y / November / 6} + 8h + 49min + 37s), "Sun, 06 Nov 1994 08:49:37 GMT");
    EXPECT_EQ(http_date(sys_days{2024y / February / 29}), "Thu, 29 Feb 2024 00:00:00 GMT");
}

}  // namespace
}  // namespace oms::net
