#include <oms/auth/refusal.hpp>  // first, so that the header is proved alone

#include <gtest/gtest.h>

#include <set>
#include <string_view>

namespace oms::auth {
namespace {

TEST(NameOfRefusal, IsAnotherForEachOfTheClosedSet) {
    std::set<std::string_view> names;
    for (std::size_t i = 1; i <= refusal_count; ++i) names.insert(name_of(static_cast<refusal>(i)));

    std::set<std::string_view> const promised{"missing", "malformed", "algorithm", "issuer",   "key",    "signature", "audience",
                                              "expired", "not_yet",   "lifetime",  "replayed", "tenant", "subject"};
    EXPECT_EQ(names, promised);
}

TEST(CodeOfRefusal, SaysNotAllowedOnlyOfWhoIsTrusted) {
    for (std::size_t i = 1; i <= refusal_count; ++i) {
        auto const r = static_cast<refusal>(i);
        EXPECT_EQ(code_of(r) == errc::not_allowed, r == refusal::tenant || r == refusal::subject) << name_of(r);
    }
}

}  // namespace
}  // namespace oms::auth
