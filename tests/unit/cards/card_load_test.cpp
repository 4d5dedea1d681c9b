#include "charts.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <deque>

/// What is wrong with card files is told with file and element, all of it.
namespace oms::cards {
namespace {

using testing::HasSubstr;
using namespace oms::test;  // NOLINT: builders

constexpr auto english = "cards/en.json", plan = "cards/layout.json", reasons = "codesystems/oms-override-reason.json",
               mri = "activitydefinitions/mri-body.json";

/// The knowledge of the repository with one file changed, left out or added.
class changed_knowledge {
public:
    changed_knowledge& replace(std::string_view file, std::string_view from, std::string_view to) {
        std::string text = text_of(file);
        auto const at = text.find(from);
        EXPECT_NE(at, std::string::npos) << file << " does not hold " << from;
        return set(file, text.replace(at, from.size(), to));
    }
    changed_knowledge& set(std::string_view file, std::string text) {
        kept_.push_back(std::move(text));
        without(file);
        all_.push_back({file, kept_.back()});
        return *this;
    }
    changed_knowledge& without(std::string_view file) {
        std::erase_if(all_, [&](auto const& d) { return d.file == file; });
        return *this;
    }
    [[nodiscard]] std::string text_of(std::string_view file) const {
        auto const at = std::ranges::find(all_, file, &json::document::file);
        return std::string{at->text};
    }
    [[nodiscard]] checked<card_book> load() const { return card_book::load(all_, policy(), codes()); }

private:
    std::vector<json::document> all_{documents().begin(), documents().end()};
    std::deque<std::string> kept_;
};

std::string faults_of(changed_knowledge const& k) {
    auto const got = k.load();
    std::string all;
    if (!got)
        for (auto const& f : got.error()) all += to_string(f) + "\n";
    return all;
}

TEST(LoadCardBook, TakesTheKnowledgeOfTheRepository) { EXPECT_EQ(faults_of({}), ""); }

TEST(LoadCardBook, PrintsWhichKnowledgeDecidedAndKeepsRoomForASitesChange) {
    criteria::policy changed = linked_policy();
    changed.identity = changed.version + ", site-changed 3fa9c1";
    auto const whole = card_book::load(documents(), linked_policy(), codes());
    auto const of_site = card_book::load(documents(), changed, codes());
    ASSERT_TRUE(whole && of_site);
    auto const& c = chart_for("R2a");
    std::string said, said_of_site;
    whole->append_card(said, judged(c), c, a_call);
    of_site->append_card(said_of_site, judged(c), c, a_call);

    EXPECT_THAT(said, HasSubstr("policy 2.0.0\\n"));
    EXPECT_THAT(said_of_site, HasSubstr("policy 2.0.0, site-changed 3fa9c1\\n"));
}

/// Texts are escaped for JSON at load, each kind of text in its own place.
TEST(LoadCardBook, LetsTextsHoldQuotes) {
    changed_knowledge k;
    for (std::string const before :
         {"Normal urine HVA/VMA", "About half", "Opsoclonus-myoclonus alone", "Opsoclonus with ataxia", "Evaluated {", "For health-care",
          "{display}", "{date}\"", "ingestion or", "confirmed\",", "Ataxia or myoclonus\""})
        k.replace(english, before, R"(\")" + before);
    ASSERT_EQ(faults_of(k), "");
    auto const quoting = k.load();
    auto const& c = chart_for("R2a");
    std::string text;
    quoting->append_card(text, judged(c), c, a_call);
    auto const card = boost::json::parse(text);
    std::string plain{card.at("detail").as_string()};

    EXPECT_GT(std::erase(plain, '"'), 6U);
    EXPECT_EQ(plain, detail(c));
    EXPECT_TRUE(card.at("summary").as_string().starts_with(R"("Opsoclonus with ataxia)"));
}

TEST(LoadCardBook, CountsAQuoteAsOneUnit) {
    auto const with = [](std::string_view letter) {
        std::string longer = "Opsoclonus-myoclonus alone";
        for (int i = 0; i < 900; ++i) longer += letter;
        return faults_of(changed_knowledge{}.replace(english, "Opsoclonus-myoclonus alone", longer));
    };

    EXPECT_THAT(with("a"), HasSubstr("can grow to"));
    EXPECT_EQ(with(R"(\")"), with("a"));
}

struct row {
    char const* name;
    char const* file;
    std::string from, to;
    char const* says;
};
void PrintTo(row const& r, std::ostream* out) { *out << r.name; }

class LoadCardBookFault : public testing::TestWithParam<row> {};

TEST_P(LoadCardBookFault, NamesFileAndElement) {
    auto const& r = GetParam();
    EXPECT_THAT(faults_of(changed_knowledge{}.replace(r.file, r.from, r.to)), HasSubstr(r.says));
}

INSTANTIATE_TEST_SUITE_P(
    OfTexts, LoadCardBookFault,
    testing::Values(
        row{"UnknownSlot", english, "{n} entries have", "{number} entries have",
            "cards/en.json: phrases.uncoded-many: asks for {number}; this text may ask for: {n}"},
        row{"OpenSlot", english, "{n} entries have codes this service does not know.", "{n", "phrases.uncoded-many: asks for {n}"},
        row{"SlotWithoutValue", english, "Normal urine HVA/VMA", "Normal {date}",
            "phrases.limits: asks for {date}; this text may ask for: none"},
        row{"Markdown", english, "Normal urine HVA/VMA", "**Normal** urine HVA/VMA", "cards/en.json: phrases.limits: holds one of"},
        row{"Html", english, "Normal urine HVA/VMA", "<b>Normal urine HVA/VMA", "cards/en.json: phrases.limits: holds one of"},
        row{"LineBreak", english, "Normal urine HVA/VMA", "Normal\\nurine HVA/VMA", "phrases.limits: holds a control character"},
        row{"EmptyText", english, R"("Refer to paediatric neurology")", R"("")", "cards/en.json: suggestions.neurology: must not be empty"},
        row{"MissingPhrase", english, R"("dated": ", {date}",)", "", "phrases: must have a member `dated`"},
        row{"UnknownPhrase", english, R"("dated": )", R"("datedd": "x", "dated": )", "cards/en.json: phrases.datedd"},
        row{"CardWithoutRule", english, R"("R1a": {)", R"("R9z": {"summary": "s", "sentence": "t"}, "R1a": {)", "cards.R9z"},
        row{"RuleWithoutText", english, R"("R3d": {)", R"("R3dd": {)", "R3d"},
        row{"SilentRuleWithoutReason", english, R"("guard-adult": )", R"("guard-adults": )", "guard-adult"},
        row{"SummaryTooLong", english, "Three of four features of opsoclonus-myoclonus syndrome", std::string(84, 'x'),
            "cards.R1a.summary: can grow to 140 UTF-16 units; 139 are allowed"},
        row{"DetailTooLong", english, "\"Opsoclonus-myoclonus alone", "\"" + std::string(900, 'a') + " Opsoclonus-myoclonus alone",
            "cards.R2a, with all other parts of its detail,: can grow to"},
        row{"MissingDataTooLong", english, "OMS criteria could not", "OMS criteria, whoever asked for them, unfortunately could not",
            "missingData.summary: can grow to"}),
    [](auto const& p) { return std::string{p.param.name}; });

INSTANTIATE_TEST_SUITE_P(
    OfTheLayout, LoadCardBookFault,
    testing::Values(row{"UnknownOrder", plan, R"("orders": ["mri-body"])", R"("orders": ["mri-bodi"])",
                        "cards/layout.json: suggestions[0].orders[0]: names the order `mri-bodi`"},
                    row{"UnknownSuggestion", plan, R"({"id": "imaging", "recommended")", R"({"id": "x-ray", "recommended")",
                        "cards[0].suggest[0].id: names the suggestion `x-ray`"},
                    row{"UnknownSource", plan, R"("basis": ["S1")", R"("basis": ["S999")", "cards[0].basis[0]: names the source `S999`"},
                    row{"SourceWithoutUrl", plan, R"("basis": ["S1")", R"("basis": ["S12")",
                        "cards[0].basis[0]: names a source without url"},
                    row{"UnknownReason", plan, R"("why": "half")", R"("why": "all")", "cards[0].why: names the reason `all`"},
                    row{"NumberWithoutSource", plan, R"({"id": "half", "sources": ["S6"]})", R"({"id": "half", "sources": []})",
                        "whys[0]: must name its source"},
                    row{"UnknownGroup", plan, R"("consider": ["by-age"])", R"("consider": ["by-height"])",
                        "cards[0].consider[0]: names the alternative `by-height`"},
                    row{"UnknownCondition", plan, R"("if": "tumour-in-remission")", R"("if": "raining")", "must be `tumour-in-remission`"},
                    row{"CardForNoRule", plan, R"({"id": "R1a", "why")",
                        R"({"id": "R9z", "why": "half", "basis": ["S1"]}, {"id": "R1a", "why")", "has a card `R9z` that no rule shows"},
                    row{"RuleWithoutCard", plan, R"({"id": "R3d")", R"({"id": "R3z")", "has no card `R3d`, which the rules show"},
                    row{"UnknownMember", plan, R"("limits": true)", R"("limit": true)", "cards[0].limit"},
                    row{"MixedSuggestion", plan, R"(["urine-hva", "urine-vma"])", R"(["urine-hva", "refer-oncology"])",
                        "mixes orders for different things"}),
    [](auto const& p) { return std::string{p.param.name}; });

INSTANTIATE_TEST_SUITE_P(
    OfResources, LoadCardBookFault,
    testing::Values(row{"OrderOfUnknownCode", mri, "80499-7", "80499-8",
                        "activitydefinitions/mri-body.json: code.coding[0]: is a code that the terminology does not know"},
                    row{"OrderOfACategoryWithAWrongCheckDigit", mri, "363679005", "363679006",
                        "activitydefinitions/mri-body.json: topic[0].coding[0].code: `363679006` has a wrong check digit"},
                    row{"OrderThatIsNoWorkup", "activitydefinitions/refer-oncology.json", "306264006", "308479007",
                        "refer-oncology.json: code: must hold codes that the workup rules know"},
                    row{"OrderThatIsNoProposal", mri, R"("intent": "proposal")", R"("intent": "order")",
                        "mri-body.json: intent: must be `proposal`"},
                    row{"OrderOfAnotherKind", mri, R"("kind": "ServiceRequest")", R"("kind": "MedicationRequest")",
                        "mri-body.json: kind: must be `ServiceRequest`"},
                    row{"OrderWithoutId", mri, R"("id": "mri-body")", R"("id": "mri body")", "mri-body.json: id: must be a FHIR id"},
                    row{"SourceOverHttp", "sources.json", "https://doi.org/10.1016/j.canlet", "http://doi.org/10.1016/j.canlet",
                        "sources.json: sources[1].url: must be an absolute https URL"},
                    row{"SourceThatEndsTheLink", "sources.json", "https://doi.org/10.1016/j.canlet", "https://doi.org/10.1016)(j.canlet",
                        "sources.json: sources[1].url"},
                    row{"SourceTwice", "sources.json", R"("id": "S2")", R"("id": "S1")", "is a second source with the id `S1`"},
                    row{"ReasonTwice", reasons, "another-cause", "already-investigated", "is a second reason `already-investigated`"},
                    row{"ReasonWithoutDisplay", reasons, R"("display": "Family declined",)", "", "oms-override-reason.json: concept[5]"},
                    row{"NoJson", mri, "{", "[", "activitydefinitions/mri-body.json"}),
    [](auto const& p) { return std::string{p.param.name}; });

TEST(LoadCardBook, NamesEachMissingFile) {
    for (auto const* file : {english, plan, reasons, "sources.json", "codesystems/oms-topic.json"})
        EXPECT_THAT(faults_of(changed_knowledge{}.without(file)), HasSubstr(std::string{file} + ": is missing")) << file;
}

TEST(LoadCardBook, TellsAllFaultsAtOnce) {
    std::string const all =
        faults_of(changed_knowledge{}.replace(english, "{n} months", "{q} months").replace(plan, R"("why": "half")", R"("why": "all")"));

    EXPECT_THAT(all, HasSubstr("phrases.age-months"));
    EXPECT_THAT(all, HasSubstr("cards[0].why"));
}

TEST(LoadCardBook, HoldsEveryLanguageToTheLimits) {
    changed_knowledge k;
    k.set("cards/de.json", k.text_of(english));
    EXPECT_THAT(faults_of(k), HasSubstr("is a second file of the language `en`"));

    changed_knowledge wordy;
    wordy.set("cards/de.json", wordy.text_of(english)).replace("cards/de.json", R"("language": "en")", R"("language": "de")");
    EXPECT_EQ(faults_of(wordy), "");
    std::string eyes = "x";
    for (int i = 0; i < 37; ++i) eyes += "\xF0\x9F\x91\x81";   // two UTF-16 units each
    wordy.replace("cards/de.json", "Three of four features of opsoclonus-myoclonus ", eyes);
    EXPECT_EQ(faults_of(wordy), "");
    wordy.replace("cards/de.json", eyes, eyes + "x");
    EXPECT_THAT(faults_of(wordy), HasSubstr("cards/de.json: cards.R1a.summary: can grow to 140 UTF-16 units"));
}

TEST(LoadCardBook, SpeaksTheLanguageThatIsAskedFor) {
    changed_knowledge k;
    k.set("cards/de.json", k.text_of(english)).replace("cards/de.json", R"("language": "en")", R"("language": "de")");
    k.replace("cards/de.json", "\"Counted\"", "\"Gez\xC3\xA4hlt\"");
    auto const two = k.load().value();
    occasion o = a_call;
    o.language = "de";
    std::string out;
    two.append_card(out, judged(chart_for("R1a")), chart_for("R1a"), o);

    EXPECT_THAT(out, HasSubstr("**Gez\xC3\xA4hlt:**"));
}

TEST(LoadCardBook, NamesScorpionsOnlyWhereTheSiteHasSwitchedThemOn) {
    criteria::policy p = policy();
    ASSERT_TRUE(criteria::override_constant(p.constants, "scorpions", 1));
    auto const b = card_book::load(documents(), p, codes()).value();
    std::string there;
    b.append_card(there, judged(chart_for("R2a")), chart_for("R2a"), a_call);

    EXPECT_THAT(there, HasSubstr("scorpion sting"));
    EXPECT_THAT(card_text(chart_for("R2a")), testing::Not(HasSubstr("scorpion sting")));
}

}  // namespace
}  // namespace oms::cards
