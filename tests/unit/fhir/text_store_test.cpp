#include <oms/fhir/text_store.hpp>

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace oms::fhir {
namespace {

TEST(TextStore, LeavesKeptTextWhereItIs) {
    text_store store;
    std::vector<std::string_view> views;
    for (std::size_t i = 0; i < 3000; ++i) views.push_back(store.keep(std::string(i % 200, static_cast<char>('a' + i % 26))));
    for (std::size_t i = 0; i < views.size(); ++i) ASSERT_EQ(views[i], std::string(i % 200, static_cast<char>('a' + i % 26)));
}

TEST(TextStore, KeepsTheLongestText) {
    text_store store;
    static_cast<void>(store.keep("x"));
    std::string const longest(text_store::chunk_size, 'y');
    EXPECT_EQ(store.keep(longest), longest);
    EXPECT_EQ(store.keep(""), "");
}

TEST(TextStore, HasRoomForATextThatIsLongerThanAChunk) {
    text_store store;
    for (int time = 0; time < 2; ++time) {
        std::vector<std::string_view> views;
        std::vector<std::string> texts;
        for (std::size_t const size :
             {std::size_t{10}, text_store::chunk_size + 1, std::size_t{10}, text_store::chunk_size, 3 * text_store::chunk_size})
            texts.emplace_back(size + static_cast<std::size_t>(time), static_cast<char>('a' + texts.size()));
        for (std::string const& t : texts) views.push_back(store.keep(t));
        for (std::size_t i = 0; i < views.size(); ++i) ASSERT_EQ(views[i], texts[i]) << i;
        store.clear();
        static_cast<void>(store.keep(std::string(text_store::first_size, 'z')));
        static_cast<void>(store.keep("a small one first in what was a large chunk, or the other way round"));
        store.clear();
    }
}

TEST(TextStore, UsesStorageAgain) {
    text_store store;
    EXPECT_EQ(store.chunks(), 0u);
    char const* const first = store.keep("first").data();
    for (int i = 0; i < 10; ++i) static_cast<void>(store.keep(std::string(50000, 'z')));
    store.clear();
    EXPECT_EQ(store.keep("second").data(), first);
    EXPECT_LE(store.chunks(), 2u) << "a chart with very much text must not cost its memory for ever";
}

}  // namespace
}  // namespace oms::fhir
