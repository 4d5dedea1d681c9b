#include <oms/auth/signature.hpp>  // first, so that the header is proved alone

#include <oms/auth/base64url.hpp>

#include "unit/auth/tokens.hpp"

#include <gtest/gtest.h>

#include <openssl/err.h>

#include <map>
#include <string>

namespace oms::auth {
namespace {

struct algorithm_row {
    char const* name;
    char const* key;
};

/// To make one for RSA takes long.
test::signing_key const& signing_key_of(std::string const& kind) {
    static std::map<std::string, test::signing_key> made;
    return made.try_emplace(kind, kind.substr(kind.rfind(' ') + 1)).first->second;
}

class IsSignedWith : public testing::TestWithParam<algorithm_row> {
protected:
    test::signing_key const& key = signing_key_of(GetParam().key);
    key_set const keys = read_key_set("x", key.jwks()).value();
    algorithm const named = algorithm_named(GetParam().name).value();
    std::string const text = key.token(GetParam().name, test::claims{}.text());

    [[nodiscard]] bool holds(std::string const& token) const { return is_signed_with(token, named, *keys.find("key-1", named)); }
};

TEST_P(IsSignedWith, TrueForWhatTheKeySigned) {
    EXPECT_TRUE(holds(text));
    EXPECT_TRUE(holds(text)) << "a key may be used again";
}

TEST_P(IsSignedWith, FalseForWhatAnotherKeySigned) {
    test::signing_key const& other = signing_key_of("other " + std::string{GetParam().key});
    EXPECT_FALSE(holds(other.token(GetParam().name, test::claims{}.text())));
    EXPECT_EQ(ERR_peek_error(), 0U) << "no error is left for somebody else";
}

TEST_P(IsSignedWith, FalseForOtherClaimsOrAnotherHeader) {
    std::string const signature = text.substr(text.rfind('.'));
    EXPECT_FALSE(holds(text.substr(0, text.find('.') + 1) + test::base64url(test::claims{.issuer = "x"}.text()) + signature));
    EXPECT_FALSE(holds('e' + text));
}

TEST_P(IsSignedWith, FalseForASignatureOfAnotherLengthOrForm) {
    std::string const signed_text = text.substr(0, text.rfind('.') + 1);
    std::string raw;
    ASSERT_TRUE(decode_base64url(text.substr(signed_text.size()), raw));
    for (std::string const& other : {std::string(raw.size(), '\0'), std::string(raw.size(), '\xff'), raw + '\0', raw.substr(1), '\0' + raw,
                                     raw + raw, std::string{"x"}})
        EXPECT_FALSE(holds(signed_text + test::base64url(other)));
}

TEST_P(IsSignedWith, FalseWhateverByteOfTheSignatureIsChanged) {
    std::string const signed_text = text.substr(0, text.rfind('.') + 1);
    std::string raw;
    ASSERT_TRUE(decode_base64url(text.substr(signed_text.size()), raw));
    for (std::size_t i = 0; i < raw.size(); i += 7) {
        std::string changed = raw;
        changed[i] = static_cast<char>(changed[i] ^ 1);
        EXPECT_FALSE(holds(signed_text + test::base64url(changed))) << i;
    }
}

INSTANTIATE_TEST_SUITE_P(Rfc7518, IsSignedWith,
                         testing::Values(algorithm_row{"ES256", "P-256"}, algorithm_row{"ES384", "P-384"}, algorithm_row{"ES512", "P-521"},
                                         algorithm_row{"RS256", "RSA-2048"}, algorithm_row{"RS384", "RSA-2048"},
                                         algorithm_row{"RS512", "RSA-3072"}, algorithm_row{"PS256", "RSA-2048"},
                                         algorithm_row{"PS384", "RSA-2048"}, algorithm_row{"PS512", "RSA-2048"}),
                         [](auto const& p) { return p.param.name; });

}  // namespace
}  // namespace oms::auth
