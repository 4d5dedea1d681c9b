#include <oms/auth/admission.hpp>  // first, so that the header is proved alone

#include "unit/auth/tokens.hpp"

#include <gtest/gtest.h>

#include <string>

namespace oms::auth {
namespace {

constexpr std::string_view url = "https://cds.example.org/cds-services/oms-patient-view";
constexpr instant now{std::chrono::seconds{1'796'126'460}};

admission two_clients() {
    return {
        .clients = {{.issuer = "https://other.example.org", .reuse_tokens = true}, {.issuer = "https://ehr.example.org", .tenants = {"t"}}},
        .claims = {},
        .public_origin = "https://cds.example.org"};
}

std::string field_of(test::claims const& said, std::string_view alg = "ES384") {
    return "Bearer " + test::base64url(R"({"typ":"JWT","kid":"key-1","alg":")" + std::string{alg} + "\"}") + '.' +
           test::base64url(said.text()) + ".AAAA";
}

TEST(CheckCall, SaysWhatIsLeftToCheck) {
    token_reader reader;
    pending_token left;
    std::string const field = field_of({.more = R"(,"tenant":"t")"});
    ASSERT_EQ(check_call(two_clients(), field, reader, {&url, 1}, now, left), std::nullopt);
    EXPECT_EQ(left.text, std::string_view{field}.substr(7));
    EXPECT_EQ(left.client, 1U);
    EXPECT_EQ(left.kid, "key-1");
    EXPECT_EQ(left.id, "token-1");
    EXPECT_EQ(left.until, now + std::chrono::seconds{300});
    EXPECT_TRUE(left.once);
    EXPECT_FALSE(left.rights);

    std::string const other = field_of({.issuer = "https://other.example.org"});
    ASSERT_EQ(check_call(two_clients(), other, reader, {&url, 1}, now, left), std::nullopt);
    EXPECT_EQ(left.client, 0U);
    EXPECT_FALSE(left.once);
}

TEST(CheckCall, KeepsWhatIsSaidOfTrustedCallersForLater) {
    token_reader reader;
    pending_token left;
    ASSERT_EQ(check_call(two_clients(), field_of({.more = R"(,"tenant":"x")"}), reader, {&url, 1}, now, left), std::nullopt);
    EXPECT_EQ(left.rights, refusal::tenant);
}

struct call_row {
    char const* name;
    std::string field;
    refusal why;
};
class CheckCallRefuses : public testing::TestWithParam<call_row> {};

TEST_P(CheckCallRefuses, ForTheFirstReasonThatIsThere) {
    token_reader reader;
    pending_token left;
    EXPECT_EQ(check_call(two_clients(), GetParam().field, reader, {&url, 1}, now, left), GetParam().why);
}

INSTANTIATE_TEST_SUITE_P(
    ChJwt, CheckCallRefuses,
    testing::Values(call_row{"NoField", "", refusal::missing}, call_row{"OtherScheme", "Basic abc", refusal::missing},
                    call_row{"NoToken", "Bearer x", refusal::malformed}, call_row{"None", field_of({}, "none"), refusal::algorithm},
                    call_row{"SharedSecret", field_of({}, "HS384"), refusal::algorithm},
                    call_row{"NotOfTheClient", field_of({}, "RS256"), refusal::algorithm},
                    call_row{"UnknownIssuer", field_of({.issuer = "https://nobody.example.org"}), refusal::issuer},
                    call_row{"OtherAudience", field_of({.audience = R"("https://cds.example.org/cds-services")"}), refusal::audience},
                    call_row{"Expired", field_of({.issued = "1796126000", .expires = "1796126400"}), refusal::expired},
                    call_row{"FromTheFuture", field_of({.issued = "1796126521"}), refusal::not_yet},
                    call_row{"TooLong", field_of({.expires = "1796130001"}), refusal::lifetime},
                    call_row{"OtherJku",
                             "Bearer " + test::base64url(R"({"typ":"JWT","kid":"k","alg":"ES384","jku":"https://x.example"})") + '.' +
                                 test::base64url(test::claims{}.text()) + ".AAAA",
                             refusal::key}),
    [](auto const& p) { return p.param.name; });

}  // namespace
}  // namespace oms::auth
