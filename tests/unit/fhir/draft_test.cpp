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
        d.texts[text_effective] = "e";
        d.texts[text_performed] = "p";
        d.texts[text_occurrence] = "o";
        d.texts[text_started] = "s";
        EXPECT_EQ(f.finish(d, p).effective.date_time, text);
    }
}

TEST(Finish, ShowsNoListsOfTheOuterResource) {
    parts p;
    p.components.emplace_back();
    p.contained.push_back({"outer", {}, true});
    p.faults.push_back({the_resource, "outer"});
    draft d = draft_of(resource_type::observation);
    d.start = p.here();
    finisher f;
    resource const& r = f.finish(d, p);
    EXPECT_TRUE(r.components.empty());
    EXPECT_TRUE(r.contained.empty());
    EXPECT_TRUE(r.malformed.empty());
}

TEST(Parts, AreCutBackToAMark) {
    parts p;
    p.codings.push_back({"s", "1", false});
    auto const mark = p.here();
    p.codings.push_back({"s", "2", false});
    p.identifiers.emplace_back();
    p.cut_back(mark);
    EXPECT_EQ(p.codings.size(), 1u);
    EXPECT_TRUE(p.identifiers.empty());
    p.clear();
    EXPECT_TRUE(p.codings.empty());
}

}  // namespace
}  // namespace oms::fhir
