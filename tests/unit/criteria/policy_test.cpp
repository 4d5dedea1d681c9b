#include <oms/criteria/policy.hpp>  // first, so that the header is proved self-contained

#include "support/profiles.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

namespace {

using namespace oms;
using criteria::question;

std::string text_of(std::string_view file) {
    for (auto const& d : test::documents())
        if (d.file == file) return std::string{d.text};
    ADD_FAILURE() << file;
    return {};
}

TEST(LoadPolicy, TakesTheRulesAndConstantsOfThisRepository) {
    auto const& p = test::policy();
    EXPECT_EQ(p.version, "") << "the manifest says it";
    EXPECT_EQ(p.constants.lookback, 180);
    EXPECT_EQ(p.stages.size(), 11u);
    ASSERT_TRUE(p.find("R1a"));
    EXPECT_EQ(p.find("R1a")->tier, "T1");
    EXPECT_EQ(p.find("R9"), nullptr);
}

struct broken {
    char const* name;
    char const* file;
    char const* from;   ///< replaced once
    char const* to;
    char const* message;
};

class LoadPolicyFaults : public testing::TestWithParam<broken> {};

TEST_P(LoadPolicyFaults, NameFileElementAndWhatToDo) {
    auto rules = text_of("rules/oms.json");
    auto constants = text_of("rules/constants.json");
    auto& text = std::string_view{GetParam().file} == "rules/oms.json" ? rules : constants;
    auto const at = text.find(GetParam().from);
    ASSERT_NE(at, std::string::npos);
    text.replace(at, std::string_view{GetParam().from}.size(), GetParam().to);
    json::document const documents[] = {{"rules/oms.json", rules}, {"rules/constants.json", constants}};

    auto const got = criteria::load_policy(documents);

    ASSERT_FALSE(got);
    auto const faults = got.error();  // a copy: error() returns one each time
    bool const said = std::any_of(faults.begin(), faults.end(), [](fault const& f) {
        return f.where.starts_with(GetParam().file) && to_string(f).find(GetParam().message) != std::string::npos;
    });
    EXPECT_TRUE(said) << to_string(faults.front());
}

INSTANTIATE_TEST_SUITE_P(
    Broken, LoadPolicyFaults,
    testing::Values(
        broken{"UnknownQuestion", "rules/oms.json", "\"!neuroblastoma\"", "\"!neuroblastma\"", "stages[1].rows[0].when[1]"},
        broken{"NumberAskedAsYesOrNo", "rules/oms.json", "\"count >= 3\", \"!neuroblastoma\"", "\"count\", \"!neuroblastoma\"",
               "must be a question"},
        broken{"UnknownRule", "rules/oms.json", "\"to\": \"R1b\"", "\"to\": \"R9\"", "no rule of this id"},
        broken{"RowThatNothingReaches", "rules/oms.json", "[\"count >= 3\", \"!neuroblastoma\"]", "[]", "no case reaches this row"},
        broken{"RuleWithoutRow", "rules/oms.json", "\"id\": \"R0\",", "\"id\": \"R0b\",", "R0 is missing"},
        broken{"Critical", "rules/oms.json", "\"indicator\": \"warning\"", "\"indicator\": \"critical\"", "critical is never used"},
        broken{"CardAtT0", "rules/oms.json", "\"id\": \"guard-adult\", \"tier\": \"T0\"",
               "\"id\": \"guard-adult\", \"tier\": \"T0\", \"indicator\": \"info\"", "tier T0 has no indicator"},
        broken{"RuleTwice", "rules/oms.json", "\"id\": \"R1b\", \"tier\"", "\"id\": \"R1a\", \"tier\"", "used twice"},
        broken{"NoSource", "rules/oms.json", "\"sources\": [\"S1\", \"S2\", \"S0\"]", "\"sources\": []", "at least one source"},
        broken{"UnknownMember", "rules/oms.json", "\"ends\": true", "\"end\": true", "ends"},
        broken{"ConstantMissing", "rules/constants.json", "\"name\": \"pair_gap\"", "\"name\": \"pair_gab\"", "pair_gap is missing"},
        broken{"ConstantOutOfRange", "rules/constants.json", "\"value\": 180", "\"value\": -1", "constants[0].value"},
        broken{"NotJson", "rules/oms.json", "{", "", "rules/oms.json"}),
    [](auto const& p) { return std::string{p.param.name}; });

TEST(LoadPolicyFaults, SaysWhichFileIsMissing) {
    auto const got = criteria::load_policy({});
    ASSERT_FALSE(got);
    EXPECT_EQ(got.error().at(0).where, "rules/constants.json");
}

TEST(Question, HasOneNameThatLeadsBackToIt) {
    for (std::size_t i = 0; i < criteria::question_count; ++i) {
        auto const q = static_cast<question>(i);
        ASSERT_FALSE(criteria::name_of(q).empty());
        EXPECT_EQ(criteria::question_named(criteria::name_of(q)), q);
    }
    EXPECT_FALSE(criteria::question_named("opsoklonus"));
}

TEST(OverrideConstant, ChangesOneAndRefusesTheRest) {
    criteria::constants c = test::policy().constants;
    ASSERT_TRUE(criteria::override_constant(c, "lookback", 120));
    EXPECT_EQ(c.lookback, 120);
    EXPECT_EQ(criteria::override_constant(c, "lookbak", 120).error().code, errc::bad_settings);
    EXPECT_EQ(criteria::override_constant(c, "lookback", -1).error().where, "policy.lookback");
}

bool as_written(oms::criteria::comparison const& c, unsigned value) {
    using enum oms::criteria::comparison::relation;
    switch (c.how) {
        case is: return value != 0;
        case is_not: return value == 0;
        case at_least: return value >= c.number;
        case below: return value < c.number;
        case equal: return value == c.number;
    }
    return false;
}

/// Alone, and beside an alternative that never holds.
TEST(Condition, HoldsForEachNumberAsItIsWritten) {
    using namespace oms::criteria;
    using enum comparison::relation;
    for (auto const asked :
         {question::count, question::firm_count, question::count_with_history, question::opsoclonus, question::band_unknown})
        for (auto const how : {is, is_not, at_least, below, equal})
            for (std::uint8_t number = 0; number <= largest_number + 2; ++number)
                for (std::uint8_t value = 0; value <= (is_number(asked) ? largest_number : 1); ++value) {
                    if (is_number(asked) == (how == is || how == is_not)) continue;
                    comparison const c{asked, how, number};
                    answers a{};
                    a[static_cast<std::size_t>(asked)] = value;
                    for (auto const& groups : {std::vector<std::vector<comparison>>{{c}}, {{c, {question::deceased, is, 0}}}}) {
                        condition when{.groups = groups, .all = {}, .any = {}};
                        when.index();
                        EXPECT_EQ(when.holds(bits_of(a)), as_written(c, value)) << name_of(asked) << int{number} << int{value};
                    }
                }
}

TEST(Condition, WithoutAnAlternativeNeverHolds) {
    oms::criteria::condition when{.groups = {{}}, .all = {}, .any = {}};
    when.index();
    EXPECT_FALSE(when.holds(oms::criteria::bits_of({})));
}

}  // namespace
