#include <oms/app/knowledge_folder.hpp>  // first, so that the header is proved alone

#include "folder.hpp"

#include <oms/base/sha256.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace oms::app {
namespace {

using testing::HasSubstr;

settings with(std::string_view toml) { return read_settings({.file = "oms.toml", .toml = toml, .environment = {}, .flags = {}}).value(); }

TEST(ProfilesFolder, IsTheSettingElseBesideTheProgramElseBelowItsPrefix) {
    folder const tree{{{"build/fhir_profiles/x", ""}, {"usr/bin/oms-cds", ""}, {"usr/share/oms-cds/fhir_profiles/x", ""}}};
    EXPECT_EQ(profiles_folder(with("profiles = \"mine\""), tree.path() / "build/oms-cds"), "mine");
    EXPECT_EQ(profiles_folder({}, tree.path() / "build/oms-cds"), tree.path() / "build/fhir_profiles");
    EXPECT_EQ(profiles_folder({}, tree.path() / "usr/bin/oms-cds"), tree.path() / "usr/share/oms-cds/fhir_profiles");
    EXPECT_EQ(profiles_folder({}, tree.path() / "elsewhere/oms-cds"), tree.path() / "elsewhere/fhir_profiles");
}

TEST(RunningProgram, IsThisTest) { EXPECT_EQ(running_program().filename(), "unit_app"); }

TEST(ReadKnowledge, ReadsEveryFileInOrderButHiddenOnes) {
    folder const dir{{{"b.json", "{}"}, {"a/z.csv", "x"}, {"a/b/c.json", "[]"}, {".hidden", "?"}, {".git/config", "?"}}};
    auto const files = read_knowledge(dir.path());
    ASSERT_TRUE(files);
    ASSERT_EQ(files->size(), 3u);
    EXPECT_EQ(files->at(0).path, "a/b/c.json");
    EXPECT_EQ(files->at(1).path, "a/z.csv");
    EXPECT_EQ(files->at(2).path, "b.json");
    EXPECT_EQ(files->at(2).text, "{}");
    EXPECT_EQ(files->at(2).sha256, sha256_of("{}"));
}

TEST(ReadKnowledge, NamesAFolderThatIsNotThere) {
    folder const dir{{}};
    auto const files = read_knowledge(dir.path() / "gone");
    ASSERT_FALSE(files);
    EXPECT_THAT(files.error().front().where, HasSubstr("gone"));
    EXPECT_THAT(files.error().front().note, HasSubstr("--profiles"));
}

}  // namespace
}  // namespace oms::app
