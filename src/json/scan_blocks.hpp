#pragma once
#include <oms/json/scanner.hpp>

#include <bit>
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

/// What goes from block to block, in registers.
struct scanner::carry {
    std::uint64_t in_string;
    std::uint64_t in_run;
};

template <class Kernel>
inline scanner::position* scanner::scan_block(Kernel const& kernel, char const* bytes, std::size_t count, carry& c, position* marks) noexcept {
    block_masks const m = kernel.classify(bytes);
    bool const closer = m.odd || escaped_ != 0 || utf8_left_ != 0;
    std::uint64_t quote = m.quote;
    std::uint64_t inside;  // a string, with the opening quote, without the closing one
    if (closer) [[unlikely]] {
        closer_look seen;
        quote = look_closer(bytes, count, quote, seen);
        inside = kernel.parity(quote) ^ c.in_string;
        check_strings(bytes, count, seen, inside);
    } else {
        inside = kernel.parity(quote) ^ c.in_string;
        if (std::uint64_t const bits = m.layout & inside; bits != 0) [[unlikely]] refuse(at_ + static_cast<std::size_t>(std::countr_zero(bits)), control_in_string);
    }

    std::uint64_t const run = ~(m.mark | m.space | m.layout | quote | inside);
    std::uint64_t tokens = (m.mark & ~inside) | quote | (run & ~(run << 1 | c.in_run));
    if (bad_ != nullptr) [[unlikely]] tokens &= low_bits(bad_at_ > at_ ? bad_at_ - at_ : 0);
    c.in_run = run >> (count - 1) & 1;
    c.in_string = 0 - (inside >> (count - 1) & 1);
    return kernel.emit(tokens, static_cast<position>(at_), marks);
}

template <class Kernel>
scanner::position* scanner::scan_with(std::size_t blocks, position* marks) noexcept {
    Kernel const kernel;
    carry c{in_string_, in_run_};
    std::size_t at = at_;  // `at_` follows, for those who look closer
    for (; blocks != 0 && size_ - at >= block && bad_ == nullptr; --blocks) {
        marks = scan_block(kernel, text_ + at, block, c, marks);
        at_ = at += block;
    }
    if (blocks != 0 && at_ != size_ && bad_ == nullptr) {
        char tail[block];
        std::size_t const count = size_ - at_;
        std::memset(tail, ' ', sizeof tail);
        std::memcpy(tail, text_ + at_, count);
        marks = scan_block(kernel, tail, count, c, marks);
        at_ = size_;
    }
    in_string_ = c.in_string;
    in_run_ = c.in_run;
    return marks;
}

}  // namespace oms::json
