#include <oms/findings/gather.hpp>  // first, so that the header is proved self-contained

#include "support/profiles.hpp"
#include "support/resources.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <optional>
#include <string>

namespace {

using namespace oms;
using findings::chart;
using findings::persistence;
using findings::polarity;
using findings::subject_of_care;
using terminology::fact;
using test::resource_of;
using type = fhir::resource_type;

constexpr std::string_view sct = "http://snomed.info/sct";
constexpr test::coded opsoclonus{sct, "194177006"};
constexpr test::coded ataxia{sct, "20262006"};
constexpr test::coded irritable{sct, "55929007"};
constexpr test::coded nystagmus{"http://human-phenotype-ontology.org", "HP:0000639"};
constexpr test::coded neuroblastoma{sct, "432328008"};
constexpr test::coded inss_stage{sct, "409721000"};
constexpr test::coded present{sct, "52101004"};
constexpr test::coded absent{sct, "2667000"};
constexpr test::coded probable{sct, "410592001"};
constexpr test::coded equivocal{sct, "42425007"};
constexpr test::coded urine_hva{"http://loinc.org", "11146-8"};
constexpr test::coded heart_rate{"http://loinc.org", "8867-4"};
constexpr std::string_view interpretations = "http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation";

/// A chart of one child and whatever the test takes.
class taken {
public:
    taken() {
        resource_of child{type::patient, "kid-1"};
        child.born("2025-01-10").identified("urn:mrn", "7").in("http://h/fhir/Patient/kid-1");
        take(child);
    }
    taken& take(resource_of const& r, std::string_view where = "Bundle.entry[1].resource") {
        g_.take(r.get(), r.entry(), test::path_named{std::string{where}});
        return *this;
    }
    taken& from_context(bool yes) { g_.from_context(yes); return *this; }
    chart const& finish(std::string_view server = {}) {
        return g_.finish({"kid-1", server, parse_instant("2026-11-20T12:00:00Z").value()});
    }

private:
    findings::gatherer g_{test::codes()};
};

/// Views the gatherer of the last call.
chart of(resource_of const& r) {
    static std::optional<taken> last;
    return last.emplace().take(r).finish();
}

resource_of& sign(resource_of& r) {
    if (r.get().type == type::observation) return r.code({opsoclonus}).status("final").at("2026-11-16");
    return r.code({opsoclonus}).clinical("active").verified("confirmed").onset("2026-11-10").recorded("2026-11-12");
}

struct row {
    char const* name;
    std::function<void(resource_of&)> change;
    std::size_t findings;
    char const* reason;            ///< of the skip, empty: none
    polarity says = polarity::positive;
    bool firm = true;
    persistence lasts = persistence::point;
};

void expect_row(row const& expected, chart const& got) {
    ASSERT_EQ(got.findings.size(), expected.findings);
    if (expected.findings == 1) {
        EXPECT_EQ(got.findings[0].says, expected.says);
        EXPECT_EQ(got.findings[0].firm, expected.firm);
        EXPECT_EQ(got.findings[0].lasts, expected.lasts);
    }
    std::string_view const reason = got.skipped.empty() ? std::string_view{} : got.skipped[0].reason;
    EXPECT_EQ(reason, expected.reason);
    if (!got.skipped.empty()) { EXPECT_EQ(got.skipped[0].where.rfind("Bundle.entry[1].resource", 0), 0u); }
}

class GatherCondition : public testing::TestWithParam<row> {};

TEST_P(GatherCondition, CountsByStatusCategoryAndDate) {
    resource_of r{type::condition};
    sign(r);
    GetParam().change(r);
    expect_row(GetParam(), of(r));
}

INSTANTIATE_TEST_SUITE_P(
    Policy, GatherCondition,
    testing::Values(
        row{"AsConfirmedListItem", [](auto& r) { r.category("problem-list-item"); }, 1, "", polarity::positive, true, persistence::ongoing},
        row{"ActiveWithoutCategoryIsAListItem", [](auto&) {}, 1, "", polarity::positive, true, persistence::ongoing},
        row{"EncounterDiagnosisIsAPoint", [](auto& r) { r.category("encounter-diagnosis"); }, 1, ""},
        row{"WithoutClinicalStatusIsAPoint", [](auto& r) { r.edit().clinical_status = {}; }, 1, ""},
        row{"WithoutVerificationIsConfirmed", [](auto& r) { r.edit().verification_status = {}; }, 1, "", polarity::positive, true,
            persistence::ongoing},
        row{"ProvisionalIsNotFirm", [](auto& r) { r.verified("provisional"); }, 1, "", polarity::positive, false, persistence::ongoing},
        row{"UnconfirmedIsNotFirm", [](auto& r) { r.verified("unconfirmed"); }, 1, "", polarity::positive, false, persistence::ongoing},
        row{"DifferentialIsNone", [](auto& r) { r.verified("differential"); }, 0, "differential"},
        row{"RefutedSpeaksAgainst", [](auto& r) { r.verified("refuted"); }, 1, "", polarity::refuted},
        row{"EnteredInErrorIsNone", [](auto& r) { r.verified("entered-in-error"); }, 0, "entered-in-error"},
        row{"StrangeVerificationIsNone", [](auto& r) { r.verified("kaputt"); }, 0, "verificationStatus-not-understood"},
        row{"ResolvedHasEnded", [](auto& r) { r.clinical("resolved"); }, 1, "", polarity::positive, true, persistence::ended},
        row{"AbatedThoughActiveHasEnded", [](auto& r) { r.abated("2026-11-14"); }, 1, "", polarity::positive, true, persistence::ended},
        row{"NoSubject", [](auto& r) { r.edit().subject = {}; }, 0, "no-subject"},
        row{"OtherPatient", [](auto& r) { r.about("Patient/kid-2"); }, 0, "other-patient"},
        row{"ImplicitRules", [](auto& r) { r.edit().implicit_rules = true; }, 0, "implicit-rules"},
        row{"UnknownModifier", [](auto& r) { r.edit().modifier_extension = true; }, 0, "modifier-extension"},
        row{"UnreadableElement", [](auto& r) { r.edit().malformed = "code.coding[0].code"; }, 0, "unreadable-element"},
        row{"TomorrowIsToday", [](auto& r) { r.onset("2026-11-21").recorded("2026-11-21"); }, 1, "", polarity::positive, true,
            persistence::ongoing},
        row{"TheDayAfterTomorrowIsNone", [](auto& r) { r.recorded("2026-11-22"); }, 0, "future"},
        row{"DatelessPointIsNone", [](auto& r) { r.category("encounter-diagnosis").onset("").recorded(""); }, 0, "no-date"},
        row{"DatelessListItemStays", [](auto& r) { r.onset("").recorded(""); }, 1, "", polarity::positive, true, persistence::ongoing},
        row{"CodeWithoutSystemIsNone",
            [](auto& r) {
                r.code({{"", "194177006"}});
            },
            0, ""},
        row{"ChosenMimicWins",
            [](auto& r) {
                r.code({opsoclonus, nystagmus}, true);
            },
            0, ""},
        row{"MimicBesideItDoesNot",
            [](auto& r) {
                r.code({nystagmus, opsoclonus});
            },
            1, "", polarity::positive, true, persistence::ongoing}),
    [](auto const& p) { return std::string{p.param.name}; });

class GatherObservation : public testing::TestWithParam<row> {};

TEST_P(GatherObservation, ReadsStatusAndValue) {
    resource_of r{type::observation};
    sign(r);
    GetParam().change(r);
    expect_row(GetParam(), of(r));
}

fhir::value_kind constexpr yes = fhir::value_kind::boolean_true, no = fhir::value_kind::boolean_false;
void text(resource_of& r, std::string_view words) {
    r.edit().observation.kind = fhir::value_kind::text;
    r.edit().observation.text = words;
}

INSTANTIATE_TEST_SUITE_P(
    Policy, GatherObservation,
    testing::Values(row{"TheCodeAloneIsAFinding", [](auto&) {}, 1, ""},
                    row{"True", [](auto& r) { r.edit().observation.kind = yes; }, 1, ""},
                    row{"False", [](auto& r) { r.edit().observation.kind = no; }, 1, "", polarity::negative},
                    row{"Present", [](auto& r) { r.value({present}); }, 1, ""},
                    row{"Absent", [](auto& r) { r.value({absent}); }, 1, "", polarity::negative},
                    row{"ProbablyPresentIsNotFirm", [](auto& r) { r.value({probable}); }, 1, "", polarity::positive, false},
                    row{"Equivocal", [](auto& r) { r.value({equivocal}); }, 0, ""},
                    row{"AnswersThatAgree",
                        [](auto& r) {
                            r.value({present, {"http://loinc.org", "LA9633-4"}});
                        },
                        1, ""},
                    row{"AnswersThatDoNot",
                        [](auto& r) {
                            r.value({present, absent});
                        },
                        0, "contradicts-itself"},
                    row{"UnknownAnswer",
                        [](auto& r) {
                            r.value({{"urn:local", "yes"}});
                        },
                        0, ""},
                    row{"TextPresent", [](auto& r) { text(r, " Present "); }, 1, ""},
                    row{"TextNo", [](auto& r) { text(r, "no"); }, 1, "", polarity::negative},
                    row{"TextOfAnotherKind", [](auto& r) { text(r, "no opsoclonus"); }, 0, ""},
                    row{"Quantity", [](auto& r) { r.edit().observation.kind = fhir::value_kind::other; }, 0, ""},
                    row{"DataAbsent", [](auto& r) { r.edit().observation.data_absent = true; }, 0, ""},
                    row{"InterpretationPositive",
                        [](auto& r) {
                            r.interpretation({{interpretations, "POS"}});
                        },
                        1, ""},
                    row{"InterpretationNormal",
                        [](auto& r) {
                            r.interpretation({{interpretations, "N"}});
                        },
                        1, "", polarity::negative},
                    row{"InterpretationBetter",
                        [](auto& r) {
                            r.interpretation({{interpretations, "B"}});
                        },
                        0, ""},
                    row{"SameFindingAsValue",
                        [](auto& r) {
                            r.value({{"http://human-phenotype-ontology.org", "HP:0010543"}});
                        },
                        1, ""},
                    row{"OtherFindingAsValue", [](auto& r) { r.value({ataxia}); }, 0, "contradicts-itself"},
                    row{"QuestionWithFindingAsValue",
                        [](auto& r) {
                            r.code({{"http://loinc.org", "10197-2"}}).value({opsoclonus});
                        },
                        1, ""},
                    row{"StageAsValue",
                        [](auto& r) {
                            r.code({{sct, "409720004"}}).value({inss_stage});
                        },
                        1, ""},
                    row{"StageBesideTheTumour", [](auto& r) { r.code({neuroblastoma}).value({inss_stage}); }, 1, ""},
                    row{"StageAsCodeIsNothing", [](auto& r) { r.code({inss_stage}); }, 0, ""},
                    row{"SyndromeAbsentIsNothing",
                        [](auto& r) {
                            r.code({{sct, "230350000"}}).value({absent});
                        },
                        0, ""},
                    row{"PreliminaryIsNotFirm", [](auto& r) { r.status("preliminary"); }, 1, "", polarity::positive, false},
                    row{"PreliminaryNegativeIsIgnored", [](auto& r) { r.status("preliminary").value({absent}); }, 0, ""},
                    row{"Amended", [](auto& r) { r.status("amended"); }, 1, ""},
                    row{"Corrected", [](auto& r) { r.status("corrected"); }, 1, ""},
                    row{"Registered", [](auto& r) { r.status("registered"); }, 0, "registered"},
                    row{"Cancelled", [](auto& r) { r.status("cancelled"); }, 0, "cancelled"},
                    row{"EnteredInError", [](auto& r) { r.status("entered-in-error"); }, 0, "entered-in-error"},
                    row{"StatusUnknown", [](auto& r) { r.status("unknown"); }, 0, "unknown"},
                    row{"NoStatus", [](auto& r) { r.status(""); }, 0, "no-status"},
                    row{"AboutSomebodyElse", [](auto& r) { r.edit().focus = true; }, 0, "focus-on-somebody-else"},
                    row{"NoDate", [](auto& r) { r.at("").updated("2026-11-16"); }, 0, "no-date"},
                    row{"Issued", [](auto& r) { r.at("").edit().issued = "2026-11-16T08:00:00Z"; }, 1, ""},
                    row{"MimicOnly", [](auto& r) { r.code({nystagmus}); }, 0, ""}),
    [](auto const& p) { return std::string{p.param.name}; });

TEST(GatherComponents, InheritStatusDateAndSubject) {
    resource_of r{type::observation};
    r.code({{"http://loinc.org", "10202-0"}}).status("final").at("2026-11-16");
    r.component({r.coding({ataxia}), yes, {}, {}, {}, false}).component({r.coding({irritable}), no, {}, {}, {}, false});
    auto const got = of(r);
    ASSERT_EQ(got.findings.size(), 2u);
    EXPECT_EQ(got.findings[0].what, fact::ataxia);
    EXPECT_EQ(got.findings[1].says, polarity::negative);
    EXPECT_EQ(to_string(*got.findings[1].dated), "2026-11-16");
}

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
