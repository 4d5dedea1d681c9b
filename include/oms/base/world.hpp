#pragma once
#include <oms/base/time.hpp>

#include <functional>

namespace oms {

/// What the pure core may know of the outside: the time. Tests fix it; `app` gives the real one.
/// Card ids need no randomness: they are derived (CH-DEC-04).
struct world {
    std::function<instant()> now;
};

}  // namespace oms
