#pragma once
#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

/// Characters and words of ASCII, whatever the locale. No other character is a letter, a digit or a blank here.
namespace oms::ascii {

[[nodiscard]] constexpr bool is_lower(char c) noexcept { return c >= 'a' && c <= 'z'; }
[[nodiscard]] constexpr bool is_upper(char c) noexcept { return c >= 'A' && c <= 'Z'; }
[[nodiscard]] constexpr bool is_letter(char c) noexcept { return is_lower(c) || is_upper(c); }
[[nodiscard]] constexpr bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }
[[nodiscard]] constexpr bool is_alphanumeric(char c) noexcept { return is_letter(c) || is_digit(c); }
/// Space, tab, carriage return, line feed. Source: RFC 8259 section 2 (`ws`), RFC 9110 5.6.3.
[[nodiscard]] constexpr bool is_blank(char c) noexcept { return c <= ' ' && (c == ' ' || c == '\t' || c == '\r' || c == '\n'); }
/// Below U+0020, and DEL.
[[nodiscard]] constexpr bool is_control(char c) noexcept { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }
/// Means the same in a URL with and without percent-encoding. Source: RFC 3986 2.3.
[[nodiscard]] constexpr bool is_unreserved(char c) noexcept { return is_alphanumeric(c) || c == '-' || c == '.' || c == '_' || c == '~'; }

[[nodiscard]] constexpr char lower(char c) noexcept { return is_upper(c) ? static_cast<char>(c - 'A' + 'a') : c; }
[[nodiscard]] constexpr char upper(char c) noexcept { return is_lower(c) ? static_cast<char>(c - 'a' + 'A') : c; }

inline constexpr std::string_view lower_hex_digits = "0123456789abcdef";
inline constexpr std::string_view upper_hex_digits = "0123456789ABCDEF";
/// By the value of a character.
inline constexpr auto hex_values = [] {
    std::array<signed char, 256> all{};
    all.fill(-1);
    for (std::string_view const digits : {lower_hex_digits, upper_hex_digits})
        for (std::size_t i = 0; i < digits.size(); ++i) all[static_cast<unsigned char>(digits[i])] = static_cast<signed char>(i);
    return all;
}();

/// 0 to 15 of a hexadecimal digit of either case; -1: it is none.
[[nodiscard]] constexpr int hex_value(char c) noexcept { return hex_values[static_cast<unsigned char>(c)]; }
[[nodiscard]] constexpr bool is_hex_digit(char c) noexcept { return hex_value(c) >= 0; }

/// Two digits for a byte.
inline void append_hex(std::string& out, std::uint8_t byte, std::string_view digits = lower_hex_digits) {
    out.append({digits[byte >> 4U], digits[byte & 15U]});
}

/// `%2F` for a slash. Source: RFC 3986 2.1.
inline void append_percent_encoded(std::string& out, char c) {
    out.push_back('%');
    append_hex(out, static_cast<std::uint8_t>(c), upper_hex_digits);
}

/// The byte that a percent-encoding at `at` means, 0 to 255; -1: none stands there. Source: RFC 3986 2.1.
[[nodiscard]] constexpr int percent_value(std::string_view text, std::size_t at) noexcept {
    if (text[at] != '%' || text.size() - at < 3) return -1;
    int const high = hex_value(text[at + 1]), low = hex_value(text[at + 2]);
    return high < 0 || low < 0 ? -1 : high * 16 + low;
}

[[nodiscard]] constexpr bool equal_ignoring_case(std::string_view a, std::string_view b) noexcept {
    return a == b || std::ranges::equal(a, b, {}, lower, lower);   // most words are written as we write them
}

/// Without blanks at either end.
[[nodiscard]] constexpr std::string_view trimmed(std::string_view text) noexcept {
    while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
    while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
    return text;
}

/// Takes a list apart, e.g. the media ranges of Accept; each item is trimmed. Quoted separators are not looked for.
class list_items {
public:
    constexpr explicit list_items(std::string_view list, char separator = ',') noexcept : rest_{list}, separator_{separator} {}
    [[nodiscard]] constexpr bool done() const noexcept { return done_; }
    /// Precondition: not done. An empty list is one empty item.
    constexpr std::string_view next() noexcept {
        auto const end = rest_.find(separator_);
        std::string_view const item = rest_.substr(0, end);
        done_ = end == std::string_view::npos;
        if (!done_) rest_.remove_prefix(end + 1);
        return trimmed(item);
    }

private:
    std::string_view rest_;
    char separator_;
    bool done_ = false;
};

}  // namespace oms::ascii
