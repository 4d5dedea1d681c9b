#include <oms/auth/base64url.hpp>  // first, so that the header is proved alone

#include "unit/auth/tokens.hpp"

#include <gtest/gtest.h>

#include <string>

namespace oms::auth {
namespace {

TEST(DecodeBase64url, GivesBackWhatAnotherEncoderWrote) {
    std::string bytes, read;
    for (int i = 0; i < 300; ++i) {
        ASSERT_TRUE(decode_base64url(test::base64url(bytes), read)) << i;
        ASSERT_EQ(read, bytes);
        ASSERT_EQ(encode_base64url(bytes), test::base64url(bytes));
        bytes.push_back(static_cast<char>(i * 37 + 5));
    }
}

TEST(DecodeBase64url, TakesOneSpellingOnly) {
    std::string out;
    EXPECT_TRUE(decode_base64url("QQ", out));
    EXPECT_EQ(out, "A");
    for (auto const* const text : {"QR", "QQ==", "QQ=", "Q", "QQ\n", " QQ", "Q+", "Q/", "QUJ", "QQQQQ", "Q.Q", "Q\xC3\xA4"})
        EXPECT_FALSE(decode_base64url(text, out)) << text;
}

}  // namespace
}  // namespace oms::auth
