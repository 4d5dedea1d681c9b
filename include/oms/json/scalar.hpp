#pragma once
#include <cstdint>

namespace oms::json {

/// A number or literal (true, false, null), read in any portions: one byte of state.
/// Source: RFC 8259 sections 3, 6.
class scalar {
public:
    /// Reads on, up to what separates values or to a byte that cannot stand there; returns the place of that byte, or `end`.
    [[nodiscard]] char const* read(char const* p, char const* end) noexcept;
    /// What was read so far is a value.
    [[nodiscard]] bool is_whole() const noexcept;

private:
    std::uint8_t state_ = 0;
};

}  // namespace oms::json
