#include <oms/knowledge/manifest.hpp>  // first, so that the header is proved alone

#include "support/profiles.hpp"

#include <oms/base/sha256.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace oms::knowledge {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

constexpr char const* accept = "oms-cds check --accept";

knowledge::file file_of(std::string path, std::string text) {
    auto hash = sha256_of(text);
    return {std::move(path), std::move(text), std::move(hash)};
}

/// Two files, one of them a FHIR resource, and defaults for one folder.
std::vector<knowledge::file> two_files() {
    return {file_of("rules/oms.json", R"({"version":"1.2.3"})"),
            file_of("valuesets/ataxia.json", R"({"resourceType":"ValueSet","url":"https://example.org/vs/ataxia","version":"2.0.0"})")};
}

std::string const old_manifest = R"({"version":"7.0.0",
 "defaults":[{"source":"us","licence":"Apache-2.0"},{"prefix":"valuesets/","source":"a table","licence":"see NOTICE"}],
 "files":[]})";

std::vector<knowledge::file> with_manifest(std::vector<knowledge::file> files, std::string const& text) {
    files.insert(files.begin(), file_of("manifest.json", text));
    return files;
}

std::string accepted(std::vector<knowledge::file> const& files) {
    auto const made = accept_files(files, "1.0.0");
    EXPECT_TRUE(made);
    return made ? made->text : "";
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
    files[1] = file_of("valuesets/ataxia.json", R"({"url":"https://example.org/vs/new"})");
    files[0] = file_of("rules/other.json", "{}");
    auto const made = accept_files(with_manifest(files, text), "1.0.0");
    ASSERT_TRUE(made);
    std::vector<std::string> changes;
    for (auto const& c : made->changes) changes.push_back(std::to_string(static_cast<int>(c.what)) + " " + c.path);
    EXPECT_THAT(changes, ElementsAre("0 rules/other.json", "1 valuesets/ataxia.json", "2 rules/oms.json"));
    EXPECT_THAT(made->text, HasSubstr(R"("url":"https://example.org/vs/new","source":"by hand")"));
}

TEST(AcceptFiles, WritesTheNewVersionAndTheDigestOfARelease) {
    std::string const text = accepted(with_manifest(two_files(), old_manifest));
    auto const released = accept_files(with_manifest(two_files(), text), {}, {.version = "8.0.0", .released = "abc"});
    ASSERT_TRUE(released);
    auto const later = accept_files(with_manifest(two_files(), released->text), {}, {.version = "8.0.1"});
    ASSERT_TRUE(later);

    EXPECT_THAT(text, testing::Not(HasSubstr("released")));
    EXPECT_THAT(released->text, HasSubstr("\"version\": \"8.0.0\",\n  \"released\": \"abc\""));
    EXPECT_THAT(later->text, HasSubstr("\"version\": \"8.0.1\",\n  \"released\": \"abc\"")) << "what a site accepts is no release";
}

TEST(Manifest, DoesNotAnswerForExamplesNorForWhatAcceptancesWrite) {
    auto files = with_manifest(two_files(), accepted(with_manifest(two_files(), old_manifest)));
    for (auto const* path : {"examples/R1a/met/why.md", "contents.txt", "CHANGELOG.md"}) {
        EXPECT_FALSE(is_pinned(path));
        files.push_back(file_of(path, "x"));
    }
    EXPECT_TRUE(is_pinned("rules/oms.json"));
    EXPECT_TRUE(verify_manifest(files, accept).empty());
    EXPECT_THAT(accepted(files), testing::Not(HasSubstr("why.md")));
}

struct tampering_row {
    char const* name;
    void (*tamper)(std::vector<knowledge::file>&);
    char const* where;
    char const* note;
};

TEST(VerifyManifest, NamesTheFileAndTheCommandThatAcceptsIt) {
    auto const sound = with_manifest(two_files(), accepted(with_manifest(two_files(), old_manifest)));
    for (auto const& row :
         {tampering_row{"changed", [](auto& f) { f[1] = file_of("rules/oms.json", "{} "); }, "rules/oms.json", "was changed"},
          tampering_row{"unlisted", [](auto& f) { f.push_back(file_of("rules/new.json", "{}")); }, "rules/new.json", "is not listed"},
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
    files[1] = file_of("rules/renamed.json", "{}");
    files[2] = file_of("valuesets/ataxia.json", "{}");
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
        auto const faults = verify_manifest(std::vector{file_of("manifest.json", text)}, accept);
        ASSERT_FALSE(faults.empty()) << text;
        EXPECT_THAT(to_string(faults[0]), HasSubstr(where)) << text;
        EXPECT_FALSE(accept_files(std::vector{file_of("manifest.json", text)}, "1.0.0")) << text;
    }
}

TEST(VerifyManifest, RefusesAFileListedTwice) {
    std::string const entry = R"({"file":"a.json","sha256":")" + sha256_of("{}") + R"(","source":"s","licence":"l"})";
    auto const faults =
        verify_manifest(std::vector{file_of("manifest.json", R"({"version":"1","files":[)" + entry + "," + entry + "]}"), file_of("a.json", "{}")}, accept);
    ASSERT_EQ(faults.size(), 1u);
    EXPECT_THAT(faults[0].note, HasSubstr("a second time"));
}

TEST(Manifest, OfTheRepositoryStatesSourceAndLicenceOfEveryFile) {
    std::vector<knowledge::file> files;
    for (json::document const& d : test::documents()) files.push_back(file_of(std::string{d.file}, std::string{d.text}));
    EXPECT_TRUE(verify_manifest(files, accept).empty());
    for (auto const& f : files)
        if (f.path == manifest_name) {
            EXPECT_THAT(f.text, testing::Not(HasSubstr("not stated")));
        }
}

TEST(DocumentsOf, LeavesOutExamplesAndWhatIsNoJson) {
    std::vector<knowledge::file> const files{file_of("examples/r1a/case/request.json", "{}"), file_of("cards/en.json", "{}"), file_of("terminology/codes.csv", "")};
    auto const documents = documents_of(files);
    ASSERT_EQ(documents.size(), 1u);
    EXPECT_EQ(documents[0].file, "cards/en.json");
}

}  // namespace
}  // namespace oms::knowledge
