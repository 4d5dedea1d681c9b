#pragma once
#include <cstddef>

namespace oms::test {

/// How often this program has asked the heap for memory by `new`. One thread only.
[[nodiscard]] std::size_t allocations() noexcept;

}  // namespace oms::test
