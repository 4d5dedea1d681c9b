#include <oms/auth/client.hpp>
#include <oms/auth/token.hpp>

#include <gtest/gtest.h>

#include "support/allocations.hpp"
#include "unit/auth/tokens.hpp"

namespace oms::auth {
namespace {

TEST(ReadToken, AllocatesOnlyForItsAudiencesOnceItsStorageIsThere) {
    test::claims said;
    said.more = R"(,"sub":"a-client-whose-name-is-long","tenant":"a-tenant-whose-name-is-long")";
    std::string const text = test::base64url(R"({"typ":"JWT","alg":"ES384","kid":"a-key-whose-name-is-long-enough"})") + '.' +
                             test::base64url(said.text()) + ".AAAA";
    client const c{.issuer = said.issuer};
    std::string_view const audience = "https://cds.example.org/cds-services/oms-patient-view";
    token_reader reader;
    for (int i = 0; i < 3; ++i) ASSERT_FALSE(reader.read(text));
    std::size_t const before = test::allocations();

    bool const fine = !reader.read(text) && !check_claims(reader.what(), c, {}, {&audience, 1}, reader.what().issued);

    EXPECT_LE(test::allocations() - before, 1U);
    EXPECT_TRUE(fine);
}

}  // namespace
}  // namespace oms::auth
