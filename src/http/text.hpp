#pragma once
#include <algorithm>
#include <string_view>

/// The little that header fields need. ASCII only, whatever the locale.
namespace oms::http {

[[nodiscard]] constexpr char lower(char c) noexcept { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

[[nodiscard]] constexpr bool equal_ignoring_case(std::string_view a, std::string_view b) noexcept {
    return a == b || std::ranges::equal(a, b, {}, lower, lower);   // most fields are written as we write them
}

/// Without spaces and tabs at both ends.
[[nodiscard]] constexpr std::string_view trimmed(std::string_view text) noexcept {
    auto const first = text.find_first_not_of(" \t");
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

/// Takes a list apart, e.g. the media ranges of Accept. Quoted commas are not looked for: no field we read has them.
class list_items {
public:
    constexpr explicit list_items(std::string_view list, char separator = ',') noexcept : rest_{list}, separator_{separator} {}
    [[nodiscard]] constexpr bool done() const noexcept { return done_; }
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

}  // namespace oms::http
