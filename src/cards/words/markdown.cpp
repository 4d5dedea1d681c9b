#include "markdown.hpp"

#include "text.hpp"

#include <oms/base/ascii.hpp>

#include <algorithm>

namespace oms::cards {
namespace {

constexpr std::string_view ellipsis = "\xE2\x80\xA6";
constexpr std::string_view replacement = "\xEF\xBF\xBD";

/// Length of the UTF-8 sequence at the start of `text`; 0 if there is none.
std::size_t sequence_length(std::string_view text) noexcept {
    auto const byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    unsigned char const lead = byte(0);
    std::size_t length = 0;
    if (lead < 0x80) length = 1;
    else if (lead >= 0xC2 && lead < 0xE0) length = 2;
    else if (lead >= 0xE0 && lead < 0xF0) length = 3;
    else if (lead >= 0xF0 && lead < 0xF5) length = 4;
    if (length == 0 || length > text.size()) return 0;
    for (std::size_t i = 1; i < length; ++i)
        if ((byte(i) & 0xC0U) != 0x80U) return 0;
    if (lead == 0xE0 && byte(1) < 0xA0) return 0;                        // longer than need be
    if (lead == 0xED && byte(1) >= 0xA0) return 0;                       // a surrogate
    if ((lead == 0xF0 && byte(1) < 0x90) || (lead == 0xF4 && byte(1) >= 0x90)) return 0;
    return length;
}

/// How one ASCII character is written. Numeric entities also keep `www.` and `a@b.c` from becoming links by themselves.
std::string_view escaped(char const& c, bool before_two_slashes, bool after_www) noexcept {
    switch (c) {
        case '&': return "&amp;";
        case '<': return "&lt;";
        case '>': return "&gt;";
        case '"': return "&quot;";
        case '\\': return "&#92;";
        case '`': return "&#96;";
        case '*': return "&#42;";
        case '_': return "&#95;";
        case '[': return "&#91;";
        case ']': return "&#93;";
        case '|': return "&#124;";
        case '~': return "&#126;";
        case '#': return "&#35;";
        case '!': return "&#33;";
        case '@': return " at ";
        case ':': return before_two_slashes ? std::string_view{"&#58; "} : std::string_view{":"};
        case '.': return after_www ? std::string_view{"&#46; "} : std::string_view{"."};
        default: break;
    }
    if (ascii::is_control(c)) return " ";
    return {&c, 1};
}

/// How many characters from the start are written as they are wherever they stand.
std::size_t plain_run(std::string_view text) noexcept {
    auto const is_plain = [](char c) {
        return ascii::is_alphanumeric(c) || c == ' ' || c == '-' || c == ',' || c == '(' || c == ')';
    };
    return static_cast<std::size_t>(std::ranges::find_if_not(text, is_plain) - text.begin());
}

bool ends_in_www(std::string_view text) noexcept {
    if (text.size() < 3) return false;
    for (char const c : text.substr(text.size() - 3))
        if (c != 'w' && c != 'W') return false;
    return true;
}

}  // namespace

void append_escaped(std::string& out, std::string_view text, std::size_t most_units) {
    std::size_t const start = out.size();
    std::size_t units = 0;
    std::size_t fits_until = start;   // where an ellipsis still fits behind
    for (std::size_t at = 0; at < text.size();) {
        if (std::size_t const run = plain_run(text.substr(at)); run > 0 && units + run < most_units) {
            out.append(text, at, run);
            units += run;
            fits_until = out.size();
            at += run;
            continue;
        }
        std::size_t const length = sequence_length(text.substr(at));
        std::string_view as = length == 0 ? replacement : text.substr(at, length);
        if (length == 1) as = escaped(text[at], text.substr(at + 1).starts_with("//"), ends_in_www(text.substr(0, at)));
        units += length == 1 ? as.size() : utf16_units(as);   // what stands for ASCII is ASCII
        if (units > most_units) {
            out.resize(fits_until);
            out += ellipsis;
            return;
        }
        out += as;
        if (units < most_units) fits_until = out.size();
        at += length == 0 ? 1 : length;
    }
}

}  // namespace oms::cards
