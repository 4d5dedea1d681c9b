#include <oms/fhir/draft.hpp>

#include <gtest/gtest.h>

#include <string>

namespace oms::fhir {
namespace {

using namespace schema;

draft draft_of(resource_type type) {
    draft d;
    d.type = type;
    d.type_known = true;
    return d;
}

TEST(TypeOf, KnowsTheTypesThePolicyLooksAt) {
    EXPECT_EQ(type_of("Patient"), resource_type::patient);
    EXPECT_EQ(type_of("Bundle"), resource_type::bundle);
    EXPECT_EQ(type_of("ImagingStudy"), resource_type::imaging_study);
    EXPECT_EQ(type_of("patient"), resource_type::other);
    EXPECT_EQ(type_of(""), resource_type::other);
}

TEST(RankOfSeverity, OrdersTheFourWords) {
    EXPECT_LT(rank_of_severity("error"), rank_of_severity("fatal"));
    EXPECT_LT(rank_of_severity("warning"), rank_of_severity("error"));
    EXPECT_EQ(rank_of_severity("warning"), severity_warning);
    EXPECT_LT(rank_of_severity("information"), rank_of_severity("warning"));
    EXPECT_EQ(rank_of_severity("success"), 0);
    EXPECT_EQ(rank_of_severity(""), 0);
}

TEST(BuildResource, TakesEachTimeFromTheElementOfItsType) {
    resource_builder builder;
    for (auto const& [type, text] : {std::pair{resource_type::observation, "e"}, std::pair{resource_type::procedure, "p"},
                                     std::pair{resource_type::service_request, "o"}, std::pair{resource_type::diagnostic_report, "e"},
                                     std::pair{resource_type::imaging_study, "s"}, std::pair{resource_type::condition, ""}}) {
        draft d = draft_of(type);
        d.put(text_effective, "e");
        d.put(text_performed, "p");
        d.put(text_occurrence, "o");
        d.put(text_started, "s");
        for (bit const b : {has_effective, has_performed, has_occurrence}) d.set(b);
        EXPECT_EQ(builder.build(d).effective.date_time, text);
    }
}

TEST(BuildResource, ForgetsTheResourceBefore) {
    resource_builder builder;
    draft patient = draft_of(resource_type::patient);
    patient.put(text_birth_date, "2020");
    patient.set(is_deceased);
    EXPECT_EQ(builder.build(patient).birth_date, "2020");
    EXPECT_EQ(builder.build(draft_of(resource_type::condition)).birth_date, "");
    EXPECT_FALSE(builder.build(draft_of(resource_type::patient)).deceased);
}

TEST(Draft, HasNothingOfWhatWasReadBefore) {
    draft d = draft_of(resource_type::observation);
    for (std::size_t i = 0; i < text_slots; ++i) d.put(i, "x");
    for (std::size_t i = 0; i < concept_slots; ++i) d.concepts[i] = {0, 1};
    d.bits = d.concepts_begun = d.concepts_given = ~0u;
    d.severity = 4;
    d.codings.push_back({"s", "1", true});
    d.identifiers.push_back({"s", "1"});
    d.components.emplace_back();
    d.contained.emplace_back();
    d.members.emplace_back("x");
    d.faults.push_back({the_resource, "x"});

    d.clear();

    EXPECT_FALSE(d.type_known || d.severity != 0 || d.bits != 0 || d.concepts_begun != 0 || d.concepts_given != 0);
    for (std::size_t i = 0; i < text_slots; ++i) EXPECT_EQ(d.text(i), "") << i;
    EXPECT_TRUE(d.codings.empty() && d.identifiers.empty() && d.components.empty() && d.contained.empty() && d.members.empty() &&
                d.faults.empty());
}

TEST(Draft, KeepsTheTextsOfAPortionThatGoesAway) {
    draft d = draft_of(resource_type::patient);
    {
        std::string portion = "id-1 system value code";
        std::string_view const all = portion;
        d.put(text_id, all.substr(0, 4));
        d.type_name = all.substr(5, 6);
        d.identifiers.push_back({all.substr(5, 6), all.substr(12, 5)});
        d.codings.push_back({all.substr(5, 6), all.substr(18), false, true, all.substr(12, 5)});
        d.components.emplace_back().text = all.substr(12, 5);
        d.contained.emplace_back().id = all.substr(0, 4);
        d.members.push_back(all.substr(12, 5));
        d.keep_texts(portion);
        portion.assign(portion.size(), '-');
    }
    EXPECT_EQ(d.text(text_id), "id-1");
    EXPECT_EQ(d.type_name, "system");
    EXPECT_EQ(d.identifiers[0].value, "value");
    EXPECT_EQ(d.codings[0].system, "system");
    EXPECT_EQ(d.codings[0].certainty, "value");
    EXPECT_EQ(d.codings[0].code, "code");
    EXPECT_EQ(d.components[0].text, "value");
    EXPECT_EQ(d.contained[0].id, "id-1");
    EXPECT_EQ(d.members[0], "value");
}

}  // namespace
}  // namespace oms::fhir
