#include <oms/fhir/types.hpp>

#include <gtest/gtest.h>

#include <type_traits>

namespace oms::fhir {
namespace {

TEST(Types, SayNothingUntilSomethingIsGiven) {
    resource const r;
    EXPECT_EQ(r.type, resource_type::other);
    EXPECT_TRUE(r.id.empty() && r.birth_date.empty() && r.malformed.empty() && r.severity.empty());
    EXPECT_FALSE(r.deceased || r.inactive || r.replaced || r.focus || r.do_not_perform || r.modifier_extension || r.implicit_rules ||
                 r.has_next_link);
    EXPECT_FALSE(r.code.given || r.subject.given || r.onset.given || r.abatement.given || r.effective.given || r.observation.data_absent);
    EXPECT_EQ(r.observation.kind, value_kind::none);
}

TEST(Types, OwnNothing) {
    EXPECT_TRUE(std::is_trivially_copyable_v<resource>);
    EXPECT_TRUE(std::is_trivially_destructible_v<resource>);
}

}  // namespace
}  // namespace oms::fhir
