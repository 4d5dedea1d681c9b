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
    std::uint64_t beyond_ascii = 0;
};

/// The scan, with the instructions of one kind of processor. Anonymous, as each unit that includes this is compiled for
/// another kind: nothing of one may be linked into another.
namespace {

constexpr std::uint64_t low_bits(std::size_t count) noexcept { return count >= 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << count) - 1; }

/// Numbers, literals, rubbish.
inline std::uint64_t run_of(block_masks const& m, std::uint64_t quote, std::uint64_t inside) noexcept { return ~(m.mark | m.space | m.layout | quote | inside); }

/// `before`: 1, if the last byte of the block before belongs to a run.
inline std::uint64_t tokens_of(block_masks const& m, std::uint64_t quote, std::uint64_t inside, std::uint64_t before) noexcept {
    std::uint64_t const run = run_of(m, quote, inside);
    return (m.mark & ~inside) | quote | (run & ~(run << 1 | before));
}

}  // namespace

/// Marks blocks up to `stop`, or to one that needs a closer look. Kept apart from that, as it calls nothing: so all it asks for stays in registers.
template <class Kernel>
[[gnu::noinline]] scanner::position* scanner::scan_plain(std::size_t stop, position* marks) noexcept {
    Kernel const kernel;
    char const* const text = text_;
    std::size_t at = at_;
    std::uint64_t in_string = in_string_;
    std::uint64_t in_run = in_run_;
    for (; at != stop; at += block) {
        block_masks const m = kernel.classify(text + at);
        std::uint64_t const inside = kernel.parity(m.quote) ^ in_string;   // a string, with the opening quote, without the closing one
        if (m.odd || (m.layout & inside) != 0) [[unlikely]] {
            is_odd_ = true;
            break;
        }
        marks = kernel.emit(tokens_of(m, m.quote, inside, in_run), static_cast<position>(at), marks);
        in_run = run_of(m, m.quote, inside) >> (block - 1);
        in_string = 0 - (inside >> (block - 1));
    }
    at_ = at;
    in_string_ = in_string;
    in_run_ = in_run;
    return marks;
}

/// Marks a block, whatever is in it, or what is left of the portion.
template <class Kernel>
scanner::position* scanner::scan_closely(char const* bytes, std::size_t count, position* marks) noexcept {
    Kernel const kernel;
    block_masks const m = kernel.classify(bytes);
    closer_look seen;
    std::uint64_t const quote = look_closer(bytes, count, m.quote, seen);
    std::uint64_t const inside = kernel.parity(quote) ^ in_string_;
    check_strings(bytes, count, seen, inside);
    std::uint64_t tokens = tokens_of(m, quote, inside, in_run_);
    if (bad_ != nullptr) tokens &= low_bits(bad_at_ > at_ ? bad_at_ - at_ : 0);
    marks = kernel.emit(tokens, static_cast<position>(at_), marks);
    in_run_ = run_of(m, quote, inside) >> (count - 1) & 1;
    in_string_ = 0 - (inside >> (count - 1) & 1);
    is_odd_ = escaped_ != 0 || utf8_.left != 0;
    at_ += count;
    return marks;
}

template <class Kernel>
scanner::position* scanner::scan_with(std::size_t blocks, position* marks) noexcept {
    std::size_t const all = (size_ - at_) / block;
    std::size_t const whole = blocks < all ? blocks : all;
    std::size_t const stop = at_ + whole * block;
    while (at_ != stop && bad_ == nullptr) {
        marks = is_odd_ ? scan_closely<Kernel>(text_ + at_, block, marks) : scan_plain<Kernel>(stop, marks);
    }
    if (whole != blocks && at_ != size_ && bad_ == nullptr) {
        char tail[block];
        std::size_t const count = size_ - at_;
        std::memset(tail, ' ', sizeof tail);
        std::memcpy(tail, text_ + at_, count);
        marks = scan_closely<Kernel>(tail, count, marks);
    }
    return marks;
}

}  // namespace oms::json
