#pragma once
#include <oms/criteria/evaluate.hpp>

#include "support/profiles.hpp"
#include "support/statements.hpp"

#include <string>

/// Verdicts on charts that are written in a line, all of one day.
namespace oms::test {

inline instant const now = parse_instant("2026-11-20T12:00:00Z").value();

inline criteria::verdict judge(findings::chart const& c) { return criteria::evaluate(policy(), c, now, true); }

inline std::string outcome(findings::chart const& c) {
    auto const v = judge(c);
    std::string out = v.decided->tier + " " + v.decided->id;
    if (v.shown_as != criteria::indicator::none) out.append(" ").append(name_of(v.shown_as));
    return out;
}

/// A day counted back from the evaluation.
inline std::string ago(int days) { return to_string(day_of(now) - std::chrono::days{days}); }

inline terminology::facts const body = terminology::facts{terminology::fact::images_neck} | terminology::fact::images_chest |
                                       terminology::fact::images_abdomen | terminology::fact::images_pelvis;

inline chart_of opsomyoclonus() {
    return chart_of{}.with(statement_of(terminology::fact::opsoclonus, ago(5))).with(statement_of(terminology::fact::myoclonus, ago(5)));
}

}  // namespace oms::test
