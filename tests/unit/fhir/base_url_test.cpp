#include <oms/fhir/base_url.hpp>  // first, so that the header is proved self-contained

#include <gtest/gtest.h>

namespace {

using namespace oms::fhir;

struct base_row {
    char const* url;
    char const* want;   ///< its normal form; empty: no base
};

class ParseBaseUrl : public testing::TestWithParam<base_row> {};

TEST_P(ParseBaseUrl, GivesOneSpellingOrNothing) {
    auto const base = parse_base_url(GetParam().url);
    EXPECT_EQ(base ? base->text() : "", GetParam().want) << GetParam().url;
}

INSTANTIATE_TEST_SUITE_P(
    Spellings, ParseBaseUrl,
    testing::Values(base_row{"https://ehr.example.org/fhir", "https://ehr.example.org/fhir"},
                    base_row{"HTTPS://EHR.Example.ORG:443/fhir/", "https://ehr.example.org/fhir"}, base_row{"http://h:80", "http://h"},
                    base_row{"http://h:080/x", "http://h/x"}, base_row{"https://h:80/", "https://h:80"},
                    base_row{"https://h:/fhir", "https://h/fhir"}, base_row{"https://h./fhir", "https://h/fhir"},
                    base_row{"http://[::1]:8080/fhir", "http://[::1]:8080/fhir"},
                    base_row{"http://127.0.0.1:8080/a/b/c/", "http://127.0.0.1:8080/a/b/c"},
                    base_row{"https://h/FHIR/R4", "https://h/FHIR/R4"}));

INSTANTIATE_TEST_SUITE_P(
    Refused, ParseBaseUrl,
    testing::Values(base_row{"", ""}, base_row{"h/fhir", ""}, base_row{"/fhir", ""}, base_row{"//h/fhir", ""}, base_row{"ftp://h/fhir", ""},
                    base_row{"file:///etc/passwd", ""}, base_row{"https://", ""}, base_row{"https:///fhir", ""},
                    base_row{"https:h/fhir", ""}, base_row{"https://user@h/fhir", ""}, base_row{"https://user:secret@h/fhir", ""},
                    base_row{"https://h:0/fhir", ""}, base_row{"https://h:65536/fhir", ""}, base_row{"https://h:+1/fhir", ""},
                    base_row{"https://h:8x/fhir", ""}, base_row{"https://h/fhir?x=1", ""}, base_row{"https://h/fhir#x", ""},
                    base_row{"https://h/fhir/../admin", ""}, base_row{"https://h/fhir/%2e%2e/admin", ""}, base_row{"https://h/fh%69r", ""},
                    base_row{"https://h/f hir", ""}, base_row{"https://h\\evil/fhir", ""}, base_row{"https://[::1/fhir", ""},
                    base_row{"https://[h]/fhir", ""}, base_row{"https://[::1]x/fhir", ""}, base_row{"https://h\n/fhir", ""},
                    base_row{"https://h%00/fhir", ""}));

TEST(BaseUrl, IsLoopbackOnlyWhenAllOfTheHostSaysSo) {
    for (auto const url : {"http://localhost/f", "http://LOCALHOST:1/f", "http://127.0.0.1", "http://127.9.9.9", "http://[::1]:5"})
        EXPECT_TRUE(parse_base_url(url).value().is_loopback()) << url;
    for (auto const url : {"http://localhost.evil.example", "http://127.evil.example", "http://128.0.0.1", "http://[::2]", "http://h"})
        EXPECT_FALSE(parse_base_url(url).value().is_loopback()) << url;
}

TEST(ParseOrigin, DoesNotLookAtThePath) {
    EXPECT_EQ(parse_origin("https://H:443/fh%69r/../x").value().text(), "https://h");
    EXPECT_EQ(parse_origin("http://[::1]:81").value().text(), "http://[::1]:81");
    for (auto const url :
         {"", "h", "//h", "https://h?x", "https://h#x", "https://h/a b", "https://u@h", "ftp://h", "https://h:0", "https://h\r\n"})
        EXPECT_FALSE(parse_origin(url)) << url;
}

TEST(SplitUrl, TakesTheFivePartsOfRfc3986Apart) {
    url_parts const all = split_url("https://h:1/a/b?x=/y#z");
    EXPECT_EQ(all.scheme, "https");
    EXPECT_EQ(all.authority, "h:1");
    EXPECT_EQ(all.path, "/a/b");
    EXPECT_EQ(all.query, "x=/y");
    url_parts const relative = split_url("Patient/1");
    EXPECT_TRUE(relative.scheme.empty());
    EXPECT_FALSE(relative.authority || relative.query);
    EXPECT_EQ(relative.path, "Patient/1");
    EXPECT_TRUE(split_url("a/b:c").scheme.empty()) << "the colon stands in a segment";
    EXPECT_EQ(split_url("urn:uuid:1").scheme, "urn");
}

struct same_row {
    char const* name;
    char const* a;
    char const* b;
    bool same = true;
};

class IsSameUrl : public testing::TestWithParam<same_row> {};

TEST_P(IsSameUrl, ComparesNormalForms) {
    EXPECT_EQ(is_same_url(GetParam().a, GetParam().b), GetParam().same);
    EXPECT_EQ(is_same_url(GetParam().b, GetParam().a), GetParam().same);
}

constexpr auto* plain = "https://h/fhir/Patient/1";

INSTANTIATE_TEST_SUITE_P(Rfc3986, IsSameUrl,
                         testing::Values(same_row{"AsWritten", plain, plain}, same_row{"CaseOfScheme", plain, "HTTPS://h/fhir/Patient/1"},
                                         same_row{"CaseOfHost", plain, "https://H/fhir/Patient/1"},
                                         same_row{"CaseOfPath", plain, "https://h/FHIR/Patient/1", false},
                                         same_row{"DefaultPort", plain, "https://h:443/fhir/Patient/1"},
                                         same_row{"OtherPort", plain, "https://h:444/fhir/Patient/1", false},
                                         same_row{"EmptyPort", plain, "https://h:/fhir/Patient/1"},
                                         same_row{"OtherScheme", plain, "http://h/fhir/Patient/1", false},
                                         same_row{"EncodedLetter", plain, "https://h/%66hir/Patient/1"},
                                         same_row{"CaseOfHexDigits", "https://h/a%2fb", "https://h/a%2Fb"},
                                         same_row{"EncodedSlash", "https://h/a/b", "https://h/a%2Fb", false},
                                         same_row{"DotSegments", plain, "https://h/fhir/./x/../Patient/1"},
                                         same_row{"EncodedDotSegments", plain, "https://h/fhir/x/%2e%2e/Patient/1"},
                                         same_row{"DotsAboveTheRoot", "https://h/a", "https://h/../a"},
                                         same_row{"SlashAtTheEnd", "https://h/fhir", "https://h/fhir/"},
                                         same_row{"Query", "https://h/f?a=%41", "https://h/f?a=A"},
                                         same_row{"OtherQuery", "https://h/f?a=1", "https://h/f", false}),
                         [](auto const& p) { return p.param.name; });

INSTANTIATE_TEST_SUITE_P(Others, IsSameUrl,
                         testing::Values(same_row{"Uuid", "urn:uuid:0C3151BD", "URN:UUID:0c3151bd"},
                                         same_row{"OtherUuid", "urn:uuid:1", "urn:uuid:2", false},
                                         same_row{"OtherUrn", "urn:x:A", "urn:x:a", false},
                                         same_row{"Relative", "Patient/1", "patient/1", false},
                                         same_row{"NoUrl", "https://u@H/x", "https://u@h/x", false}),
                         [](auto const& p) { return p.param.name; });

TEST(NormalUrl, StaysItself) {
    for (auto const url : {"https://H:443/%66hir/../a%2f/", "http://[::1]:80", "urn:uuid:AB", "Patient/1", "https://h/%zz"})
        EXPECT_EQ(normal_url(normal_url(url)), normal_url(url)) << url;
}

TEST(NormalUrl, IsTheSameWithAndWithoutRoomForIt) {
    for (std::string_view const url : {"",
                                       "Patient/1",
                                       "Patient/%31",
                                       "Patient/./1",
                                       "./Patient/1",
                                       "Patient/1/",
                                       "Patient/a:B",
                                       "Patient/1?x=%41",
                                       "https://h/fhir/Patient/1",
                                       "https://H/fhir",
                                       "HTTPS://h/fhir",
                                       "https://h:443/fhir",
                                       "http://h:80/fhir",
                                       "http://h:8080/fhir",
                                       "https://h",
                                       "https://h:/x",
                                       "https://h:",
                                       "https://h/a/../b",
                                       "https://h/a#b",
                                       "urn:uuid:AB",
                                       "urn:uuid:ab",
                                       "URN:OID:1.2",
                                       "urn:x:A",
                                       "//h/x",
                                       "https://u@H/x"}) {
        std::string room;
        EXPECT_EQ(normal_url(url, room), normal_url(url)) << url;
    }
}

TEST(IsUnambiguousPath, RefusesWhatClimbsOrHides) {
    for (auto const path : {"", "/", "/fhir/R4", "/a:b@c;d", "/a%41"}) EXPECT_TRUE(is_unambiguous_path(path)) << path;
    for (auto const path : {"/..", "/a/../b", "/%2e%2e/x", "/%252e%252e/x", "/..;a/x", "/a%2fb", "/a%5cb", "/a b", "/%zz"})
        EXPECT_FALSE(is_unambiguous_path(path)) << path;
}

}  // namespace
