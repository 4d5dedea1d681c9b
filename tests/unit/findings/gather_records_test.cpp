#include "taken.hpp"

#include <gtest/gtest.h>

#include <string>

namespace {

using namespace oms;
using findings::polarity;
using terminology::fact;
using test::resource_of;
using test::neuroblastoma, test::heart_rate, test::taken, test::of, test::sign;
using type = fhir::resource_type;

struct subject_row {
    char const* name;
    char const* ref;
    char const* server;
    bool ours;
};

class GatherSubject : public testing::TestWithParam<subject_row> {};

TEST_P(GatherSubject, IsResolvedStrictly) {
    resource_of r{type::condition};
    sign(r).about(GetParam().ref);
    EXPECT_EQ(taken{}.take(r).finish(GetParam().server).findings.size(), GetParam().ours ? 1u : 0u);
}

INSTANTIATE_TEST_SUITE_P(
    References, GatherSubject,
    testing::Values(subject_row{"Relative", "Patient/kid-1", "", true}, subject_row{"Versioned", "Patient/kid-1/_history/2", "", true},
                    subject_row{"FullUrl", "http://h/fhir/Patient/kid-1", "", true},
                    subject_row{"FullUrlVersioned", "http://h/fhir/Patient/kid-1/_history/3", "", true},
                    subject_row{"UnderTheServer", "http://ehr/r4/Patient/kid-1", "http://ehr/r4/", true},
                    subject_row{"OfAnotherServer", "http://other/fhir/Patient/kid-1", "", false},
                    subject_row{"UnderTheServerInAnotherSpelling", "HTTP://EHR:80/x/../%724/Patient/kid-1", "http://ehr/r4/", true},
                    subject_row{"FullUrlInAnotherSpelling", "HTTP://H:80/fhir/Patient/kid-1", "", true},
                    subject_row{"OfAServerWithALongerName", "http://ehr/r4x/Patient/kid-1", "http://ehr/r4", false},
                    subject_row{"OtherId", "Patient/kid-10", "", false}, subject_row{"OtherType", "Group/kid-1", "", false},
                    subject_row{"BareId", "kid-1", "", false}, subject_row{"UnknownUrn", "urn:uuid:1", "", false},
                    subject_row{"ContainedWithoutIdentifier", "#kid-1", "", false}),
    [](auto const& p) { return std::string{p.param.name}; });

TEST(GatherSubject, ResolvesALogicalReferenceOnlyByThePatientsIdentifier) {
    for (bool const same : {true, false}) {
        resource_of r{type::condition};
        sign(r);
        r.edit().subject = {{}, "urn:mrn", same ? "7" : "8", true};
        EXPECT_EQ(of(r).findings.size(), same ? 1u : 0u);
    }
}

TEST(GatherSubject, ResolvesAContainedPatientByItsIdentifier) {
    resource_of r{type::condition};
    sign(r).about("#p").contains("p", "urn:mrn", "7");
    EXPECT_EQ(of(r).findings.size(), 1u);
}

TEST(GatherSubject, TrustsTheIdWhenNeitherFullUrlNorServerIsKnown) {
    findings::gatherer g{test::codes()};
    resource_of child{type::patient, "kid-1"}, r{type::condition};
    sign(r).about("http://anywhere/fhir/Patient/kid-1");
    g.take(child.get(), child.entry(), test::path_named{"p"});
    g.take(r.get(), r.entry(), test::path_named{"r"});
    EXPECT_EQ(g.finish({"kid-1", {}, parse_instant("2026-11-20").value()}).findings.size(), 1u);
}

TEST(GatherDoubles, CountOneResourceOnceAndTheLaterVersionWins) {
    for (bool const newer_first : {true, false}) {
        resource_of old{type::condition, "c1"}, late{type::condition, "c1"};
        sign(old).updated("2026-11-10T00:00:00Z");
        sign(late).updated("2026-11-11T00:00:00Z").verified("entered-in-error");
        taken t;
        t.take(newer_first ? late : old).take(newer_first ? old : late);
        EXPECT_TRUE(t.finish().findings.empty());
    }
}

TEST(GatherDoubles, PreferTheHooksContext) {
    resource_of listed{type::condition, "c1"}, in_context{type::condition, "c1"};
    sign(listed).updated("2026-11-12T00:00:00Z").verified("refuted");
    sign(in_context).updated("2026-11-10T00:00:00Z");
    auto const got = taken{}.from_context(true).take(in_context).from_context(false).take(listed).finish();
    ASSERT_EQ(got.findings.size(), 1u);
    EXPECT_EQ(got.findings[0].says, polarity::positive);
}

TEST(GatherDoubles, KeepResourcesOfOneIdOnDifferentServersApart) {
    resource_of here{type::condition, "c1"}, there{type::condition, "c1"};
    sign(here).in("http://a/Condition/c1");
    sign(there).in("http://b/Condition/c1");
    EXPECT_EQ(taken{}.take(here).take(there).finish().findings.size(), 2u);
}

TEST(GatherDates, DateAPointByTheLaterOfOnsetAndRecordAndStartItAtOnset) {
    resource_of r{type::condition};
    sign(r).category("encounter-diagnosis").onset("2026-09").recorded("2026-11-12");
    auto const f = of(r).findings.at(0);
    EXPECT_EQ(to_string(*f.start), "2026-09-01");
    EXPECT_EQ(to_string(*f.dated), "2026-11-12");
}

TEST(GatherDates, TakeTheLastPossibleDayOfAPartialDateButNotAfterNow) {
    resource_of r{type::observation};
    sign(r).at("2026-11");
    EXPECT_EQ(to_string(*of(r).findings.at(0).dated), "2026-11-20");
    EXPECT_EQ(to_string(*of(r).findings.at(0).start), "2026-11-01");
}

TEST(GatherDates, AddAnOnsetAgeToTheBirthDate) {
    resource_of r{type::condition};
    sign(r).onset("");
    r.edit().onset.date_time = {};
    r.edit().onset.age_value = "22";
    r.edit().onset.age_unit = "mo";
    EXPECT_EQ(to_string(*of(r).findings.at(0).start), "2026-11-10");
}

TEST(GatherDates, RefuteAtTheRecordedDateNotAtOnset) {
    resource_of r{type::condition};
    sign(r).verified("refuted").onset("2026-01-01").recorded("2026-11-12");
    EXPECT_EQ(to_string(*of(r).findings.at(0).dated), "2026-11-12");
}

TEST(GatherTumour, NeedsNoDateAndNoCurrentStatus) {
    resource_of r{type::condition};
    r.code({neuroblastoma}).clinical("remission");
    EXPECT_EQ(of(r).findings.size(), 1u);
}

TEST(GatherTumour, InAReportsConclusionIsOnlySuspected) {
    resource_of r{type::diagnostic_report};
    r.status("final").at("2026-11-16").edit().conclusion_code = r.coding({neuroblastoma});
    auto const got = of(r);
    ASSERT_EQ(got.findings.size(), 1u);
    EXPECT_EQ(got.findings[0].what, fact::suspected_tumour);
}

TEST(GatherUncoded, CountsWhatHasNoKnownSystemAndLeavesTheRestAlone) {
    resource_of local{type::condition, "a"}, vital{type::observation, "b"};
    local.code({{"urn:local", "OMS"}}).recorded("2026-11-16");
    vital.code({heart_rate}).status("final").at("2026-11-16");
    auto const got = taken{}.take(local).take(vital).finish();
    EXPECT_EQ(got.uncoded, 1u);
    EXPECT_TRUE(got.skipped.empty());
}

TEST(GatherPatient, AsksWhichOneWhenThereAreSeveral) {
    findings::gatherer g{test::codes()};
    for (auto const* id : {"a", "b", "a"}) {
        resource_of child{type::patient, id};
        g.take(child.get(), child.entry(), test::path_named{"p"});
    }
    auto const& got = g.finish({{}, {}, parse_instant("2026-11-20").value()});
    EXPECT_FALSE(got.patient.found);
}

TEST(GatherPatient, KeepsAGuardOfAnyCopyOfTheSamePatient) {
    findings::gatherer g{test::codes()};
    resource_of first{type::patient, "a"}, second{type::patient, "a"};
    first.updated("2026-01-01").edit().deceased = true;
    second.updated("2026-02-01");
    g.take(first.get(), first.entry(), test::path_named{"p"});
    g.take(second.get(), second.entry(), test::path_named{"p"});
    EXPECT_TRUE(g.finish({{}, {}, parse_instant("2026-11-20").value()}).patient.deceased);
}

TEST(GatherSkipped, ListsAllAndCountsWhatCouldNotBeRead) {
    taken t;
    constexpr std::size_t many = 1000;
    for (std::size_t i = 0; i < many; ++i) {
        auto const id = "c" + std::to_string(i);
        resource_of r{type::condition, id};
        sign(r).verified(i % 2 == 0 ? "entered-in-error" : "perhaps");
        t.take(r, "entry " + id);
    }
    auto const& got = t.finish();
    ASSERT_EQ(got.skipped.size(), many);
    EXPECT_EQ(got.skipped_total, many);
    EXPECT_EQ(got.skipped[0].where, "entry c0");
    EXPECT_EQ(got.unread_total, many / 2) << "what was entered in error has been read";
    ASSERT_EQ(got.unread.size(), 1u);
    EXPECT_EQ(got.unread[0].reason, "verificationStatus-not-understood");
}

}  // namespace
