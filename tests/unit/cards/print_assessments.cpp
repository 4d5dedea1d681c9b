// Prints the assessments of one chart for each card, of silent ones and of charts with gaps, a line each: for the JSON Schema test.
#include "charts.hpp"

#include <oms/cards/assessment.hpp>

#include <iostream>

namespace {

using namespace oms;        // NOLINT: a test program
using namespace oms::test;  // NOLINT: builders

void print(findings::chart const& c, cards::occasion const& o, bool checked) {
    std::string line;
    cards::append_assessment(line, linked_policy(), judged(c, checked), c, &book(), o);
    std::cout << line << '\n';
}

}  // namespace

int main() {
    std::vector<cards::data_gap> const gaps{{"observations", false}, {"procedures", true}};
    cards::occasion with_gaps = a_call;
    with_gaps.gaps = gaps;
    with_gaps.selection_behavior = "at-most-one";
    std::vector<findings::chart> charts{chart_of(), chart_of("1980"), chart_of("2010").with(opsoclonus("2026-11-02"))};
    for (auto const& one : every_card()) charts.push_back(one.chart);
    auto const friedreich = coded(statement_of(fact::explains_ataxia, "2026-01-01").listed().explaining(), snomed, "155011003");
    auto const eyes = coded(statement_of(fact::opsoclonus, "2026-11-10").denied(), hpo, "HP:0010543", "final");
    auto const regression = coded(statement_of(fact::also_recorded, "2026-11-01"), hpo, "HP:0002376");
    charts.push_back(chart_of().with(ataxia()).with(friedreich).with(eyes).with(regression).with(vague_eyes()));
    charts.push_back(chart_of().with(opsoclonus()));
    charts.back().skipped.assign(findings::max_skipped, {"prefetch.conditions.entry[0].resource", "entered-in-error"});
    charts.back().skipped_total = 51;
    charts.push_back(chart_of());
    charts.back().patient.deceased = true;
    for (auto const& c : charts) {
        print(c, a_call, true);
        print(c, with_gaps, false);
    }
}
