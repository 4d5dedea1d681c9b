#include <oms/json/scanner.hpp>

#include "scan_blocks.hpp"

#include <algorithm>
#include <bit>
#include <cstring>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

namespace oms::json {

namespace {

#ifdef __SSE2__

struct block_bytes {
    __m128i part[4];

    explicit block_bytes(char const* p) noexcept {
        for (int i = 0; i < 4; ++i) part[i] = _mm_loadu_si128(reinterpret_cast<__m128i const*>(p) + i);
    }

    template <class Test>
    [[nodiscard]] std::uint64_t where(Test test) const noexcept {
        auto const bits = [&](int i) { return static_cast<std::uint64_t>(static_cast<unsigned>(_mm_movemask_epi8(test(part[i])))); };
        return bits(0) | bits(1) << 16 | bits(2) << 32 | bits(3) << 48;
    }

    [[nodiscard]] std::uint64_t equal(char c) const noexcept {
        return where([v = _mm_set1_epi8(c)](__m128i b) { return _mm_cmpeq_epi8(b, v); });
    }
    [[nodiscard]] std::uint64_t grammar() const noexcept {
        // [ and ] become { and } when bit 5 is set
        return where([](__m128i b) {
            __m128i const v = _mm_or_si128(b, _mm_set1_epi8(0x20));
            return _mm_or_si128(_mm_or_si128(_mm_cmpeq_epi8(v, _mm_set1_epi8('{')), _mm_cmpeq_epi8(v, _mm_set1_epi8('}'))),
                                _mm_or_si128(_mm_cmpeq_epi8(b, _mm_set1_epi8(',')), _mm_cmpeq_epi8(b, _mm_set1_epi8(':'))));
        });
    }
    [[nodiscard]] std::uint64_t beyond_ascii() const noexcept {
        return where([](__m128i b) { return b; });
    }
    /// below 0x20 as a signed byte: control characters and all beyond ASCII
    [[nodiscard]] std::uint64_t below_space() const noexcept {
        return where([](__m128i b) { return _mm_cmplt_epi8(b, _mm_set1_epi8(0x20)); });
    }
    [[nodiscard]] bool all_usual() const noexcept {
        __m128i any = _mm_setzero_si128();
        for (__m128i const b : part) {
            any = _mm_or_si128(any, _mm_or_si128(_mm_cmplt_epi8(b, _mm_set1_epi8(0x20)), _mm_cmpeq_epi8(b, _mm_set1_epi8('\\'))));
        }
        return _mm_movemask_epi8(any) == 0;
    }
};

#else

struct block_bytes {
    unsigned char const* part;

    explicit block_bytes(char const* p) noexcept : part(reinterpret_cast<unsigned char const*>(p)) {}

    template <class Test>
    [[nodiscard]] std::uint64_t where(Test test) const noexcept {
        std::uint64_t bits = 0;
        for (unsigned i = 0; i < 64; ++i) bits |= static_cast<std::uint64_t>(test(part[i])) << i;
        return bits;
    }

    [[nodiscard]] std::uint64_t equal(char c) const noexcept {
        return where([c](unsigned char b) { return b == static_cast<unsigned char>(c); });
    }
    [[nodiscard]] std::uint64_t grammar() const noexcept {
        return where([](unsigned char b) { return (b | 0x20) == '{' || (b | 0x20) == '}' || b == ',' || b == ':'; });
    }
    [[nodiscard]] std::uint64_t beyond_ascii() const noexcept {
        return where([](unsigned char b) { return b >= 0x80; });
    }
    [[nodiscard]] std::uint64_t below_space() const noexcept {
        return where([](unsigned char b) { return b < 0x20 || b >= 0x80; });
    }
    [[nodiscard]] bool all_usual() const noexcept { return (below_space() | equal('\\')) == 0; }
};

#endif

/// Any x86-64, or without SSE2 any processor.
struct baseline {
    block_masks classify(char const* bytes) const noexcept {
        block_bytes const b(bytes);
        block_masks m{b.equal('"'), b.grammar(), b.equal(' '), 0, false};
        if (!b.all_usual()) {
            m.layout = b.equal('\n') | b.equal('\t') | b.equal('\r');
            m.odd = ((b.below_space() & ~m.layout) | b.equal('\\')) != 0;
        }
        return m;
    }

    std::uint64_t parity(std::uint64_t bits) const noexcept {
        for (unsigned shift = 1; shift < 64; shift *= 2) bits ^= bits << shift;
        return bits;
    }

    scanner::position* emit(std::uint64_t tokens, scanner::position base, scanner::position* marks) const noexcept {
        scanner::position* const end = marks + count_bits(tokens);
        while (tokens != 0) {  // four at a time: the loop ends by surprise less often, and what is written too much is overwritten
            for (int i = 0; i < 4; ++i) {
                *marks++ = base + static_cast<scanner::position>(std::countr_zero(tokens));
                tokens &= tokens - 1;
            }
        }
        return end;
    }

private:
    /// std::popcount calls a function on the x86-64 baseline.
    static std::size_t count_bits(std::uint64_t v) noexcept {
        v -= (v >> 1) & 0x5555555555555555u;
        v = (v & 0x3333333333333333u) + ((v >> 2) & 0x3333333333333333u);
        v = (v + (v >> 4)) & 0x0f0f0f0f0f0f0f0fu;
        return static_cast<std::size_t>((v * 0x0101010101010101u) >> 56);
    }
};

constexpr char const* control_in_string = "a control character inside a string; escape it";

int hex_digit(char c) noexcept {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

}  // namespace

void scanner::begin(char const* portion, std::size_t size) noexcept {
    text_ = portion;
    size_ = size;
    at_ = 0;
    escape_end_ = 0;
    unicode_end_ = 0;
    if (digits_left_ != 0 || low_half_ != half::none) read_unicode_escape(0);
}

// Which instructions this processor has; asked once.
scanner::instructions scanner::best() noexcept {
    static instructions const found = [] {
        if (runs_avx512()) return instructions::avx512;
        return runs_avx2() ? instructions::avx2 : instructions::baseline;
    }();
    return found;
}

bool scanner::runs(instructions with) noexcept {
    return with == instructions::baseline || (with == instructions::avx2 ? runs_avx2() : runs_avx512());
}

scanner::position* scanner::scan(std::size_t blocks, position* marks) noexcept {
    switch (with_) {
        case instructions::avx512: return scan_avx512(blocks, marks);
        case instructions::avx2: return scan_avx2(blocks, marks);
        case instructions::baseline: break;
    }
    return scan_with<baseline>(blocks, marks);
}

// Out of line: a chart has few blocks with an escape or a letter beyond ASCII. Returns the quotes that are not escaped.
std::uint64_t scanner::look_closer(char const* bytes, std::size_t count, std::uint64_t quote, closer_look& seen) noexcept {
    block_bytes const b(bytes);
    seen.backslash = b.equal('\\') & low_bits(count);
    seen.beyond_ascii = b.beyond_ascii();
    seen.control = b.below_space() & ~seen.beyond_ascii;
    if (seen.backslash != 0) escape_end_ = at_ + count;
    if (seen.backslash != 0 || escaped_ != 0) {
        seen.escaped = find_escaped(seen.backslash, count);
        quote &= ~seen.escaped;
    }
    return quote;
}

std::uint64_t scanner::find_escaped(std::uint64_t backslash, std::size_t count) noexcept {
    std::uint64_t escaped = 0;
    if (escaped_ != 0) {
        escaped = 1;
        backslash &= ~std::uint64_t{1};
    }
    escaped_ = 0;
    while (backslash != 0) {
        int const i = std::countr_zero(backslash);
        if (static_cast<std::size_t>(i) + 1 == count) {
            escaped_ = 1;
            break;
        }
        std::uint64_t const next = std::uint64_t{2} << i;
        escaped |= next;
        backslash &= ~(next | next >> 1);
    }
    return escaped;
}

void scanner::check_strings(char const* bytes, std::size_t count, closer_look const& seen, std::uint64_t inside) noexcept {
    if (std::uint64_t const bits = seen.control & inside; bits != 0) {
        refuse(at_ + static_cast<std::size_t>(std::countr_zero(bits)), control_in_string);
    }
    if (std::uint64_t const bits = seen.backslash & ~inside; bits != 0) {
        refuse(at_ + static_cast<std::size_t>(std::countr_zero(bits)), "a backslash outside a string");
    }
    if (seen.beyond_ascii != 0 || utf8_.left != 0) check_utf8(bytes, count, seen.beyond_ascii);
    if (seen.escaped != 0) check_escapes(seen.escaped & inside);  // last, so that it names the fault of a byte that others refuse too
}

void scanner::check_escapes(std::uint64_t escaped) noexcept {
    for (; escaped != 0; escaped &= escaped - 1) {
        std::size_t const where = at_ + static_cast<std::size_t>(std::countr_zero(escaped));
        if (where < unicode_end_) continue;  // the second half of a surrogate pair
        switch (text_[where]) {
            case '"': case '\\': case '/': case 'b': case 'f': case 'n': case 'r': case 't': break;
            case 'u':
                digits_left_ = 4;
                unit_ = 0;
                if (!read_unicode_escape(where + 1)) return;
                break;
            default: refuse(where, "an unknown escape in a string"); return;
        }
    }
}

// Runs ahead of the block, to the end of the portion if need be: between the digits no other fault can stand.
bool scanner::read_unicode_escape(std::size_t from) noexcept {
    static constexpr char const* half_pair = "half of a surrogate pair in a string";
    for (; from < size_; ++from) {
        char const c = text_[from];
        if (low_half_ == half::backslash || low_half_ == half::letter) {
            if (c != (low_half_ == half::backslash ? '\\' : 'u')) return refuse(from, half_pair);
            digits_left_ = low_half_ == half::letter ? 4 : 0;
            low_half_ = low_half_ == half::backslash ? half::letter : half::digits;
            unit_ = 0;
            continue;
        }
        if (digits_left_ == 0) break;
        int const digit = hex_digit(c);
        if (digit < 0) return refuse(from, "\\u needs four hexadecimal digits");
        unit_ = unit_ * 16 + static_cast<std::uint32_t>(digit);
        if (--digits_left_ != 0) continue;
        bool const low = unit_ >= 0xdc00 && unit_ <= 0xdfff;
        if (low != (low_half_ == half::digits)) return refuse(from, half_pair);
        low_half_ = unit_ >= 0xd800 && unit_ < 0xdc00 ? half::backslash : half::none;
    }
    unicode_end_ = from;
    return true;
}

// From the first byte beyond ASCII to the one behind the last: there a character may be cut.
bool scanner::check_utf8(char const* bytes, std::size_t count, std::uint64_t beyond_ascii) noexcept {
    utf8_state due = utf8_;   // in registers
    std::size_t const end = std::min(count, 65 - static_cast<std::size_t>(std::countl_zero(beyond_ascii)));
    for (auto i = static_cast<std::size_t>(due.left != 0 ? 0 : std::countr_zero(beyond_ascii)); i < end; ++i) {
        auto const c = static_cast<unsigned char>(bytes[i]);
        if (due.left != 0) {
            if (c < due.low || c > due.high) return refuse(at_ + i, "not UTF-8");
            due = {static_cast<std::uint8_t>(due.left - 1)};
        } else if (c >= 0x80) {
            if (c < 0xc2 || c > 0xf4) return refuse(at_ + i, "not UTF-8");
            due.left = c < 0xe0 ? 1 : c < 0xf0 ? 2 : 3;
            // no overlong form, no surrogate, nothing above U+10FFFF
            due.low = c == 0xe0 ? 0xa0 : c == 0xf0 ? 0x90 : 0x80;
            due.high = c == 0xed ? 0x9f : c == 0xf4 ? 0x8f : 0xbf;
        }
    }
    utf8_ = due;
    return true;
}

bool scanner::refuse(std::size_t where, char const* why) noexcept {
    if (bad_ != nullptr && bad_at_ < where) return false;
    bad_at_ = where;
    bad_ = why;
    return false;
}

}  // namespace oms::json
