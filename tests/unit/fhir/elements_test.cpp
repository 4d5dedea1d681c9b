#include <oms/fhir/elements.hpp>

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace oms::fhir::schema {
namespace {

TEST(Elements, AreFoundByNameInTheirRow) {
    for (std::size_t i = 3; i < elements.size(); ++i) {
        element const& e = elements[i];
        name_id const name = table.find(json::hash_name(e.name));
        ASSERT_NE(name, 0) << e.name;
        EXPECT_EQ(table.next[static_cast<std::size_t>(e.in)][name], i) << e.name;
    }
}

TEST(Elements, AreFoundInTheResourcesThatHaveThemOnly) {
    auto const next = [](resource_type t, std::string_view name) { return table.next[static_cast<std::size_t>(row_of(t))][table.find(json::hash_name(name))]; };
    EXPECT_NE(next(resource_type::patient, "birthDate"), no_element);
    EXPECT_EQ(next(resource_type::condition, "birthDate"), no_element);
    EXPECT_EQ(next(resource_type::other, "meta"), no_element);
    EXPECT_NE(next(resource_type::other, "resourceType"), no_element);
    EXPECT_NE(next(resource_type::bundle, "entry"), no_element);
}

TEST(Elements, OfForeignNamesAreNone) {
    for (std::string const name : {"", "display", "birthdate", "birthDate ", "_birthDate", "text", "extension"}) EXPECT_EQ(table.find(json::hash_name(name)), 0) << name;
    for (int i = 0; i < 100000; ++i) ASSERT_EQ(table.find(json::hash_name("m" + std::to_string(i))), 0);
}

TEST(Elements, StandOnceInTheirRow) {
    std::set<std::pair<row, std::string_view>> seen;
    for (std::size_t i = 3; i < elements.size(); ++i) EXPECT_TRUE(seen.emplace(elements[i].in, elements[i].name).second) << elements[i].name;
}

TEST(Elements, WithMembersAreObjects) {
    for (element const& e : elements) EXPECT_TRUE(e.members == row::none || (e.shapes & (one | list)) != 0) << e.name;
}

}  // namespace
}  // namespace oms::fhir::schema
