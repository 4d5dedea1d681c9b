#pragma once
#include <algorithm>
#include <array>
#include <string_view>

/// ASCII only, whatever the locale.
namespace oms::hooks {

[[nodiscard]] constexpr bool is_lower(char c) noexcept { return c >= 'a' && c <= 'z'; }
[[nodiscard]] constexpr bool is_upper(char c) noexcept { return c >= 'A' && c <= 'Z'; }
[[nodiscard]] constexpr bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }
[[nodiscard]] constexpr bool is_letter(char c) noexcept { return is_lower(c) || is_upper(c); }
[[nodiscard]] constexpr bool is_hex(char c) noexcept { return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }
[[nodiscard]] constexpr char lower(char c) noexcept { return is_upper(c) ? static_cast<char>(c - 'A' + 'a') : c; }

[[nodiscard]] constexpr bool equal_ignoring_case(std::string_view a, std::string_view b) noexcept {
    return std::ranges::equal(a, b, {}, lower, lower);
}

/// Every byte that may stand in a FHIR id.
inline constexpr auto id_letters = [] {
    std::array<bool, 256> all{};
    for (std::size_t c = 0; c < 128; ++c) all[c] = is_letter(static_cast<char>(c)) || is_digit(static_cast<char>(c)) || c == '-' || c == '.';
    return all;
}();

/// A FHIR id that is not only dots: such an id would change the path it is put into. Source: FHIR R4 `id`; CH-FHIR-07.
[[nodiscard]] constexpr bool is_id(std::string_view text) noexcept {
    bool const fits = !text.empty() && text.size() <= 64;
    bool const plain = std::ranges::all_of(text, [](char c) { return id_letters[static_cast<unsigned char>(c)]; });
    return fits && plain && text.find_first_not_of('.') != std::string_view::npos;
}

}  // namespace oms::hooks
