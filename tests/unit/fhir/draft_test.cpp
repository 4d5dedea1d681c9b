#include <oms/fhir/draft.hpp>

#include <gtest/gtest.h>

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

TEST(Finish, TakesEachTimeFromTheElementOfItsType) {
    parts p;
    finisher f;
    for (auto const& [type, text] : {std::pair{resource_type::observation, "e"}, std::pair{resource_type::procedure, "p"}, std::pair{resource_type::service_request, "o"},
                                     std::pair{resource_type::diagnostic_report, "e"}, std::pair{resource_type::imaging_study, "s"}, std::pair{resource_type::condition, ""}}) {
        draft d = draft_of(type);
        d.put(text_effective, "e");
        d.put(text_performed, "p");
        d.put(text_occurrence, "o");
        d.put(text_started, "s");
        for (bit const b : {has_effective, has_performed, has_occurrence}) d.set(b);
        EXPECT_EQ(f.finish(d, p).effective.date_time, text);
    }
}

TEST(Finish, ShowsNoListsOfTheOuterResource) {
    parts p;
    p.components.add() = {};
    p.contained.add() = {"outer", {}, true};
    p.faults.add() = {the_resource, "outer"};
    draft d = draft_of(resource_type::observation);
    d.start = p.here();
    finisher f;
    resource const& r = f.finish(d, p);
    EXPECT_TRUE(r.components.empty());
    EXPECT_TRUE(r.contained.empty());
    EXPECT_TRUE(r.malformed.empty());
}

TEST(Finish, ForgetsTheMembersOfAnotherType) {
    parts p;
    finisher f;
    draft patient = draft_of(resource_type::patient);
    patient.put(text_birth_date, "2020");
    patient.set(is_deceased);
    EXPECT_EQ(f.finish(patient, p).birth_date, "2020");
    EXPECT_EQ(f.finish(draft_of(resource_type::condition), p).birth_date, "");
    EXPECT_FALSE(f.finish(draft_of(resource_type::patient), p).deceased);
}

TEST(Regrowing, SettlesEachElementOnce) {
    regrowing<int> list;
    int calls = 0;
    auto const count = [&](int&) { ++calls; };
    for (int i = 0; i < 100; ++i) list.add() = i;
    list.settle(count);
    list.settle(count);
    EXPECT_EQ(calls, 100);
    list.cut_back(40);
    EXPECT_EQ(list.settled(), 40u);
    list.add() = 7;
    list.settle(count);
    EXPECT_EQ(calls, 101);
    EXPECT_EQ(list[40], 7);
    EXPECT_EQ(list[39], 39);
}

TEST(Parts, AreCutBackToAMark) {
    parts p;
    p.codings.add() = {"s", "1", false};
    auto const mark = p.here();
    p.codings.add() = {"s", "2", false};
    p.identifiers.add() = {};
    p.cut_back(mark);
    EXPECT_EQ(p.codings.size(), 1u);
    EXPECT_EQ(p.identifiers.size(), 0u);
    p.clear();
    EXPECT_EQ(p.codings.size(), 0u);
}

}  // namespace
}  // namespace oms::fhir
