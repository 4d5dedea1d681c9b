#pragma once
#include "states.hpp"

/// What of the tumour search is recorded in the episode. Source: clinical.md 2.8, 2.14 "Workup".
namespace oms::criteria {

/// `first`: the first finding of the episode; none: nobody knows when the episode began, all belongs to it.
void judge_workup(findings::chart const& c, maybe_day first, constants const& constant, workup_state& w);

}  // namespace oms::criteria
