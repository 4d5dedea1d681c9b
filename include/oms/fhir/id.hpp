#pragma once
#include <oms/base/ascii.hpp>

#include <algorithm>
#include <cstddef>
#include <string_view>

namespace oms::fhir {

/// The most characters of an id. Source: FHIR R4 datatypes, `id`.
inline constexpr std::size_t longest_id = 64;

[[nodiscard]] constexpr bool is_id_character(char c) noexcept { return ascii::is_alphanumeric(c) || c == '-' || c == '.'; }

/// A FHIR id that is not only dots: such an id would change the path it is put into.
/// Source: FHIR R4 datatypes, `id`; CH-FHIR-07; product.md 13, ids.
[[nodiscard]] constexpr bool is_id(std::string_view text) noexcept {
    bool const fits = !text.empty() && text.size() <= longest_id && std::ranges::all_of(text, is_id_character);
    return fits && text.find_first_not_of('.') != std::string_view::npos;
}

}  // namespace oms::fhir
