#include <oms/fhir/resource_sink.hpp>

#include "support/resource_dump.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

namespace oms::fhir {
namespace {

using testing_dump::lines_of;

/// A resource of the type with the members, given in this order and the reverse.
struct row {
    char const* name;
    char const* type;
    std::vector<std::string> members;
    std::string expected;

    friend std::ostream& operator<<(std::ostream& out, row const& r) { return out << r.name; }
};

std::string object_of(std::vector<std::string> const& members) {
    std::string text = "{";
    for (std::string const& m : members) text.append(text.size() > 1 ? "," : "").append(m);
    return text + "}";
}

class ReadResource : public testing::TestWithParam<row> {};

TEST_P(ReadResource, FindsTheKnownElementsInAnyOrder) {
    auto members = GetParam().members;
    members.insert(members.begin(), "\"resourceType\":\"" + std::string(GetParam().type) + "\"");
    std::string const expected =
        std::string(GetParam().type) + ": " + GetParam().type + (GetParam().expected.empty() ? "" : " ") + GetParam().expected;
    for (std::size_t i = 0; i < members.size(); ++i) {
        std::ranges::rotate(members, members.begin() + 1);
        EXPECT_EQ(lines_of(object_of(members)), std::vector{expected}) << object_of(members);
    }
    std::ranges::reverse(members);
    EXPECT_EQ(lines_of(object_of(members)), std::vector{expected}) << object_of(members);
}

auto const by_name = [](auto const& p) { return std::string(p.param.name); };

INSTANTIATE_TEST_SUITE_P(
    Patient, ReadResource,
    testing::Values(row{"Nothing", "Patient", {}, ""},
                    row{"Usual",
                        "Patient",
                        {R"("id":"kid-1")", R"("meta":{"versionId":"1","lastUpdated":"2026-01-02T03:04:05Z"})", R"("active":true)",
                         R"("gender":"female")", R"("birthDate":"2025-07-10")", R"("name":[{"family":"Doe"}])",
                         R"("deceasedBoolean":false)", R"("identifier":[{"system":"s","value":"1"},{"value":"2"},{}])"},
                        "id=kid-1 last_updated=2026-01-02T03:04:05Z birth_date=2025-07-10 identifier=s|1 identifier=|2"},
                    row{"Dead", "Patient", {R"("deceasedBoolean":true)"}, "deceased"},
                    row{"DeadSince", "Patient", {R"("deceasedDateTime":"2026")"}, "deceased"},
                    row{"DeadInSomeForm", "Patient", {R"("deceasedDateTime":{"x":[1]})"}, "deceased"},
                    row{"DeadInAnArray", "Patient", {R"("deceasedDateTime":[])"}, "deceased"},
                    row{"DeadWithANumber", "Patient", {R"("deceasedDateTime":2026)"}, "deceased"},
                    row{"NotDead", "Patient", {R"("deceasedDateTime":null)", R"("_deceasedDateTime":{})"}, ""},
                    row{"DeadAsText", "Patient", {R"("deceasedBoolean":"true")"}, "deceased malformed=deceasedBoolean"},
                    row{"Inactive", "Patient", {R"("active":false)"}, "inactive"},
                    row{"InactiveAsText", "Patient", {R"("active":"false")"}, "inactive malformed=active"},
                    row{"Replaced", "Patient", {R"("link":[{"other":{},"type":"seealso"},{"type":"replaced-by"}])"}, "replaced"},
                    row{"ReplacedDstu2", "Patient", {R"("link":[{"type":"replace"}])"}, "replaced"},
                    row{"LinkOfAnotherKind", "Patient", {R"("link":[{"type":"refer","relation":"next"}])"}, ""},
                    row{"BirthDateOfAnotherType", "Patient", {R"("birthDate":20250710)"}, ""},
                    row{"BirthDateObject", "Patient", {R"("birthDate":{"value":"2025"})"}, ""},
                    row{"BirthDateArray", "Patient", {R"("birthDate":["2025"])"}, ""},
                    row{"BirthDateKeptAsWritten",
                        "Patient",
                        {R"("birthDate":"X2002-09-26")", R"("_birthDate":{"extension":[]})"},
                        "birth_date=X2002-09-26"},
                    row{"ModifierExtension",
                        "Patient",
                        {R"("modifierExtension":[{"url":"u"}])", R"("implicitRules":"http://r")"},
                        "implicit_rules modifier"},
                    row{"ModifierExtensionEmpty", "Patient", {R"("modifierExtension":[])", R"("implicitRules":null)"}, ""},
                    row{"ModifierInLink", "Patient", {R"("link":[{"modifierExtension":[{"url":"u"}]}])"}, "modifier"}),
    by_name);

INSTANTIATE_TEST_SUITE_P(
    ConditionR4, ReadResource,
    testing::Values(
        row{"Usual",
            "Condition",
            {R"("id":"c-1")", R"("clinicalStatus":{"coding":[{"system":"cs","code":"active"}]})",
             R"("verificationStatus":{"coding":[{"code":"confirmed","system":"vs"}]})",
             R"("category":[{"coding":[{"code":"a"}]},{"text":"t"},{"coding":[{"code":"b"},{"code":"c"}]}])",
             R"("severity":{"coding":[{"code":"z"}]})",
             R"("code":{"text":"Ataxia","coding":[{"system":"s","version":"1","code":"1","display":"d","userSelected":true},{"system":"t","code":"2","userSelected":false}]})",
             R"("subject":{"reference":"Patient/1","display":"d"})", R"("onsetDateTime":"2026-11-12")", R"("recordedDate":"2026-11-14")",
             R"("note":[{"text":"x"}])"},
            "id=c-1 subject=Patient/1 code=<s|1!, t|2> clinical=<cs|active> verification=<vs|confirmed> category=<|a, |b, |c> "
            "onset=2026-11-12 recorded=2026-11-14"},
        row{"OnsetAge",
            "Condition",
            {R"("onsetAge":{"value":17.50,"unit":"months","system":"http://unitsofmeasure.org","code":"mo"})"},
            "onset=17.50 mo"},
        row{"OnsetAgeWithoutCode", "Condition", {R"("onsetAge":{"value":1,"unit":"a"})"}, "onset=1 a"},
        row{"OnsetRange", "Condition", {R"("onsetRange":{"low":{"value":2,"code":"a"},"high":{"value":3,"code":"a"}})"}, "onset=2 a"},
        row{"OnsetPeriod", "Condition", {R"("onsetPeriod":{"start":"2026-01","end":"2026-02"})"}, "onset=2026-01..2026-02"},
        row{"OnsetString", "Condition", {R"("onsetString":"last week")"}, "onset="},
        row{"AbatementOpenPeriod", "Condition", {R"("abatementPeriod":{"end":"2026"})"}, "abatement=..2026"},
        row{"AbatementAge", "Condition", {R"("abatementAge":{"value":3,"code":"wk"})"}, "abatement=3 wk"},
        row{"CodeWithTextOnly", "Condition", {R"("code":{"text":"dancing eyes"})"}, "code=<>"},
        row{"CodeEmpty", "Condition", {R"("code":{})", R"("subject":{})", R"("category":[])", R"("onsetPeriod":{})", R"("meta":{})"}, ""},
        row{"CodingsEmpty", "Condition", {R"("code":{"coding":[{},{"display":"d"},null,{"code":"1"}]})"}, "code=<|1>"},
        row{"Nulls", "Condition", {R"("code":null)", R"("subject":null)", R"("category":[null])", R"("onsetDateTime":null)"}, ""},
        row{"LogicalSubject",
            "Condition",
            {R"("subject":{"identifier":{"use":"official","value":"7","system":"mrn"}})"},
            "subject=(mrn|7)"},
        row{"SubjectWithDisplayOnly", "Condition", {R"("subject":{"display":"d"})"}, "subject="},
        row{"ContainedPatient",
            "Condition",
            {R"("contained":[{"id":"p","identifier":[{"system":"s","value":"1"}],"birthDate":5,"resourceType":"Patient"},{"resourceType":"Practitioner","id":"q"},{"resourceType":"Patient","id":"r"}])",
             R"("subject":{"reference":"#p"})"},
            "subject=#p contained[id=p identifier=s|1] contained[id=r]"}),
    by_name);

INSTANTIATE_TEST_SUITE_P(
    ConditionDstu2AndStu3, ReadResource,
    testing::Values(
        row{"PlainStatuses",
            "Condition",
            {R"("clinicalStatus":"active")", R"("verificationStatus":"provisional")", R"("category":"diagnosis")",
             R"("patient":{"reference":"Patient/1"})", R"("dateRecorded":"2026-01-01")"},
            "subject=Patient/1 clinical=<|active> verification=<|provisional> category=<|diagnosis> recorded=2026-01-01"},
        row{"CategoryObject",
            "Condition",
            {R"("category":{"coding":[{"code":"complaint"}]})", R"("assertedDate":"2026")"},
            "category=<|complaint> recorded=2026"},
        row{"CategoryStrings", "Condition", {R"("category":["problem-list-item","x"])"}, "category=<|problem-list-item, |x>"},
        row{"OnsetQuantity", "Condition", {R"("onsetQuantity":{"value":5,"code":"mo"})"}, "onset=5 mo"},
        row{"AbatementBoolean", "Condition", {R"("abatementBoolean":true)"}, "abatement=true"},
        row{"AbatementBooleanFalse", "Condition", {R"("abatementBoolean":false)"}, "abatement=false"},
        row{"SubjectWinsOverPatient",
            "Condition",
            {R"("patient":{"reference":"Patient/2"})", R"("subject":{"reference":"Patient/1"})"},
            "subject=Patient/1"},
        row{"RecordedDateWins", "Condition", {R"("dateRecorded":"1")", R"("assertedDate":"2")", R"("recordedDate":"3")"}, "recorded=3"}),
    by_name);

INSTANTIATE_TEST_SUITE_P(
    Observation, ReadResource,
    testing::Values(
        row{"Usual",
            "Observation",
            {R"("id":"o")", R"("status":"final")", R"("category":[{"coding":[{"code":"exam"}]}])",
             R"("code":{"coding":[{"system":"s","code":"1"}]})", R"("subject":{"reference":"Patient/1"})",
             R"("effectiveDateTime":"2026-11-16T10:20:00Z")", R"("issued":"2026-11-17T00:00:00Z")",
             R"("valueCodeableConcept":{"coding":[{"system":"v","code":"2"}]})"},
            "id=o subject=Patient/1 status=final effective=2026-11-16T10:20:00Z issued=2026-11-17T00:00:00Z code=<s|1> kind=concept "
            "value=<v|2>"},
        row{"ValueTrue", "Observation", {R"("valueBoolean":true)"}, "kind=true"},
        row{"ValueFalse", "Observation", {R"("valueBoolean":false)"}, "kind=false"},
        row{"ValueBooleanAsText", "Observation", {R"("valueBoolean":"true")"}, "kind=other malformed=valueBoolean"},
        row{"ValueString", "Observation", {R"("valueString":" Present ")"}, "kind=text text= Present "},
        row{"ValueCoding", "Observation", {R"("valueCoding":{"system":"v","code":"2"})"}, "kind=concept value=<v|2>"},
        row{"ValueConceptEmpty", "Observation", {R"("valueCodeableConcept":{})"}, "kind=concept value=<>"},
        row{"ValueQuantity", "Observation", {R"("valueQuantity":{"value":1.5,"unit":"kg"})"}, "kind=other"},
        row{"ValueInteger", "Observation", {R"("valueInteger":3)"}, "kind=other"},
        row{"ValueTime", "Observation", {R"("valueTime":"10:00:00")"}, "kind=other"},
        row{"ValueSampledData", "Observation", {R"("valueSampledData":{"data":"1 2"})"}, "kind=other"},
        row{"ValueArray", "Observation", {R"("valueSomething":[1])"}, "kind=other"},
        row{"ValueNull",
            "Observation",
            {R"("valueInteger":null)", R"("valueQuantity":null)", R"("valueBoolean":null)", R"("_valueBoolean":{})"},
            ""},
        row{"NoValueElement", "Observation", {R"("value":5)", R"("valid":true)"}, ""},
        row{"TwoValues", "Observation", {R"("valueBoolean":true)", R"("valueString":"absent")"}, "kind=several text=absent"},
        row{"Absent", "Observation", {R"("dataAbsentReason":{"coding":[{"code":"unknown"}]})"}, "absent"},
        row{"Interpretations",
            "Observation",
            {R"("interpretation":[{"coding":[{"code":"POS"}]},{"coding":[{"code":"H"}]}])"},
            "interpretation=<|POS, |H>"},
        row{"InterpretationStu3", "Observation", {R"("interpretation":{"coding":[{"code":"NEG"}]})"}, "interpretation=<|NEG>"},
        row{"EffectivePeriod", "Observation", {R"("effectivePeriod":{"start":"2026-01-01"})"}, "effective=2026-01-01.."},
        row{"EffectiveInstant", "Observation", {R"("effectiveInstant":"2026-01-01T00:00:00Z")"}, "effective=2026-01-01T00:00:00Z"},
        row{"EffectiveTiming", "Observation", {R"("effectiveTiming":{"event":["2026"]})"}, "effective="},
        row{"Focus", "Observation", {R"("focus":[{"reference":"RelatedPerson/1"}])"}, "focus"},
        row{"FocusEmpty", "Observation", {R"("focus":[{}])"}, ""},
        row{"Components",
            "Observation",
            {R"("component":[{"code":{"coding":[{"code":"1"}]},"valueBoolean":true},{},{"valueCodeableConcept":{"coding":[{"code":"x"}]},"code":{"coding":[{"code":"2"}]},"interpretation":[{"coding":[{"code":"POS"}]}]},{"valueString":"no","code":{"text":"t"}},{"dataAbsentReason":{"text":"?"}},{"valueRatio":{}}])",
             R"("valueBoolean":false)"},
            "kind=false [code=<|1> kind=true] [code=<|2> kind=concept value=<|x> interpretation=<|POS>] [code=<> kind=text text=no] "
            "[absent] [kind=other]"},
        row{"ModifierInComponent", "Observation", {R"("component":[{"modifierExtension":[{"url":"u"}]}])"}, "modifier []"}),
    by_name);

INSTANTIATE_TEST_SUITE_P(
    Workup, ReadResource,
    testing::Values(
        row{"Request",
            "ServiceRequest",
            {R"("status":"active")", R"("intent":"order")", R"("code":{"coding":[{"code":"1"}]})", R"("authoredOn":"2026-01-01")",
             R"("occurrencePeriod":{"start":"2026-02"})", R"("doNotPerform":true)", R"("subject":{"reference":"Patient/1"})"},
            "subject=Patient/1 code=<|1> status=active effective=2026-02.. recorded=2026-01-01 do_not_perform"},
        row{"Report",
            "DiagnosticReport",
            {R"("status":"final")", R"("code":{"coding":[{"code":"1"}]})", R"("effectiveDateTime":"2026")",
             R"("issued":"2026-01-01T00:00:00Z")", R"("conclusionCode":[{"coding":[{"code":"a"}]},{"coding":[{"code":"b"}]}])"},
            "code=<|1> status=final effective=2026 issued=2026-01-01T00:00:00Z conclusion=<|a, |b>"},
        row{"ReportStu3", "DiagnosticReport", {R"("codedDiagnosis":[{"coding":[{"code":"a"}]}])"}, "conclusion=<|a>"},
        row{"Procedure",
            "Procedure",
            {R"("status":"completed")", R"("code":{"coding":[{"code":"1"}]})", R"("performedPeriod":{"start":"2026-01","end":"2026-02"})",
             R"("subject":{"reference":"Patient/1"})"},
            "subject=Patient/1 code=<|1> status=completed effective=2026-01..2026-02"},
        row{"Study",
            "ImagingStudy",
            {R"("status":"available")", R"("procedureCode":[{"coding":[{"code":"1"}]},{"coding":[{"code":"2"}]}])",
             R"("started":"2026-01-01T00:00:00Z")", R"("patient":{"reference":"Patient/1"})", R"("code":{"coding":[{"code":"9"}]})"},
            "subject=Patient/1 code=<|1, |2> status=available effective=2026-01-01T00:00:00Z"},
        row{"Outcome",
            "OperationOutcome",
            {R"("issue":[{"severity":"information","code":"x"},{"severity":"error"},{"severity":"warning"}])"},
            "severity=error"},
        row{"OutcomeOfNoKnownSeverity", "OperationOutcome", {R"("issue":[{"severity":"bad"}])"}, ""}),
    by_name);

INSTANTIATE_TEST_SUITE_P(ElementsOfOtherTypes, ReadResource,
                         testing::Values(row{"AreNotTakenFor",
                                             "Condition",
                                             {R"("valueBoolean":true)", R"("birthDate":"2020")", R"("component":[5])",
                                              R"("status":"final")", R"("procedureCode":"x")", R"("code":{"coding":[{"code":"1"}]})",
                                              R"("active":7)"},
                                             "code=<|1>"},
                                         row{"AreNotReadAtAll",
                                             "Encounter",
                                             {R"("id":"e")", R"("status":5)", R"("class":{"code":"AMB"})", R"("subject":"x")",
                                              R"("modifierExtension":[{"url":"u"}])"},
                                             "id=e"}),
                         by_name);

INSTANTIATE_TEST_SUITE_P(
    Malformed, ReadResource,
    testing::Values(
        row{"CodeAsText", "Condition", {R"("code":"ataxia")"}, "malformed=code"},
        row{"CodeAsArray", "Condition", {R"("code":[{"coding":[]}])"}, "malformed=code"},
        row{"CodeAsEmptyArray", "Condition", {R"("code":[])"}, ""},
        row{"CodingAsObject", "Condition", {R"("code":{"coding":{"code":"1"}})"}, "code=<> malformed=code.coding"},
        row{"CodingCodeAsNumber",
            "Condition",
            {R"("code":{"coding":[{"system":"s","code":"1"},{"system":"s","code":85102008}]})"},
            "code=<s|1, s|> malformed=code.coding[1].code"},
        row{"CodingsInArrays", "Condition", {R"("code":{"coding":[{"code":"1"},[{"code":"2"}]]})"}, "code=<|1> malformed=code.coding[1]"},
        row{"CodingAsText", "Condition", {R"("code":{"coding":["1"]})"}, "code=<> malformed=code.coding[0]"},
        row{"UserSelectedAsText",
            "Condition",
            {R"("code":{"coding":[{"code":"1","userSelected":"true"}]})"},
            "code=<|1> malformed=code.coding[0].userSelected"},
        row{"SubjectAsText", "Condition", {R"("subject":"Patient/1")"}, "malformed=subject"},
        row{"StatusAsObject", "Observation", {R"("status":{"value":"final"})"}, "status_unread malformed=status"},
        row{"StatusAsEmptyObject", "Observation", {R"("status":{})"}, ""},
        row{"CategoryOfNumbers", "Condition", {R"("category":[{"coding":[]},5])"}, "category=<> malformed=category[1]"},
        row{"AgeAsText", "Condition", {R"("onsetAge":{"value":"17","code":"mo"})"}, "onset= mo malformed=onsetAge.value"},
        row{"AgeOfManyDigits",
            "Condition",
            {R"("onsetAge":{"value":11111111111111111111111111111111111111111111111111111111111111111,"code":"mo"})"},
            "onset= mo malformed=onsetAge.value"},
        row{"ComponentAsObject", "Observation", {R"("component":{"code":{}})"}, "malformed=component"},
        row{"CodeInComponent",
            "Observation",
            {R"("component":[{"valueBoolean":true},{"code":5}])"},
            "[kind=true] [] malformed=component[1].code"},
        row{"IdAsNumber", "Patient", {R"("id":1)"}, "malformed=id"},
        row{"ModifierExtensionAsObject", "Patient", {R"("modifierExtension":{"url":"u"})"}, "malformed=modifierExtension"},
        row{"ImplicitRulesAsNumber", "Patient", {R"("implicitRules":5)"}, "implicit_rules malformed=implicitRules"},
        row{"MetaAsText", "Patient", {R"("meta":"x")"}, "malformed=meta"},
        row{"ContainedId", "Condition", {R"("contained":[{"resourceType":"Patient","id":5}])"}, "contained[] malformed=contained[0].id"}),
    by_name);

#define ONLY(name) "\"_" name "\":{\"extension\":[{\"url\":\"u\",\"valueCode\":\"unknown\"}]}"

// A primitive of which there is only what extends it: given, its value unknown (clinical.md 2.15).
INSTANTIATE_TEST_SUITE_P(
    OnlyExtended, ReadResource,
    testing::Values(
        row{"Dead", "Patient", {ONLY("deceasedBoolean")}, "deceased"},
        row{"DeadBesideNull", "Patient", {ONLY("deceasedBoolean"), R"("deceasedBoolean":null)"}, "deceased"},
        row{"AliveThoughExtended", "Patient", {ONLY("deceasedBoolean"), R"("deceasedBoolean":false)"}, ""},
        row{"DeadSince", "Patient", {ONLY("deceasedDateTime")}, "deceased"}, row{"Inactive", "Patient", {ONLY("active")}, "inactive"},
        row{"ActiveThoughExtended", "Patient", {ONLY("active"), R"("active":true)"}, ""},
        row{"BirthDate", "Patient", {ONLY("birthDate")}, ""}, row{"ImplicitRules", "Patient", {ONLY("implicitRules")}, "implicit_rules"},
        row{"EmptyOnes",
            "Patient",
            {R"("_active":{})", R"("_deceasedBoolean":null)", R"("_deceasedDateTime":{"extension":[]})"},
            "deceased"},
        row{"Status", "Observation", {ONLY("status")}, "status_unread"},
        row{"StatusThoughExtended", "Observation", {ONLY("status"), R"("status":"final")"}, "status=final"},
        row{"StatusOfAnOrder", "ServiceRequest", {ONLY("status")}, "status_unread"},
        row{"NotToPerform", "ServiceRequest", {ONLY("doNotPerform")}, "do_not_perform"},
        row{"PlainStatuses", "Condition", {ONLY("clinicalStatus"), ONLY("verificationStatus")}, "clinical=<> verification=<>"},
        row{"CodeOfAStatus", "Condition", {R"("verificationStatus":{"coding":[{)" ONLY("code") "}]}"}, "verification=<>"},
        row{"StatusInText", "Condition", {R"("verificationStatus":{"text":"ruled out"})"}, "verification=<>"},
        row{"StatusDisplayed", "Condition", {R"("verificationStatus":{"coding":[{"display":"d"}]})"}, "verification=<>"},
        row{"StatusExtended", "Condition", {R"("verificationStatus":{"extension":[{"url":"u"}]})"}, "verification=<>"},
        row{"StatusEmpty", "Condition", {R"("verificationStatus":{})", R"("clinicalStatus":{"coding":[{}]})"}, ""},
        row{"Onset", "Condition", {ONLY("onsetDateTime"), ONLY("recordedDate")}, "onset="},
        row{"OnsetStart", "Condition", {R"("onsetPeriod":{)" ONLY("start") "}"}, "onset="},
        row{"Abatement", "Condition", {ONLY("abatementDateTime")}, "abatement="},
        row{"AbatementString", "Condition", {ONLY("abatementString")}, "abatement="},
        row{"AbatementBoolean", "Condition", {ONLY("abatementBoolean")}, "abatement="},
        row{"NotAbatedThoughExtended", "Condition", {ONLY("abatementBoolean"), R"("abatementBoolean":false)"}, "abatement=false"},
        row{"ValueBoolean", "Observation", {ONLY("valueBoolean")}, "kind=other"},
        row{"ValueString", "Observation", {ONLY("valueString")}, "kind=other"},
        row{"ValueOfAnyType", "Observation", {ONLY("valueDateTime")}, "kind=other"},
        row{"ValueBooleanThoughExtended", "Observation", {ONLY("valueBoolean"), R"("valueBoolean":true)"}, "kind=true"},
        row{"ValueBesideAnother", "Observation", {ONLY("valueString"), R"("valueBoolean":true)"}, "kind=several"},
        row{"InComponent",
            "Observation",
            {R"("component":[{)" ONLY("valueBoolean") "},{" ONLY("valueInteger") R"(},{"valueBoolean":false}])"},
            "[kind=other] [kind=other] [kind=false]"},
        row{"Reference", "Observation", {R"("subject":{)" ONLY("reference") "}"}, "subject="},
        row{"Effective", "Observation", {ONLY("effectiveDateTime")}, "effective="},
        row{"AnotherType", "Encounter", {ONLY("status"), ONLY("active")}, ""},
        row{"AsText", "Observation", {R"("_status":"x")", R"("_valueBoolean":[null])"}, ""}),
    by_name);

#define CERTAINTY(members)                                                                                                           \
    R"("code":{"coding":[{"code":"1","extension":[{"url":"http://fhir.de/StructureDefinition/icd-10-gm-diagnosesicherheit")" members \
    R"(}],"system":"s"},{"code":"2"}]})"

INSTANTIATE_TEST_SUITE_P(
    Extensions, ReadResource,
    testing::Values(
        row{"RuledOut", "Condition", {CERTAINTY(R"(,"valueCoding":{"system":"k","code":"A"})")}, "code=<s|1^A, |2>"},
        row{"Suspected", "Condition", {CERTAINTY(R"(,"valueCoding":{"code":"V"})")}, "code=<s|1^V, |2>"},
        row{"Ended", "Condition", {CERTAINTY(R"(,"valueCode":"Z")")}, "code=<s|1^Z, |2>"},
        row{"Sure", "Condition", {CERTAINTY(R"(,"valueCoding":{"code":"G"})")}, "code=<s|1^G, |2>"},
        row{"OfNoKnownCertainty", "Condition", {CERTAINTY("")}, "code=<s|1^, |2>"},
        row{"AnUnknownCertainty", "Condition", {CERTAINTY(R"(,"valueCoding":{"code":"other"})")}, "code=<s|1^other, |2>"},
        row{"OtherOfACoding",
            "Condition",
            {R"("code":{"coding":[{"code":"1","extension":[{"url":"u","valueCoding":{"code":"A"}},{"valueString":"x"}]}]})"},
            "code=<|1>"},
        row{"Morphology",
            "Condition",
            {R"("extension":[{"url":"a","valueCodeableConcept":{"coding":[{"code":"0"}]}},{"valueCodeableConcept":{"coding":[{"system":"o","code":"1"}]},"url":"http://x/mcode-histology-morphology-behavior"},)"
             R"({"url":"b","valueCodeableConcept":{"coding":[{"code":"2"},{"code":"3"}]}},{"url":"http://x/mcode-histology-morphology-behavior","valueCodeableConcept":{"coding":[{"code":"4"}]}}])",
             R"("code":{"coding":[{"code":"9"}]})"},
            "code=<|9> morphology=<o|1, |4>"},
        row{"Evidence",
            "Condition",
            {R"("evidence":[{"code":[{"coding":[{"code":"1"}]},{"coding":[{"code":"2"}]}],"detail":[]},{"code":[{"coding":[{"code":"3"}]}]}])"},
            "evidence=<|1, |2, |3>"},
        row{"ModifierInEvidence", "Condition", {R"("evidence":[{"modifierExtension":[{"url":"u"}]}])"}, "modifier"},
        row{"Members",
            "Observation",
            {R"("hasMember":[{"reference":"Observation/1"},{"display":"d"},{"reference":"urn:uuid:2"}])"},
            "member=Observation/1 member=urn:uuid:2"}),
    by_name);

TEST(ReadResource, KeepsAnIdOfAnyLengthUpToTheLimitOfText) {
    std::string const id(65, 'x');
    EXPECT_EQ(lines_of(R"({"resourceType":"Patient","id":")" + id + "\"}"), std::vector{"Patient: Patient id=" + id});
    std::string const long_text(65537, 'x');
    EXPECT_EQ(lines_of(R"({"resourceType":"Patient","id":")" + long_text + "\"}"),
              std::vector<std::string>{"Patient: Patient malformed=id"});
}

TEST(ReadResource, NamesTheFirstMalformedElementThatTheTypeHas) {
    EXPECT_EQ(lines_of(R"({"active":5,"code":5,"subject":6,"resourceType":"Condition"})"),
              std::vector<std::string>{"Condition: Condition malformed=code"});
}

TEST(ReadResource, GivesNothingForAnObjectWithoutAType) {
    root_summary summary;
    EXPECT_TRUE(lines_of(R"({"id":"x","code":{"coding":[{"code":"1"}]}})", &summary).empty());
    EXPECT_FALSE(summary.has_type);
    EXPECT_EQ(lines_of(R"({"resourceType":5})"), std::vector<std::string>{});
}

}  // namespace
}  // namespace oms::fhir
