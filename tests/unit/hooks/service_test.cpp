#include <oms/hooks/service.hpp>  // first, so that the header is proved self-contained

#include "support/knowledge.hpp"

#include <oms/json/node.hpp>

#include <gtest/gtest.h>

#include <algorithm>

namespace {

using namespace oms;
using namespace oms::hooks;

auto name_of_row = [](auto const& p) { return std::string{p.param.name}; };

struct template_row {
    char const* name;
    std::string query;
    bool portable;
};
class LintTemplate : public testing::TestWithParam<template_row> {};

TEST_P(LintTemplate, LetsOnlyPortableTemplatesPass) {
    auto const faults = lint_template(GetParam().query, "here");

    EXPECT_EQ(faults.empty(), GetParam().portable) << (faults.empty() ? "" : to_string(faults.front()));
    for (fault const& f : faults) {
        EXPECT_EQ(f.code, errc::bad_knowledge);
        EXPECT_EQ(f.where, "here");
        EXPECT_FALSE(f.note.empty());
    }
}

INSTANTIATE_TEST_SUITE_P(
    CH_TPL, LintTemplate,
    testing::Values(template_row{"01_Read", "Patient/{{context.patientId}}", true},
                    template_row{"01_Search", "Condition?patient={{context.patientId}}", true},
                    template_row{"01_Absolute", "https://ehr.example.org/Patient/{{context.patientId}}", false},
                    template_row{"01_LeadingSlash", "/Patient/{{context.patientId}}", false},
                    template_row{"01_NoType", "?patient={{context.patientId}}", false},
                    template_row{"01_LowerCaseType", "patient/{{context.patientId}}", false},
                    template_row{"01_OnlyAType", "Patient", false},
                    template_row{"01_EmptySearch", "Patient?", false},
                    template_row{"01_DeeperPath", "Patient/{{context.patientId}}/$everything", false},
                    template_row{"01_Empty", "", false},
                    template_row{"02_LoneBrace", "Patient/{context.patientId}", false},
                    template_row{"02_OpenToken", "Patient/{{context.patientId", false},
                    template_row{"02_StrayEnd", "Condition?patient=1}}", false},
                    template_row{"03_UnknownToken", "Patient/{{context.patient}}", false},
                    template_row{"03_UserToken", "Practitioner/{{userPractitionerId}}", false},
                    template_row{"03_FhirPath", "Condition?date=ge{{today()}}", false},
                    template_row{"04_Bundle", "Observation?code={{context.draftOrders}}", false},
                    template_row{"04_User", "Observation?performer={{context.userId}}&patient={{context.patientId}}", true},
                    template_row{"05_Date", "Observation?patient={{context.patientId}}&date=ge2024-01-01", true},
                    template_row{"05_In", "Observation?patient={{context.patientId}}&code:in=http://example.org/vs", true},
                    template_row{"05_CountAndSort", "Observation?patient={{context.patientId}}&_count=200&_sort=-date", true},
                    template_row{"05_Include", "Observation?patient={{context.patientId}}&_include=Observation:subject", false},
                    template_row{"05_Chain", "Observation?patient.name=x", false},
                    template_row{"05_Not", "Observation?code:not=x", false},
                    template_row{"05_Below", "Observation?code:below=x", false},
                    template_row{"05_Has", "Patient?_has:Observation:patient:code=1", false},
                    template_row{"05_NotEqualDate", "Observation?date=ne2024-01-01", false},
                    template_row{"05_MaxResults", "Observation?patient={{context.patientId}}&_maxresults=5", false},
                    template_row{"05_OldSort", "Observation?patient={{context.patientId}}&sort:desc=date", false},
                    template_row{"05_CountThatIsNoNumber", "Observation?_count=many", false},
                    template_row{"05_Space", "Observation?code=a b", false},
                    template_row{"05_NoValue", "Observation?code=", false},
                    template_row{"05_StrayAmpersand", "Observation?code=1&", false},
                    template_row{"10_TwoDates", "Observation?date=ge2024-01-01&date=le2024-02-01", false},
                    template_row{"10_OptionalField", "Observation?encounter={{context.encounterId}}", false},
                    template_row{"10_Expands1999", "Observation?patient={{context.patientId}}&code=" + std::string(1999 - 20 - 64 - 6, 'a'), true},
                    template_row{"10_Expands2000", "Observation?patient={{context.patientId}}&code=" + std::string(2000 - 20 - 64 - 6, 'a'), false}),
    name_of_row);

TEST(WriteDiscovery, SaysNothingWithAnEmptyList) {  // CH-DISC-04
    EXPECT_EQ(write_discovery({}, "2.0"), R"({"services":[]})");
}

TEST(WriteDiscovery, LeavesOutWhatIsEmpty) {  // CH-SVC-05, CH-SVC-07, CH-JSON-04
    service_definition s;
    s.id = "a";
    s.hook = "patient-view";
    s.description = "says \"so\"";

    EXPECT_EQ(write_discovery({&s, 1}, ""), R"({"services":[{"hook":"patient-view","id":"a","description":"says \"so\""}]})");
}

TEST(WriteDiscovery, ShowsWhatClientsNeed) {  // CH-SVC-01…07
    std::string const body = write_discovery(test::knowledge().services, "2.0");

    auto const root = json::parse("discovery", body).value();
    auto const services = root.items("services").value();
    EXPECT_EQ(services.size(), 6u);
    for (json::node const& s : services) {
        for (auto const member : {"hook", "id", "title", "description", "usageRequirements"}) EXPECT_FALSE(s.string(member).value().empty());
        EXPECT_EQ(s.string("version").value(), "2.0");
        EXPECT_EQ(s.string("id").value(), "oms-" + std::string{s.string("hook").value()});
        auto const prefetch = s.members("prefetch").value();
        EXPECT_EQ(prefetch.size(), 7u);
        for (json::node const& t : prefetch) EXPECT_TRUE(lint_template(t.string().value(), "x").empty());
    }
    EXPECT_EQ(write_discovery(test::knowledge().services, "2.0"), body);  // CH-DISC-09
}

TEST(Link, PutsTheKnowledgeOfThisRepositoryTogether) {
    catalogue const& k = test::knowledge();

    EXPECT_NE(k.find("oms-patient-view"), nullptr);
    EXPECT_EQ(k.find("oms-patient"), nullptr);
    EXPECT_FALSE(k.version.empty());
    EXPECT_TRUE(std::ranges::is_sorted(k.services, {}, &service_definition::id));
}

struct change_row {
    char const* name;
    std::string_view from, to;
    char const* where;   ///< what some fault's place ends with
};
class LinkOfASpoiltService : public testing::TestWithParam<change_row> {};

TEST_P(LinkOfASpoiltService, NamesFileAndElement) {
    std::vector<terminology::document> documents(test::documents().begin(), test::documents().end());
    auto const at = std::ranges::find(documents, std::string_view{"services/oms-patient-view.json"}, &terminology::document::file);
    ASSERT_NE(at, documents.end());
    std::string spoilt{at->text};
    auto const place = spoilt.find(GetParam().from);
    ASSERT_NE(place, std::string::npos);
    spoilt.replace(place, GetParam().from.size(), GetParam().to);
    at->text = spoilt;

    auto const got = link(documents);

    ASSERT_FALSE(got.has_value());
    bool const named = std::ranges::any_of(got.error(), [](fault const& f) {
        return f.code == errc::bad_knowledge && f.where.starts_with("services/oms-patient-view.json") && f.where.ends_with(GetParam().where);
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
                    change_row{"UnknownNeed", R"("need": "workup")", R"("need": "wish")", "serviceRequests"},
                    change_row{"NoPatient", R"("need": "patient")", R"("need": "list")", ""},
                    change_row{"BadTemplate", "Observation?patient=", "Observation?patient:Patient=", "observations.query"},
                    change_row{"OptionalField", "Patient/{{context.patientId}}", "Patient/{{context.encounterId}}", "patient.query"},
                    change_row{"CutOff", "\"prefetch\": {", "\"prefetch\": ", ""}),
    name_of_row);

TEST(Link, RefusesASetWithoutServices) {
    std::vector<terminology::document> documents;
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

}  // namespace
