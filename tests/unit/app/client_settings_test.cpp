#include <oms/app/settings.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace oms::app {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

auto read_toml(std::string_view text) { return read_settings({.file = "oms.toml", .toml = text, .environment = {}, .flags = {}}); }

/// `more` in the table of one client, which starts in the first line.
std::string one_client(std::string_view more) {
    return "[[clients]]\nissuer = \"https://ehr.example.org\"\njwks_url = \"https://ehr.example.org/jwks\"\n" + std::string{more} + "\n";
}

std::string all_faults(checked<settings> const& got) {
    std::string out;
    if (!got)
        for (fault const& f : got.error()) out.append(f.where).append(": ").append(f.note).append("\n");
    return out;
}

TEST(ReadClients, GivesTheDefaultsOfTheContract) {
    auto const s = read_toml(one_client(""));
    ASSERT_TRUE(s) << all_faults(s);
    ASSERT_EQ(s->clients.size(), 1U);
    auto const& c = s->clients[0];
    EXPECT_EQ(c.issuer, "https://ehr.example.org");
    EXPECT_EQ(c.jwks_url, "https://ehr.example.org/jwks");
    EXPECT_THAT(c.algorithms, ElementsAre("ES384", "RS384"));
    EXPECT_TRUE(c.tenants.empty() && c.subjects.empty() && c.fhir_servers.empty());
    EXPECT_FALSE(c.reuse_tokens);
    EXPECT_EQ(s->auth.max_token_lifetime_s, 3600);
    EXPECT_EQ(s->auth.clock_skew_s, 60);
}

TEST(ReadClients, KeepsEachTableApart) {
    auto const s = read_toml(one_client("tenants = [\"a\"]\nreuse_tokens = true") +
                             "[[clients]]\nissuer = \"other\"\njwks_file = \"other.json\"\nalgorithms = [\"PS512\"]\n");
    ASSERT_TRUE(s) << all_faults(s);
    ASSERT_EQ(s->clients.size(), 2U);
    EXPECT_THAT(s->clients[0].tenants, ElementsAre("a"));
    EXPECT_TRUE(s->clients[1].tenants.empty());
    EXPECT_FALSE(s->clients[1].reuse_tokens);
    EXPECT_THAT(s->clients[1].algorithms, ElementsAre("PS512"));
}

struct client_value {
    char const* toml;
    char const* note;  ///< part of the fault's; empty: taken
};

constexpr client_value client_values[] = {
    {"tenants = [\"t\"]\nsubjects = [\"s\"]", ""},
    {"fhir_servers = [\"https://fhir.ehr.example.org\", \"http://10.0.0.1:8080\"]", ""},
    {"jwks_file = \"ehr.json\"", ""},
    {"selection_behavior = \"any\"\nlanguage = \"en\"", ""},
    {"algorithms = [\"none\"]", "must be one of: ES256"},
    {"algorithms = [\"HS384\"]", "must be one of: ES256"},
    {"algorithms = [\"es384\"]", "must be one of: ES256"},
    {"algorithms = []", "must name at least one"},
    {"algorithms = \"ES384\"", "list of texts"},
    {"tenants = \"t\"", "list of texts"},
    {"tenants = [\"\"]", "must not be empty"},
    {"fhir_servers = [\"https://fhir.ehr.example.org/r4\"]", "scheme://host"},
    {"reuse_tokens = \"yes\"", "true or false"},
    {"selection_behavior = \"at-most-one\"", "not available in this version"},
    {"selection_behavior = \"one\"", "any at-most-one"},
    {"language = \"de\"", "not available in this version"},
    {"order_codes = {mri = \"x\"}", "not available in this version"},
    {"isuer = \"x\"", "did you mean clients.issuer?"},
    {"jwks = \"x\"", "unknown key"},
    {"zebra = 1", "unknown key of a client"},
};

TEST(ReadClients, TakesOnlyTheValuesOfTheTable) {
    for (auto const& [toml, note] : client_values) {
        auto const got = read_toml(one_client(toml));
        if (*note == '\0') {
            EXPECT_TRUE(got) << toml << ": " << all_faults(got);
            continue;
        }
        EXPECT_THAT(all_faults(got), HasSubstr(note)) << toml;
        ASSERT_EQ(got.error().size(), 1U) << all_faults(got);
        EXPECT_THAT(got.error()[0].where, testing::StartsWith("oms.toml:")) << toml;
    }
}

TEST(ReadClients, TakesKeysFromHttpsOrThisMachineOnly) {
    for (auto const& [url, good] :
         {std::pair{"https://ehr.example.org/jwks?x=1", true}, std::pair{"http://127.0.0.1:9000/jwks", true},
          std::pair{"http://localhost/jwks", true}, std::pair{"http://[::1]:9/jwks", true}, std::pair{"http://ehr.example.org/jwks", false},
          std::pair{"ftp://ehr.example.org/jwks", false}, std::pair{"https://user@ehr.example.org/jwks", false},
          std::pair{"ehr.example.org/jwks", false}, std::pair{"https://ehr.example.org/jw ks", false},
          std::pair{"https://ehr.example.org/#x", false}, std::pair{"file:///etc/passwd", false}}) {
        auto const got = read_toml("[[clients]]\nissuer = \"x\"\njwks_url = \"" + std::string{url} + "\"");
        EXPECT_EQ(got.has_value(), good) << url << ": " << all_faults(got);
    }
}

TEST(ReadClients, SaysAllThatIsMissingOfAllOfThem) {
    auto const got = read_toml("[[clients]]\nalgorithms = [\"none\"]\n" + one_client("") + one_client("tennants = []") + "[[clients]]\n");
    std::string const faults = all_faults(got);
    EXPECT_THAT(faults, HasSubstr("oms.toml:2: clients.algorithms: must be one of"));
    EXPECT_THAT(faults, HasSubstr("oms.toml:1: clients.issuer: is missing"));
    EXPECT_THAT(faults, HasSubstr("oms.toml:1: clients.jwks_url: is missing, and so is jwks_file"));
    EXPECT_THAT(faults, HasSubstr("oms.toml:7: clients.issuer: is that of an earlier client"));
    EXPECT_THAT(faults, HasSubstr("did you mean clients.tenants?"));
    EXPECT_THAT(faults, HasSubstr("oms.toml:11: clients.issuer: is missing"));
}

TEST(ReadClients, NeedThePublicUrlWhereOthersCanReachTheService) {  // CH-DEC-09
    std::string const open = "listen = \"0.0.0.0:8080\"\ntls.behind_proxy = true\n";
    auto const got = read_toml(open + one_client(""));
    ASSERT_FALSE(got);
    EXPECT_THAT(all_faults(got), HasSubstr("public_url: is needed"));
    EXPECT_TRUE(read_toml(open + "public_url = \"https://cds.example.org\"\n" + one_client("")));
    EXPECT_TRUE(read_toml(open));
    EXPECT_TRUE(read_toml(one_client("")));
}

TEST(WriteSettings, GivesTheClientsBack) {
    auto const s = read_toml(one_client("tenants = [\"a\\\"b\"]\nreuse_tokens = true\nfhir_servers = [\"https://x.example.org\"]") +
                             "[[clients]]\nissuer = \"other\"\njwks_file = \"other.json\"\n");
    ASSERT_TRUE(s) << all_faults(s);
    std::string const printed = write_settings(*s);
    auto const again = read_toml(printed);
    ASSERT_TRUE(again) << all_faults(again) << printed;
    EXPECT_EQ(again->clients, s->clients);
    EXPECT_EQ(write_settings(*again), printed);
}

}  // namespace
}  // namespace oms::app
