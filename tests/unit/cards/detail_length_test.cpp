#include "charts.hpp"
#include "support/card_validator.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

/// Under 2,500 whatever the chart holds: what must be said stays, evidence is cut from its end.
namespace oms::cards {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using namespace oms::test;  // NOLINT: builders

/// The term with the longest name that says `what`, a site's first.
terminology::term const* wordiest(fact what, terminology::code_map const& among) {
    terminology::term const* best = nullptr;
    auto const worth = [](terminology::term const& t) { return std::pair{t.target != nullptr, t.display.size()}; };
    for (auto const& t : among.terms())
        if (t.what.has(what) && (!best || worth(t) > worth(*best))) best = &t;
    return best;
}

/// Codes of ours and of a site that has long names for its system and for each of its codes.
terminology::code_map const& codes_of_a_wordy_site() {
    static terminology::code_map const all = [] {
        std::string groups;
        for (auto const what : {fact::opsoclonus, fact::ataxia, fact::behaviour, fact::neuroblastic_tumour, fact::poisoning,
                                fact::also_recorded, fact::cord_compression, fact::neuropathy}) {
            auto const* const t = wordiest(what, codes());
            groups.append(groups.empty() ? "" : ",").append(R"({"source":"http://h/)").append(300, '*');
            groups.append(R"(","target":")").append(t->system).append(R"(","element":[{"code":")");
            groups.append(name_of(what)).append(300, '_').append(R"(","target":[{"code":")").append(t->code);
            groups.append(R"(","equivalence":"equivalent"}]}]})");
        }
        std::string const map = R"({"resourceType":"ConceptMap","group":[)" + groups + "]}";
        json::document const site[] = {{"site.json", map}};
        return terminology::load(documents(), site).value();
    }();
    return all;
}

/// A verdict of `lines` lines in each feature, each as long as our terminology has them, and as many other causes.
struct crowd {
    findings::chart chart;
    criteria::verdict verdict;

    crowd(std::string_view rule, std::size_t lines, terminology::code_map const& among = codes())
        : chart{chart_for(rule)}, verdict{judged(chart)}, among_{among} {
        constexpr fact facts[] = {fact::possible_opsoclonus, fact::ataxia, fact::behaviour, fact::neuroblastic_tumour};
        findings_.reserve(16);
        for (std::size_t f = 0; f < verdict.features.size(); ++f) {
            for (auto const why : {criteria::not_counted::counted, criteria::not_counted::explained, criteria::not_counted::absent})
                for (std::size_t i = 0; i < lines; ++i) verdict.features[f].lines.push_back(line(facts[f], why));
            verdict.features[f].is = criteria::state::present;
        }
        for (std::size_t i = 0; i < lines; ++i) {
            verdict.explanations.push_back(line(fact::poisoning, criteria::not_counted::explained));
            verdict.also_recorded.push_back(line(fact::also_recorded, criteria::not_counted::also_recorded));
        }
        chart.uncoded = 12345;
    }

private:
    criteria::evidence line(fact what, criteria::not_counted why) {
        auto const known = std::ranges::find(findings_, what, &findings::finding::what);
        if (known == findings_.end()) {
            findings::finding f = statement_of(what, "2026-11-01").provisional();
            f.term = wordiest(what, among_);
            f.status = "recurrence/unconfirmed";
            findings_.push_back(f);
        }
        criteria::evidence e;
        e.what = what == fact::possible_opsoclonus ? fact::opsoclonus : what;
        e.newest = &*std::ranges::find(findings_, what, &findings::finding::what);
        e.explained_by = e.newest;
        e.date = day_at("2026-11-01");
        e.records = 1234;
        e.provisional = true;
        e.why = why;
        return e;
    }
    terminology::code_map const& among_;
    std::vector<findings::finding> findings_;
};

class CrowdedDetail : public testing::TestWithParam<rule_case> {};

TEST_P(CrowdedDetail, FitsAndKeepsWhatMustBeSaid) {
    std::vector<data_gap> const gaps{
        {"conditions", true}, {"observations", true}, {"procedures", false}, {"imagingStudies", false}, {"x", true}};
    occasion o = a_call;
    o.gaps = gaps;
    for (std::size_t const lines : {0U, 1U, 2U, 4U, 40U}) {
        crowd const c{GetParam().rule, lines};
        std::string text;
        book().append_card(text, c.verdict, c.chart, o);
        EXPECT_THAT(violations_of_card(text), IsEmpty()) << lines;
        for (auto const* part : {"**Counted:**\\n- ", "**Rule:** 2004 criteria", "**Why:** ", "**Data:** Evaluated",
                                 "12345 entries have codes this service does not know.", "**Basis:** ["})
            EXPECT_THAT(text, HasSubstr(part)) << lines;
        EXPECT_TRUE(text.find("Lines cut for length: ") != std::string::npos || lines < 40) << lines;
        if (GetParam().rule.starts_with("R2")) {
            EXPECT_THAT(text, HasSubstr("**Limits of tests:** "));
        }
    }
}

TEST_P(CrowdedDetail, FitsWhateverNamesASiteGivesItsCodes) {
    auto const of_site = card_book::load(documents(), policy(), codes_of_a_wordy_site());
    ASSERT_TRUE(of_site) << "the maps of a site do not stop a start";
    for (std::size_t const lines : {1U, 3U, 40U}) {
        crowd const c{GetParam().rule, lines, codes_of_a_wordy_site()};
        std::string text;
        of_site->append_card(text, c.verdict, c.chart, a_call);
        EXPECT_THAT(violations_of_card(text), IsEmpty()) << lines;
        EXPECT_THAT(text, HasSubstr("**Counted:**\\n- ")) << lines;
    }
}

INSTANTIATE_TEST_SUITE_P(OfEachRule, CrowdedDetail, testing::ValuesIn(every_card()), [](auto const& p) {
    std::string name = p.param.rule;
    std::erase(name, '-');
    return name;
});

TEST(Detail, HasBothCodesOfASiteCutWhereTheyAreLong) {
    auto const& site = codes_of_a_wordy_site();
    auto const of_site = card_book::load(documents(), policy(), site).value();
    findings::chart chart = chart_for("R3a");
    terminology::term const* const mapped = wordiest(fact::opsoclonus, site);
    ASSERT_NE(mapped->target, nullptr);
    chart.findings.front().term = mapped;
    std::string text;
    of_site.append_card(text, judged(chart), chart, a_call);

    std::string const ours = std::string{mapped->target->system_name} + " " + std::string{mapped->target->code};
    EXPECT_THAT(text, HasSubstr(" opsoclonus"));
    EXPECT_THAT(text, HasSubstr("…, mapped to " + ours + ")"));
    EXPECT_THAT(violations_of_card(text), IsEmpty());
}

TEST(Detail, FoldsManyLinesOfOneFeatureIntoANumber) {
    crowd const c{"R3a", 0};
    criteria::verdict v = judged(c.chart);
    auto const line = v.features[0].lines.front();
    for (int i = 0; i < 5; ++i) v.features[0].lines.push_back(line);
    std::string text;
    book().append_card(text, v, c.chart, a_call);

    EXPECT_THAT(text, HasSubstr("\\n- and 3 more\\n"));
}

}  // namespace
}  // namespace oms::cards
