#include <oms/telemetry/line.hpp>  // first, so that the header is proved alone

#include "support/allocations.hpp"

#include <gtest/gtest.h>

#include <array>
#include <limits>
#include <vector>

namespace oms::telemetry {
namespace {

constexpr std::string_view noon = "2026-11-20T12:00:00.000Z";

template <class Add>
std::string written(line_format how, Add add, level l = level::info) {
    std::string out;
    line one{out, how, noon, l, "call"};
    add(one);
    one.end();
    return out;
}

struct member_row {
    char const* name;
    void (*add)(line&);
    char const* json;
    char const* text;
};
class WriteMember : public testing::TestWithParam<member_row> {};

TEST_P(WriteMember, AsJsonAndAsText) {
    auto const& row = GetParam();
    EXPECT_EQ(written(line_format::json, row.add),
              R"({"time":"2026-11-20T12:00:00.000Z","level":"info","event":"call")" + std::string{row.json} + "}\n");
    EXPECT_EQ(written(line_format::text, row.add), "2026-11-20T12:00:00.000Z info call" + std::string{row.text} + "\n");
}

std::vector<std::string> const none, one_empty{""}, words{"patient", "conditions"}, sentences{"observations: timed-out", "c:\\d"};

INSTANTIATE_TEST_SUITE_P(
    Line, WriteMember,
    testing::Values(
        member_row{"None", [](line&) {}, "", ""},
        member_row{"Word", [](line& l) { l.text("rule", "R2a"); }, R"(,"rule":"R2a")", " rule=R2a"},
        member_row{"Words", [](line& l) { l.text("note", "two words"); }, R"(,"note":"two words")", R"( note="two words")"},
        member_row{"Empty", [](line& l) { l.text("note", ""); }, R"(,"note":"")", R"( note="")"},
        member_row{"EqualsSign", [](line& l) { l.text("note", "a=b"); }, R"(,"note":"a=b")", R"( note="a=b")"},
        member_row{"Quote", [](line& l) { l.text("note", "a\"b"); }, R"(,"note":"a\"b")", R"( note="a\"b")"},
        member_row{"Backslash", [](line& l) { l.text("note", "a\\b"); }, R"(,"note":"a\\b")", R"( note=a\b)"},
        member_row{"LineFeed", [](line& l) { l.text("note", "a\nb\r"); }, R"(,"note":"a\nb\r")", R"( note="a\nb\r")"},
        member_row{"Control", [](line& l) { l.text("note", "a\x01"); }, R"(,"note":"a\u0001")", R"( note="a\u0001")"},
        member_row{"NotAscii", [](line& l) { l.text("note", "ü"); }, R"(,"note":"ü")", R"( note="ü")"},
        member_row{"Number", [](line& l) { l.number("status", 200u).number("less", -1); }, R"(,"status":200,"less":-1)",
                   " status=200 less=-1"},
        member_row{"LargestNumber", [](line& l) { l.number("most", std::numeric_limits<std::int64_t>::max()); },
                   R"(,"most":9223372036854775807)", " most=9223372036854775807"},
        member_row{"Boolean", [](line& l) { l.boolean("shown", true).boolean("closed", false); }, R"(,"shown":true,"closed":false)",
                   " shown=true closed=false"},
        member_row{"NumberAsText", [](line& l) { l.raw("drain_s", "20"); }, R"(,"drain_s":20)", " drain_s=20"},
        member_row{"TextsOfWords", [](line& l) { l.texts("gaps", words); }, R"(,"gaps":"patient,conditions")", " gaps=patient,conditions"},
        member_row{"TextsOfMore", [](line& l) { l.texts("not_read", sentences); }, R"(,"not_read":"observations: timed-out,c:\\d")",
                   R"( not_read="observations: timed-out,c:\\d")"},
        member_row{"NoTexts", [](line& l) { l.texts("gaps", none); }, R"(,"gaps":"")", R"( gaps="")"},
        member_row{"AnEmptyText", [](line& l) { l.texts("gaps", one_empty); }, R"(,"gaps":"")", R"( gaps="")"}),
    [](auto const& p) { return p.param.name; });

TEST(Line, IsOneLineWhateverAValueHolds) {
    std::string every;
    for (int c = 0; c < 0x80; ++c) every.push_back(static_cast<char>(c));
    for (auto const how : {line_format::json, line_format::text, line_format::coloured_text}) {
        auto const out = written(how, [&](line& l) { l.text("where", every).texts("gaps", std::array{every, every}); });
        EXPECT_EQ(out.find('\n'), out.size() - 1);
        EXPECT_EQ(out.find_first_of(std::string{"\0\r\x01", 3}), std::string::npos);
    }
}

struct level_row {
    level l;
    char const* name;
};

TEST(Line, NamesItsLevel) {
    for (auto const& [l, name] : {level_row{level::debug, "debug"}, level_row{level::info, "info"}, level_row{level::warning, "warning"},
                                  level_row{level::error, "error"}}) {
        EXPECT_EQ(written(line_format::text, [](line&) {}, l), std::string{noon} + " " + name + " call\n");
        auto const coloured = written(line_format::coloured_text, [](line&) {}, l);
        EXPECT_NE(coloured.find("m" + std::string{name} + "\033[m call"), std::string::npos) << coloured;
    }
}

TEST(Line, StandsBehindWhatTheTextHolds) {
    std::string out = "before\n";
    line(out, line_format::text, noon, level::info, "call").end();
    EXPECT_EQ(out, "before\n2026-11-20T12:00:00.000Z info call\n");
}

TEST(Line, AsksForNoMemoryWhereTheTextHasRoom) {
    std::string out;
    out.reserve(1000);
    std::string const value = "a value longer than what a string holds in itself";
    auto const before = test::allocations();
    line one{out, line_format::json, noon, level::info, "call"};
    one.text("a", value).texts("b", std::span{&value, 1}).number("c", 1).boolean("d", true).end();
    EXPECT_EQ(test::allocations(), before);
}

TEST(TimeText, IsTheInstantWithMilliseconds) {
    using namespace std::chrono_literals;
    time_text t;
    auto const start = parse_instant("2026-11-20T12:00:00Z").value();
    EXPECT_EQ(t.of(start), "2026-11-20T12:00:00.000Z");
    EXPECT_EQ(t.of(start + 7ms), "2026-11-20T12:00:00.007Z");
    EXPECT_EQ(t.of(start + 999ms), "2026-11-20T12:00:00.999Z");
    EXPECT_EQ(t.of(start + 1010ms), "2026-11-20T12:00:01.010Z");
    EXPECT_EQ(t.of(start - 500ms), "2026-11-20T11:59:59.500Z");
    EXPECT_EQ(t.of(instant{-750ms}), "1969-12-31T23:59:59.250Z");
}

TEST(TimeText, AsksForNoMemoryWithinASecond) {
    time_text t;
    auto const noon_itself = parse_instant("2026-11-20T12:00:00Z").value();
    static_cast<void>(t.of(noon_itself));
    auto const before = test::allocations();
    static_cast<void>(t.of(noon_itself + std::chrono::milliseconds{999}));
    EXPECT_EQ(test::allocations(), before);
}

}  // namespace
}  // namespace oms::telemetry
