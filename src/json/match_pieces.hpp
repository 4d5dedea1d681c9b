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
    char const* const mine = text_.data();
    scanner::position const* const marks = ahead.marks.data();
    piece const* const first = pieces_.data();
    piece const* const last = first + pieces_.size();
    piece const* p = first + known;
    for (; p != last; ++p) {
        char const* from = text + marks[p->from];
        if (p->behind_number) [[unlikely]] {
            from = end_of_number(text + marks[p->from - 1], text + ahead.text.size());
            if (from == nullptr) break;
        }
        bool const fits = from + p->size == text + marks[p->to] + p->last;
        if (!fits || !Same::bytes(from, mine + p->at, p->size)) break;
    }
    return static_cast<std::size_t>(p - first);
}

}  // namespace oms::json
