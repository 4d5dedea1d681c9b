#include <oms/app/manifest.hpp>  // first, so that the header is proved alone

#include "folder.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace oms::app {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

constexpr char const* accept = "oms-cds check --accept";

knowledge_file file(std::string path, std::string text) {
    auto hash = sha256_of(text);
    return {std::move(path), std::move(text), std::move(hash)};
}

/// Two files, one of them a FHIR resource, and defaults for one folder.
std::vector<knowledge_file> two_files() {
    return {file("rules/oms.json", R"({"version":"1.2.3"})"),
            file("valuesets/ataxia.json", R"({"resourceType":"ValueSet","url":"https://example.org/vs/ataxia","version":"2.0.0"})")};
}

std::string const old_manifest = R"({"version":"7.0.0",
 "defaults":[{"source":"us","licence":"Apache-2.0"},{"prefix":"valuesets/","source":"a table","licence":"see NOTICE"}],
 "files":[]})";

std::vector<knowledge_file> with_manifest(std::vector<knowledge_file> files, std::string const& text) {
    files.insert(files.begin(), file("manifest.json", text));
    return files;
}

std::string accepted(std::vector<knowledge_file> const& files) {
    auto const made = accept_files(files, "1.0.0");
    EXPECT_TRUE(made);
    return made ? made->text : "";
}

TEST(Sha256Of, IsTheDigestOfTheStandard) {  // FIPS 180-2, B.1
    EXPECT_EQ(sha256_of("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    EXPECT_EQ(sha256_of(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

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

TEST(AcceptFiles, PinsWhatVerificationThenTakes) {
    auto const text = accepted(with_manifest(two_files(), old_manifest));
    EXPECT_TRUE(verify_manifest(with_manifest(two_files(), text), accept).empty());
    EXPECT_THAT(text, HasSubstr(R"("version": "7.0.0")"));
    EXPECT_THAT(text, HasSubstr(R"("url":"https://example.org/vs/ataxia","version":"2.0.0","source":"a table","licence":"see NOTICE"})"));
    EXPECT_THAT(text, HasSubstr(R"("version":"1.2.3","source":"us","licence":"Apache-2.0"})"));
}

TEST(AcceptFiles, WritesTheSameAgainWhenNothingChanged) {
    auto const text = accepted(with_manifest(two_files(), old_manifest));
    auto const again = accept_files(with_manifest(two_files(), text), "1.0.0");
    ASSERT_TRUE(again);
    EXPECT_TRUE(again->changes.empty());
    EXPECT_EQ(again->text, text);
}

TEST(AcceptFiles, StartsAManifestOfItsOwn) {
    auto const text = accepted(two_files());
    EXPECT_THAT(text, HasSubstr(R"("version": "1.0.0")"));
    EXPECT_THAT(text, HasSubstr(R"("licence":"not stated")"));
    EXPECT_TRUE(verify_manifest(with_manifest(two_files(), text), accept).empty());
}

TEST(AcceptFiles, SaysWhatItAcceptedAndKeepsWhatWasStated) {
    std::string text = accepted(with_manifest(two_files(), old_manifest));
    auto const at = text.rfind("a table");  // the entry, not the default
    ASSERT_NE(at, std::string::npos);
    text.replace(at, 7, "by hand");
    auto files = two_files();
    files[1] = file("valuesets/ataxia.json", R"({"url":"https://example.org/vs/new"})");
    files[0] = file("rules/other.json", "{}");
    auto const made = accept_files(with_manifest(files, text), "1.0.0");
    ASSERT_TRUE(made);
    std::vector<std::string> changes;
    for (auto const& c : made->changes) changes.push_back(std::to_string(static_cast<int>(c.what)) + " " + c.path);
    EXPECT_THAT(changes, ElementsAre("0 rules/other.json", "1 valuesets/ataxia.json", "2 rules/oms.json"));
    EXPECT_THAT(made->text, HasSubstr(R"("url":"https://example.org/vs/new","source":"by hand")"));
}

struct tampering_row {
    char const* name;
    void (*tamper)(std::vector<knowledge_file>&);
    char const* where;
    char const* note;
};

TEST(VerifyManifest, NamesTheFileAndTheCommandThatAcceptsIt) {
    auto const sound = with_manifest(two_files(), accepted(with_manifest(two_files(), old_manifest)));
    for (auto const& row :
         {tampering_row{"changed", [](auto& f) { f[1] = file("rules/oms.json", "{} "); }, "rules/oms.json", "was changed"},
          tampering_row{"unlisted", [](auto& f) { f.push_back(file("rules/new.json", "{}")); }, "rules/new.json", "is not listed"},
          tampering_row{"gone", [](auto& f) { f.erase(f.begin() + 1); }, "rules/oms.json", "is gone"},
          tampering_row{"without manifest", [](auto& f) { f.erase(f.begin()); }, "manifest.json", "is missing"}}) {
        auto files = sound;
        row.tamper(files);
        auto const faults = verify_manifest(files, accept);
        ASSERT_EQ(faults.size(), 1u) << row.name;
        EXPECT_EQ(faults[0].code, errc::bad_knowledge);
        EXPECT_EQ(faults[0].where, row.where);
        EXPECT_THAT(faults[0].note, HasSubstr(row.note));
        EXPECT_THAT(faults[0].note, HasSubstr(accept));
    }
}

TEST(VerifyManifest, FindsEveryFileInOneGo) {
    auto files = with_manifest(two_files(), accepted(with_manifest(two_files(), old_manifest)));
    files[1] = file("rules/renamed.json", "{}");
    files[2] = file("valuesets/ataxia.json", "{}");
    EXPECT_EQ(verify_manifest(files, accept).size(), 3u);
}

TEST(VerifyManifest, NamesTheElementOfAManifestThatIsWrong) {
    struct row {
        char const* text;
        char const* where;
    };
    for (auto const& [text, where] :
         {row{"{", "manifest.json"}, row{"[]", "manifest.json"}, row{R"({"version":"1","files":5})", "files"},
          row{R"({"version":"1","files":[{"file":"a","sha256":"00","source":"s","licence":"l"}]})", "files[0]"},
          row{R"({"version":"1","files":[],"extra":1})", "extra"}, row{R"({"files":[]})", "version"},
          row{R"({"version":"1","files":[{"file":"a","sha256":5,"source":"s","licence":"l"}]})", "files[0].sha256"}}) {
        auto const faults = verify_manifest({file("manifest.json", text)}, accept);
        ASSERT_FALSE(faults.empty()) << text;
        EXPECT_THAT(to_string(faults[0]), HasSubstr(where)) << text;
        EXPECT_FALSE(accept_files({file("manifest.json", text)}, "1.0.0")) << text;
    }
}

TEST(VerifyManifest, RefusesAFileListedTwice) {
    std::string const entry = R"({"file":"a.json","sha256":")" + sha256_of("{}") + R"(","source":"s","licence":"l"})";
    auto const faults =
        verify_manifest({file("manifest.json", R"({"version":"1","files":[)" + entry + "," + entry + "]}"), file("a.json", "{}")}, accept);
    ASSERT_EQ(faults.size(), 1u);
    EXPECT_THAT(faults[0].note, HasSubstr("a second time"));
}

TEST(Manifest, OfTheRepositoryStatesSourceAndLicenceOfEveryFile) {
    auto const files = read_knowledge(OMS_SOURCE_ROOT "/fhir_profiles");
    ASSERT_TRUE(files);
    EXPECT_TRUE(verify_manifest(*files, accept).empty());
    for (auto const& f : *files)
        if (f.path == manifest_name) {
            EXPECT_THAT(f.text, testing::Not(HasSubstr("not stated")));
        }
}

}  // namespace
}  // namespace oms::app
