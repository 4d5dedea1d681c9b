#include <oms/knowledge/catalogue.hpp>  // first, so that the header is proved self-contained

#include "support/knowledge.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

namespace {

using namespace oms;
using namespace oms::knowledge;

auto name_of_row = [](auto const& p) { return std::string{p.param.name}; };

TEST(Link, PutsTheKnowledgeOfThisRepositoryTogether) {
    catalogue const& k = test::knowledge();

    EXPECT_NE(k.find("oms-patient-view"), nullptr);
    EXPECT_EQ(k.find("oms-patient"), nullptr);
    EXPECT_FALSE(k.version.empty());
    EXPECT_TRUE(std::ranges::is_sorted(k.services, {}, &service_definition::id));
}

std::vector<json::document> documents_with(std::string_view file, std::string_view text) {
    std::vector<json::document> all{test::documents().begin(), test::documents().end()};
    for (json::document& d : all)
        if (d.file == file) d.text = text;
    return all;
}

TEST(Link, GivesRulesAndCardsTheIdentityOfTheWholeSet) {
    catalogue const& k = test::knowledge();

    EXPECT_FALSE(k.is.changed_by_site);
    EXPECT_EQ(k.is.version, k.version);
    EXPECT_EQ(k.rules.version, k.version);
    EXPECT_EQ(k.rules.identity, k.version);
    EXPECT_EQ(k.rules.knowledge, "sha256:" + k.is.digest);
}

TEST(Link, TellsAConstantOfTheSiteFromOneThatIsSetToWhatItIs) {
    auto const lookback = test::knowledge().rules.constants.lookback;

    auto const same = link(test::documents(), {.constants = {{"lookback", lookback}}});
    auto const other = link(test::documents(), {.constants = {{"lookback", lookback + 1}}});

    ASSERT_TRUE(same && other);
    EXPECT_FALSE(same->is.changed_by_site);
    EXPECT_EQ(same->is.digest, test::knowledge().is.digest);
    EXPECT_TRUE(other->is.changed_by_site);
    EXPECT_EQ(other->rules.identity, text_of(other->is));
}

TEST(Link, TakesTheVersionOfTheManifestAlone) {
    auto const wrong = link(documents_with("manifest.json", R"({"version": "two", "files": []})"));
    auto const unpublished = link(documents_with("manifest.json", R"({"version": "7.1.0", "files": []})"));

    ASSERT_FALSE(wrong);
    EXPECT_EQ(wrong.error().front().where, "manifest.json: version");
    ASSERT_TRUE(unpublished);
    EXPECT_EQ(unpublished->version, "7.1.0");
    EXPECT_TRUE(unpublished->is.changed_by_site) << "nobody published it";
}

TEST(Link, TakesAMapOfTheSiteAndSaysWhatItPassedOver) {
    std::string const map =
        R"({"resourceType": "ConceptMap", "group": [{"source": "urn:site", "target": "http://snomed.info/sct", "element": [
        {"code": "A", "target": [{"code": "194177006", "equivalence": "equal"}]}]}, {"source": "http://hl7.org/fhir/sid/icd-10-cm",
        "target": "http://snomed.info/sct", "element": [{"code": "R27.0", "target": [{"code": "194177006", "equivalence": "equal"}]}]}]})";
    std::vector<json::document> const maps{{"site.json", map}};

    auto const got = link(test::documents(), {.concept_maps = maps});

    ASSERT_TRUE(got) << to_string(got.error().front());
    EXPECT_TRUE(got->codes.find("urn:site", "A").what().has(terminology::fact::opsoclonus));
    ASSERT_EQ(got->remarks.size(), 1U);
    EXPECT_EQ(got->remarks[0].where, "site.json: group[1].element[0]");
    EXPECT_TRUE(got->is.changed_by_site);
}

struct change_row {
    char const* name;
    std::string_view from, to;
    char const* where;   ///< what some fault's place ends with
};
class LinkOfASpoiltService : public testing::TestWithParam<change_row> {};

TEST_P(LinkOfASpoiltService, NamesFileAndElement) {
    std::vector<json::document> documents(test::documents().begin(), test::documents().end());
    auto const at = std::ranges::find(documents, std::string_view{"services/oms-patient-view.json"}, &json::document::file);
    ASSERT_NE(at, documents.end());
    std::string spoilt{at->text};
    auto const found = spoilt.find(GetParam().from);
    ASSERT_NE(found, std::string::npos);
    spoilt.replace(found, GetParam().from.size(), GetParam().to);
    at->text = spoilt;

    auto const got = link(documents);

    ASSERT_FALSE(got.has_value());
    bool const named = std::ranges::any_of(got.error(), [](fault const& f) {
        return f.code == errc::bad_knowledge && f.where.starts_with("services/oms-patient-view.json") &&
               f.where.ends_with(GetParam().where);
    });
    EXPECT_TRUE(named) << to_string(got.error().front());
}

INSTANTIATE_TEST_SUITE_P(
    Rows, LinkOfASpoiltService,
    testing::Values(change_row{"UnknownMember", R"("title")", R"("tittle")", "tittle"},
                    change_row{"EmptyTitle", R"("OMS check on opening a chart")", R"("")", "title"},
                    change_row{"UnknownHook", R"("hook": "patient-view")", R"("hook": "patient-look")", ""},
                    change_row{"IdOfAnother", "\"oms-patient-view\"", "\"oms-order-sign\"", ""},
                    change_row{"IdWithSlash", "\"oms-patient-view\"", "\"oms/patient-view\"", ""},
                    change_row{"UnknownNeed", R"("need": "workup")", R"("need": "some")", "serviceRequests"},
                    change_row{"NoPatient", R"("need": "patient")", R"("need": "list")", ""},
                    change_row{"BadTemplate", "Observation?patient=", "Observation?patient:Patient=", "observations.query"},
                    change_row{"OptionalField", "Patient/{{context.patientId}}", "Patient/{{context.encounterId}}", "patient.query"},
                    change_row{"CutOff", "\"prefetch\": {", "\"prefetch\": ", ""}),
    name_of_row);

TEST(Link, RefusesASetWithoutServices) {
    std::vector<json::document> documents;
    for (auto const& d : test::documents())
        if (!d.file.starts_with("services/")) documents.push_back(d);

    auto const got = link(documents);

    ASSERT_FALSE(got.has_value());
    EXPECT_EQ(got.error().size(), 1u);
    EXPECT_EQ(got.error().front().where, "services/");
}

TEST(Link, TellsAllFaultsOfAllFiles) {
    auto const got = link({});

    ASSERT_FALSE(got.has_value());
    EXPECT_GE(got.error().size(), 3u);  // terminology, rules, services
}

TEST(Link, PutsReplacementsIntoRulesTextsAndTemplates) {
    auto const got = link(test::documents(), {.constants = {{"pair_gap", 7}},
                                              .templates = {{"observations", "Observation?patient={{context.patientId}}&_count=200"}}});

    ASSERT_TRUE(got.has_value()) << to_string(got.error().front());
    EXPECT_EQ(got->rules.constants.pair_gap, 7);
    for (service_definition const& s : got->services)
        EXPECT_TRUE(std::ranges::any_of(s.prefetch, [](prefetch_template const& t) { return t.query.ends_with("&_count=200"); })) << s.id;
}

TEST(Link, NamesTheSettingOfAReplacementThatDoesNotFit) {
    auto const got = link(test::documents(), {.constants = {{"pair_gap", -1}},
                                              .templates = {{"allergies", "AllergyIntolerance?patient=1"}, {"patient", "Patient"}}});

    ASSERT_FALSE(got.has_value());
    std::vector<std::string> seen;
    for (fault const& f : got.error()) {
        EXPECT_EQ(f.code, errc::bad_settings);
        seen.push_back(f.where);
    }
    EXPECT_EQ(seen, (std::vector<std::string>{"policy.pair_gap", "services.prefetch.allergies", "services.prefetch.patient"}));
}

}  // namespace
