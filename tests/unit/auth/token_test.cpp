#include <oms/auth/token.hpp>  // first, so that the header is proved alone

#include "unit/auth/tokens.hpp"

#include <gtest/gtest.h>

#include <string>
#include <utility>

namespace oms::auth {
namespace {

using test::base64url;

constexpr char const* good_header = R"({"typ":"JWT","alg":"ES384","kid":"key-1"})";
constexpr instant issued_at{std::chrono::seconds{1'796'126'400}};

std::string token_of(std::string_view header, std::string_view claims, std::string_view signature = "signature") {
    return base64url(header) + '.' + base64url(claims) + '.' + base64url(signature);
}

std::optional<refusal> read(std::string const& text) {
    token_reader reader;
    return reader.read(text);
}

TEST(ReadToken, GivesWhatHeaderAndClaimsSay) {
    token_reader reader;
    std::string const header = R"({"alg":"RS384","kid":"a+b/c=","typ":"jwt","jku":"https://ehr.example.org/jwks","x5t":{"deep":[1]}})";
    std::string const claims = R"({"iss":"https://ehr.example.org","sub":"client-7","tenant":"t\u00e4","aud":["x","y"],"jti":"any text",
        "iat":1796126400,"exp":1796126700.5,"nbf":1796126399.25,"fhirContext":[{"a":{"b":null}}]})";

    ASSERT_EQ(reader.read(token_of(header, claims)), std::nullopt);
    token const& t = reader.what();
    EXPECT_EQ(t.alg, algorithm::rs384);
    EXPECT_EQ(t.kid, "a+b/c=");
    EXPECT_EQ(t.jku, "https://ehr.example.org/jwks");
    EXPECT_EQ(t.issuer, "https://ehr.example.org");
    EXPECT_EQ(t.subject, "client-7");
    EXPECT_EQ(t.tenant, "tä");
    EXPECT_EQ(t.audiences, (std::vector<std::string>{"x", "y"}));
    EXPECT_EQ(t.id, "any text");
    EXPECT_EQ(t.issued, issued_at);
    EXPECT_EQ(t.expires, issued_at + std::chrono::milliseconds{300'500});
    EXPECT_EQ(t.not_before, issued_at - std::chrono::milliseconds{750});
}

TEST(ReadToken, TakesNothingFromTheTokenBefore) {
    token_reader reader;
    ASSERT_FALSE(reader.read(token_of(R"({"typ":"JWT","alg":"ES256","kid":"k","jku":"https://x"})",
                                      test::claims{.more = R"(,"sub":"s","tenant":"t","nbf":5)"}.text())));
    ASSERT_FALSE(reader.read(token_of(good_header, test::claims{}.text())));
    token const& t = reader.what();
    EXPECT_EQ(t.jku + t.subject + t.tenant, "");
    EXPECT_FALSE(t.not_before);
    EXPECT_EQ(t.audiences.size(), 1U);

    ASSERT_TRUE(reader.read("x.y.z"));
    EXPECT_EQ(reader.what().kid + reader.what().issuer, "");
    ASSERT_FALSE(reader.read(token_of(good_header, test::claims{}.text())));
    reader.clear();
    EXPECT_EQ(reader.what().issuer + reader.what().id, "");
    EXPECT_TRUE(reader.what().audiences.empty());
}

TEST(ReadToken, TellsAForbiddenAlgorithmFromAMalformedHeader) {
    for (auto const* const name : {"none", "None", "nOnE", "HS256", "HS384", "HS512", "es384", "EdDSA", ""})
        EXPECT_EQ(read(token_of(R"({"typ":"JWT","kid":"k","alg":")" + std::string{name} + "\"}", test::claims{}.text())),
                  refusal::algorithm)
            << name;
}

struct header_row {
    char const* name;
    char const* text;
};
class ReadTokenHeader : public testing::TestWithParam<header_row> {};

TEST_P(ReadTokenHeader, IsRefusedAsMalformed) { EXPECT_EQ(read(token_of(GetParam().text, test::claims{}.text())), refusal::malformed); }

INSTANTIATE_TEST_SUITE_P(
    Rfc7515, ReadTokenHeader,
    testing::Values(header_row{"NoTyp", R"({"alg":"ES384","kid":"k"})"}, header_row{"OtherTyp", R"({"typ":"JWE","alg":"ES384","kid":"k"})"},
                    header_row{"NoAlg", R"({"typ":"JWT","kid":"k"})"}, header_row{"NoKid", R"({"typ":"JWT","alg":"ES384"})"},
                    header_row{"EmptyKid", R"({"typ":"JWT","alg":"ES384","kid":""})"},
                    header_row{"KidIsANumber", R"({"typ":"JWT","alg":"ES384","kid":7})"},
                    header_row{"KidIsNull", R"({"typ":"JWT","alg":"ES384","kid":null})"},
                    header_row{"AlgIsAList", R"({"typ":"JWT","alg":["ES384"],"kid":"k"})"},
                    header_row{"AlgTwice", R"({"typ":"JWT","alg":"none","kid":"k","alg":"ES384"})"},
                    header_row{"AlgTwiceInAnEscape", R"({"typ":"JWT","alg":"ES384","kid":"k","\u0061lg":"ES384"})"},
                    header_row{"Crit", R"({"typ":"JWT","alg":"ES384","kid":"k","crit":["b64"],"b64":false})"},
                    header_row{"CritIsNull", R"({"typ":"JWT","alg":"ES384","kid":"k","crit":null})"},
                    header_row{"JkuIsAnObject", R"({"typ":"JWT","alg":"ES384","kid":"k","jku":{}})"}, header_row{"AList", "[]"},
                    header_row{"AText", "\"x\""}, header_row{"ANumber", "1"}, header_row{"Null", "null"}, header_row{"Nothing", ""},
                    header_row{"Cut", R"({"typ":"JWT")"}, header_row{"TwoObjects", R"({"typ":"JWT","alg":"ES384","kid":"k"}{})"},
                    header_row{"ByteOrderMark", "\xEF\xBB\xBF{\"typ\":\"JWT\",\"alg\":\"ES384\",\"kid\":\"k\"}"},
                    header_row{"BadUtf8", "{\"typ\":\"JWT\",\"alg\":\"ES384\",\"kid\":\"\xff\"}"}),
    [](auto const& p) { return p.param.name; });

struct claims_row {
    char const* name;
    test::claims said;
    std::optional<refusal> why = refusal::malformed;
};
class ReadTokenClaims : public testing::TestWithParam<claims_row> {};

TEST_P(ReadTokenClaims, AreReadOrRefused) { EXPECT_EQ(read(token_of(good_header, GetParam().said.text())), GetParam().why); }

INSTANTIATE_TEST_SUITE_P(
    Rfc7519, ReadTokenClaims,
    testing::Values(
        claims_row{"AllThatIsNeeded", {}, std::nullopt}, claims_row{"NoIssuer", {.issuer = ""}}, claims_row{"NoAudience", {.audience = ""}},
        claims_row{"NoId", {.id = ""}}, claims_row{"NoIssued", {.issued = ""}}, claims_row{"NoExpires", {.expires = ""}},
        claims_row{"AudienceIsAnEmptyList", {.audience = "[]"}}, claims_row{"AudienceIsEmpty", {.audience = R"("")"}},
        claims_row{"AudienceIsAListOfLists", {.audience = R"([["x"]])"}}, claims_row{"AudienceHoldsANumber", {.audience = R"(["x",1])"}},
        claims_row{"AudienceIsAnObject", {.audience = R"({"x":"y"})"}}, claims_row{"AudienceIsNull", {.audience = "null"}},
        claims_row{"IdIsANumber", {.id = "1"}}, claims_row{"IdIsEmpty", {.id = R"("")"}},
        claims_row{"ExpiresIsAText", {.expires = R"("1796126700")"}}, claims_row{"ExpiresIsNegative", {.expires = "-1"}},
        claims_row{"ExpiresInTheYear9999", {.expires = "253402300799"}, std::nullopt},
        claims_row{"ExpiresBehindTheYear9999", {.expires = "253402300800"}}, claims_row{"ExpiresIsHuge", {.expires = "1e300"}},
        claims_row{"ExpiresBeyondDouble", {.expires = "1e999"}}, claims_row{"ExpiresInExponents", {.expires = "1.7961267e9"}, std::nullopt},
        claims_row{"IssuedIsTrue", {.issued = "true"}}, claims_row{"IssuedIsAList", {.issued = "[1]"}},
        claims_row{"NotBeforeIsAText", {.more = R"(,"nbf":"1")"}}, claims_row{"SubjectIsNull", {.more = R"(,"sub":null)"}},
        claims_row{"SubjectIsEmpty", {.more = R"(,"sub":"")"}}, claims_row{"TenantIsAList", {.more = R"(,"tenant":["t"])"}},
        claims_row{"IssuerTwice", {.more = R"(,"iss":"https://other.example.org")"}},
        claims_row{"HeaderMembersMeanNothing", {.more = R"(,"alg":"none","kid":7,"crit":[])"}, std::nullopt},
        claims_row{
            "SixteenAudiences", {.audience = R"(["1","2","3","4","5","6","7","8","9","10","11","12","13","14","15","16"])"}, std::nullopt},
        claims_row{"SeventeenAudiences", {.audience = R"(["1","2","3","4","5","6","7","8","9","10","11","12","13","14","15","16","17"])"}},
        claims_row{"SixteenLevels", {.more = R"(,"x":[[[[[[[[[[[[[[[]]]]]]]]]]]]]]])"}, std::nullopt},
        claims_row{"SeventeenLevels", {.more = R"(,"x":[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]])"}}),
    [](auto const& p) { return p.param.name; });

TEST(ReadToken, RefusesOtherFormsThanThreeParts) {
    std::string const good = token_of(good_header, test::claims{}.text());
    ASSERT_FALSE(read(good));
    std::string const two = good.substr(0, good.rfind('.'));
    for (std::string const& text : {std::string{}, std::string{"."}, std::string{".."}, std::string{"..."}, two, two + '.', good + ".x",
                                    '.' + good, good + '=', good + ' ', ' ' + good, good + "\n", good.substr(1), "{}" + good})
        EXPECT_EQ(read(text), refusal::malformed) << text;
}

TEST(ReadToken, HasALimitOfBytes) {
    std::string const rest = base64url(good_header) + '.' + base64url(test::claims{}.text()) + '.';
    std::size_t const room = token_limits{}.bytes - rest.size();
    std::size_t const fits = room % 4 == 1 ? room - 1 : room;
    EXPECT_FALSE(read(rest + std::string(fits, 'A')));
    EXPECT_EQ(read(rest + std::string(fits + 4, 'A')), refusal::malformed);
}

// Whatever is done to a token: it is read or refused, and never as another one than the whole of it says.
TEST(ReadToken, SurvivesEveryChangeOfOneByteAndEveryCut) {
    std::string const good = token_of(good_header, test::claims{}.text());
    token_reader reader;
    for (std::size_t i = 0; i < good.size(); ++i) {
        static_cast<void>(reader.read(good.substr(0, i)));
        for (char const c : {'.', 'A', '_', '=', '\0', '\x80', '"'}) {
            std::string changed = good;
            changed[i] = c;
            if (!reader.read(changed)) {
                EXPECT_FALSE(reader.what().issuer.empty());
                EXPECT_FALSE(reader.what().audiences.empty());
                EXPECT_FALSE(reader.what().id.empty());
            }
        }
    }
    EXPECT_FALSE(reader.read(good));
}

TEST(BearerOf, TakesTheSchemeInAnyCase) {
    EXPECT_EQ(bearer_of("Bearer a.b.c"), "a.b.c");
    EXPECT_EQ(bearer_of("bearer  a.b.c "), "a.b.c");
    EXPECT_EQ(bearer_of("BEARER x"), "x");
    for (auto const* const field : {"", "Bearer", "Bearer ", "Bearerx", "Basic abc", "Bear a", "Bearer\ta"})
        EXPECT_FALSE(bearer_of(field)) << field;
}

}  // namespace
}  // namespace oms::auth
