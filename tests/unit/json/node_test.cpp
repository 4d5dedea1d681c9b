#include <oms/json/node.hpp>  // first, so that the header is proved alone

#include <gtest/gtest.h>

#include <array>
#include <string>
#include <vector>

namespace oms::json {
namespace {

char const* const rules = R"({
  "id": "oms",
  "active": true,
  "days": 180,
  "share": 0.5,
  "huge": 99999999999999999999,
  "note": null,
  "stages": [ {"rows": []}, {"rows": [{"when": "x"}, {"when": "\u00e4\n"}]} ]
})";

node root() { return parse("rules/oms.json", rules).value(); }

TEST(ParseNode, GivesEachValueByItsName) {
    node const n = root();

    EXPECT_EQ(n.string("id").value(), "oms");
    EXPECT_TRUE(n.boolean("active").value());
    EXPECT_EQ(n.integer("days").value(), 180);
    EXPECT_TRUE(n.find("note")->is_null());
    EXPECT_FALSE(n.find("none").has_value());
    EXPECT_EQ(n.items("stages").value().size(), 2U);
}

TEST(ParseNode, GoesThroughArraysAndObjectsInFileOrder) {
    node const n = root();
    std::vector<std::string> names, whens;

    for (node const m : n.members().value()) names.emplace_back(m.name());
    for (node const stage : n.items("stages").value())
        for (node const row : stage.items("rows").value()) whens.emplace_back(row.string("when").value());

    EXPECT_EQ(names, (std::vector<std::string>{"id", "active", "days", "share", "huge", "note", "stages"}));
    EXPECT_EQ(whens, (std::vector<std::string>{"x", "\xC3\xA4\n"}));
}

TEST(ParseNode, KeepsTheTreeAliveForEachOfItsNodes) {
    std::optional<node> kept;
    {
        node const n = root();
        kept = n.find("id");
    }
    EXPECT_EQ(kept->string().value(), "oms");
}

TEST(ParseNode, NamesTheElementByItsPath) {
    node const row = *(*++root().items("stages").value().begin()).items("rows").value().begin();

    EXPECT_EQ(row.member("when").value().where(), "rules/oms.json: stages[1].rows[0].when");
    EXPECT_EQ(root().where(), "rules/oms.json");
    EXPECT_EQ(parse("a.json", R"([[1]])").value().items().value().begin().operator*().where(), "a.json: [0]");
    EXPECT_EQ(parse("a.json", R"({"http://x.org":1})").value().find("http://x.org")->where(), R"(a.json: ["http://x.org"])");
}

struct wrong {
    char const* name;
    fault (*ask)(node const&);
    char const* message;
};
class NodeFaults : public testing::TestWithParam<wrong> {};

TEST_P(NodeFaults, NameFileElementAndWhatItMustBe) { EXPECT_EQ(to_string(GetParam().ask(root())), GetParam().message); }

INSTANTIATE_TEST_SUITE_P(
    Accessors, NodeFaults,
    testing::Values(
        wrong{"StringIsNumber", [](node const& n) { return n.string("days").error(); },
              "rules/oms.json: days: must be a string, is a number (bad_knowledge)"},
        wrong{"IntegerIsString", [](node const& n) { return n.integer("id").error(); },
              "rules/oms.json: id: must be a whole number, is a string (bad_knowledge)"},
        wrong{"IntegerHasFraction", [](node const& n) { return n.integer("share").error(); },
              "rules/oms.json: share: must be a whole number, is 0.5 (bad_knowledge)"},
        wrong{"IntegerIsTooBig", [](node const& n) { return n.integer("huge").error(); },
              "rules/oms.json: huge: must be a whole number, is 99999999999999999999 (bad_knowledge)"},
        wrong{"IntegerOutOfRange", [](node const& n) { return n.find("days")->integer(1, 100).error(); },
              "rules/oms.json: days: must be from 1 to 100, is 180 (bad_knowledge)"},
        wrong{"BooleanIsNull", [](node const& n) { return n.boolean("note").error(); },
              "rules/oms.json: note: must be true or false, is null (bad_knowledge)"},
        wrong{"ItemsOfObject", [](node const& n) { return n.items().error(); },
              "rules/oms.json: must be an array, is an object (bad_knowledge)"},
        wrong{"MembersOfArray", [](node const& n) { return n.members("stages").error(); },
              "rules/oms.json: stages: must be an object, is an array (bad_knowledge)"},
        wrong{"MemberMissing", [](node const& n) { return n.string("title").error(); },
              "rules/oms.json: must have a member `title` (bad_knowledge)"},
        wrong{"MemberOfString", [](node const& n) { return n.find("id")->member("x").error(); },
              "rules/oms.json: id: must be an object, is a string (bad_knowledge)"}),
    [](auto const& p) { return p.param.name; });

struct bad_text {
    char const* name;
    std::string text;
    char const* where;
    char const* says;
};
class BadJson : public testing::TestWithParam<bad_text> {};

TEST_P(BadJson, IsRefusedWithItsPlace) {
    result<node> const got = parse("a.json", GetParam().text);

    ASSERT_FALSE(got.has_value());
    EXPECT_EQ(got.error().code, errc::bad_knowledge);
    EXPECT_EQ(got.error().where, GetParam().where);
    EXPECT_NE(got.error().note.find(GetParam().says), std::string::npos) << got.error().note;
}

INSTANTIATE_TEST_SUITE_P(
    Texts, BadJson,
    testing::Values(bad_text{"Empty", "", "a.json: line 1, column 1", "must be JSON"},
                    bad_text{"CutOff", "{\n \"a\": [1,", "a.json: line 2, column 10", "incomplete"},
                    bad_text{"TrailingComma", "[1,]", "a.json: line 1, column 4", "syntax"},
                    bad_text{"Comment", "{} // no", "a.json: line 1, column 4", "follows the value"},
                    bad_text{"TwoValues", "{}\n{}", "a.json: line 2, column 1", "follows the value"},
                    bad_text{"ByteOrderMark", "\xEF\xBB\xBF{}", "a.json: line 1, column 1", "byte order mark"},
                    bad_text{"BadUtf8", "[\"\xFF\"]", "a.json: line 1, column 3", "must be JSON"},
                    bad_text{"TooDeep", std::string(65, '[') + std::string(65, ']'), "a.json: line 1, column 65", "deep"},
                    bad_text{"Duplicate", R"({"rows":[{"b":1,"c":2,"b":3}]})", "a.json: rows[0].b", "is there twice"},
                    bad_text{"DuplicateByEscape", R"({"a":1,"\u0061":2})", "a.json: a", "is there twice"}),
    [](auto const& p) { return p.param.name; });

TEST(ParseNode, TakesAsDeepAsTheLimit) { EXPECT_TRUE(parse("a.json", std::string(64, '[') + std::string(64, ']')).has_value()); }

TEST(AllowMembers, NamesTheNearestKnownMember) {
    std::vector<fault> faults;
    parse("a.json", R"({"wehn":1,"id":2,"zzzzzz":3})").value().allow({"id", "when"}, faults);

    ASSERT_EQ(faults.size(), 2U);
    EXPECT_EQ(to_string(faults[0]), "a.json: wehn: is not a known member; did you mean `when`? (bad_knowledge)");
    EXPECT_EQ(to_string(faults[1]), "a.json: zzzzzz: is not a known member; known here: `id` `when` (bad_knowledge)");
}

TEST(AllowMembers, WantsAnObject) {
    std::vector<fault> faults;
    parse("a.json", "[]").value().allow({"id"}, faults);

    ASSERT_EQ(faults.size(), 1U);
    EXPECT_EQ(to_string(faults[0]), "a.json: must be an object, is an array (bad_knowledge)");
}

TEST(CollectFaults, KeepsReadingWithAFallback) {
    std::vector<fault> faults;
    node const n = root();

    EXPECT_EQ(collect(n.string("id"), faults), "oms");
    EXPECT_EQ(collect(n.integer("id"), faults, std::int64_t{7}), 7);
    EXPECT_TRUE(collect(n.items("id"), faults).empty());
    for (node const none : collect(n.items("nothing"), faults)) FAIL() << none.where();
    EXPECT_EQ(faults.size(), 3U);
}

TEST(NearestName, GivesNothingForANameFarFromAll) {
    std::array<std::string_view, 3> const known{"opsoclonus", "ataxia", "mimic"};

    EXPECT_EQ(nearest_name("opsoclonos", known), "opsoclonus");
    EXPECT_EQ(nearest_name("mimik", known), "mimic");
    EXPECT_EQ(nearest_name("sleep", known), std::nullopt);
}

}  // namespace
}  // namespace oms::json
