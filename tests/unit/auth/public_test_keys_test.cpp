#include <oms/auth/public_test_keys.hpp>  // first, so that the header is proved alone

#include "unit/auth/tokens.hpp"

#include <gtest/gtest.h>

#include <string>

namespace oms::auth {
namespace {

key_set const read(std::string const& text) { return read_key_set("x", text).value(); }

/// The public half, as the sandbox publishes it.
std::string sandbox_key(std::string const& kid) {
    return R"({"keys":[{"kty":"EC","use":"sig","crv":"P-384","kid":")" + kid +
           R"(","x":"dw_JGR8nB2I6XveNxUOl2qk699ZPLM2nYI5STSdiEl9avAkrm3)"
           R"(CkfYMbrrjr8laB","y":"Sm3mLE-n1zYNla_aiE3cb3nZsL51RbC7ysw3q8aJLxGm-hx79RPMYpITDjp7kgzy","alg":"ES384"}]})";
}

TEST(PublisherOf, KnowsThePublishedKeysByTheirNumbers) {
    EXPECT_EQ(publisher_of(read(sandbox_key("renamed")).keys[0]), "the CDS Hooks sandbox");
    EXPECT_EQ(
        publisher_of(read(R"({"keys":[{"kty":"EC","crv":"P-384","kid":"renamed","x":"JQKTsV6PT5Szf4QtDA1qrs0EJ1pbimQmM2SKvzOlIAqlph3h1)"
                          R"(OHmZ2i7MXahIF2C","y":"bRWWQRJBgDa6CTgwofYrHjVGcO-A7WNEnu4oJA5OUJPPPpczgx1g2NsfinK-D2Rw"}]})")
                         .keys[0]),
        "Inferno's test kits");
}

TEST(PublisherOf, KnowsThemByTheirNamesToo) {
    for (auto const* const kid :
         {"44823f3d-0b01-4a6c-a80e-b9d3e8a7226f", "4b49a739d1eb115b3225f4cf9beb6d1b", "b41528b6f37a9500edb8a905a595bdd7"}) {
        test::signing_key const other{"P-256", kid};
        EXPECT_NE(publisher_of(read(other.jwks()).keys[0]), "") << kid;
    }
}

TEST(PublisherOf, SaysNothingOfOtherKeys) {
    test::signing_key const key{"P-384"};
    EXPECT_EQ(publisher_of(read(key.jwks()).keys[0]), "");
}

}  // namespace
}  // namespace oms::auth
