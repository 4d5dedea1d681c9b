#include "decide.hpp"

#include <oms/criteria/evaluate.hpp>

#include <algorithm>

namespace oms::criteria {
namespace {

constexpr question workup_questions[] = {question::imaging_done, question::imaging_ordered, question::imaging_partial,
                                         question::imaging_old, question::urine_done};

bool asks_about_workup(comparison const& c) noexcept {
    return std::find(std::begin(workup_questions), std::end(workup_questions), c.asked) != std::end(workup_questions);
}

/// True if the row could win from this rule, were the workup recorded as it likes. Cheap, and enough for nearly every chart.
bool might_win(row const& r, std::size_t rule, answer_bits bits) noexcept {
    if (!r.from.empty() && std::find(r.from.begin(), r.from.end(), rule) == r.from.end()) return false;
    bool asks = false;
    bool const holds = std::all_of(r.when.groups.begin(), r.when.groups.end(), [&](auto const& group) {
        return std::any_of(group.begin(), group.end(), [&](comparison const& c) {
            bool const about = asks_about_workup(c);
            asks |= about;
            return about || c.test().holds(bits);
        });
    });
    return holds && asks;
}

}  // namespace

decision decide(policy const& p, answers const& a) {
    decision d;
    d.rule = d.before_workup = p.nothing;
    answer_bits const bits = bits_of(a);
    for (auto const& s : p.stages) {
        if (s.id == "workup") {
            d.before_workup = d.rule;
            d.text_before_workup = d.text;
        }
        auto const match = std::find_if(s.rows.begin(), s.rows.end(), [&](row const& r) {
            return r.when.holds(bits) && (r.from.empty() || std::find(r.from.begin(), r.from.end(), d.rule) != r.from.end());
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
        if (s.ends && match != s.rows.end()) break;
    }
    return d;
}

bool workup_matters(policy const& p, verdict const& v) noexcept {
    answers a = v.asked;
    for (question const q : workup_questions) a[static_cast<std::size_t>(q)] = 0;   // as if nothing were recorded
    auto const plain = decide(p, a);
    answer_bits const unrecorded = bits_of(a);
    bool const possible = std::any_of(p.stages.begin(), p.stages.end(), [&](stage const& s) {
        return std::any_of(s.rows.begin(), s.rows.end(), [&](row const& r) { return might_win(r, plain.before_workup, unrecorded); });
    });
    if (!possible) return false;
    for (unsigned bits = 1; bits < (1u << std::size(workup_questions)); ++bits) {
        for (std::size_t i = 0; i < std::size(workup_questions); ++i)
            a[static_cast<std::size_t>(workup_questions[i])] = (bits >> i) & 1u;
        if (decide(p, a).rule != plain.rule) return true;
    }
    return false;
}

}  // namespace oms::criteria
