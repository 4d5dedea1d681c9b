#pragma once
#include <oms/json/pattern.hpp>
#include <oms/json/scalar.hpp>

#include <cstddef>

namespace oms::json {

/// Behind the number that begins there; null: there is none, or more of it may follow.
[[nodiscard]] char const* end_of_number(char const* from, char const* end) noexcept;

/// The matching, with the instructions of one kind of processor. `Same::bytes(a, b, size)` compares; 64 bytes behind `b` may be read.
template <class Same>
std::size_t pattern::match_with(lookahead const& ahead, std::size_t known) const noexcept {
    char const* const text = ahead.text.data();
    scanner::position const* const marks = ahead.marks.data();
    bool behind_number = known != 0 && pieces_[known - 1].what == then::number;
    for (std::size_t i = known; i < pieces_.size(); ++i) {
        piece const& p = pieces_[i];
        char const* from = text + marks[p.from];
        if (behind_number) [[unlikely]] from = end_of_number(text + marks[p.from - 1], text + ahead.text.size());
        behind_number = p.what == then::number;
        bool const fits = from != nullptr && from + p.size == text + marks[p.to] + !behind_number;
        if (!fits || !Same::bytes(from, text_.data() + p.at, p.size)) return i;
    }
    return pieces_.size();
}

}  // namespace oms::json
