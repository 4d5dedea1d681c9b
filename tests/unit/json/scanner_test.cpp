#include <oms/json/scanner.hpp>

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

namespace oms::json {
namespace {

/// The text with `^` under each mark and blanks elsewhere, portions scanned one after another.
std::string marks_of(std::string_view text, std::size_t cut) {
    std::string line(text.size(), ' ');
    scanner s;
    std::size_t before = 0;
    for (std::string_view const portion : {text.substr(0, cut), text.substr(cut)}) {
        s.begin(portion.data(), portion.size());
        while (!s.done()) {
            std::vector<scanner::position> room(scanner::block + 4);
            scanner::position const* const end = s.scan(1, room.data());
            for (auto const* p = room.data(); p != end; ++p) line[before + *p] = '^';
        }
        before += portion.size();
    }
    return line;
}

struct row {
    char const* name;
    std::string text;
    std::string marks;
};

class ScannerMarks : public testing::TestWithParam<row> {};

TEST_P(ScannerMarks, StandWhereTokensBeginAndStringsEnd) {
    for (std::size_t cut = 0; cut <= GetParam().text.size(); ++cut) EXPECT_EQ(marks_of(GetParam().text, cut), GetParam().marks) << cut;
}

INSTANTIATE_TEST_SUITE_P(Scanner, ScannerMarks, testing::Values(
    row{"Object",       R"( {"a": [-1.5, true],"b" :"x"})",
                        R"( ^^ ^^ ^^   ^ ^   ^^^ ^ ^^ ^^)"},
    row{"Inside",       R"(["{}[]:,", 12])",
                        R"(^^      ^^ ^ ^)"},
    row{"Escapes",      R"(["\"","\\","\\\"",""])",
                        R"(^^  ^^^  ^^^    ^^^^^)"},
    row{"Rubbish",      R"(nul'x "a"b)",
                        R"(^     ^ ^^)"},
    row{"BlankKinds",   "[\n\t1\r ,2]",
                        "^  ^  ^^^"},
    row{"LongString",   "[\"" + std::string(200, 'x') + "\",\"" + std::string(126, '\\') + "\"]",
                        "^^" + std::string(200, ' ') + "^^^" + std::string(126, ' ') + "^^"}),
    [](auto const& p) { return p.param.name; });

TEST(Scanner, MarksNothingFromAFaultOn) {
    std::string const text = "[\"a\",\"b\x01\",\"c\"]";
    scanner s;
    s.begin(text.data(), text.size());
    std::vector<scanner::position> room(scanner::block + 4);
    scanner::position const* const end = s.scan(1, room.data());
    EXPECT_EQ(end - room.data(), 5);
    EXPECT_TRUE(s.done());
    ASSERT_NE(s.fault(), nullptr);
    EXPECT_EQ(s.fault_position(), 7u);
}

TEST(Scanner, NamesTheFirstOfSeveralFaults) {
    std::string const text = "[\"a\\ud800\xff\x01\"]";
    scanner s;
    s.begin(text.data(), text.size());
    std::vector<scanner::position> room(scanner::block + 4);
    s.scan(1, room.data());
    EXPECT_EQ(s.fault_position(), 9u);
}

}  // namespace
}  // namespace oms::json
