#pragma once
#include <cstddef>
#include <vector>

namespace oms {

/// Elements whose storage a list keeps from call to call: what usual charts and requests need. One with very many must not cost its
/// memory for ever.
inline constexpr std::size_t most_elements_kept = 256;

/// Empties a list that is used again; its storage is kept unless it is for more than `most_elements_kept`.
template <class T>
void clear_and_stay_small(std::vector<T>& all) noexcept {
    if (all.capacity() <= most_elements_kept) {
        all.clear();
    } else {
        all = std::vector<T>{};
    }
}

}  // namespace oms
