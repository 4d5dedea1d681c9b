#pragma once
#include <oms/json/scanner.hpp>

#include <cstddef>
#include <span>
#include <string_view>

namespace oms::json {

/// What the scanner has seen of the input that comes next, for who may know it without reading.
struct lookahead {
    std::string_view text;                        ///< the portion
    std::span<scanner::position const> marks;     ///< of the tokens to come, in `text`
    bool is_all = true;                           ///< this portion has no more of them
    bool may_escape = true;                       ///< a backslash may stand among them

    /// So many marks can be waited for.
    static constexpr std::size_t longest = 512;

    /// The same without the first `marks_taken`.
    [[nodiscard]] lookahead behind(std::size_t marks_taken) const noexcept { return {text, marks.subspan(marks_taken), is_all, may_escape}; }
    /// The next tokens are these, single characters.
    [[nodiscard]] bool begins_with(std::string_view tokens) const noexcept {
        if (marks.size() < tokens.size()) return false;
        for (std::size_t i = 0; i < tokens.size(); ++i) {
            if (text[marks[i]] != tokens[i]) return false;
        }
        return true;
    }
};

/// What was made of it.
struct taken {
    std::size_t marks = 0;      ///< from the first on, that need not be read any more
    bool waits = false;         ///< none yet: more of them would tell
};

}  // namespace oms::json
