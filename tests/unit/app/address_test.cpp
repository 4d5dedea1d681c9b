#include <oms/app/address.hpp>  // first, so that the header is proved alone

#include <gtest/gtest.h>

namespace oms::app {
namespace {

struct listen_row {
    char const* text;
    char const* host;
    int port;
    bool loopback;
};

TEST(ParseListen, KnowsWhatIsLoopback) {
    for (auto const& row : {listen_row{"127.0.0.1:8080", "127.0.0.1", 8080, true},
                            {"127.9.8.7:0", "127.9.8.7", 0, true},
                            {"localhost:1", "127.0.0.1", 1, true},
                            {"[::1]:65535", "::1", 65535, true},
                            {"[::ffff:127.0.0.1]:80", "::ffff:127.0.0.1", 80, true},
                            {"0.0.0.0:80", "0.0.0.0", 80, false},
                            {"[::]:80", "::", 80, false},
                            {"128.0.0.1:80", "128.0.0.1", 80, false},
                            {"[::ffff:10.0.0.1]:80", "::ffff:10.0.0.1", 80, false}}) {
        auto const got = parse_listen(row.text);
        ASSERT_TRUE(got) << row.text << ": " << got.error().note;
        EXPECT_EQ(got->host, row.host);
        EXPECT_EQ(got->port, row.port) << row.text;
        EXPECT_EQ(got->loopback, row.loopback) << row.text;
    }
}

TEST(ParseListen, RefusesWhatIsNoAddressAndPort) {
    for (char const* text :
         {"", ":", "8080", ":8080", "127.0.0.1", "127.0.0.1:", "127.0.0.1:65536", "127.0.0.1:-1", "127.0.0.1:8o", "127.0.0.1:+80",
          "256.0.0.1:80", "::1:80", "[::1]", "[]:80", "[127.0.0.1]:80", "*:80", "example.org:80", "http://127.0.0.1:80"}) {
        auto const got = parse_listen(text);
        ASSERT_FALSE(got) << text;
        EXPECT_EQ(got.error().code, errc::bad_settings);
        EXPECT_FALSE(got.error().note.empty());
    }
}

TEST(UrlOf, PutsBracketsAroundIpv6) {
    EXPECT_EQ(url_of({"127.0.0.1", 8080, true}), "http://127.0.0.1:8080");
    EXPECT_EQ(url_of({"::1", 8080, true}), "http://[::1]:8080");
    EXPECT_EQ(url_of({"10.1.2.3", 8443, false}, "https"), "https://10.1.2.3:8443");
}

TEST(ParsePublicUrl, SplitsOriginAndPath) {
    struct row {
        char const* text;
        char const* origin;
        char const* path;
    };
    for (auto const& r : {row{"https://cds.example.org", "https://cds.example.org", ""},
                          {"https://cds.example.org/", "https://cds.example.org", ""},
                          {"https://cds.example.org:8443/oms/v1/", "https://cds.example.org:8443", "/oms/v1"},
                          {"http://[::1]:80/x", "http://[::1]:80", "/x"}}) {
        auto const got = parse_public_url(r.text);
        ASSERT_TRUE(got) << r.text << ": " << got.error().note;
        EXPECT_EQ(got->origin, r.origin);
        EXPECT_EQ(got->path, r.path);
    }
}

TEST(ParsePublicUrl, RefusesWhatNoClientCouldCall) {
    for (char const* text : {"", "cds.example.org", "ftp://cds.example.org", "https://", "https:///oms", "https://user@host/",
                             "https://host:x/", "https://host/a b", "https://host/a//b", "https://host/a/../b", "https://host/.",
                             "https://host?x=1", "https://host/#x", "https://[::1/", "https://ho st/"})
        EXPECT_FALSE(parse_public_url(text)) << text;
}

TEST(IsOrigin, AllowsNothingAfterTheHost) {
    EXPECT_TRUE(is_origin("https://ehr.example.org"));
    EXPECT_TRUE(is_origin("http://localhost:3000"));
    for (char const* text :
         {"", "*", "null", "ehr.example.org", "https://ehr.example.org/", "https://ehr.example.org/path", "https://*.example.org"})
        EXPECT_FALSE(is_origin(text)) << text;
}

}  // namespace
}  // namespace oms::app
