#include "code_shape.hpp"

#include <oms/base/ascii.hpp>

#include <algorithm>
#include <array>
#include <cstddef>

namespace oms::terminology {

namespace {

/// The product of two symmetries of a pentagon: 0 to 4 turn it, 5 to 9 mirror it.
constexpr unsigned dihedral(unsigned a, unsigned b) noexcept {
    if (b < 5) return a < 5 ? (a + b) % 5 : 5 + (a - b) % 5;
    return a < 5 ? 5 + (a + b) % 5 : (a - b + 5) % 5;
}

bool verhoeff_holds(std::string_view digits) noexcept {
    constexpr std::array<std::uint8_t, 10> turn{1, 5, 7, 6, 2, 8, 3, 0, 9, 4};
    unsigned check = 0;
    for (std::size_t place = 0; place < digits.size(); ++place) {
        auto digit = static_cast<unsigned>(digits[digits.size() - 1 - place] - '0');
        for (std::size_t i = 0; i < place % 8; ++i) digit = turn[digit];
        check = dihedral(check, digit);
    }
    return check == 0;
}

/// `12345-5`, `LA9633-4`: answers add 5, which is inferred from those that are published.
bool loinc_holds(std::string_view code) noexcept {
    bool const answer = code.starts_with("LA");
    std::string_view const number = code.substr(answer ? 2 : 0, code.find('-') - (answer ? 2 : 0));
    unsigned long odd = 0, power = 1;
    unsigned sum = answer ? 5 : 0;
    for (std::size_t i = 0; i < number.size(); ++i) {
        auto const digit = static_cast<unsigned>(number[number.size() - 1 - i] - '0');
        if (i % 2 == 1) {
            sum += digit;
        } else {
            odd += digit * power;
            power *= 10;
        }
    }
    for (unsigned long rest = 2 * odd; rest != 0; rest /= 10) sum += static_cast<unsigned>(rest % 10);
    return (10 - sum % 10) % 10 == static_cast<unsigned>(code.back() - '0');
}

}  // namespace

std::string_view fault_in(std::string_view code, code_shape const& shape) noexcept {
    if (shape.looks && !shape.looks->matches(code)) return "does not look like a code of its system";
    switch (shape.last) {
        case check_digit::none: return {};
        case check_digit::verhoeff: return verhoeff_holds(code) ? std::string_view{} : "has a wrong check digit (Verhoeff): look for a slip of the pen";
        case check_digit::loinc: return loinc_holds(code) ? std::string_view{} : "has a wrong check digit (mod 10): look for a slip of the pen";
    }
    return {};
}

}  // namespace oms::terminology
