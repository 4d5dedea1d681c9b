#include "decide.hpp"

#include <algorithm>

namespace oms::criteria {

decision decide(policy const& p, answers const& a) {
    decision d;
    d.rule = d.after_base = p.nothing;
    for (auto const& s : p.stages) {
        auto const match = std::find_if(s.rows.begin(), s.rows.end(), [&](row const& r) {
            bool const from_here = r.from.empty() || std::find(r.from.begin(), r.from.end(), d.rule) != r.from.end();
            return from_here && r.when.holds(a);
        });
        if (match != s.rows.end()) {
            if (match->to) {
                d.rule = *match->to;
                d.shown_as = p.rules[d.rule].default_indicator;
                d.text = {};
            }
            if (match->shown_as) d.shown_as = *match->shown_as;
            if (match->text) d.text = *match->text;
        }
        if (s.id == "base") d.after_base = d.rule;
        if (s.ends && match != s.rows.end()) break;
    }
    return d;
}

answers without_workup(answers a) noexcept {
    for (question const q : {question::imaging_done, question::imaging_ordered, question::imaging_partial, question::imaging_old, question::urine_done})
        a[static_cast<std::size_t>(q)] = 0;
    return a;
}

}  // namespace oms::criteria
