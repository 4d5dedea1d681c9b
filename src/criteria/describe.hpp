#pragma once
#include "causes.hpp"

namespace oms::criteria {

/// Puts into the verdict what people are told: states as recorded, lines of evidence with the reason why something does not count,
/// explanations and emergencies. What counts is in it already.
void describe(findings::chart const& c, sub_findings const& signs, other_causes const& causes, window const& w, verdict& v);

}  // namespace oms::criteria
