// The scan for processors with AVX-512 VBMI2 (Ice Lake, Zen 4 and later): it writes sixteen marks at once.
// Only what stands between the pragmas may use it.
#include <oms/json/scanner.hpp>

#include <bit>
#include <cstring>

#if defined(__x86_64__) && defined(__GNUC__)

#include <immintrin.h>

// gcc 12 sees the deliberately unset operand of its own intrinsics (gcc bug 105593)
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#pragma GCC diagnostic ignored "-Wuninitialized"
#pragma GCC push_options
#pragma GCC target("avx512f,avx512bw,avx512vbmi2,bmi,popcnt,pclmul")

#include "scan_blocks.hpp"

namespace oms::json {

namespace {

/// Keeps a constant in a register. Without it gcc makes each of them anew for every block, which costs more than using them.
__m512i held(__m512i v) noexcept {
    __asm__("" : "+v"(v));
    return v;
}

class avx512 {
public:
    avx512() noexcept
        : quote_(held(_mm512_set1_epi8('"'))),
          space_(held(_mm512_set1_epi8(' '))),
          backslash_(held(_mm512_set1_epi8('\\'))),
          blanks_(held(_mm512_broadcast_i32x4(_mm_setr_epi8(' ', 0, 0, 0, 0, 0, 0, 0, 0, '\t', '\n', 0, 0, '\r', 0, 0)))),
          grammar_(held(_mm512_broadcast_i32x4(_mm_setr_epi8(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, ':', '{', ',', '}', 0, 0)))),
          every_(held(_mm512_set_epi8(63, 62, 61, 60, 59, 58, 57, 56, 55, 54, 53, 52, 51, 50, 49, 48, 47, 46, 45, 44, 43, 42, 41, 40, 39, 38, 37, 36, 35, 34, 33, 32,
                                      31, 30, 29, 28, 27, 26, 25, 24, 23, 22, 21, 20, 19, 18, 17, 16, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0))) {}

    block_masks classify(char const* bytes) const noexcept {
        __m512i const b = _mm512_loadu_si512(bytes);
        block_masks m{};
        m.quote = _mm512_cmpeq_epi8_mask(b, quote_);
        // [ and ] become { and } when bit 5 is set, and two control characters , and : (they are unusual)
        m.mark = _mm512_cmpeq_epi8_mask(_mm512_or_si512(b, space_), _mm512_shuffle_epi8(grammar_, b));
        m.space = _mm512_cmpeq_epi8_mask(b, space_);
        // below 0x20 as a signed byte: control characters and all beyond ASCII
        __mmask64 const below = _mm512_cmplt_epi8_mask(b, space_);
        __mmask64 const backslash = _mm512_cmpeq_epi8_mask(b, backslash_);
        if (_kortestz_mask64_u8(below, backslash) == 0) [[unlikely]] {
            std::uint64_t const unusual = below | backslash;
            m.layout = _mm512_cmpeq_epi8_mask(b, _mm512_shuffle_epi8(blanks_, b)) & ~m.space;
            m.odd = (unusual & ~m.layout) != 0;
            m.mark &= ~unusual;
        }
        return m;
    }

    std::uint64_t parity(std::uint64_t bits) const noexcept {
        __m128i const product = _mm_clmulepi64_si128(_mm_cvtsi64_si128(static_cast<long long>(bits)), _mm_set1_epi8(-1), 0);
        return static_cast<std::uint64_t>(_mm_cvtsi128_si64(product));
    }

    scanner::position* emit(std::uint64_t tokens, scanner::position base, scanner::position* marks) const noexcept {
        __m512i const found = _mm512_maskz_compress_epi8(tokens, every_);
        __m512i const from = _mm512_set1_epi32(static_cast<int>(base));
        auto const put = [&](int at, __m128i sixteen) { _mm512_storeu_si512(marks + at, _mm512_add_epi32(_mm512_cvtepu8_epi32(sixteen), from)); };
        auto const count = std::popcount(tokens);
        // About sixteen tokens to a block is what charts have: a branch between the first two would be a coin's toss.
        put(0, _mm512_castsi512_si128(found));
        put(16, _mm512_extracti32x4_epi32(found, 1));
        if (count > 32) {
            put(32, _mm512_extracti32x4_epi32(found, 2));
            put(48, _mm512_extracti32x4_epi32(found, 3));
        }
        return marks + count;
    }

private:
    __m512i quote_, space_, backslash_;
    // each byte stands at the place that its low four bits name; no other byte equals what stands at its place
    __m512i blanks_, grammar_;
    __m512i every_;
};

}  // namespace

scanner::position* scanner::scan_avx512(std::size_t blocks, position* marks) noexcept { return scan_with<avx512>(blocks, marks); }

}  // namespace oms::json

#pragma GCC pop_options

bool oms::json::scanner::runs_avx512() noexcept {
    return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512vbmi2") && __builtin_cpu_supports("bmi") &&
           __builtin_cpu_supports("popcnt") && __builtin_cpu_supports("pclmul");
}

#else

bool oms::json::scanner::runs_avx512() noexcept { return false; }
oms::json::scanner::position* oms::json::scanner::scan_avx512(std::size_t, position* marks) noexcept { return marks; }

#endif
