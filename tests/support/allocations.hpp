#pragma once
#include <cstddef>

namespace oms::test {

/// How often this program, all its threads, has asked the heap for memory by `new`.
[[nodiscard]] std::size_t allocations() noexcept;

}  // namespace oms::test
