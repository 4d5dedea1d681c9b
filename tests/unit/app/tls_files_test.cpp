#include <oms/app/tls_files.hpp>  // first, so that the header is proved alone

#include "folder.hpp"
#include "wire/support/certificate.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace oms::app {
namespace {

using testing::ElementsAre;
using testing::StartsWith;

instant now_by_the_clock() { return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now()); }

class LoadTls : public testing::Test {
protected:
    LoadTls() {
        auto const who = authority.certify("IP:127.0.0.1");
        dir.write("server.pem", test::pem_of(who.certificate.get()));
        dir.write("key.pem", test::pem_of(who.key.get()));
        dir.write("clients.pem", authority.pem());
        s.tls.certificate = at("server.pem");
        s.tls.private_key = at("key.pem");
    }
    [[nodiscard]] std::string at(char const* name) const { return (dir.path() / name).string(); }
    [[nodiscard]] std::vector<std::string> faults() const {
        auto const got = load_tls(s, now_by_the_clock());
        std::vector<std::string> all;
        if (!got)
            for (fault const& f : got.error()) all.push_back(f.where + ": " + f.note);
        return all;
    }

    test::test_authority authority;
    folder const dir{{}};
    settings s;
};

TEST_F(LoadTls, GivesNothingWhereTlsIsOff) {
    auto const got = load_tls({}, now_by_the_clock());
    ASSERT_TRUE(got);
    EXPECT_FALSE(*got);
}

TEST_F(LoadTls, ReadsTheFilesOfTheSettings) {
    for (std::string const& client_ca : {std::string{}, at("clients.pem")}) {
        s.tls.client_ca = client_ca;
        auto const got = load_tls(s, now_by_the_clock());
        ASSERT_TRUE(got) << to_string(got.error().front());
        ASSERT_TRUE(*got);
        EXPECT_NE((*got)->context, nullptr);
    }
}

TEST_F(LoadTls, NamesEachFileThatCannotBeRead) {
    s.tls.private_key = at("none.pem");
    s.tls.client_ca = dir.path().string();
    EXPECT_THAT(faults(), ElementsAre("tls.private_key: " + at("none.pem") + " cannot be opened: No such file or directory; check the name",
                                      "tls.client_ca: " + dir.path().string() + " is a folder; name a file"));
}

TEST_F(LoadTls, NamesTheFileThatIsWrongWithTheReason) {
    s.tls.client_ca = at("key.pem");
    std::swap(s.tls.certificate, s.tls.private_key);
    EXPECT_THAT(faults(), ElementsAre(StartsWith("tls.certificate: " + at("key.pem") + " holds no certificate"),
                                      StartsWith("tls.private_key: " + at("server.pem") + " holds no private key"),
                                      StartsWith("tls.client_ca: " + at("key.pem") + " holds no certificate")));
}

TEST_F(LoadTls, SaysThatAnEmptyListOfAuthoritiesIsNoList) {
    dir.write("clients.pem", "");
    s.tls.client_ca = at("clients.pem");
    EXPECT_THAT(faults(), ElementsAre(StartsWith("tls.client_ca: " + at("clients.pem") + " holds no certificate")));
}

}  // namespace
}  // namespace oms::app
