#include <oms/knowledge/identity.hpp>  // first, so that the header is proved alone

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

namespace oms::knowledge {
namespace {

std::vector<json::document> const files{{"rules/oms.json", "{}"}, {"cards/en.json", "[]"}, {"schema/a.json", "1"}};

TEST(DigestOf, IsOfTheTextsWhateverTheirOrder) {
    std::vector<json::document> reversed{files.rbegin(), files.rend()};

    EXPECT_EQ(digest_of(files), digest_of(reversed));
    EXPECT_EQ(digest_of(files).size(), 64U);
}

TEST(DigestOf, ChangesWithEachThingThatDecides) {
    std::string const before = digest_of(files);
    auto text = files, path = files;
    text[0].text = "{ }";
    path[0].file = "rules/other.json";
    json::document const map{"a.json", "{}"};

    EXPECT_NE(digest_of(text), before);
    EXPECT_NE(digest_of(path), before);
    EXPECT_NE(digest_of(files, {.constants = {{"lookback", 181}}}), before);
    EXPECT_NE(digest_of(files, {.constants = {{"lookback", 181}}}), digest_of(files, {.constants = {{"lookback", 182}}}));
    EXPECT_NE(digest_of(files, {.templates = {{"patient", "Patient/1"}}}), before);
    EXPECT_NE(digest_of(files, {.concept_maps = {&map, 1}}), before);
}

TEST(DigestOf, DoesNotChangeWithWhatDecidesNothing) {
    auto other = files;
    other[2].text = "2";
    other.push_back({"manifest.json", "{}"});
    other.push_back({"structuredefinitions/x.json", "{}"});

    EXPECT_EQ(digest_of(other), digest_of(files));
}

TEST(TextOf, SaysThatASiteChangedIt) {
    EXPECT_EQ(text_of({"2.0.0", "3fa9c1d4", false}), "2.0.0");
    EXPECT_EQ(text_of({"2.0.0", "3fa9c1d4", true}), "2.0.0, site-changed 3fa9c1");
    EXPECT_EQ(digest_text({"2.0.0", "3fa9c1d4", true}), "sha256:3fa9c1d4");
}

TEST(Semver, IsThreeNumbersAndWhatMayFollow) {
    for (auto const* good : {"2.0.0", "0.0.1", "10.20.30", "2.0.0-site.1", "2.0.0+3fa9c1", "2.0.0-rc-1.2+b.7"}) EXPECT_TRUE(is_semver(good)) << good;
    for (auto const* bad : {"", "2", "2.0", "2.0.0.0", "02.0.0", "2.0.x", "v2.0.0", " 2.0.0", "2.0. 0", "2.0.0-", "2.0.0+", "2.0.0-a..b", "2..0"})
        EXPECT_FALSE(is_semver(bad)) << bad;
}

TEST(Semver, IsOrderedByItsNumbers) {
    EXPECT_TRUE(is_older("1.9.9", "2.0.0"));
    EXPECT_TRUE(is_older("2.9.0", "2.10.0"));
    EXPECT_FALSE(is_older("2.0.0", "2.0.0-site.1"));
    EXPECT_FALSE(is_older("2.0.1", "2.0.0"));
}

}  // namespace
}  // namespace oms::knowledge
