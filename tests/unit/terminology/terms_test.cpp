#include <oms/terminology/terms.hpp>  // first, so that the header is proved alone

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "support/profiles.hpp"

namespace oms::terminology {
namespace {

struct named {
    fact what;
    std::string name;
};
#define OMS_NAMED(f) named{fact::f, #f}  // the enumerator's own name
std::vector<named> const all_facts{
    OMS_NAMED(opsoclonus), OMS_NAMED(ocular_flutter), OMS_NAMED(possible_opsoclonus), OMS_NAMED(irregular_or_nystagmus),
    OMS_NAMED(inappropriate_saccades), OMS_NAMED(ataxia), OMS_NAMED(myoclonus),
    OMS_NAMED(weak_ataxia), OMS_NAMED(weak_provisional_ataxia), OMS_NAMED(behaviour), OMS_NAMED(sleep), OMS_NAMED(core_behaviour),
    OMS_NAMED(oms_diagnosis),
    OMS_NAMED(neuroblastic_tumour), OMS_NAMED(ganglioneuroma), OMS_NAMED(tumour_stage), OMS_NAMED(adrenal_medulla_tumour),
    OMS_NAMED(adrenal_tumour), OMS_NAMED(suspected_tumour), OMS_NAMED(also_recorded), OMS_NAMED(mimic), OMS_NAMED(named_nystagmus),
    OMS_NAMED(explains_ataxia),
    OMS_NAMED(explains_myoclonus), OMS_NAMED(poisoning), OMS_NAMED(named_cns_disease), OMS_NAMED(raised_pressure),
    OMS_NAMED(head_injury), OMS_NAMED(cord_compression), OMS_NAMED(neuropathy), OMS_NAMED(images_neck), OMS_NAMED(images_chest),
    OMS_NAMED(images_abdomen), OMS_NAMED(images_pelvis), OMS_NAMED(urine_catecholamine), OMS_NAMED(mibg), OMS_NAMED(refers_to_neurology),
    OMS_NAMED(refers_to_oncology), OMS_NAMED(answer_positive), OMS_NAMED(answer_probable), OMS_NAMED(answer_negative),
    OMS_NAMED(answer_unknown), OMS_NAMED(interpretation_positive), OMS_NAMED(interpretation_negative), OMS_NAMED(interpretation_unknown),
    OMS_NAMED(examination)};
#undef OMS_NAMED

TEST(FactNames, AreTheEnumeratorsWithHyphens) {
    ASSERT_EQ(all_facts.size(), fact_count);
    for (auto [what, name] : all_facts) {
        std::ranges::replace(name, '_', '-');
        EXPECT_EQ(name_of(what), name);
        EXPECT_EQ(fact_named(name), what);
    }
    EXPECT_EQ(fact_named("ocular_flutter"), std::nullopt);
    EXPECT_EQ(fact_named(""), std::nullopt);
}

TEST(CodeMap, SaysWhatIsWrongWithACodeOfAKnownSystem) {
    EXPECT_EQ(test::codes().fault_of("http://snomed.info/sct", "363679005"), "") << "well formed, though it has no row";
    EXPECT_NE(test::codes().fault_of("http://snomed.info/sct", "363679006"), "");
    EXPECT_NE(test::codes().fault_of("http://loinc.org", "11146-9"), "");
    EXPECT_EQ(test::codes().fault_of("http://other.example", "anything"), "");
}

TEST(Facts, AreASet) {
    facts const signs = facts{fact::opsoclonus} | fact::interpretation_unknown;

    EXPECT_TRUE(signs.has(fact::opsoclonus));
    EXPECT_TRUE(signs.has(fact::interpretation_unknown));
    EXPECT_FALSE(signs.has(fact::ataxia));
    EXPECT_TRUE(signs.any(facts{fact::ataxia} | fact::opsoclonus));
    EXPECT_FALSE(signs.any(fact::ataxia));
    EXPECT_EQ(signs & fact::opsoclonus, facts{fact::opsoclonus});
    facts less = signs;
    EXPECT_TRUE((less -= signs).empty());
}

TEST(Facts, AreVisitedOnceEachInTheirOrder) {
    facts const some = facts{fact::examination} | fact::opsoclonus | fact::sleep;
    std::vector<fact> visited;

    some.each([&](fact f) { visited.push_back(f); });
    facts{}.each([&](fact f) { visited.push_back(f); });

    EXPECT_EQ(visited, (std::vector{fact::opsoclonus, fact::sleep, fact::examination}));
}

TEST(CodeMap, KnowsEveryRowOfTheTableAndThoseOfIcd10InFourNationalEditions) { EXPECT_EQ(test::codes().terms().size(), 1673U + 4U * 107U); }

TEST(CodeMap, HasACodeForEveryFact) {
    facts seen;
    for (term const& t : test::codes().terms()) seen |= t.what;
    for (auto const& [what, name] : all_facts) EXPECT_TRUE(seen.has(what)) << name;
}

TEST(CodeMap, FindsEachOfItsTermsByItsOwnSpelling) {
    for (term const& t : test::codes().terms()) {
        meaning const m = test::codes().find(t.system, t.code);
        ASSERT_EQ(m.count, 1U) << t.system << ' ' << t.code;
        EXPECT_EQ(m.terms[0], &t);
    }
}

TEST(CodeMap, FindsNoTermOrSystemByATextThatDiffersAnywhere) {
    for (term const& t : test::codes().terms()) {
        std::string code{t.code};
        for (char& c : code) {
            char const was = std::exchange(c, '~');   // in no code
            EXPECT_EQ(test::codes().find(t.system, code).count, 0U) << code;
            c = was;
        }
    }
    std::string uri = "http://snomed.info/sct";
    for (char& c : uri) {
        char const was = std::exchange(c, '~');
        EXPECT_FALSE(test::codes().find(uri, "194177006").known_system) << uri;
        c = was;
    }
}

TEST(CodeMap, TellsWhatATermIs) {
    term const& t = *test::codes().find("http://snomed.info/sct", "194177006").terms[0];

    EXPECT_EQ(t.system, "http://snomed.info/sct");
    EXPECT_EQ(t.system_name, "SNOMED CT");
    EXPECT_EQ(t.display, "Opsoclonus");
    EXPECT_EQ(t.level, 'B');
    EXPECT_EQ(test::codes().find("http://snomed.info/sct", "230350000").terms[0]->level, 'A');
}

constexpr char const* sct = "http://snomed.info/sct";
constexpr char const* loinc = "http://loinc.org";
constexpr char const* cm = "http://hl7.org/fhir/sid/icd-10-cm";
constexpr char const* who = "http://hl7.org/fhir/sid/icd-10";
constexpr char const* icd9 = "http://hl7.org/fhir/sid/icd-9-cm";
constexpr char const* icd11 = "http://id.who.int/icd/release/11/mms";
constexpr char const* hpo = "http://human-phenotype-ontology.org";
constexpr char const* orpha = "http://www.orpha.net";
constexpr char const* mondo = "http://purl.obolibrary.org/obo/mondo.owl";
constexpr char const* icdo = "http://terminology.hl7.org/CodeSystem/icd-o-3";
constexpr char const* interpretation = "http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation";

/// `finds`: the codes found, separated by blanks; `nothing` of a known system; `no system`.
struct spelled {
    char const* name;
    std::string system;
    std::string code;
    std::string finds;
};
class FindCode : public testing::TestWithParam<spelled> {};

TEST_P(FindCode, TakesTheSpellingsOfCharts) {
    meaning const m = test::codes().find(GetParam().system, GetParam().code);

    std::string got;
    for (std::size_t i = 0; i < m.count; ++i) got.append(i == 0 ? "" : " ").append(m.terms[i]->code);
    if (got.empty()) got = m.known_system ? "nothing" : "no system";
    EXPECT_EQ(got, GetParam().finds);
}

auto const spelled_name = [](auto const& p) { return std::string{p.param.name}; };

INSTANTIATE_TEST_SUITE_P(
    Systems, FindCode,
    testing::Values(spelled{"Preferred", sct, "230350000", "230350000"},
                    spelled{"BlanksAround", "  http://snomed.info/sct\n", "\t230350000 ", "230350000"},
                    spelled{"SnomedModule", "http://snomed.info/sct/900000000000207008", "230350000", "230350000"},
                    spelled{"SnomedVersion", "http://snomed.info/sct/731000124108/version/20250301", "230350000", "230350000"},
                    spelled{"SnomedOddSuffix", "http://snomed.info/sct/731000124108/release/1", "230350000", "no system"},
                    spelled{"TrailingSlash", "http://snomed.info/sct/", "230350000", "230350000"},
                    spelled{"VersionAndSlash", "https://snomed.info/sct/731000124108/version/20250301/", "230350000", "230350000"},
                    spelled{"SnomedSibling", "http://snomed.info/sctx", "230350000", "no system"},
                    spelled{"CmAlias", "http://terminology.hl7.org/CodeSystem/icd10CM", "R27.0", "R27.0"},
                    spelled{"Icd9Alias", "http://terminology.hl7.org/CodeSystem/icd9cm", "781.3", "781.3"},
                    spelled{"Icd11Release", "http://id.who.int/icd/release/11/2024-01/mms", "8A06.Z", "8A06.Z"},
                    spelled{"Icd11OtherLinearization", "http://id.who.int/icd/release/11/2024-01/icf", "8A06.Z", "no system"},
                    spelled{"HpoOwl", "http://purl.obolibrary.org/obo/hp.owl", "HP:0010543", "HP:0010543"},
                    spelled{"HpoFhir", "http://purl.obolibrary.org/obo/hp.fhir", "HP:0010543", "HP:0010543"},
                    spelled{"OrphanetHttps", "https://www.orpha.net", "1183", "1183"},
                    spelled{"Ordo", "http://www.orpha.net/ORDO", "1183", "1183"},
                    spelled{"IcdOOid", "urn:oid:2.16.840.1.113883.6.43.1", "9500/3", "9500/3"},
                    spelled{"MeshUtg", "http://terminology.hl7.org/CodeSystem/MSH", "D053578", "D053578"},
                    spelled{"MeshNlm", "http://id.nlm.nih.gov/mesh/", "D053578", "D053578"},
                    spelled{"InterpretationOfStu3", "http://hl7.org/fhir/v2/0078", "POS", "POS"},
                    spelled{"LocalSystem", "urn:oid:1.2.3", "230350000", "no system"}, spelled{"NoSystem", "", "230350000", "no system"},
                    spelled{"OtherSystemsCode", loinc, "230350000", "nothing"},
                    spelled{"SystemInUpperCase", "HTTP://SNOMED.INFO/SCT", "230350000", "230350000"},
                    spelled{"Https", "https://loinc.org", "11146-8", "11146-8"},
                    spelled{"HttpForHttps", "http://www.nlm.nih.gov/mesh", "D053578", "D053578"},
                    spelled{"AllThree", "HTTPS://hl7.org/FHIR/sid/icd-10-CM/", "R27.0", "R27.0"},
                    spelled{"SnomedOid", "urn:oid:2.16.840.1.113883.6.96", "230350000", "230350000"},
                    spelled{"OidInUpperCase", "URN:OID:2.16.840.1.113883.6.96", "230350000", "230350000"},
                    spelled{"LoincOid", "urn:oid:2.16.840.1.113883.6.1", "11146-8", "11146-8"},
                    spelled{"CmOid", "urn:oid:2.16.840.1.113883.6.90", "R27.0", "R27.0"},
                    spelled{"Icd9Oid", "urn:oid:2.16.840.1.113883.6.103", "781.3", "781.3"},
                    spelled{"WhoOid", "urn:oid:2.16.840.1.113883.6.3", "H55", "H55"},
                    spelled{"OidOfAnother", "urn:oid:2.16.840.1.113883.6.9", "230350000", "no system"},
                    spelled{"Icd9Sid", "http://hl7.org/fhir/sid/icd-9", "781.3", "781.3"},
                    spelled{"German", "http://fhir.de/CodeSystem/bfarm/icd-10-gm", "G25.3", "G25.3"},
                    spelled{"GermanOfDimdi", "http://fhir.de/CodeSystem/dimdi/icd-10-gm", "g253", "G25.3"},
                    spelled{"Australian", "http://hl7.org/fhir/sid/icd-10-am", "G25.3", "G25.3"},
                    spelled{"Dutch", "http://hl7.org/fhir/sid/icd-10-nl", "G25.3", "G25.3"},
                    spelled{"British", "http://hl7.org/fhir/sid/icd-10-uk", "G25.3", "G25.3"},
                    spelled{"CanadianHasCodesOfItsOwn", "http://hl7.org/fhir/sid/icd-10-ca", "G25.3", "no system"},
                    spelled{"GermanIsNeverCm", "http://fhir.de/CodeSystem/bfarm/icd-10-gm", "H55.89", "nothing"},
                    spelled{"LongUri", "http://snomed.info/sct/" + std::string(500, '1'), "230350000", "no system"}),
    spelled_name);

INSTANTIATE_TEST_SUITE_P(
    Codes, FindCode,
    testing::Values(
        spelled{"CmNoDot", cm, "R270", "R27.0"}, spelled{"CmLowerCase", cm, "r27.0", "R27.0"}, spelled{"CmLong", cm, "t632x1a", "T63.2X1A"},
        spelled{"CmDotMisplaced", cm, "R.270", "nothing"}, spelled{"CmTwoDots", cm, "R27..0", "nothing"},
        spelled{"CmCategory", cm, "R27", "R27"}, spelled{"CmHyphenNoExpansion", cm, "R27.0-", "nothing"},
        spelled{"WhoOwn", who, "H55", "H55"}, spelled{"WhoLowerCase", who, "h55", "H55"},
        spelled{"WhoFallsBackToCm", who, "H55.89", "H55.89"}, spelled{"WhoFallsBackWithoutDot", who, "h5589", "H55.89"},
        spelled{"CmDoesNotFallBack", cm, "F07.0", "nothing"}, spelled{"WhoUnknown", who, "J06.9", "nothing"},
        spelled{"Icd9NoDot", icd9, "37959", "379.59"}, spelled{"Icd9ECode", icd9, "e905.2", "E905.2"},
        spelled{"Icd11LowerCase", icd11, "8a06.z", "8A06.Z"}, spelled{"Icd11Cluster", icd11, "2D11.2&XH85Z0", "2D11.2 XH85Z0"},
        spelled{"Icd11Slash", icd11, "8A03.Z/2D11.2", "8A03.Z 2D11.2"}, spelled{"Icd11ClusterOneKnown", icd11, "2D11.2&XN123", "2D11.2"},
        spelled{"Icd11ClusterRepeated", icd11, "2D11.2&2D11.2", "2D11.2"},
        spelled{"Icd11ClusterBlanks", icd11, "2D11.2 & XH85Z0", "2D11.2 XH85Z0"},
        spelled{"Icd11ClusterEmptyParts", icd11, "&/&", "nothing"}, spelled{"HpoUnderscore", hpo, "HP_0010543", "HP:0010543"},
        spelled{"HpoBareNumber", hpo, "0010543", "nothing"}, spelled{"HpoLowerCase", hpo, "hp:0010543", "nothing"},
        spelled{"OrphaPrefix", orpha, "ORPHA:1183", "1183"}, spelled{"OrphanetPrefix", orpha, "Orphanet_1183", "1183"},
        spelled{"MondoUnderscore", mondo, "MONDO_0015247", "MONDO:0015247"}, spelled{"IcdOLetter", icdo, "M9500/3", "9500/3"},
        spelled{"SlashIsNoClusterElsewhere", icdo, "9500/3/9490", "nothing"}, spelled{"LoincAnswer", loinc, "LA9633-4", "LA9633-4"},
        spelled{"LoincLowerCase", loinc, "la9633-4", "nothing"}, spelled{"PostCoordinated", sct, "230350000:246112005=24484000", "nothing"},
        spelled{"OddLetters", interpretation, "H>", "H>"}, spelled{"Empty", sct, "", "nothing"},
        spelled{"OnlyPrefix", hpo, "HP_", "nothing"}, spelled{"TooLong", sct, std::string(1000, '1'), "nothing"},
        spelled{"ZeroBytes", sct, std::string("230350000\0\0", 11), "nothing"}),
    spelled_name);

TEST(FindCode, KeepsFourPartsOfALongCluster) {
    meaning const m = test::codes().find(icd11, "8A03.Z&8A06.Z&2D11.2&XH85Z0&XH03L9");

    EXPECT_EQ(m.count, 4U);
    EXPECT_TRUE(m.what().has(fact::ataxia));
    EXPECT_TRUE(m.what().has(fact::myoclonus));
    EXPECT_TRUE(m.what().has(fact::neuroblastic_tumour));
}

TEST(FindCode, TakesViewsOfNothing) {
    EXPECT_FALSE(test::codes().find({}, {}).known_system);
    EXPECT_EQ(test::codes().find(sct, {}).count, 0U);
}

/// One code of each row of the table in clinical.md 2.4, and of 2.5, 2.7, 2.8.
struct decided {
    char const* name;
    char const* system;
    char const* code;
    facts what;
};
class Policy : public testing::TestWithParam<decided> {};

TEST_P(Policy, DecidesEachGroupOfCodes) {
    meaning const m = test::codes().find(GetParam().system, GetParam().code);

    ASSERT_EQ(m.count, 1U);
    facts said = m.what();
    said -= fact::examination;  // whether it is one is the next test's claim
    EXPECT_EQ(said, GetParam().what);
}

TEST(Policy, KnowsExaminationsAndQuestionsWhoseValueSpeaks) {
    auto const is_one = [](std::string_view system, std::string_view code) {
        return test::codes().find(system, code).what().has(fact::examination);
    };
    for (auto const* code : {"10197-2", "8705-6", "89283-6", "11146-8", "81555-5", "24590-2", "59847-4"})
        EXPECT_TRUE(is_one(loinc, code)) << code;
    EXPECT_TRUE(is_one(sct, "409720004")) << "a staging system: the stage is its value";
    EXPECT_FALSE(is_one(sct, "306263000")) << "a referral";
    EXPECT_FALSE(is_one(sct, "194177006")) << "a finding";
}

INSTANTIATE_TEST_SUITE_P(
    Rows, Policy,
    testing::Values(
        decided{"OmsDiagnosis", orpha, "1183", fact::oms_diagnosis}, decided{"Opsoclonus", hpo, "HP:0010543", fact::opsoclonus},
        decided{"OcularFlutter", hpo, "HP:0031931", fact::ocular_flutter},
        decided{"IrregularEyeMovementCm", cm, "H55.89", fact::possible_opsoclonus},
        decided{"IrregularOrNystagmus", who, "H55", fact::irregular_or_nystagmus},
        decided{"IrregularEyeMovementIcd9", icd9, "379.59", fact::possible_opsoclonus},
        decided{"InappropriateSaccades", icd11, "9C85.02", fact::inappropriate_saccades},
        decided{"IrregularEyeMovementIcd11", icd11, "9C85.0", fact::possible_opsoclonus},
        decided{"EyeMovementVague", hpo, "HP:0007738", fact::possible_opsoclonus},
        decided{"SaccadicOscillation", hpo, "HP:0032104", fact::possible_opsoclonus},
        decided{"OmsNonspecific", icd11, "8E4A.0", fact::also_recorded}, decided{"Paraneoplastic", orpha, "36388", fact::also_recorded},
        decided{"StaggeringGait", sct, "78691002", fact::ataxia}, decided{"CerebellarAtaxiaClass", mondo, "MONDO:0000437", fact::ataxia},
        decided{"ProgressiveAtaxia", hpo, "HP:0002073", fact::weak_ataxia},
        decided{"AcuteAtaxiaOfVaricella", sct, "24059009", fact::ataxia}, decided{"AtaxiaExplained", cm, "G13.1", {}},
        decided{"UnsteadyGait", sct, "394616008", fact::weak_provisional_ataxia},
        decided{"UnsteadinessOnFeet", cm, "R26.81", fact::weak_provisional_ataxia}, decided{"GaitOther", cm, "R26.89", {}},
        decided{"Tremor", sct, "30721006", fact::weak_provisional_ataxia},
        decided{"Jerks", hpo, "HP:0006961", fact::weak_provisional_ataxia}, decided{"Coordination", sct, "7006003", {}},
        decided{"LackOfCoordinationCm", cm, "R27.8", fact::weak_provisional_ataxia}, decided{"LackOfCoordinationWho", who, "R27.8", {}},
        decided{"CoreBehaviour", cm, "R45.4", facts{fact::behaviour} | fact::core_behaviour},
        decided{"CoreSleep", cm, "G47.00", facts{fact::sleep} | fact::core_behaviour}, decided{"Sleepwalking", cm, "F51.3", fact::sleep},
        decided{"Involuntary", cm, "R25.8", {}}, decided{"MyoclonicTremor", hpo, "HP:0033054", fact::myoclonus},
        decided{"MyoclonusExplained", orpha, "319189", fact::explains_myoclonus},
        decided{"OrganicPersonality", who, "F07.0", fact::behaviour}, decided{"BehaviourDisorderOther", cm, "F90.9", {}},
        decided{"BehaviourPolicy", sct, "48694002", {}}, decided{"Regression", hpo, "HP:0002376", fact::also_recorded},
        decided{"RemSleepBehaviour", cm, "G47.52", fact::sleep}, decided{"SleepOther", cm, "G47", {}},
        decided{"SleepExplained", cm, "F51.05", {}}, decided{"AdrenalMedulla", cm, "C74.10", fact::adrenal_medulla_tumour},
        decided{"Adrenal", icd9, "194.0", fact::adrenal_tumour}, decided{"GanglioneuromaNamed", icdo, "9490/0", fact::ganglioneuroma},
        decided{"GanglioneuromaUnspecific", cm, "D36.14", {}}, decided{"InssStage", sct, "409727001", fact::tumour_stage},
        decided{"NeuroblasticFamily", hpo, "HP:0004376", fact::neuroblastic_tumour},
        decided{"Ganglioneuroblastoma", orpha, "251877", fact::neuroblastic_tumour},
        decided{"PeripheralAutonomic", cm, "C47.3", fact::suspected_tumour}, decided{"SiteOnly", who, "C38.2", fact::suspected_tumour},
        decided{"Uncertain", cm, "D44.10", fact::suspected_tumour}, decided{"Neuroectodermal", sct, "254764001", fact::suspected_tumour},
        decided{"SpinalCord", mondo, "MONDO:0004024", fact::suspected_tumour}),
    [](auto const& p) { return std::string{p.param.name}; });

INSTANTIATE_TEST_SUITE_P(
    BesidesTheSigns, Policy,
    testing::Values(
        decided{"Nystagmus", cm, "H55.00", fact::mimic}, decided{"OlfactoryNeuroblastoma", icdo, "9522/3", fact::mimic},
        decided{"HereditaryAtaxia", cm, "G11.11", facts{fact::mimic} | fact::explains_ataxia},
        decided{"AtaxicCerebralPalsy", cm, "G80.4", facts{fact::mimic} | fact::explains_ataxia},
        decided{"SensoryAtaxia", hpo, "HP:0010871", facts{fact::mimic} | fact::explains_ataxia},
        decided{"EpilepticMyoclonus", sct, "6204001", facts{fact::mimic} | fact::explains_myoclonus},
        decided{"MyoclonusDystonia", orpha, "36899", facts{fact::mimic} | fact::explains_myoclonus},
        decided{"SleepMyoclonus", icd11, "7A85", facts{fact::mimic} | fact::explains_myoclonus},
        decided{"PalatalMyoclonus", icd11, "8A06.20", facts{fact::mimic} | fact::explains_myoclonus},
        decided{"SpasmusNutans", hpo, "HP:0010533", facts{fact::mimic} | fact::named_nystagmus},
        decided{"HereditaryAtaxiaUnspecified", cm, "G11.9", fact::mimic},
        decided{"Dravet", sct, "230437002", facts{fact::explains_ataxia} | fact::explains_myoclonus},
        decided{"Angelman", sct, "76880004", fact::explains_ataxia}, decided{"LennoxGastaut", cm, "G40.812", fact::explains_myoclonus},
        decided{"Papilloedema", cm, "H47.10", fact::raised_pressure}, decided{"Concussion", sct, "110030002", fact::head_injury},
        decided{"CordCompression", who, "G95.2", fact::cord_compression}, decided{"DrugNeuropathy", cm, "G62.0", fact::neuropathy},
        decided{"PosteriorFossaTumour", cm, "C71.6", fact::explains_ataxia},
        decided{"InfantileSpasms", icd11, "8A62.0", fact::explains_myoclonus}, decided{"ScorpionSting", cm, "T63.2X1A", fact::poisoning},
        decided{"Herpes", cm, "B00.4", fact::named_cns_disease}, decided{"EncephalitisUnspecified", cm, "G04.90", {}},
        decided{"SspeWho", who, "A81.1", fact::named_cns_disease}, decided{"EnteroviralUnderWho", who, "A85.0", fact::named_cns_disease},
        decided{"Varicella", cm, "B01.11", {}},
        decided{"FourRegions", loinc, "89283-6",
                facts{fact::images_neck} | fact::images_chest | fact::images_abdomen | fact::images_pelvis},
        decided{"WholeBody", sct, "426252008", facts{fact::images_neck} | fact::images_chest | fact::images_abdomen | fact::images_pelvis},
        decided{"ThreeRegions", loinc, "72254-6", facts{fact::images_chest} | fact::images_abdomen | fact::images_pelvis},
        decided{"CervicalSpine", loinc, "24935-9", {}}, decided{"PetCt", loinc, "81555-5", {}},
        decided{"UrineHva", loinc, "11146-8", fact::urine_catecholamine}, decided{"PlasmaCatecholamines", loinc, "2056-0", {}},
        decided{"Mibg", loinc, "82136-3", fact::mibg}, decided{"Neurology", sct, "306263000", fact::refers_to_neurology},
        decided{"Oncology", sct, "306264006", fact::refers_to_oncology}, decided{"Present", sct, "52101004", fact::answer_positive},
        decided{"ProbablyPresent", sct, "410592001", fact::answer_probable}, decided{"Absent", loinc, "LA9634-2", fact::answer_negative},
        decided{"Abnormal", sct, "263654008", fact::answer_unknown},
        decided{"Detected", interpretation, "DET", fact::interpretation_positive},
        decided{"NonReactive", interpretation, "NR", fact::interpretation_negative},
        decided{"Worse", interpretation, "W", fact::interpretation_positive},
        decided{"Better", interpretation, "B", fact::interpretation_unknown}, decided{"Question", loinc, "8705-6", {}},
        decided{"Status", "http://terminology.hl7.org/CodeSystem/condition-ver-status", "refuted", {}}),
    [](auto const& p) { return std::string{p.param.name}; });

struct answered {
    char const* name;
    std::string_view text;
    std::optional<fact> what;
};
class TextAnswer : public testing::TestWithParam<answered> {};

TEST_P(TextAnswer, IsTakenWholeAfterTrimAndLowerCase) { EXPECT_EQ(test::codes().text_answer(GetParam().text), GetParam().what); }

INSTANTIATE_TEST_SUITE_P(
    Texts, TextAnswer,
    testing::Values(answered{"Present", "present", fact::answer_positive}, answered{"Positive", "Positive", fact::answer_positive},
                    answered{"Yes", " YES\r\n", fact::answer_positive}, answered{"True", "true", fact::answer_positive},
                    answered{"Absent", "Absent", fact::answer_negative}, answered{"Negative", "negative", fact::answer_negative},
                    answered{"No", "\tno ", fact::answer_negative}, answered{"False", "FALSE", fact::answer_negative},
                    answered{"None", "none", fact::answer_negative}, answered{"Sentence", "no opsoclonus", std::nullopt},
                    answered{"Part", "presen", std::nullopt}, answered{"Dotted", "yes.", std::nullopt},
                    answered{"Empty", "", std::nullopt}, answered{"Blank", "  ", std::nullopt}),
    [](auto const& p) { return std::string{p.param.name}; });

}  // namespace
}  // namespace oms::terminology
