#include <oms/app/load.hpp>  // first, so that the header is proved alone

#include "folder.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace oms::app {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

std::filesystem::path const repository = OMS_SOURCE_ROOT "/fhir_profiles";

settings with(std::string_view toml) { return read_settings({.file = "oms.toml", .toml = toml, .environment = {}, .flags = {}}).value(); }

/// The faults of settings that only the knowledge can judge; its own manifest is another test's matter.
std::vector<std::string> faults_with(std::string_view toml) {
    auto const got = load_knowledge(repository, with(toml), pinned::no);
    std::vector<std::string> texts;
    if (!got)
        for (auto const& f : got.error()) texts.push_back(to_string(f));
    return texts;
}

std::shared_ptr<service::deployment const> service_with(settings const& s) {
    return deployment_for(load_knowledge(repository, s, pinned::no).value(), s, {[] { return instant{}; }});
}

TEST(AcceptCommand, NamesTheFolderThatWasNamed) {
    EXPECT_EQ(accept_command({}), "oms-cds check --accept");
    EXPECT_EQ(accept_command(with("profiles = \"mine\"")), "oms-cds check --accept --profiles mine");
}

TEST(LoadKnowledge, CountsWhatThereIs) {
    auto const k = load_knowledge(repository, {}, pinned::no);
    ASSERT_TRUE(k);
    EXPECT_GT(k->files, 100u);
    EXPECT_THAT(k->linked->book.languages(), Contains("en"));
    EXPECT_FALSE(k->linked->services.empty());
}

TEST(LoadKnowledge, NamesAFolderWithoutManifestAndDoesNotReadIt) {
    folder const dir{{{"anything", "x"}}};
    auto const k = load_knowledge(dir.path(), {});
    ASSERT_FALSE(k);
    ASSERT_EQ(k.error().size(), 1u);
    EXPECT_THAT(to_string(k.error()[0]), HasSubstr("manifest.json: is missing"));
}

TEST(LoadKnowledge, SaysFaultsOfManifestAndContentTogether) {
    folder const dir{{}};
    dir.take(repository);
    dir.write("aliases.json", "{");
    auto const k = load_knowledge(dir.path(), {});
    ASSERT_FALSE(k);
    std::vector<std::string> texts;
    for (auto const& f : k.error()) texts.push_back(to_string(f));
    EXPECT_THAT(texts, Contains(HasSubstr("aliases.json: was changed")));
    EXPECT_THAT(texts, Contains(testing::AllOf(HasSubstr("aliases.json"), HasSubstr("line 1"))));
}

TEST(LoadKnowledge, PutsConstantsOfTheSettingsInPlace) {
    auto const k = load_knowledge(repository, with("[policy]\nlookback = 7\npair_gap = 0"), pinned::no);
    ASSERT_TRUE(k);
    EXPECT_EQ(k->linked->rules.constants.lookback, 7);
    EXPECT_EQ(k->linked->rules.constants.pair_gap, 0);
    EXPECT_NE(k->linked->rules.constants.stale_list, 0);
}

TEST(LoadKnowledge, PutsTemplatesOfTheSettingsInPlace) {
    std::string const query = "Observation?patient={{context.patientId}}&category=exam";
    auto const k = load_knowledge(repository, with("[services.prefetch]\nobservations = \"" + query + "\""), pinned::no);
    ASSERT_TRUE(k);
    for (auto const& s : k->linked->services)
        for (auto const& t : s.prefetch) EXPECT_EQ(t.query == query, t.key == "observations") << s.id;
}

TEST(LoadKnowledge, RefusesATemplateThatIsNotPortable) {
    EXPECT_THAT(faults_with("[services.prefetch]\nobservations = \"Observation?patient={{context.patientId}}&_include=*\""),
                ElementsAre(testing::AllOf(HasSubstr("services.prefetch.observations"), HasSubstr("bad_settings"))));
}

TEST(LoadKnowledge, RefusesASilentServiceThatDoesNotExist) {
    EXPECT_THAT(faults_with("[services]\nsilent = [\"oms-patient-vue\"]"),
                ElementsAre(testing::AllOf(HasSubstr("services.silent"), HasSubstr("oms-patient-view"))));
    EXPECT_THAT(faults_with("[services]\nsilent = [\"oms-patient-view\"]"), IsEmpty());
}

TEST(LoadKnowledge, TakesEveryConstantTheTableOfSettingsTakes) {
    for (auto const* toml :
         {"lookback = 1\nstale_list = 1\nnew_onset = 1\npair_gap = 0\nfresh_neg_o = 0\ntoxic_gap = 0\nepisode_pad = 0\nrepeat_after = "
          "1\nnew_memory = 0\ninjury_gap = 0\nrepeat_until = 1\nknown_after = 1\nscorpions = true",
          "lookback = 3650\nstale_list = 36500\nnew_onset = 3650\npair_gap = 3650\nfresh_neg_o = 365\ntoxic_gap = 365\n"
          "episode_pad = 365\nrepeat_after = 3650\nnew_memory = 36500\ninjury_gap = 365\nrepeat_until = 36500\nknown_after = 3650"})
        EXPECT_THAT(faults_with("[policy]\n" + std::string{toml}), IsEmpty()) << toml;
}

// ---- settings that reach the service ----

TEST(MakeService, CarriesTheSettings) {
    auto const s = service_with(with(
        "public_url = \"https://cds.example.org/oms/\"\n"
        "[services]\nhooks = [\"patient-view\"]\nlenient = false\non_missing_data = \"info-card\"\ncds_hooks_version = \"\"\n"
        "[cors]\norigins = [\"https://ehr.example.org\"]\nmax_age_s = 5\n[limits]\nbody_bytes = 2048\njson_depth = 20\n"
        "[fhir]\nallow_http = true\nallow_anonymous = true\nservers = [\"https://ehr.example.org\"]\ndeadline_ms = 300\nmax_pages = 7\n"
        "max_bytes = 65536\nconnections_per_server = 2"));
    EXPECT_EQ(s->settings.path_prefix, "/oms");
    EXPECT_EQ(s->settings.cds_hooks_version, "");
    EXPECT_FALSE(s->settings.answers.lenient);
    EXPECT_TRUE(s->settings.answers.info_card_on_missing);
    EXPECT_FALSE(s->settings.answers.require_https_fhir);
    EXPECT_TRUE(s->settings.auth_required);
    EXPECT_THAT(s->settings.cors_origins, ElementsAre("https://ehr.example.org"));
    EXPECT_EQ(s->settings.cors_max_age_s, 5);
    EXPECT_EQ(s->settings.limits.body_bytes, 2048u);
    EXPECT_EQ(s->settings.limits.json_depth, 20u);
    fetch::fetch_rules const& f = s->settings.fetch;
    EXPECT_THAT(f.servers, ElementsAre("https://ehr.example.org"));
    EXPECT_TRUE(f.allow_anonymous);
    EXPECT_FALSE(f.loopback);
    EXPECT_EQ(f.limits.deadline, std::chrono::milliseconds{300});
    EXPECT_EQ(f.limits.max_pages, 7u);
    EXPECT_EQ(f.limits.max_bytes, 65'536u);
    EXPECT_EQ(f.limits.json_depth, 20u);
    EXPECT_EQ(f.limits.connections_per_server, 2u);
    ASSERT_EQ(s->offered.size(), 1u);
    EXPECT_EQ(s->offered[0].hook, "patient-view");
    EXPECT_FALSE(s->settings.version.empty());
}

TEST(MakeService, LetsOnlyTheDevProfileReadFromLoopback) {
    settings dev = with("auth.mode = \"off\"");
    dev.dev = true;
    EXPECT_TRUE(service_with(dev)->settings.fetch.loopback);
    EXPECT_FALSE(service_with(with("auth.mode = \"off\""))->settings.fetch.loopback);
}

TEST(MakeService, IsNotReadyWhileItMustCheckTokensAndCannot) {
    EXPECT_THAT(service_with({})->not_ready(), ElementsAre(HasSubstr("authentication")));
    EXPECT_THAT(service_with(with("auth.mode = \"off\""))->not_ready(), IsEmpty());
}

TEST(MakeService, LetsAClientNameItsOwnServersAndThoseThatAreOpen) {
    std::string const client = "[[clients]]\nissuer = \"https://a\"\njwks_file = \"a\"\nfhir_servers = [\"https://fhir.a.example.org\"]";
    std::string const open = "[fhir]\nservers = [\"https://open.example.org\"]\n";
    auto const closed = service_with(with(open + client));
    ASSERT_EQ(closed->fetch_by_client.size(), 1u);
    EXPECT_THAT(closed->fetch_by_client[0].servers, ElementsAre("https://fhir.a.example.org"));
    EXPECT_EQ(closed->fetch_by_client[0].caller, "https://a");
    EXPECT_THAT(closed->not_ready(), IsEmpty());

    auto const both = service_with(with(open + "allow_anonymous = true\n" + client));
    EXPECT_THAT(both->fetch_by_client[0].servers, ElementsAre("https://fhir.a.example.org", "https://open.example.org"));
    EXPECT_EQ(both->settings.fetch.caller, "");
}

TEST(MakeService, AsksForReasonsOfItsMakerToo) {
    auto const open = with("auth.mode = \"off\"");
    auto const s = deployment_for(load_knowledge(repository, open, pinned::no).value(), open, {[] { return instant{}; }},
                                [] { return std::vector<std::string>{"draining"}; });
    EXPECT_THAT(s->not_ready(), ElementsAre("draining"));
    EXPECT_FALSE(s->not_loaded);
}

}  // namespace
}  // namespace oms::app
