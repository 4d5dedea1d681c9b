#include <oms/findings/gather.hpp>

#include "support/profiles.hpp"
#include "support/resources.hpp"

#include <gtest/gtest.h>

#include <string>
#include <tuple>

namespace {

using namespace oms;
using findings::chart;
using test::resource_of;
using type = fhir::resource_type;

constexpr test::coded urine_hva{"http://loinc.org", "11146-8"};

chart of(resource_of const& r) {
    findings::gatherer g{test::codes()};
    resource_of child{type::patient, "kid-1"};
    child.born("2025-01-10");
    g.take(child.get(), child.entry(), test::path_named{"Bundle.entry[0].resource"});
    g.take(r.get(), r.entry(), test::path_named{"Bundle.entry[1].resource"});
    return g.finish({"kid-1", {}, parse_instant("2026-11-20T12:00:00Z").value()});
}

struct workup_row {
    char const* name;
    type of;
    char const* status;
    std::size_t items;
    bool done;
};

class GatherWorkup : public testing::TestWithParam<workup_row> {};

TEST_P(GatherWorkup, TakesRequestsThatStandAndStudiesThatAreDone) {
    resource_of r{GetParam().of};
    r.code({{"http://loinc.org", "46358-8"}}).status(GetParam().status).at("2026-11-16").recorded("2026-11-16");
    auto const got = of(r);
    ASSERT_EQ(got.workup.size(), GetParam().items);
    if (GetParam().items) { EXPECT_EQ(got.workup[0].done, GetParam().done); }
}

INSTANTIATE_TEST_SUITE_P(
    Statuses, GatherWorkup,
    testing::Values(workup_row{"ActiveRequest", type::service_request, "active", 1, false},
                    workup_row{"DraftRequest", type::service_request, "draft", 1, false},
                    workup_row{"OnHoldRequest", type::service_request, "on-hold", 1, false},
                    workup_row{"RevokedRequest", type::service_request, "revoked", 0, false},
                    workup_row{"WrongRequest", type::service_request, "entered-in-error", 0, false},
                    workup_row{"FinalReport", type::diagnostic_report, "final", 1, true},
                    workup_row{"PreliminaryReport", type::diagnostic_report, "preliminary", 0, true},
                    workup_row{"CompletedProcedure", type::procedure, "completed", 1, true},
                    workup_row{"StoppedProcedure", type::procedure, "stopped", 0, true},
                    workup_row{"AvailableStudy", type::imaging_study, "available", 1, true},
                    workup_row{"CancelledStudy", type::imaging_study, "cancelled", 0, true}),
    [](auto const& p) { return std::string{p.param.name}; });

TEST(GatherWorkup, ARequestNotToDoItIsNone) {
    resource_of r{type::service_request};
    r.code({{"http://loinc.org", "46358-8"}}).status("active").recorded("2026-11-16").edit().do_not_perform = true;
    EXPECT_TRUE(of(r).workup.empty());
}

TEST(GatherWorkup, WithoutADateIsListedAsSkipped) {
    for (auto const of_type : {type::service_request, type::procedure, type::diagnostic_report}) {
        resource_of r{of_type};
        r.code({{"http://loinc.org", "46358-8"}});
        r.status(of_type == type::service_request ? "active" : of_type == type::procedure ? "completed" : "final");
        auto const got = of(r);
        EXPECT_TRUE(got.workup.empty());
        ASSERT_EQ(got.skipped.size(), 1u);
        EXPECT_EQ(got.skipped[0].reason, "no-date");
    }
}

TEST(GatherWorkup, AnHvaResultCountsWhenItIsFinalAndThere) {
    for (auto const& [status, missing, items] : {std::tuple{"final", false, 1u}, {"preliminary", false, 0u}, {"final", true, 0u}}) {
        resource_of r{type::observation};
        r.code({urine_hva}).status(status).at("2026-11-16").edit().observation.kind = fhir::value_kind::other;
        r.edit().observation.data_absent = missing;
        EXPECT_EQ(of(r).workup.size(), items) << status << missing;
    }
}

TEST(GatherWorkup, AProcedureOfAUrineTestIsTheSamplingAndNoResult) {
    resource_of r{type::procedure};
    r.code({urine_hva}).status("completed").at("2026-11-16");
    EXPECT_TRUE(of(r).workup.empty());
}

}  // namespace
