#include <oms/auth/client.hpp>  // first, so that the header is proved alone

#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <vector>

namespace oms::auth {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr instant now{seconds{1'796'126'400}};
constexpr std::string_view service_url = "https://cds.example.org/oms/cds-services/oms-patient-view";

token good_token() {
    token t;
    t.kid = "key-1";
    t.issuer = "https://ehr.example.org";
    t.id = "token-1";
    t.audiences = {std::string{service_url}};
    t.issued = now - seconds{1};
    t.expires = now + seconds{299};
    return t;
}

client good_client() { return {.issuer = "https://ehr.example.org", .jwks_url = "https://ehr.example.org/jwks"}; }

struct check_row {
    char const* name;
    std::function<void(token&, client&)> change;
    std::optional<refusal> why;
};
class CheckClaims : public testing::TestWithParam<check_row> {};

TEST_P(CheckClaims, DecidesBeforeASignatureIsLookedAt) {
    token t = good_token();
    client c = good_client();
    GetParam().change(t, c);

    EXPECT_EQ(check_claims(t, c, {}, {&service_url, 1}, now), GetParam().why);
}

INSTANTIATE_TEST_SUITE_P(
    ChJwt, CheckClaims,
    testing::Values(
        check_row{"Good", [](token&, client&) {}, std::nullopt},
        check_row{"AlgorithmOfAnotherClient", [](token& said, client&) { said.alg = algorithm::rs256; }, refusal::algorithm},
        check_row{"AlgorithmThatIsAllowed",
                  [](token& said, client& who) {
                      said.alg = algorithm::rs256;
                      who.algorithms = {algorithm::rs256};
                  },
                  std::nullopt},
        check_row{"JkuOfTheClient", [](token& said, client& who) { said.jku = who.jwks_url; }, std::nullopt},
        check_row{"JkuElsewhere", [](token& said, client&) { said.jku = "https://attacker.example.org/jwks"; }, refusal::key},
        check_row{"JkuInAnotherSpelling", [](token& said, client&) { said.jku = "https://ehr.example.org/jwks/"; }, refusal::key},
        check_row{"JkuWhereNoneIsRegistered",
                  [](token& said, client& who) {
                      said.jku = who.jwks_url;
                      who.jwks_url.clear();
                  },
                  refusal::key},
        check_row{"AudienceOfAnotherService",
                  [](token& said, client&) { said.audiences = {"https://cds.example.org/oms/cds-services/other"}; }, refusal::audience},
        check_row{"AudienceIsDiscovery", [](token& said, client&) { said.audiences = {"https://cds.example.org/oms/cds-services"}; },
                  refusal::audience},
        check_row{"AudienceElsewhere",
                  [](token& said, client&) { said.audiences = {"https://other.example.org/oms/cds-services/oms-patient-view"}; },
                  refusal::audience},
        check_row{"AudienceAmongOthers",
                  [](token& said, client&) { said.audiences.insert(said.audiences.begin(), "https://other.example.org"); }, std::nullopt},
        check_row{"AudienceWithASlash", [](token& said, client&) { said.audiences[0] += '/'; }, std::nullopt},
        check_row{"AudienceWithTwoSlashes", [](token& said, client&) { said.audiences[0] += "//"; }, refusal::audience},
        check_row{"AudienceInUpperCase", [](token& said, client&) { said.audiences[0][0] = 'H'; }, refusal::audience},
        check_row{"ExpiredByTheSkew",
                  [](token& said, client&) {
                      said.expires = now - seconds{60};
                      said.issued = now - seconds{90};
                  },
                  refusal::expired},
        check_row{"ExpiredWithinTheSkew",
                  [](token& said, client&) {
                      said.expires = now - milliseconds{59'999};
                      said.issued = now - seconds{90};
                  },
                  std::nullopt},
        check_row{"IssuedAheadByTheSkew", [](token& said, client&) { said.issued = now + seconds{60}; }, std::nullopt},
        check_row{"IssuedAheadByMore", [](token& said, client&) { said.issued = now + milliseconds{60'001}; }, refusal::not_yet},
        check_row{"ValidFromTheSkewOn", [](token& said, client&) { said.not_before = now + seconds{60}; }, std::nullopt},
        check_row{"ValidFromLaterOn", [](token& said, client&) { said.not_before = now + milliseconds{60'001}; }, refusal::not_yet},
        check_row{"LivesForAnHour", [](token& said, client&) { said.expires = said.issued + seconds{3600}; }, std::nullopt},
        check_row{"LivesForLonger", [](token& said, client&) { said.expires = said.issued + milliseconds{3'600'001}; }, refusal::lifetime},
        check_row{"LivesForTenYears", [](token& said, client&) { said.expires = said.issued + seconds{315'360'000}; }, refusal::lifetime},
        check_row{"ExpiresWhenIssued", [](token& said, client&) { said.expires = said.issued; }, refusal::lifetime},
        check_row{"ExpiresBeforeItIsIssued",
                  [](token& said, client&) {
                      said.issued = now + seconds{30};
                      said.expires = now;
                  },
                  refusal::lifetime}),
    [](auto const& p) { return p.param.name; });

TEST(CheckClaims, TakesAnyOfTheAudiencesThatItIsGiven) {
    std::string_view const both[] = {"https://cds.example.org/cds-services/x/feedback", "https://cds.example.org/cds-services/x"};
    token t = good_token();
    for (std::string_view const one : both) {
        t.audiences = {std::string{one}};
        EXPECT_EQ(check_claims(t, good_client(), {}, both, now), std::nullopt);
    }
    EXPECT_EQ(check_claims(t, good_client(), {}, {}, now), refusal::audience);
}

TEST(CheckRights, AllowsAllWhenNothingIsListed) {
    token t = good_token();
    EXPECT_EQ(check_rights(t, good_client()), std::nullopt);
    t.tenant = "any";
    t.subject = "anyone";
    EXPECT_EQ(check_rights(t, good_client()), std::nullopt);
}

TEST(CheckRights, AsksForAListedTenantAndSubject) {
    client c = good_client();
    c.tenants = {"t1", "t2"};
    token t = good_token();
    EXPECT_EQ(check_rights(t, c), refusal::tenant);
    t.tenant = "T1";
    EXPECT_EQ(check_rights(t, c), refusal::tenant);
    t.tenant = "t2";
    EXPECT_EQ(check_rights(t, c), std::nullopt);
    c.subjects = {"s1"};
    EXPECT_EQ(check_rights(t, c), refusal::subject);
    t.subject = "s1";
    EXPECT_EQ(check_rights(t, c), std::nullopt);
}

TEST(FindClient, ComparesIssuersAsTheyAreWritten) {
    std::vector<client> const all{{.issuer = "https://a.example.org"}, {.issuer = "https://b.example.org"}};
    EXPECT_EQ(find_client(all, "https://b.example.org"), 1U);
    for (auto const* const issuer : {"https://b.example.org/", "HTTPS://b.example.org", "b.example.org", ""})
        EXPECT_FALSE(find_client(all, issuer)) << issuer;
}

}  // namespace
}  // namespace oms::auth
