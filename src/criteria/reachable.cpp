#include "load.hpp"

#include <algorithm>
#include <set>

namespace oms::criteria {
namespace {

/// The questions a row or its predecessors ask: only those need to be tried.
std::vector<question> asked_in(stage const& s) {
    std::set<question> all;
    for (auto const& r : s.rows)
        for (auto const& group : r.when.groups)
            for (auto const& c : group) all.insert(c.asked);
    return {all.begin(), all.end()};
}

bool starts_from(row const& r, std::size_t rule) noexcept {
    return r.from.empty() || std::find(r.from.begin(), r.from.end(), rule) != r.from.end();
}

/// Marks which rows win for some start and some answers, trying all combinations of the stage's questions.
class stage_probe {
public:
    stage_probe(stage const& s, std::size_t rules)
        : stage_(s), rules_(rules), questions_(asked_in(s)), wins_(s.rows.size(), false), open_(s.rows.size()) {}

    std::vector<bool> const& run() {
        try_from(0);
        return wins_;
    }

private:
    void try_from(std::size_t at) {
        if (open_ == 0) return;
        if (at == questions_.size()) {
            judge();
            return;
        }
        std::uint8_t const top = is_number(questions_[at]) ? largest_number : 1;
        for (std::uint8_t value = 0; value <= top; ++value) {
            answers_[static_cast<std::size_t>(questions_[at])] = value;
            try_from(at + 1);
        }
    }

    void judge() {
        answer_bits const bits = bits_of(answers_);
        for (std::size_t start = 0; start < rules_; ++start)
            for (std::size_t i = 0; i < stage_.rows.size(); ++i)
                if (stage_.rows[i].when.holds(bits) && starts_from(stage_.rows[i], start)) {
                    if (!wins_[i]) --open_;
                    wins_[i] = true;
                    break;
                }
    }

    stage const& stage_;
    std::size_t rules_;
    std::vector<question> questions_;
    std::vector<bool> wins_;
    std::size_t open_;   ///< rows that have not won yet; at 0 nothing is left to prove
    answers answers_{};
};

}  // namespace

void check_reachable(policy const& p, std::vector<fault>& faults) {
    std::set<std::size_t> reached{p.nothing};
    for (auto const& s : p.stages) {
        stage_probe probe{s, p.rules.size()};
        auto const& wins = probe.run();
        for (std::size_t i = 0; i < s.rows.size(); ++i) {
            if (!wins[i]) faults.push_back({errc::bad_knowledge, s.rows[i].where, "no case reaches this row: earlier rows take them all"});
            if (s.rows[i].to) reached.insert(*s.rows[i].to);
        }
    }
    for (std::size_t i = 0; i < p.rules.size(); ++i)
        if (!reached.contains(i))
            faults.push_back({errc::bad_knowledge, "rules/oms.json: rules[" + std::to_string(i) + "]",
                              "rule " + p.rules[i].id + " is never reached: no row leads to it"});
}

}  // namespace oms::criteria
