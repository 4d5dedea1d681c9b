#include "support/calls.hpp"
#include "talk.hpp"

#include <gtest/gtest.h>

namespace {

using namespace oms;
using test::ask_for;
using test::header;
using test::talk;

constexpr char const* sandbox = "https://sandbox.example.org";
constexpr char const* patient_view = "/cds-services/oms-patient-view";

service::request_head from(service::request_head a, std::string_view origin) {
    a.origin = origin;
    return a;
}

TEST(Preflight, AnswersTheSandboxWithoutAToken) {  // CH-CORS-02
    auto s = test::open_settings();
    s.auth_required = true;
    service::exchange e{test::service_with(s)};
    for (auto const target : {"/cds-services", patient_view, "/cds-services/oms-patient-view/feedback"}) {
        service::request_head a = from(ask_for("OPTIONS", target), sandbox);
        a.access_control_request_method = "POST";

        service::response const& r = talk(e, a);

        EXPECT_EQ(r.status, 204u);
        EXPECT_TRUE(r.body.empty());
        EXPECT_EQ(header(r, "Access-Control-Allow-Origin"), sandbox);
        EXPECT_EQ(header(r, "Access-Control-Allow-Methods"), "GET, POST, OPTIONS");
        EXPECT_EQ(header(r, "Access-Control-Allow-Headers"), "Authorization, Content-Type");
        EXPECT_EQ(header(r, "Access-Control-Max-Age"), "3600");
        EXPECT_EQ(header(r, "Vary"), "Origin, Access-Control-Request-Method, Access-Control-Request-Headers");
    }
}

TEST(Cors, StandsOnEveryStatus) {  // CH-CORS-03
    auto closed = test::open_settings();
    closed.auth_required = true;
    service::exchange open{test::service_with()}, shut{test::service_with(closed)};
    std::string const good = test::call_of{}.text(), no_data = test::call_of{}.without("prefetch").text();
    service::request_head post = from(test::post_to(patient_view), sandbox), html = post, text = post, long_one = post;
    html.accept = "text/html";
    text.content_type = "text/plain";
    long_one.content_length = std::size_t{1} << 40;
    struct {
        service::exchange& exchange;
        service::request_head head;
        std::string body;
        unsigned status;
    } rows[] = {{open, post, good, 200},
                {open, post, "{", 400},
                {shut, post, good, 401},
                {open, from(ask_for("GET", "/x"), sandbox), "", 404},
                {open, from(ask_for("GET", patient_view), sandbox), "", 405},
                {open, html, good, 406},
                {open, post, no_data, 412},
                {open, long_one, good, 413},
                {open, text, good, 415}};
    for (auto& row : rows) {
        service::response const& r = talk(row.exchange, row.head, row.body);
        EXPECT_EQ(r.status, row.status);
        EXPECT_EQ(header(r, "Access-Control-Allow-Origin"), sandbox) << row.status;
        EXPECT_EQ(header(r, "Vary"), "Origin") << row.status;
        EXPECT_NE(header(r, "Access-Control-Expose-Headers").find("Retry-After"), std::string::npos);  // CH-CORS-05
        EXPECT_EQ(header(r, "Access-Control-Allow-Credentials"), "");
    }
}

TEST(Cors, IsForListedOriginsOnly) {  // CH-CORS-04
    struct {
        std::vector<std::string> listed;
        bool dev;
        char const* origin;
        char const* allowed;
    } const rows[] = {{{sandbox}, false, "https://evil.example.org", ""},
                      {{sandbox}, false, "https://sandbox.example.org.evil.example", ""},
                      {{sandbox}, false, "", ""},
                      {{sandbox}, false, "null", ""},
                      {{}, false, sandbox, ""},
                      {{}, true, "http://localhost:3000", "*"},
                      {{sandbox}, true, "http://localhost:3000", "*"},
                      {{sandbox}, false, "*", ""}};
    for (auto const& row : rows) {
        auto s = test::open_settings();
        s.cors_origins = row.listed;
        s.dev = row.dev;
        service::exchange e{test::service_with(s)};
        for (auto const method : {"GET", "OPTIONS"}) {
            service::response const& r = talk(e, from(ask_for(method, "/cds-services"), row.origin));
            EXPECT_EQ(header(r, "Access-Control-Allow-Origin"), row.allowed) << row.origin;
            bool const any = std::ranges::any_of(r.headers, [](auto const& h) { return h.first.starts_with("Access-Control-"); });
            EXPECT_EQ(any, *row.allowed != '\0');
            EXPECT_TRUE(header(r, "Vary").starts_with("Origin"));
        }
    }
}

TEST(AddCors, WorksOnRefusalsOfTheServerAndOnlyOnce) {
    auto const s = test::service_with();
    service::response r = service::error_response(431, "the head is too long");

    service::add_cors(r, *s, sandbox);
    service::add_cors(r, *s, sandbox);

    EXPECT_EQ(header(r, "Access-Control-Allow-Origin"), sandbox);
    EXPECT_EQ(header(r, "Vary"), "Origin");
}

}  // namespace
