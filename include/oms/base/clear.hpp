#pragma once
#include <cstddef>
#include <vector>

namespace oms {

/// A list that is used again keeps storage for at most so many elements, which is enough for usual charts and requests. So one very large
/// chart does not hold memory after its call.
inline constexpr std::size_t most_elements_kept = 256;

/// Empties a list that is used again. Its storage is kept, unless it has room for more than `most_elements_kept`.
template <class T>
void clear_and_stay_small(std::vector<T>& all) noexcept {
    if (all.capacity() <= most_elements_kept) {
        all.clear();
    } else {
        all = std::vector<T>{};
    }
}

}  // namespace oms
