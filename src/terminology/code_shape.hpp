#pragma once
#include "code_pattern.hpp"

#include <cstdint>
#include <optional>
#include <string_view>

namespace oms::terminology {

enum class check_digit : std::uint8_t { none, verhoeff, loinc };

/// What the codes of a system look like.
struct code_shape {
    std::optional<code_pattern> looks;  ///< nothing: anything
    check_digit last = check_digit::none;
};

/// What is wrong with a code; empty: nothing. Source: SNOMED CT TIG 5.5 (Verhoeff); LOINC Users' Guide (mod 10).
[[nodiscard]] std::string_view fault_in(std::string_view code, code_shape const& shape) noexcept;

}  // namespace oms::terminology
