#pragma once
#include <oms/json/scanner.hpp>

#include <cstddef>
#include <cstdint>
#include <cstring>

namespace oms::json {

/// One bit per byte of a block.
struct block_masks {
    std::uint64_t quote;
    std::uint64_t mark;     ///< {}[]:,
    std::uint64_t space;
    std::uint64_t layout;   ///< line feed, carriage return, tab
    bool odd;               ///< a backslash, another control character or a byte beyond ASCII is here
};

/// What only an odd block needs.
struct scanner::closer_look {
    std::uint64_t backslash = 0;
    std::uint64_t control = 0;
    std::uint64_t escaped = 0;
    bool beyond_ascii = false;
};

/// The scan, with the instructions of one kind of processor. Anonymous, as each unit that includes this is compiled for
/// another kind: nothing of one may be linked into another.
namespace {

constexpr std::uint64_t low_bits(std::size_t count) noexcept { return count >= 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << count) - 1; }

constexpr char const* control_in_string = "a control character inside a string; escape it";

}  // namespace

template <class Kernel>
scanner::position* scanner::scan_with(std::size_t blocks, position* marks) noexcept {
    for (; blocks != 0 && at_ != size_ && bad_ == nullptr; --blocks) {
        char tail[block];
        char const* bytes = text_ + at_;
        std::size_t const left = size_ - at_;
        std::size_t const count = left < block ? left : block;
        if (count < block) [[unlikely]] {
            std::memset(tail, ' ', sizeof tail);
            std::memcpy(tail, bytes, count);
            bytes = tail;
        }

        block_masks m = Kernel::classify(bytes);
        closer_look seen;
        bool const closer = m.odd || escaped_ != 0 || utf8_left_ != 0;
        if (closer) [[unlikely]] look_closer(bytes, count, m.quote, seen);
        std::uint64_t const inside = Kernel::parity(m.quote) ^ in_string_;  // with the opening quote, without the closing one
        if (closer || (m.layout & inside) != 0) [[unlikely]] check_strings(bytes, count, m.layout, seen, inside);

        std::uint64_t const run = ~(m.mark | m.space | m.layout | m.quote | inside);
        std::uint64_t tokens = (m.mark & ~inside) | m.quote | (run & ~(run << 1 | in_run_));
        if (bad_ != nullptr) [[unlikely]] tokens &= low_bits(bad_at_ > at_ ? bad_at_ - at_ : 0);
        in_run_ = run >> (count - 1) & 1;
        in_string_ = 0 - (inside >> (count - 1) & 1);
        marks = Kernel::emit(tokens, static_cast<position>(at_), marks);
        at_ += count;
    }
    return marks;
}

}  // namespace oms::json
