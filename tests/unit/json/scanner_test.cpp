#include <oms/json/scanner.hpp>

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace oms::json {
namespace {

/// The text with `^` under each mark and blanks elsewhere, portions scanned one after another.
std::string marks_of(std::string_view text, std::size_t cut, scanner::instructions with = scanner::best()) {
    std::string line(text.size(), ' ');
    scanner s(with);
    std::size_t before = 0;
    for (std::string_view const portion : {text.substr(0, cut), text.substr(cut)}) {
        s.begin(portion.data(), portion.size());
        while (!s.done()) {
            std::vector<scanner::position> room(scanner::block + scanner::spare);
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
    for (auto const with : {scanner::instructions::baseline, scanner::instructions::avx2, scanner::instructions::avx512}) {
        if (!scanner::runs(with)) continue;
        for (std::size_t cut = 0; cut <= GetParam().text.size(); ++cut) EXPECT_EQ(marks_of(GetParam().text, cut, with), GetParam().marks) << cut;
    }
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
    std::vector<scanner::position> room(scanner::block + scanner::spare);
    scanner::position const* const end = s.scan(1, room.data());
    EXPECT_EQ(end - room.data(), 5);
    EXPECT_TRUE(s.done());
    ASSERT_NE(s.fault(), nullptr);
    EXPECT_EQ(s.fault_position(), 7u);
}

// Every byte in and outside strings, alone and in runs, in blocks with and without others of its kind.
TEST(Scanner, FindsTheSameWithEveryInstructionSet) {
    std::mt19937 random(20261120);
    constexpr std::string_view usual = "{}[]:,\"\" \n\t\raz09-";
    for (int round = 0; round < 20000; ++round) {
        std::string text;
        for (auto n = random() % 300, odd = random() % 3; n != 0; --n) {
            bool const any = odd == 0 ? random() % 64 == 0 : odd == 1 && random() % 8 == 0;
            text += any ? static_cast<char>(random()) : usual[random() % usual.size()];
        }
        scanner::instructions const sets[] = {scanner::instructions::baseline, scanner::instructions::avx2, scanner::instructions::avx512};
        std::vector<std::vector<scanner::position>> found;
        for (auto const with : sets) {
            if (!scanner::runs(with)) continue;
            scanner s(with);
            s.begin(text.data(), text.size());
            std::vector<scanner::position> room(8 * scanner::block + scanner::spare);
            room.resize(static_cast<std::size_t>(s.scan(8, room.data()) - room.data()));
            room.push_back(s.fault() != nullptr ? static_cast<scanner::position>(s.fault_position()) : ~0u);
            found.push_back(std::move(room));
            ASSERT_EQ(found.back(), found.front()) << text;
        }
    }
}

// At each place of a block and over its end; `fault`: of the byte that is wrong, in what is between the letters.
TEST(Scanner, RefusesWhatIsNoUtf8WhereverItStands) {
    constexpr std::size_t none = std::string::npos;
    struct {
        std::string_view bytes;
        std::size_t fault;
    } constexpr rows[] = {{"\xc3\xb6", none}, {"\xe2\x82\xac", none}, {"\xf0\x9f\x98\x80", none}, {"\xc3\xb6 and \xd0\xb9\xd0\xb9", none},
                          {"\xc3", 1}, {"\xe2\x82", 2}, {"\xf0\x9f\x98", 3}, {"\xc3\xb6 and \xc3", 8}, {"\xc3\xb6\xb6", 2}, {"\xb6", 0}, {"\xc3\xc3", 1},
                          {"\xc0\x80", 0}, {"\xe0\x9f\xbf", 1}, {"\xed\xa0\x80", 1}, {"\xf4\x90\x80\x80", 1}, {"\xf5", 0}};
    for (auto const& [bytes, fault] : rows) {
        for (std::size_t before = 1; before < 140; ++before) {
            std::string const text = "\"" + std::string(before, 'x') + std::string{bytes} + std::string(70, 'x') + "\"";
            scanner s;
            s.begin(text.data(), text.size());
            std::vector<scanner::position> room(4 * scanner::block + scanner::spare);
            s.scan(4, room.data());
            std::size_t const found = s.fault() == nullptr ? none : s.fault_position() - before - 1;
            ASSERT_EQ(found, fault) << text;
        }
    }
}

TEST(Scanner, NamesTheFirstOfSeveralFaults) {
    std::string const text = "[\"a\\ud800\xff\x01\"]";
    scanner s;
    s.begin(text.data(), text.size());
    std::vector<scanner::position> room(scanner::block + scanner::spare);
    s.scan(1, room.data());
    EXPECT_EQ(s.fault_position(), 9u);
}

}  // namespace
}  // namespace oms::json
