#pragma once
#include <oms/base/time.hpp>

#include <functional>

namespace oms {

/// Tells the time. The pure core has no other way to know it: `app` gives the real clock, tests a fixed one.
/// Card ids need no randomness: they are derived (CH-DEC-04).
using clock = std::function<instant()>;

}  // namespace oms
