#include <oms/findings/gather.hpp>  // first, so that the header is proved self-contained

#include "taken.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <string>

namespace {

using namespace oms;
using findings::chart;
using findings::persistence;
using findings::polarity;
using terminology::fact;
using test::resource_of;
using test::opsoclonus, test::ataxia, test::irritable, test::nystagmus, test::neuroblastoma, test::inss_stage, test::present, test::absent,
    test::probable, test::equivocal, test::interpretations, test::sct, test::of, test::sign;
using type = fhir::resource_type;

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

}  // namespace
