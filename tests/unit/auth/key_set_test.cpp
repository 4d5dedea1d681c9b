#include <oms/auth/key_set.hpp>  // first, so that the header is proved alone

#include <oms/auth/base64url.hpp>
#include <oms/base/ascii.hpp>

#include "unit/auth/tokens.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace oms::auth {
namespace {

std::string set_of(std::initializer_list<std::string> keys) {
    std::string out = R"({"keys":[)";
    for (auto const& k : keys) out.append(out.back() == '[' ? "" : ",").append(k);
    return out + "]}";
}

std::string notes_of(std::vector<fault> const& all) {
    std::string out;
    for (fault const& f : all) {
        EXPECT_EQ(f.code, errc::bad_settings);
        out.append(f.where).append(": ").append(f.note).append("\n");
    }
    return out;
}

test::signing_key const& ec_key() {
    static test::signing_key const key{"P-384", "ec"};
    return key;
}

/// That of RFC 7638 3.1; to make one takes long.
std::string rsa_jwk(std::string_view more = {}) {
    return R"({"kty":"RSA","kid":"rsa","e":"AQAB","n":")"
           R"(0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3ok)"
           R"(njhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu)"
           R"(6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8a)"
           R"(wapJzKnqDKgw)"
           R"(")" +
           std::string{more} + '}';
}

std::string changed(std::string text, std::string_view from, std::string_view to) { return text.replace(text.find(from), from.size(), to); }

TEST(ReadKeySet, TakesKeysThatSignAndFindsThemByKidAndAlgorithm) {
    auto const read = read_key_set(
        "ehr.json", set_of({ec_key().jwk(R"(,"use":"sig","alg":"ES384","ext":true)"), changed(rsa_jwk(), R"("kid":"rsa")", R"("kid":"ec")"),
                            rsa_jwk(R"(,"key_ops":["sign","verify"])")}));
    ASSERT_TRUE(read) << notes_of(read.error());
    ASSERT_EQ(read->keys.size(), 3U);
    EXPECT_TRUE(read->left_out.empty());
    EXPECT_EQ(read->find("ec", algorithm::es384), &read->keys[0]);
    EXPECT_EQ(read->find("ec", algorithm::rs384), &read->keys[1]);
    EXPECT_EQ(read->find("rsa", algorithm::ps512), &read->keys[2]);
    EXPECT_EQ(read->find("ec", algorithm::es256), nullptr);
    EXPECT_EQ(read->find("rsa", algorithm::es384), nullptr);
    EXPECT_EQ(read->find("EC", algorithm::es384), nullptr);
    EXPECT_EQ(read->keys[0].bits, 384U);
    EXPECT_EQ(read->keys[2].bits, 2048U);
    EXPECT_EQ(read->keys[0].thumbprint.size(), 64U);
}

TEST(ReadKeySet, GivesTheThumbprintOfRfc7638) {
    auto const read = read_key_set("x", set_of({rsa_jwk()}));
    ASSERT_TRUE(read);
    std::string bytes;
    ASSERT_TRUE(decode_base64url("NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs", bytes));
    std::string digits;
    for (char const c : bytes) ascii::append_hex(digits, static_cast<std::uint8_t>(c));
    EXPECT_EQ(read->keys[0].thumbprint, digits);
}

struct left_row {
    char const* name;
    std::string key, note;
};
class ReadKeySetLeavesOut : public testing::TestWithParam<left_row> {};

TEST_P(ReadKeySetLeavesOut, AndSaysWhy) {
    auto const read = read_key_set("ehr.json", set_of({rsa_jwk(), GetParam().key}));
    ASSERT_TRUE(read) << notes_of(read.error());
    EXPECT_EQ(read->keys.size(), 1U);
    ASSERT_EQ(read->left_out.size(), 1U);
    EXPECT_EQ(notes_of(read->left_out), "ehr.json: keys[1]: " + GetParam().note + "\n");
}

INSTANTIATE_TEST_SUITE_P(
    Rfc7517, ReadKeySetLeavesOut,
    testing::Values(
        left_row{"NoObject", "7", "must be an object"},
        left_row{"NoKid", changed(ec_key().jwk(), R"("kid":"ec",)", ""), "it has no kid, so no token can name it"},
        left_row{"UseIsEncryption", ec_key().jwk(R"(,"use":"enc")"), "its use is not sig"},
        left_row{"OperationsWithoutVerify", ec_key().jwk(R"(,"key_ops":["sign"])"), "its key_ops does not hold verify"},
        left_row{"OperationsIsAText", ec_key().jwk(R"(,"key_ops":"verify")"), "its key_ops is no list"},
        left_row{"PrivatePart", ec_key().jwk(R"(,"d":"AAAA")"), "it holds its private part: whoever reads the set can sign with it"},
        left_row{"SharedSecret", R"({"kid":"k","kty":"oct","k":"AAAA"})", "its kty is neither EC nor RSA"},
        left_row{"AlgorithmWithASharedSecret", ec_key().jwk(R"(,"alg":"HS384")"), "its alg is none that a client may have"},
        left_row{"AlgorithmOfAnotherCurve", ec_key().jwk(R"(,"alg":"ES256")"), "its alg takes another kind of key or curve"},
        left_row{"OtherCurve", changed(ec_key().jwk(), "P-384", "secp256k1"), "its curve is none of P-256, P-384, P-521"},
        left_row{"CoordinatesOfAnotherCurve", changed(ec_key().jwk(), "P-384", "P-256"), "x and y must be base64url of 32 bytes each"},
        left_row{"NoPointOfTheCurve",
                 R"({"kid":"k","kty":"EC","crv":"P-256","x":")" + std::string(42, 'A') + R"(E","y":")" + std::string(42, 'A') + "E\"}",
                 "x and y are no point of its curve"},
        left_row{"RsaTooShort", R"({"kid":"k","kty":"RSA","e":"AQAB","n":")" + test::base64url(std::string(128, '\xff')) + "\"}",
                 "RSA with fewer than 2048 bits is not safe"},
        left_row{"RsaOneBitTooShort",
                 R"({"kid":"k","kty":"RSA","e":"AQAB","n":")" + test::base64url(std::string("\x7f", 1) + std::string(255, '\xff')) + "\"}",
                 "RSA with fewer than 2048 bits is not safe"},
        left_row{"RsaTooLong", R"({"kid":"k","kty":"RSA","e":"AQAB","n":")" + test::base64url(std::string(1025, '\xff')) + "\"}",
                 "RSA with more than 8192 bits costs too much to verify"},
        left_row{"ExponentOne", changed(rsa_jwk(), "AQAB", "AQ"), "e must be an odd number from 3 to 4294967295"},
        left_row{"ExponentEven", changed(rsa_jwk(), "AQAB", "AQAA"), "e must be an odd number from 3 to 4294967295"},
        left_row{"ExponentMissing", changed(rsa_jwk(), R"("e":"AQAB")", R"("f":"AQAB")"), "e must be an odd number from 3 to 4294967295"},
        left_row{"ModulusNotBase64", changed(rsa_jwk(), R"("n":")", R"("n":"+)"), "n and e must be base64url"}),
    [](auto const& p) { return p.param.name; });

struct set_row {
    char const* name;
    std::string text, note;
};
class ReadKeySetRefuses : public testing::TestWithParam<set_row> {};

TEST_P(ReadKeySetRefuses, WithAFaultThatNamesTheFile) {
    auto const read = read_key_set("ehr.json", GetParam().text);
    ASSERT_FALSE(read);
    EXPECT_NE(notes_of(read.error()).find(GetParam().note), std::string::npos) << notes_of(read.error());
    EXPECT_EQ(read.error().front().where.find("ehr.json"), 0U);
}

INSTANTIATE_TEST_SUITE_P(
    Rfc7517, ReadKeySetRefuses,
    testing::Values(set_row{"Nothing", "", "JSON"}, set_row{"Html", "<html>", "JSON"}, set_row{"AList", "[]", "object"},
                    set_row{"NoKeys", "{}", "keys"}, set_row{"KeysIsAnObject", R"({"keys":{}})", "array"},
                    set_row{"NoKey", R"({"keys":[]})", "has no key"},
                    set_row{"NoKeyThatCanBeUsed", R"({"keys":[{"kid":"k","kty":"oct"}]})", "has no key that can be used"},
                    set_row{"KeysTwice", R"({"keys":[],"keys":[]})", "twice"},
                    set_row{"TooLarge", std::string(256 * 1024 + 1, ' '), "over the limit of 262144 bytes"}),
    [](auto const& p) { return p.param.name; });

TEST(ReadKeySet, TakesAsManyKeysAsTheLimitAllows) {
    key_set_limits const two{.keys = 2};
    auto const read = read_key_set("x", set_of({ec_key().jwk(), rsa_jwk(), rsa_jwk(), rsa_jwk()}), two);
    ASSERT_TRUE(read);
    EXPECT_EQ(read->keys.size(), 2U);
    EXPECT_EQ(notes_of(read->left_out), "x: keys[2]: over the limit of 2 keys\n");
}

TEST(ReadKeySet, SurvivesEveryCut) {
    std::string const whole = set_of({ec_key().jwk(R"(,"use":"sig","key_ops":["verify"])"), rsa_jwk()});
    for (std::size_t i = 0; i < whole.size(); ++i) EXPECT_FALSE(read_key_set("x", whole.substr(0, i))) << i;
    EXPECT_TRUE(read_key_set("x", whole));
}

}  // namespace
}  // namespace oms::auth
