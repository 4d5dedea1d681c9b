#include <oms/json/document.hpp>  // first, so that the header is proved alone

#include <gtest/gtest.h>

#include <array>
#include <string>

namespace oms::json {
namespace {

constexpr std::array<document, 5> all{
    {{"cards/de.json", "{}"}, {"rules.json", "[1]"}, {"cards/a/en.json", "{}"}, {"cards/note.md", "x"}, {"cards.json", "{"}}};

TEST(DocumentsIn, ListsTheJsonFilesOfAFolderByPath) {
    std::string seen;
    for (document const& d : documents_in(all, "cards/")) seen.append(d.file).append(" ");
    EXPECT_EQ(seen, "cards/a/en.json cards/de.json ");
}

TEST(ParseDocument, GivesTheTreeOfANamedDocument) {
    std::vector<fault> faults;
    auto const root = parse_document(all, "rules.json", faults);
    ASSERT_TRUE(root);
    EXPECT_TRUE(root->is_array());
    EXPECT_TRUE(faults.empty());
}

TEST(ParseDocument, SaysWhichFileIsMissingAndWhichIsNoJson) {
    std::vector<fault> faults;
    EXPECT_FALSE(parse_document(all, "sources.json", faults));
    EXPECT_FALSE(parse_document(all, "cards.json", faults));
    ASSERT_EQ(faults.size(), 2u);
    EXPECT_EQ(faults[0].where, "sources.json");
    EXPECT_TRUE(faults[1].where.starts_with("cards.json")) << faults[1].where;
    for (fault const& f : faults) EXPECT_EQ(f.code, errc::bad_knowledge);
}

}  // namespace
}  // namespace oms::json
