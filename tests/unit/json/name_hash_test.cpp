#include <oms/json/name_hash.hpp>

#include <gtest/gtest.h>

#include <string>
#include <unordered_set>

namespace oms::json {
namespace {

TEST(HashName, IsTheSameInPlaceAndInConstantExpressions) {
    static_assert(hash_name("resourceType") != hash_name("resourcetype"));
    std::string const text = "abcdefghijklmnopqrstuvwxyz0123456789_and_a_longer_name_than_any_element_of_fhir\xff\x80";
    for (std::size_t from = 0; from < 20; ++from) {
        for (std::size_t n = 0; from + n <= text.size(); ++n) {
            std::string const name = text.substr(from, n);
            std::string const padded = name + "~~~~~~~~~~~~~~~~";
            ASSERT_EQ(hash_name_in_place(padded.data(), n), hash_name(name)) << name;
        }
    }
}

TEST(HashName, TellsNamesApartThatDifferLittle) {
    std::unordered_set<std::uint64_t> seen;
    std::size_t names = 0;
    auto const add = [&](std::string const& name) {
        seen.insert(hash_name(name));
        ++names;
    };
    for (int i = 0; i < 100000; ++i) add("m" + std::to_string(i));
    for (std::size_t n = 0; n < 70; ++n) add(std::string(n, '\0'));
    for (std::size_t n = 2; n < 70; ++n) {
        for (std::size_t at = 0; at < n; ++at) {
            std::string name(n, 'x');
            for (char const c : {'y', '\x80', '\0'}) {
                name[at] = c;
                add(name);
            }
        }
    }
    EXPECT_EQ(seen.size(), names);
}

}  // namespace
}  // namespace oms::json
