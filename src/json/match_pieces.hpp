#pragma once
#include <oms/json/pattern.hpp>

#include <cstddef>

namespace oms::json {

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
        scanner::position const from = marks[p->from];
        if (marks[p->to] - from != p->span || !Same::bytes(text + from, mine + p->at, p->size)) break;
    }
    return static_cast<std::size_t>(p - first);
}

}  // namespace oms::json
