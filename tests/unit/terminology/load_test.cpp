#include <oms/terminology/load.hpp>  // first, so that the header is proved alone

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "support/profiles.hpp"

namespace oms::terminology {
namespace {

/// A small set of files that loads; each test spoils one of them.
struct knowledge {
    std::string aliases = R"({"systems": [
        {"id": "one", "name": "One", "uri": "http://one", "spelling": ["upper-case"],
         "shape": "[A-Z][0-9]{1,40}"},
        {"id": "two", "name": "Two", "uri": "http://two", "aliases": ["http://zwei"], "prefix": "T:", "prefixes": ["T_"], "fallback": "one"}],
        "textAnswers": {"answer-positive": ["yes"], "answer-negative": ["no"]}})";
    std::string findings = [] {
        std::string text = R"({"url": "http://f", "concept": [)";
        for (std::size_t i = 0; i < fact_count; ++i)
            text.append(i == 0 ? "" : ",").append(R"({"code": ")").append(name_of(static_cast<fact>(i))).append("\"}");
        return text + "]}";
    }();
    std::string map = R"({"group": [{"extension": [{"url": "http://f/StructureDefinition/evidence-level", "valueCode": "B"}],
        "source": "http://one", "target": "http://f", "element": [
        {"code": "A1", "display": "First", "target": [{"code": "ataxia", "equivalence": "equivalent"}, {"code": "mimic", "equivalence": "wider"}]},
        {"code": "A2", "display": "Second", "target": [{"equivalence": "unmatched", "comment": "why"}]}]}]})";
    std::string other = R"({"group": []})";
    std::string families = R"({"title": "Nines and tens", "compose": {"include": [
        {"extension": [{"url": "http://f/StructureDefinition/states", "valueCode": "poisoning"}], "system": "http://one",
         "filter": [{"property": "code", "op": "regex", "value": "[AB]9[0-9]?|C(10|11){1,2}"}]}]}})";

    [[nodiscard]] boost::system::result<code_map, std::vector<fault>> load() const {
        std::vector<json::document> const files{{"aliases.json", aliases},
                                          {"codesystems/oms-finding.json", findings},
                                          {"conceptmaps/one.json", map},
                                          {"conceptmaps/other.json", other},
                                          {"valuesets/families.json", families},
                                          {"rules/oms.json", "not read here"}};
        return terminology::load(files);
    }
};

std::string faults_of(boost::system::result<code_map, std::vector<fault>> const& got) {
    std::string all;
    if (got.has_error())
        for (fault const& f : got.error()) all.append(to_string(f)).append("\n");
    return all;
}

TEST(LoadTerminology, ReadsTheRepositorysOwnFiles) {
    auto const got = load(test::documents());
    ASSERT_EQ(faults_of(got), "");
    EXPECT_EQ(got->terms().size(), 1673U + 4U * 107U);
}

TEST(LoadTerminology, WorksWithoutTheFilesOfSnomedCt) {
    std::vector<json::document> some(test::documents().begin(), test::documents().end());
    std::erase_if(some, [](json::document const& d) { return d.file.find("snomed-ct") != std::string_view::npos; });

    auto const got = load(some);

    ASSERT_EQ(faults_of(got), "");
    EXPECT_EQ(got->terms().size(), 1673U - 374U + 4U * 107U);
    EXPECT_TRUE(got->find("http://snomed.info/sct", "230350000").known_system);
    EXPECT_EQ(got->find("http://snomed.info/sct", "230350000").count, 0U);
}

TEST(LoadTerminology, OwnsAllItNeeds) {
    auto const got = [] {
        knowledge const k;
        return k.load();
    }();
    ASSERT_EQ(faults_of(got), "");

    meaning const m = got->find("http://one", "a1");

    ASSERT_EQ(m.count, 1U);
    EXPECT_EQ(m.terms[0]->display, "First");
    EXPECT_EQ(m.what(), facts{fact::ataxia} | fact::mimic);
    EXPECT_EQ(got->find("http://one", "A2").terms[0]->display, "Second");
    EXPECT_TRUE(got->find("http://one", "A2").what().empty());
    EXPECT_EQ(got->find("http://zwei", "A1").terms[0], m.terms[0]);
}

TEST(LoadTerminology, TakesALevelOnlyFromItsExtension) {
    knowledge k;
    auto const b = k.load();
    k.map.replace(k.map.find("\"extension\": ["), 14, R"("extension": [{"url": "http://x/note"},)");
    k.map.replace(k.map.find("\"B\""), 3, "\"A\"");
    auto const a = k.load();

    ASSERT_EQ(faults_of(a) + faults_of(b), "");
    EXPECT_EQ(a->find("http://one", "A1").terms[0]->level, 'A');
    EXPECT_EQ(b->find("http://one", "A1").terms[0]->level, 'B');
}

TEST(LoadTerminology, PassesOverMapsThatLeadElsewhere) {
    knowledge k;
    k.other = R"({"group": [{"source": "http://unheard-of", "target": "http://reasons", "element": [{"code": 5}]}]})";

    EXPECT_EQ(faults_of(k.load()), "");
}

TEST(LoadTerminology, TakesTheSameStatementTwice) {
    knowledge k;
    k.other = k.map;
    auto const got = k.load();

    ASSERT_EQ(faults_of(got), "");
    EXPECT_EQ(got->terms().size(), 2U);
}

TEST(LoadTerminology, FindsAllFaultsNotOnlyTheFirst) {
    knowledge k;
    k.map.replace(k.map.find("\"ataxia\""), 8, "\"ataxis\"");
    k.other = "{";

    auto const got = k.load();

    ASSERT_TRUE(got.has_error());
    EXPECT_EQ(got.error().size(), 2U) << faults_of(got);
}

TEST(LoadTerminology, ReadsCodeFamiliesOfValueSets) {
    knowledge const k;
    auto const got = k.load();
    ASSERT_EQ(faults_of(got), "");

    for (auto const* member : {"A9", "b97", "C10", "C1110", "C1011"}) {
        meaning const m = got->find("http://one", member);
        ASSERT_EQ(m.count, 1U) << member;
        EXPECT_EQ(m.what(), fact::poisoning);
        EXPECT_EQ(m.terms[0]->display, "Nines and tens");
        EXPECT_EQ(m.terms[0]->system_name, "One");
    }
    for (auto const* other : {"A", "A97X", "A8", "C1", "C101", "C101011", "XA9", ""})
        EXPECT_EQ(got->find("http://one", other).count, 0U) << other;
    EXPECT_EQ(got->find("http://two", "A9").family_code(), "A9") << "by the fallback";
}

TEST(LoadTerminology, KnowsANationalEditionByItsOwnNameAndNoOtherTable) {
    knowledge k;
    std::string const fallback = R"("fallback": "one")";
    k.aliases.replace(k.aliases.find(fallback), fallback.size(), R"("codesOf": "one", "spelling": ["upper-case"])");
    std::string const prefixes = R"("prefix": "T:", "prefixes": ["T_"], )";
    k.aliases.replace(k.aliases.find(prefixes), prefixes.size(), "");
    auto const got = k.load();
    ASSERT_EQ(faults_of(got), "");

    meaning const row = got->find("http://zwei", "a1"), family = got->find("http://two", "A9");

    ASSERT_EQ(row.count + family.count, 2U);
    EXPECT_EQ(row.terms[0]->system, "http://two");
    EXPECT_EQ(row.terms[0]->system_name, "Two");
    EXPECT_EQ(row.what(), got->find("http://one", "A1").what());
    EXPECT_EQ(family.terms[0]->system_name, "Two");
}

TEST(LoadTerminology, NamesEachMissingFile) {
    auto const got = load({});

    EXPECT_EQ(faults_of(got),
              "aliases.json: is missing; the program cannot start without it (bad_knowledge)\n"
              "codesystems/oms-finding.json: is missing; the program cannot start without it (bad_knowledge)\n");
}

/// In which file what is replaced by what, and the one fault that follows.
struct spoiled {
    char const* name;
    std::string knowledge::*file;
    char const* old_text;
    char const* new_text;
    char const* message;
};
class BadTerminology : public testing::TestWithParam<spoiled> {};

TEST_P(BadTerminology, IsRefusedWithFileAndElement) {
    knowledge k;
    std::string& text = k.*GetParam().file;
    std::string const old_text = GetParam().old_text;
    ASSERT_NE(text.find(old_text), std::string::npos);
    text.replace(text.find(old_text), old_text.size(), GetParam().new_text);

    EXPECT_EQ(faults_of(k.load()), std::string{GetParam().message} + " (bad_knowledge)\n");
}

auto const spoiled_name = [](auto const& p) { return std::string{p.param.name}; };

INSTANTIATE_TEST_SUITE_P(
    Aliases, BadTerminology,
    testing::Values(
        spoiled{"UnknownMember", &knowledge::aliases, R"("aliases")", R"("alias")",
                "aliases.json: systems[1].alias: is not a known member; did you mean `aliases`?"},
        spoiled{"UnknownRule", &knowledge::aliases, "upper-case", "uppercase",
                "aliases.json: systems[0].spelling[0]: is no spelling rule; known: `upper-case` `dot-optional` `cluster`"},
        spoiled{"UnknownFallback", &knowledge::aliases, R"("fallback": "one")", R"("fallback": "three")",
                "aliases.json: systems[1].fallback: must be the id of a code system in this file, is `three`"},
        spoiled{"UriOfTwo", &knowledge::aliases, "http://zwei", "http://one",
                "aliases.json: systems[1].aliases[0]: repeats the URI http://one; a URI names one code system"},
        spoiled{"IdOfTwo", &knowledge::aliases, R"("id": "two")", R"("id": "one")",
                "aliases.json: systems[1]: is a second code system with the id `one`"},
        spoiled{"NoName", &knowledge::aliases, R"("name": "Two", )", "", "aliases.json: systems[1]: must have a member `name`"},
        spoiled{"UnknownAnswer", &knowledge::aliases, "answer-positive", "answer-yes",
                "aliases.json: textAnswers.answer-yes: is no fact of the program; see codesystems/oms-finding.json"},
        spoiled{"AnswerIsNumber", &knowledge::aliases, R"(["no"])", "[0]",
                "aliases.json: textAnswers.answer-negative[0]: must be a string, is a number"}),
    spoiled_name);

INSTANTIATE_TEST_SUITE_P(
    Shapes, BadTerminology,
    testing::Values(spoiled{"UnknownUriRule", &knowledge::aliases, R"({"systems")", R"({"uriSpelling": ["http"], "systems")",
                            "aliases.json: uriSpelling[0]: is no rule for URIs; known: `https` `letter-case` `trailing-slash`"},
                    spoiled{"UriOfTwoInOtherCase", &knowledge::aliases, R"({"systems": [)", R"({"uriSpelling": ["letter-case"], "systems": [
                {"id": "three", "name": "Three", "uri": "http://ONE"},)",
                            "aliases.json: systems[1]: repeats the URI http://one; a URI names one code system"},
                    spoiled{"UnknownEdition", &knowledge::aliases, R"("fallback": "one")", R"("codesOf": "three")",
                            "aliases.json: systems[1].codesOf: must be the id of a code system in this file, is `three`"},
                    spoiled{"UnknownCheckDigit", &knowledge::aliases, R"("shape": "[A-Z][0-9]{1,40}")",
                            R"("shape": "[A-Z][0-9]+", "checkDigit": "luhn")",
                            "aliases.json: systems[0].checkDigit: is no rule for check digits; known: `verhoeff` `loinc`"},
                    spoiled{"CheckDigitOfNoShape", &knowledge::aliases, R"("shape": "[A-Z][0-9]{1,40}")", R"("checkDigit": "loinc")",
                            "aliases.json: systems[0].checkDigit: needs a shape beside it"},
                    spoiled{"OtherShape", &knowledge::map, R"("A2")", R"("2A")",
                            "conceptmaps/one.json: group[0].element[1].code: `2A` does not look like a code of its system"}),
    spoiled_name);

INSTANTIATE_TEST_SUITE_P(
    Families, BadTerminology,
    testing::Values(spoiled{"UnknownSystemOfFamily", &knowledge::families, "http://one", "http://eins",
                            "valuesets/families.json: compose.include[0]: has the system `http://eins`, which is the URI of no code system "
                            "in aliases.json"},
                    spoiled{"UnknownFactOfFamily", &knowledge::families, "poisoning", "poison",
                            "valuesets/families.json: compose.include[0].extension[0]: states `poison`, which is no code of oms-finding"},
                    spoiled{"OtherOp", &knowledge::families, "regex", "is-a",
                            "valuesets/families.json: compose.include[0].filter[0]: must have the property code and the op regex: nothing "
                            "else is looked at"},
                    spoiled{"Anchor", &knowledge::families, "[AB]9", "^[AB]9",
                            "valuesets/families.json: compose.include[0].filter[0]: has `^`, which is not of the portable language"},
                    spoiled{"ClassByLetter", &knowledge::families, "[0-9]?", R"(\\d)",
                            "valuesets/families.json: compose.include[0].filter[0]: has `\\d`, which is not of the portable language"},
                    spoiled{"OpenGroup", &knowledge::families, "11)", "11",
                            "valuesets/families.json: compose.include[0].filter[0]: has a `(` that is not closed"},
                    spoiled{"CloseTooMuch", &knowledge::families, "[AB]9", "[AB]9)",
                            "valuesets/families.json: compose.include[0].filter[0]: has a `)` too many"},
                    spoiled{"OpenClass", &knowledge::families, "[AB]9[0-9]?|C(10|11){1,2}", "[AB",
                            "valuesets/families.json: compose.include[0].filter[0]: has a `[` that is not closed"},
                    spoiled{"BadRepeat", &knowledge::families, "{1,2}", "{2,1}",
                            "valuesets/families.json: compose.include[0].filter[0]: has a repeat that is not {3} or {1,4}"},
                    spoiled{"Empty", &knowledge::families, "[AB]9[0-9]?|C(10|11){1,2}", "A?",
                            "valuesets/families.json: compose.include[0].filter[0]: fits a code of no characters"},
                    spoiled{
                        "TooMany", &knowledge::families, "{1,2}", "{1,40}",
                        "valuesets/families.json: compose.include[0].filter[0]: is too long: 64 characters at most, repeats written out"}),
    spoiled_name);

INSTANTIATE_TEST_SUITE_P(
    Findings, BadTerminology,
    testing::Values(
        spoiled{"FactOfNoProgram", &knowledge::findings, R"({"code": "opsoclonus"})", R"({"code": "opsoclonus"}, {"code": "hiccups"})",
                "codesystems/oms-finding.json: concept[1].code: is `hiccups`, which is no fact of this program"},
        spoiled{"FactMissing", &knowledge::findings, R"({"code": "opsoclonus"},)", "",
                "codesystems/oms-finding.json: has no concept `opsoclonus`, which the program knows"},
        spoiled{"FactTwice", &knowledge::findings, R"({"code": "mibg"})", R"({"code": "mibg"}, {"code": "mibg"})",
                "codesystems/oms-finding.json: concept[36].code: is there twice: `mibg`"},
        spoiled{"NoUrl", &knowledge::findings, R"("url": "http://f", )", "", "codesystems/oms-finding.json: must have a member `url`"}),
    spoiled_name);

INSTANTIATE_TEST_SUITE_P(
    Maps, BadTerminology,
    testing::Values(
        spoiled{"NoJson", &knowledge::map, R"({"group": [{)", R"({"group": {{)",
                "conceptmaps/one.json: line 1, column 12: must be JSON: syntax error"},
        spoiled{"MemberTwice", &knowledge::map, R"("code": "A2",)", R"("code": "A2", "code": "A3",)",
                "conceptmaps/one.json: group[0].element[1].code: is there twice; an object may hold a member name only once"},
        spoiled{"NoGroup", &knowledge::other, R"("group")", R"("groups")", "conceptmaps/other.json: must have a member `group`"},
        spoiled{"UnknownSystem", &knowledge::map, "http://one", "http://eins",
                "conceptmaps/one.json: group[0]: has the source `http://eins`, which is the URI of no code system in aliases.json"},
        spoiled{"UnknownFact", &knowledge::map, R"("mimic")", R"("mime")",
                "conceptmaps/one.json: group[0].element[0].target[1]: leads to `mime`, which is no code of oms-finding"},
        spoiled{
            "FactNarrowerThanCode", &knowledge::map, "wider", "narrower",
            "conceptmaps/one.json: group[0].element[0].target[1]: must have the equivalence equivalent, equal, wider or subsumes, or else "
            "unmatched: a code states a whole fact or none; is `narrower`"},
        spoiled{"CodeTwiceDifferently", &knowledge::map, R"("code": "A2")", R"("code": "A1")",
                "conceptmaps/one.json: group[0].element[1]: maps A1 to other facts than conceptmaps/one.json: group[0].element[0]"},
        spoiled{"CodeInOtherSpelling", &knowledge::map, R"("A2")", R"("a2")",
                "conceptmaps/one.json: group[0].element[1].code: must be written `A2`"},
        spoiled{"CodeTooLong", &knowledge::map, R"("A2")", R"("A23456789012345678901234567890123")",
                "conceptmaps/one.json: group[0].element[1].code: must be a code of at most 32 letters"},
        spoiled{"CodeIsNumber", &knowledge::map, R"("A2")", "2",
                "conceptmaps/one.json: group[0].element[1].code: must be a string, is a number"},
        spoiled{"UnknownElementMember", &knowledge::map, R"("display": "Second")", R"("display": "Second", "dispaly": "2")",
                "conceptmaps/one.json: group[0].element[1].dispaly: is not a known member; did you mean `display`?"},
        spoiled{"DependsOn", &knowledge::map, R"("comment": "why")", R"("dependsOn": [])",
                "conceptmaps/one.json: group[0].element[1].target[0].dependsOn: is not a known member; known here: `code` `display` "
                "`equivalence` `comment`"},
        spoiled{"Level", &knowledge::map, R"("B")", R"("C")",
                "conceptmaps/one.json: group[0].extension[0]: must have a valueCode of A or B"},
        spoiled{
            "NoLevel", &knowledge::map, "evidence-level", "level",
            "conceptmaps/one.json: group[0]: must have the extension evidence-level: A, code and display were seen together in a primary "
            "file, or B"},
        spoiled{"NoDisplay", &knowledge::map, R"("display": "Second", )", "",
                "conceptmaps/one.json: group[0].element[1]: must have a member `display`"},
        spoiled{"EmptyDisplay", &knowledge::map, "Second", " ",
                "conceptmaps/one.json: group[0].element[1].display: is empty: write what people read"}),
    spoiled_name);

}  // namespace
}  // namespace oms::terminology
