#include <oms/auth/algorithm.hpp>  // first, so that the header is proved alone

#include <gtest/gtest.h>

#include <set>

namespace oms::auth {
namespace {

TEST(AlgorithmNamed, FindsEachByTheNameItHas) {
    std::set<std::string_view> names;
    for (algorithm const a : all_algorithms()) {
        EXPECT_EQ(algorithm_named(name_of(a)), a);
        names.insert(name_of(a));
    }
    EXPECT_EQ(names.size(), 9U);
}

TEST(AlgorithmNamed, KnowsNoneAndSharedSecretsInNoSpelling) {
    for (auto const* const name : {"none", "None", "nOnE", "HS256", "HS384", "HS512", "es384", "ES384 ", "", "ES256K", "EdDSA", "RS1"})
        EXPECT_FALSE(algorithm_named(name)) << name;
}

TEST(CurveOf, IsTheOneOfRfc7518) {
    EXPECT_EQ(curve_of(algorithm::es256), "P-256");
    EXPECT_EQ(curve_of(algorithm::es384), "P-384");
    EXPECT_EQ(curve_of(algorithm::es512), "P-521");
    EXPECT_EQ(curve_of(algorithm::rs384), "");
    EXPECT_EQ(kind_of(algorithm::es512), key_kind::ec);
    EXPECT_EQ(kind_of(algorithm::ps256), key_kind::rsa);
}

TEST(CoordinateBytes, AreThoseOfTheField) {
    EXPECT_EQ(coordinate_bytes("P-256"), 32U);
    EXPECT_EQ(coordinate_bytes("P-384"), 48U);
    EXPECT_EQ(coordinate_bytes("P-521"), 66U);
    EXPECT_EQ(coordinate_bytes("secp256k1"), 0U);
    EXPECT_EQ(coordinate_bytes(""), 0U);
}

}  // namespace
}  // namespace oms::auth
