#include <oms/net/ending.hpp>

#include <gtest/gtest.h>

#include <set>

namespace oms::net {
namespace {

TEST(NameOfEnding, IsAWordOfItsOwnForEach) {
    std::set<std::string_view> names;
    for (std::size_t i = 0; i < ending_count; ++i) {
        std::string_view const name = name_of(static_cast<ending>(i));
        EXPECT_FALSE(name.empty()) << i;
        EXPECT_EQ(name.find_first_not_of("abcdefghijklmnopqrstuvwxyz_"), std::string_view::npos) << name;
        names.insert(name);
    }
    EXPECT_EQ(names.size(), ending_count);
}

}  // namespace
}  // namespace oms::net
