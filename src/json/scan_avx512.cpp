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

std::uint64_t is(__m512i b, char c) noexcept { return _mm512_cmpeq_epi8_mask(b, _mm512_set1_epi8(c)); }

struct avx512 {
    static block_masks classify(char const* bytes) noexcept {
        __m512i const b = _mm512_loadu_si512(bytes);
        __m512i const v = _mm512_or_si512(b, _mm512_set1_epi8(0x20));  // [ and ] become { and }
        // each blank stands at the place that its low four bits name; all other places are no byte of text with these bits
        __m512i const blanks = _mm512_broadcast_i32x4(_mm_setr_epi8(' ', 0, 0, 0, 0, 0, 0, 0, 0, '\t', '\n', 0, 0, '\r', 0, 0));
        block_masks m{};
        m.quote = is(b, '"');
        m.mark = is(v, '{') | is(v, '}') | is(b, ',') | is(b, ':');
        m.space = is(b, ' ');
        m.layout = _mm512_cmpeq_epi8_mask(b, _mm512_shuffle_epi8(blanks, b)) & ~m.space;
        // below 0x20 as a signed byte: control characters and all beyond ASCII
        std::uint64_t const unusual = _mm512_cmplt_epi8_mask(b, _mm512_set1_epi8(0x20)) | is(b, '\\');
        m.odd = (unusual & ~m.layout) != 0;
        return m;
    }

    static std::uint64_t parity(std::uint64_t bits) noexcept {
        __m128i const product = _mm_clmulepi64_si128(_mm_cvtsi64_si128(static_cast<long long>(bits)), _mm_set1_epi8(-1), 0);
        return static_cast<std::uint64_t>(_mm_cvtsi128_si64(product));
    }

    static scanner::position* emit(std::uint64_t tokens, scanner::position base, scanner::position* marks) noexcept {
        __m512i const every = _mm512_set_epi8(63, 62, 61, 60, 59, 58, 57, 56, 55, 54, 53, 52, 51, 50, 49, 48, 47, 46, 45, 44, 43, 42, 41, 40, 39, 38, 37, 36, 35, 34, 33, 32,
                                              31, 30, 29, 28, 27, 26, 25, 24, 23, 22, 21, 20, 19, 18, 17, 16, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0);
        __m512i const found = _mm512_maskz_compress_epi8(tokens, every);
        __m512i const from = _mm512_set1_epi32(static_cast<int>(base));
        auto const put = [&](int at, __m128i sixteen) { _mm512_storeu_si512(marks + at, _mm512_add_epi32(_mm512_cvtepu8_epi32(sixteen), from)); };
        auto const count = std::popcount(tokens);
        put(0, _mm512_castsi512_si128(found));
        put(16, _mm512_extracti32x4_epi32(found, 1));  // unasked: a branch here is often wrong
        if (count > 32) {
            put(32, _mm512_extracti32x4_epi32(found, 2));
            put(48, _mm512_extracti32x4_epi32(found, 3));
        }
        return marks + count;
    }
};

}  // namespace

scanner::position* scanner::scan_avx512(std::size_t blocks, position* marks) noexcept { return scan_with<avx512>(blocks, marks); }

}  // namespace oms::json

#pragma GCC pop_options

bool oms::json::scanner::runs_avx512() noexcept {
    return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vbmi2") && __builtin_cpu_supports("bmi") &&
           __builtin_cpu_supports("popcnt") && __builtin_cpu_supports("pclmul");
}

#else

bool oms::json::scanner::runs_avx512() noexcept { return false; }
oms::json::scanner::position* oms::json::scanner::scan_avx512(std::size_t, position* marks) noexcept { return marks; }

#endif
