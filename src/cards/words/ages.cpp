#include "ages.hpp"

#include <charconv>

namespace oms::cards {
namespace {

constexpr int months_per_year = 12;
constexpr int years_from_months = 24;

text_template const& word(phrase_book const& words, phrase p) noexcept { return words[static_cast<std::size_t>(p)]; }

void append_plain_age(std::string& out, phrase_book const& words, age_range a) {
    bool const years = a.low >= years_from_months;
    int const low = years ? a.low / months_per_year : a.low;
    int const high = years ? a.high / months_per_year : a.high;
    auto const number = [&](slot which) { append_number(out, static_cast<std::size_t>(which == slot::n ? low : high)); };
    if (low != high) {
        word(words, years ? phrase::age_between_years : phrase::age_between_months).append(out, number);
    } else if (low == 0) {
        word(words, phrase::age_newborn).append(out);
    } else if (low == 1) {
        word(words, phrase::age_one_month).append(out);
    } else {
        word(words, years ? phrase::age_years : phrase::age_months).append(out, number);
    }
}

}  // namespace

std::optional<age_range> age_at(std::optional<partial_date> const& birth, maybe_day on) noexcept {
    if (!birth || !on) return std::nullopt;
    day const earliest = birth->first_day();
    if (*on < earliest) return std::nullopt;
    int const most = months_between(earliest, *on);
    if (birth->is_whole()) return age_range{most, most, true};
    return age_range{months_between(std::min(birth->last_day(), *on), *on), most, false};
}

void append_age(std::string& out, phrase_book const& words, age_range a) {
    if (a.exact) append_plain_age(out, words, a);
    else word(words, phrase::age_about).append(out, [&](slot) { append_plain_age(out, words, a); });
}

void append_duration(std::string& out, age_range a) {
    if (a.low != a.high) return;
    int const years = a.low / months_per_year, months = a.low % months_per_year;
    out += 'P';
    if (years != 0) {
        append_number(out, static_cast<std::size_t>(years));
        out += 'Y';
    }
    if (months != 0 || years == 0) {
        append_number(out, static_cast<std::size_t>(months));
        out += 'M';
    }
}

void append_number(std::string& out, std::size_t n) {
    std::array<char, 20> digits;
    auto const end = std::to_chars(digits.data(), digits.data() + digits.size(), n).ptr;
    out += std::string_view{digits.data(), end};
}

}  // namespace oms::cards
