#include <oms/app/settings.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

/// `[tls]` and what it must be together with other settings.
namespace oms::app {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

std::vector<std::string> faults_in(std::string_view toml, bool dev = false) {
    auto const got = read_settings({.file = "oms.toml", .toml = toml, .environment = {}, .flags = {}, .dev = dev});
    std::vector<std::string> all;
    if (!got)
        for (fault const& f : got.error()) all.push_back(f.where + ": " + f.note);
    return all;
}

TEST(TlsSettings, AreOffByDefault) {
    settings const s;
    EXPECT_FALSE(s.tls.is_on());
    EXPECT_FALSE(s.tls.behind_proxy);
    EXPECT_EQ(s.tls.min_version, "1.2");
}

TEST(TlsSettings, AreReadAndPrinted) {
    std::string_view const toml =
        "[tls]\ncertificate = \"c.pem\"\nprivate_key = \"k.pem\"\nclient_ca = \"ca.pem\"\nmin_version = \"1.3\"\nbehind_proxy = true\n";
    auto const s = read_settings({.file = "oms.toml", .toml = toml, .environment = {}, .flags = {}});
    ASSERT_TRUE(s);
    EXPECT_TRUE(s->tls.is_on());
    for (char const* const line : {"\ncertificate = \"c.pem\"\n", "\nprivate_key = \"k.pem\"\n", "\nclient_ca = \"ca.pem\"\n",
                                   "\nmin_version = \"1.3\"\n", "\nbehind_proxy = true\n"})
        EXPECT_THAT(write_settings(*s), HasSubstr(line));
}

TEST(TlsSettings, AreVariablesToo) {
    auto const s = read_settings({.file = {},
                                  .toml = {},
                                  .environment = {{"OMS_CDS_TLS_CERTIFICATE", "c.pem"},
                                                  {"OMS_CDS_TLS_PRIVATE_KEY", "k.pem"},
                                                  {"OMS_CDS_TLS_CLIENT_CA", "ca.pem"},
                                                  {"OMS_CDS_TLS_MIN_VERSION", "1.3"},
                                                  {"OMS_CDS_TLS_BEHIND_PROXY", "true"}},
                                  .flags = {}});
    ASSERT_TRUE(s);
    EXPECT_EQ(s->tls.certificate + s->tls.private_key + s->tls.client_ca + s->tls.min_version, "c.pemk.pemca.pem1.3");
    EXPECT_TRUE(s->tls.behind_proxy);
}

TEST(TlsSettings, KnowNoOlderVersions) {
    EXPECT_THAT(faults_in("tls.min_version = \"1.1\""), ElementsAre(HasSubstr("1.2 1.3")));
}

TEST(TlsSettings, BelongTogether) {
    EXPECT_THAT(faults_in("tls.certificate = \"c.pem\""), ElementsAre(HasSubstr("tls.private_key: must name")));
    EXPECT_THAT(faults_in("tls.private_key = \"k.pem\""), ElementsAre(HasSubstr("tls.certificate: must name")));
    EXPECT_THAT(faults_in("tls.client_ca = \"ca.pem\""), ElementsAre(HasSubstr("set tls.certificate, too")));
}

constexpr char const* with_tls = "\n[tls]\ncertificate = \"c.pem\"\nprivate_key = \"k.pem\"\n";

TEST(PlainHttp, IsRefusedOffLoopbackWithTheWaysOut) {
    for (char const* const listen : {"0.0.0.0:80", "[::]:80", "10.1.2.3:80", "[2001:db8::1]:80"}) {
        std::string const toml = std::string{"listen = \""} + listen + "\"";
        EXPECT_THAT(faults_in(toml), ElementsAre(AllOf(HasSubstr("listen: "), HasSubstr(listen), HasSubstr("tls.certificate"),
                                                       HasSubstr("tls.behind_proxy = true"), HasSubstr("127.0.0.1"))));
        EXPECT_THAT(faults_in(toml + "\n[tls]\nbehind_proxy = true"), IsEmpty());
        EXPECT_THAT(faults_in(toml + with_tls), IsEmpty());
    }
    for (char const* const listen : {"127.0.0.1:80", "127.9.9.9:80", "[::1]:80", "localhost:80"})
        EXPECT_THAT(faults_in(std::string{"listen = \""} + listen + "\""), IsEmpty());
}

TEST(PlainHttp, IsNoWayOutOfTheDevProfile) {
    for (char const* const more : {"", "\n[tls]\nbehind_proxy = true", with_tls})
        EXPECT_THAT(faults_in(std::string{"listen = \"0.0.0.0:80\""} + more, true), ElementsAre(HasSubstr("--dev: "))) << more;
    EXPECT_THAT(faults_in(with_tls, true), IsEmpty());
}

TEST(PublicUrl, IsHttpsWhereTlsIsOn) {
    std::string const over_http = "public_url = \"http://cds.example.org\"", over_https = "public_url = \"https://cds.example.org\"";
    EXPECT_THAT(faults_in(over_http + with_tls), ElementsAre(HasSubstr("public_url: must begin")));
    EXPECT_THAT(faults_in(over_https + with_tls), IsEmpty());
}

}  // namespace
}  // namespace oms::app
