#pragma once
#include <oms/criteria/policy.hpp>

#include <vector>

namespace oms::criteria {

/// Faults for rows that nothing reaches because earlier rows of their stage take every case, and for rules without a row.
/// Answers are taken as independent of each other; the rules' own order is what is proved.
void check_reachable(policy const& p, std::vector<fault>& faults);

/// Names and places of the constants, in the order of `constants.json`.
[[nodiscard]] int* constant_named(constants& c, std::string_view name) noexcept;
[[nodiscard]] std::span<std::string_view const> constant_names() noexcept;

}  // namespace oms::criteria
