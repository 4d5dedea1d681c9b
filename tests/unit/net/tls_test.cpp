#include <oms/net/tls.hpp>  // first, so that the header is proved alone

#include "wire/support/certificate.hpp"

#include <boost/asio/ssl/context.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

namespace oms::net {
namespace {

using namespace std::chrono_literals;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using test::identity, test::pem_of, test::test_authority;

instant now() { return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now()); }

/// The texts of files, as an operator would have them.
struct texts {
    std::string certificate, private_key;
    std::optional<std::string> client_ca = {};
};

texts of(identity const& who) { return {pem_of(who.certificate.get()), pem_of(who.key.get())}; }

checked<server_tls> made_of(texts const& t, instant at = now(), tls_version oldest = tls_version::v1_2) {
    return make_tls({.certificate = t.certificate, .private_key = t.private_key, .client_ca = t.client_ca, .oldest = oldest}, at);
}

/// `where: note` of each fault.
std::vector<std::string> faults_of(texts const& t, instant at = now()) {
    auto const got = made_of(t, at);
    std::vector<std::string> all;
    if (!got)
        for (fault const& f : got.error()) all.push_back(f.where + ": " + f.note);
    return all;
}

identity with_rsa(test_authority const& by, unsigned bits) { return by.certify(test::key_ptr{EVP_RSA_gen(bits)}, "IP:127.0.0.1"); }

TEST(MakeTls, TakesACertificateAndItsKey) {
    test_authority const authority;
    identity const who = authority.certify("IP:127.0.0.1");
    auto const got = made_of(of(who));
    ASSERT_TRUE(got) << to_string(got.error().front());
    EXPECT_NE(got->context, nullptr);
    EXPECT_GT(got->expires, now() + 50min);
    EXPECT_LT(got->expires, now() + 60min);
    EXPECT_EQ(std::stol(got->serial, nullptr, 16), ASN1_INTEGER_get(X509_get0_serialNumber(who.certificate.get())));
}

TEST(MakeTls, TakesEachUsualKindOfKey) {
    test_authority const authority;
    // Made before the time is taken: an RSA key can take long.
    for (texts const& t : {of(with_rsa(authority, 2048)), of(authority.certify(test::key_ptr{EVP_EC_gen("P-384")}, "IP:127.0.0.1")),
                           of(authority.certify("IP:127.0.0.1", -60, "serverAuth"))})
        EXPECT_TRUE(made_of(t));
}

TEST(MakeTls, TakesOneFileForBoth) {
    texts both = of(test_authority{}.certify("IP:127.0.0.1"));
    both.certificate = both.private_key = both.private_key + both.certificate;
    EXPECT_TRUE(made_of(both));
}

TEST(MakeTls, ExpiresWithTheFirstOfItsChain) {
    test_authority const early{-600};
    texts chain = of(early.certify("IP:127.0.0.1"));
    chain.certificate += early.pem();
    auto const got = made_of(chain);
    ASSERT_TRUE(got) << to_string(got.error().front());
    EXPECT_LT(got->expires, now() + 51min);
}

TEST(MakeTls, HasNeitherCompressionNorRenegotiationNorEarlyData) {
    auto const got = made_of(of(test_authority{}.certify("IP:127.0.0.1")));
    ASSERT_TRUE(got);
    SSL_CTX* const native = got->context->native_handle();
    auto const options = SSL_CTX_get_options(native);
    EXPECT_NE(options & SSL_OP_NO_COMPRESSION, 0u);
    EXPECT_NE(options & SSL_OP_NO_RENEGOTIATION, 0u);
    EXPECT_NE(options & SSL_OP_CLEANSE_PLAINTEXT, 0u);
    EXPECT_EQ(SSL_CTX_get_max_early_data(native), 0u);
    EXPECT_NE(SSL_CTX_get_mode(native) & SSL_MODE_RELEASE_BUFFERS, 0);
}

TEST(MakeTls, KeepsSessionsWithinItsLimits) {
    texts const t = of(test_authority{}.certify("IP:127.0.0.1"));
    service::inbound_limits limits;
    limits.time.tls_session = 60s;
    limits.tls_sessions = 7;
    auto const got = make_tls({.certificate = t.certificate, .private_key = t.private_key}, now(), limits);
    ASSERT_TRUE(got);
    EXPECT_EQ(SSL_CTX_get_timeout(got->context->native_handle()), 60);
    EXPECT_EQ(SSL_CTX_sess_get_cache_size(got->context->native_handle()), 7);
}

struct fault_row {
    char const* name;
    std::function<void(texts&, test_authority const&)> spoil;
    char const* fault;
};
void PrintTo(fault_row const& r, std::ostream* out) { *out << r.name; }

class MakeTlsOf : public testing::TestWithParam<fault_row> {};

TEST_P(MakeTlsOf, SaysWhatIsWrongInWhichFile) {
    test_authority const authority;
    texts t = of(authority.certify("IP:127.0.0.1"));
    GetParam().spoil(t, authority);
    EXPECT_THAT(faults_of(t), ElementsAre(HasSubstr(GetParam().fault)));
}

std::string broken(std::string pem) { return pem.replace(pem.find('\n') + 1, 8, "AAAAAAAA"); }

fault_row const fault_rows[] = {
    {"NoCertificate", [](texts& t, auto&) { t.certificate = "0\x82 DER"; }, "tls.certificate: holds no certificate in PEM"},
    {"EmptyCertificate", [](texts& t, auto&) { t.certificate.clear(); }, "tls.certificate: holds no certificate in PEM"},
    {"BrokenCertificate", [](texts& t, auto&) { t.certificate = broken(t.certificate); },
     "tls.certificate: holds a certificate that cannot be read: "},
    {"BrokenIssuer", [](texts& t, auto& by) { t.certificate += broken(by.pem()); },
     "tls.certificate: holds a certificate that cannot be read: "},
    {"Expired", [](texts& t, auto& by) { t = of(by.certify("IP:127.0.0.1", -3700)); },
     "tls.certificate: holds a certificate that has expired on 20"},
    {"NotYetValid", [](texts& t, auto& by) { t = of(by.certify("IP:127.0.0.1", 3600)); },
     "tls.certificate: holds a certificate that is not valid before 20"},
    {"ExpiredIssuer", [](texts& t, auto&) { t.certificate += test_authority{-3700}.pem(); },
     "tls.certificate: holds an issuer's certificate that has expired on 20"},
    {"ForClientsOnly", [](texts& t, auto& by) { t = of(by.certify("IP:127.0.0.1", -60, "clientAuth")); },
     "tls.certificate: holds a certificate that is not for servers"},
    {"NoKey", [](texts& t, auto&) { t.private_key = t.certificate; }, "tls.private_key: holds no private key in PEM"},
    {"BrokenKey", [](texts& t, auto&) { t.private_key = broken(t.private_key); },
     "tls.private_key: holds a private key that cannot be read: "},
    {"EncryptedKey", [](texts& t, auto&) { t.private_key = pem_of(test::make_key().get(), "secret"); },
     "tls.private_key: holds a key with a passphrase"},
    {"AnotherKey", [](texts& t, auto&) { t.private_key = pem_of(test::make_key().get()); },
     "tls.private_key: holds a key that does not belong to the first certificate"},
    {"NoAuthority", [](texts& t, auto&) { t.client_ca = "nobody"; }, "tls.client_ca: holds no certificate in PEM"},
    {"EmptyAuthorities", [](texts& t, auto&) { t.client_ca = ""; }, "tls.client_ca: holds no certificate in PEM"},
    {"ExpiredAuthority", [](texts& t, auto&) { t.client_ca = test_authority{-3700}.pem(); },
     "tls.client_ca: holds no authority that is valid, and one that has expired on 20"},
};

INSTANTIATE_TEST_SUITE_P(Each, MakeTlsOf, testing::ValuesIn(fault_rows), [](auto const& p) { return p.param.name; });

TEST(MakeTls, RefusesAKeyThatIsTooShort) {
    texts const t = of(with_rsa(test_authority{}, 1024));
    EXPECT_THAT(faults_of(t),
                ElementsAre("tls.certificate: holds a certificate that cannot be used: ee key too small"));
}

TEST(MakeTls, ToleratesAnExpiredAuthorityBesideOneThatIsNot) {
    test_authority const authority;
    texts t = of(authority.certify("IP:127.0.0.1"));
    t.client_ca = test_authority{-3700}.pem() + authority.pem();
    EXPECT_TRUE(made_of(t));
}

TEST(MakeTls, SaysEveryFaultInOneGo) {
    texts const t{"no", "no", "no"};
    EXPECT_THAT(faults_of(t), ElementsAre(HasSubstr("tls.certificate"), HasSubstr("tls.private_key"), HasSubstr("tls.client_ca")));
}

TEST(MakeTls, JudgesByTheTimeItIsGiven) {
    texts const t = of(test_authority{}.certify("IP:127.0.0.1"));
    EXPECT_THAT(faults_of(t, now() + 2h), ElementsAre(HasSubstr("has expired")));
    EXPECT_THAT(faults_of(t, now() - 2h), ElementsAre(AllOf(HasSubstr("is not valid before"), HasSubstr("clock"))));
}

TEST(MakeTls, LeavesNoErrorForTheNextHandshake) {
    ERR_clear_error();
    (void)faults_of({"no", "no", "no"});
    (void)faults_of(of(with_rsa(test_authority{}, 1024)));
    EXPECT_EQ(ERR_peek_error(), 0u);
}

}  // namespace
}  // namespace oms::net
