#include <oms/json/name_table.hpp>

#include <gtest/gtest.h>

#include <array>
#include <string>
#include <string_view>

namespace oms::json {
namespace {

constexpr std::array<std::string_view, 7> words{"", "a", "id", "code", "status", "verificationStatus", "valueCodeableConcept"};
constexpr name_table<words.size()> table{words};

TEST(NameTable, FindsEachNameAtItsIndex) {
    for (std::size_t i = 0; i < words.size(); ++i) {
        EXPECT_EQ(table.find(std::string{words[i]}), i);
        EXPECT_EQ(table[i], words[i]);
    }
}

TEST(NameTable, ComparesWhatTheHashFindsAsText) {
    // Each differs from a name in one character, also in those that the hash does not look at.
    for (std::string_view const word : words) {
        for (std::size_t i = 0; i < word.size(); ++i) {
            std::string other{word};
            other[i] = other[i] == 'x' ? 'y' : 'x';
            EXPECT_EQ(table.find(other), table.npos) << other;
        }
        EXPECT_EQ(table.find(std::string{word} + "\xc3"), table.npos) << word;
    }
}

TEST(NameTable, FindsTheSameWhateverStandsBehindTheName) {
    for (std::string_view const word : words) {
        for (std::string_view const behind : {"\":", "ification and more", "\0\0"}) {
            std::string const text = std::string{word}.append(behind).append(table.word_bytes, 'x');
            EXPECT_EQ(table.find(std::string_view{text}.substr(0, word.size()), text.size()), table.find(word)) << text;
        }
    }
}

}  // namespace
}  // namespace oms::json
