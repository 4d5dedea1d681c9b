#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <boost/system/result.hpp>

namespace oms::terminology {

/// A regular expression that whole codes are held against, as in a ValueSet `filter` with `op` regex.
///
/// The portable part of the language: letters, digits and signs; `\` before a sign; `[0-9A-Z_]`; `( | )`; `?` `*` `+` `{3}` `{1,4}`.
/// No anchors (a match is of the whole code), no `\d`, no `.`, no look-around. At most 64 characters stand in it, repeats written out.
/// Held as the automaton of Glushkov: a match is one pass over the code, without a branch back and without an allocation.
class code_pattern {
public:
    /// Fault: what in the expression is not of the language.
    [[nodiscard]] static boost::system::result<code_pattern, std::string> compile(std::string_view expression);

    [[nodiscard]] bool matches(std::string_view code) const noexcept {
        if (code.empty() || !may_begin(code.front())) return false;
        std::uint64_t here = first_;
        for (std::size_t i = 0;; here = follow(here), ++i) {
            here &= of(code[i]);
            if (here == 0) return false;
            if (i + 1 == code.size()) return (here & last_) != 0;
        }
    }
    /// Whether a code that matches may begin so.
    [[nodiscard]] bool may_begin(char c) const noexcept { return (first_ & of(c)) != 0; }

private:
    friend class pattern_compiler;
    static constexpr std::size_t letters = 128;

    [[nodiscard]] std::uint64_t of(char c) const noexcept {
        auto const at = static_cast<unsigned char>(c);
        return at < letters ? standing_for_[at] : 0;
    }
    [[nodiscard]] std::uint64_t follow(std::uint64_t places) const noexcept;

    std::vector<std::uint64_t> standing_for_ = std::vector<std::uint64_t>(letters);  ///< of a character: the places that it fits
    std::vector<std::uint64_t> followers_;                                           ///< of a place: the places after it
    std::uint64_t first_ = 0, last_ = 0;                                             ///< where a match begins, where it may end
};

}  // namespace oms::terminology
