#include <oms/app/callers.hpp>  // first, so that the header is proved alone

#include "folder.hpp"
#include "unit/auth/tokens.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>
#include <string>
#include <vector>

namespace oms::app {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

constexpr instant now{std::chrono::seconds{1'796'126'460}};
listen_address const loopback{.host = "127.0.0.1", .port = 8081, .loopback = true};

settings::client_table client_with(std::string file) {
    settings::client_table c;
    c.issuer = "https://ehr.example.org";
    c.jwks_file = std::move(file);
    return c;
}

settings with_client(settings::client_table c) {
    settings s;
    s.clients = {std::move(c)};
    return s;
}

test::signing_key const& the_key() {
    static test::signing_key const key{"P-384"};
    return key;
}

std::string notes_of(std::vector<fault> const& all) {
    std::string out;
    for (fault const& f : all) out.append(f.where).append(": ").append(f.note).append("\n");
    return out;
}

TEST(AdmissionOf, TakesClientsLimitsAndTheAddressThatClientsCall) {
    auto c = client_with("x.json");
    c.algorithms = {"PS256"};
    c.tenants = {"t"};
    c.subjects = {"s"};
    c.jwks_url = "https://ehr.example.org/jwks";
    c.reuse_tokens = true;
    auto s = with_client(c);
    s.auth.clock_skew_s = 5;
    s.auth.max_token_lifetime_s = 300;
    s.public_url = "https://cds.example.org:8443/oms/";
    auto const made = admission_of(s, loopback);

    EXPECT_EQ(made->public_origin, "https://cds.example.org:8443");
    EXPECT_EQ(made->claims.clock_skew, std::chrono::seconds{5});
    EXPECT_EQ(made->claims.max_lifetime, std::chrono::seconds{300});
    ASSERT_EQ(made->clients.size(), 1U);
    EXPECT_THAT(made->clients[0].algorithms, ElementsAre(auth::algorithm::ps256));
    EXPECT_THAT(made->clients[0].tenants, ElementsAre("t"));
    EXPECT_THAT(made->clients[0].subjects, ElementsAre("s"));
    EXPECT_EQ(made->clients[0].jwks_url, c.jwks_url);
    EXPECT_TRUE(made->clients[0].reuse_tokens);

    s.public_url.clear();
    EXPECT_EQ(admission_of(s, loopback)->public_origin, "http://127.0.0.1:8081");
}

TEST(ReadKeyFile, SaysWhatIsWrongWithAFile) {
    folder const files{{{"good.json", the_key().jwks()},
                        {"bad.json", "<html>"},
                        {"published.json", test::signing_key{"P-384", "44823f3d-0b01-4a6c-a80e-b9d3e8a7226f"}.jwks()}}};
    auto const at = [&](std::string const& name) { return client_with((files.path() / name).string()); };
    EXPECT_TRUE(read_key_file(at("good.json")));
    EXPECT_THAT(notes_of(read_key_file(at("bad.json")).error()), HasSubstr("bad.json"));
    EXPECT_THAT(notes_of(read_key_file(at("missing.json")).error()), HasSubstr("missing.json: "));
    EXPECT_THAT(notes_of(read_key_file(at("published.json")).error()), HasSubstr("the CDS Hooks sandbox"));
}

TEST(OpenVerifier, SaysAllFaultsOfAllFiles) {
    settings s;
    s.clients = {client_with("/nowhere/a.json"), client_with("/nowhere/b.json")};
    auto const opened = open_verifier(
        s, [] { return now; }, [](auto const&, auto const&) {});
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().size(), 2U);
}

TEST(OpenVerifier, HasTheKeysOfFilesAtOnceAndReloadsThem) {
    folder const files{{{"ehr.json", the_key().jwks()}}};
    auto const s = with_client(client_with((files.path() / "ehr.json").string()));
    auto const opened = open_verifier(
        s, [] { return now; }, [](auto const&, auto const&) {});
    ASSERT_TRUE(opened);
    net::token_verifier& tokens = **opened;
    EXPECT_THAT(clients_without_keys(tokens, s), IsEmpty());

    std::string const text = the_key().token("ES384", test::claims{}.text());
    auth::pending_token t;
    t.text = text;
    t.kid = "key-1";
    t.id = "token-1";
    t.until = now + std::chrono::seconds{300};
    std::promise<auth::verdict> got;
    tokens.check(t, [&](auth::verdict const& v) { got.set_value(v); });
    EXPECT_EQ(got.get_future().get(), auth::verdict{});

    std::string said;
    auto const note = [&](settings::client_table const& c, std::vector<fault> const& why) {
        said += c.issuer + ' ' + notes_of(why) + '\n';
    };
    files.write("ehr.json", "no keys");
    reload_keys(tokens, s, note);
    EXPECT_THAT(said, HasSubstr("ehr.json"));
    EXPECT_THAT(tokens.keys()[0].kids, ElementsAre("key-1"));
    EXPECT_THAT(clients_without_keys(tokens, s), IsEmpty()) << "the keys from before stay";

    said.clear();
    files.write("ehr.json", test::signing_key{"P-384", "key-2"}.jwks());
    reload_keys(tokens, s, note);
    EXPECT_EQ(said, "https://ehr.example.org \n");
    EXPECT_THAT(tokens.keys()[0].kids, ElementsAre("key-2"));
}

TEST(ClientsWithoutKeys, NamesThoseWhoseKeysCouldNotBeRead) {
    settings::client_table c;
    c.issuer = "https://ehr.example.org";
    c.jwks_url = "http://127.0.0.1:1/jwks";
    auto const s = with_client(c);
    std::promise<void> ended;
    auto const opened = open_verifier(
        s, [] { return now; },
        [&, once = false](auto const&, auto const& why) mutable {
            EXPECT_FALSE(why.empty());
            if (!std::exchange(once, true)) ended.set_value();
        });
    ASSERT_TRUE(opened);
    ended.get_future().wait();
    EXPECT_THAT(clients_without_keys(**opened, s), ElementsAre(HasSubstr("keys of https://ehr.example.org: no connection")));
}

TEST(DescribeClients, SaysInWordsWhatEachMayDo) {
    folder const files{
        {{"ehr.json", R"({"keys":[)" + the_key().jwk() + ',' + test::signing_key{"P-256", "x"}.jwk(R"(,"use":"enc")") + "]}"}}};
    auto c = client_with((files.path() / "ehr.json").string());
    c.tenants = {"north", "south"};
    c.fhir_servers = {"https://fhir.ehr.example.org"};
    c.reuse_tokens = true;
    std::vector<fault> faults;
    std::string const text = describe_clients(with_client(c), faults);

    EXPECT_THAT(faults, IsEmpty());
    for (auto const* const part :
         {"client https://ehr.example.org\n", "algorithms     ES384, RS384\n", "keys           key-1 (EC P-384)\n", "not used       ",
          "its use is not sig", "tenants        north, south\n", "subjects       any, also none\n",
          "FHIR servers   https://fhir.ehr.example.org\n", "a token may come again"})
        EXPECT_THAT(text, HasSubstr(part));
    EXPECT_THAT(text, Not(HasSubstr("401")));
}

TEST(DescribeClients, TellsThatNoKeyFitsTheAlgorithms) {
    folder const files{{{"ehr.json", test::signing_key{"P-256"}.jwks()}}};
    std::vector<fault> faults;
    static_cast<void>(describe_clients(with_client(client_with((files.path() / "ehr.json").string())), faults));
    EXPECT_THAT(notes_of(faults), HasSubstr("has no key for any of clients.algorithms"));
}

TEST(DescribeClients, TellsWhenNobodyOrEverybodyIsLetIn) {
    std::vector<fault> faults;
    settings s;
    EXPECT_THAT(describe_clients(s, faults), HasSubstr("every call will be answered 401"));
    s.auth.mode = "off";
    EXPECT_THAT(describe_clients(s, faults), HasSubstr("authentication is off"));
}

}  // namespace
}  // namespace oms::app
