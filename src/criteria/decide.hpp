#pragma once
#include <oms/criteria/policy.hpp>

namespace oms::criteria {

/// Where the tables lead.
struct decision {
    std::size_t rule = 0;          ///< index in policy::rules
    std::size_t before_workup = 0; ///< before the stage `workup`
    indicator shown_as = indicator::none;
    std::string_view text, text_before_workup;   ///< other card texts; view the policy
};

/// Runs the stages in order, first match wins in each.
[[nodiscard]] decision decide(policy const& p, answers const& a);

}  // namespace oms::criteria
