#include <oms/fhir/elements.hpp>

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace oms::fhir::schema {
namespace {

TEST(Elements, AreFoundByNameInTheirRow) {
    for (std::size_t i = first_named; i < elements.size(); ++i) {
        element const& e = elements[i];
        ASSERT_NE(names.find(e.name), names.npos) << e.name;
        EXPECT_EQ(table.find(e.in, names.find(e.name)), i) << e.name;
    }
}

TEST(Elements, AreFoundInTheResourcesThatHaveThemOnly) {
    auto const find = [](resource_type t, std::string_view name) { return table.find(row_of(t), names.find(name)); };
    EXPECT_NE(find(resource_type::patient, "birthDate"), no_element);
    EXPECT_EQ(find(resource_type::condition, "birthDate"), no_element);
    EXPECT_EQ(find(resource_type::other, "meta"), no_element);
    EXPECT_NE(find(resource_type::other, "resourceType"), no_element);
    EXPECT_NE(find(resource_type::bundle, "entry"), no_element);
}

TEST(Elements, OfForeignNamesAreNone) {
    for (std::string_view const name : {"", "display", "birthdate", "birthDate ", "_birthDate", "text", "modifier"})
        EXPECT_EQ(names.find(name), names.npos) << name;
    for (int i = 0; i < 100000; ++i) ASSERT_EQ(names.find("m" + std::to_string(i)), names.npos);
    for (std::size_t r = 0; r < static_cast<std::size_t>(row::rows); ++r)
        EXPECT_EQ(table.find(static_cast<row>(r), names.npos), no_element);
}

TEST(Elements, StandOnceInTheirRow) {
    std::set<std::pair<row, std::string_view>> seen;
    for (std::size_t i = first_named; i < elements.size(); ++i)
        EXPECT_TRUE(seen.emplace(elements[i].in, elements[i].name).second) << elements[i].name;
}

TEST(Elements, WithMembersAreObjects) {
    for (element const& e : elements) EXPECT_TRUE(e.members == row::none || (e.forms & (one | list)) != 0) << e.name;
}

}  // namespace
}  // namespace oms::fhir::schema
