// The scan for processors with AVX2. Only what stands between the pragmas may use it.
#include <oms/json/scanner.hpp>

#include <bit>
#include <cstring>

#if defined(__x86_64__) && defined(__GNUC__)

#include <immintrin.h>

#pragma GCC push_options
#pragma GCC target("avx2,bmi,popcnt,pclmul")

#include "scan_blocks.hpp"

namespace oms::json {

namespace {

__m256i is(__m256i b, char c) noexcept { return _mm256_cmpeq_epi8(b, _mm256_set1_epi8(c)); }

struct avx2 {
    static block_masks classify(char const* bytes) noexcept {
        __m256i const low = _mm256_loadu_si256(reinterpret_cast<__m256i const*>(bytes));
        __m256i const high = _mm256_loadu_si256(reinterpret_cast<__m256i const*>(bytes) + 1);
        auto const where = [&](auto test) {
            return static_cast<std::uint64_t>(static_cast<unsigned>(_mm256_movemask_epi8(test(low)))) |
                   static_cast<std::uint64_t>(static_cast<unsigned>(_mm256_movemask_epi8(test(high)))) << 32;
        };
        // each blank stands at the place that its low four bits name; all other places are no byte of text with these bits
        __m256i const blanks = _mm256_setr_epi8(' ', 0, 0, 0, 0, 0, 0, 0, 0, '\t', '\n', 0, 0, '\r', 0, 0, ' ', 0, 0, 0, 0, 0, 0, 0, 0, '\t', '\n', 0, 0, '\r', 0, 0);
        block_masks m{};
        m.quote = where([&](__m256i b) { return is(b, '"'); });
        m.mark = where([&](__m256i b) {
            __m256i const v = _mm256_or_si256(b, _mm256_set1_epi8(0x20));  // [ and ] become { and }
            return _mm256_or_si256(_mm256_or_si256(is(v, '{'), is(v, '}')), _mm256_or_si256(is(b, ','), is(b, ':')));
        });
        m.space = where([&](__m256i b) { return is(b, ' '); });
        std::uint64_t const blank = where([&](__m256i b) { return _mm256_cmpeq_epi8(b, _mm256_shuffle_epi8(blanks, b)); });
        m.layout = blank & ~m.space;
        // below 0x20 as a signed byte: control characters and all beyond ASCII
        std::uint64_t const unusual = where([&](__m256i b) { return _mm256_or_si256(_mm256_cmpgt_epi8(_mm256_set1_epi8(0x20), b), is(b, '\\')); });
        m.odd = (unusual & ~m.layout) != 0;
        return m;
    }

    static std::uint64_t parity(std::uint64_t bits) noexcept {
        __m128i const product = _mm_clmulepi64_si128(_mm_cvtsi64_si128(static_cast<long long>(bits)), _mm_set1_epi8(-1), 0);
        return static_cast<std::uint64_t>(_mm_cvtsi128_si64(product));
    }

    static scanner::position* emit(std::uint64_t tokens, scanner::position base, scanner::position* marks) noexcept {
        scanner::position* const end = marks + std::popcount(tokens);
        while (tokens != 0) {
            for (int i = 0; i < 8; ++i) {  // as in the baseline
                *marks++ = base + static_cast<scanner::position>(std::countr_zero(tokens));
                tokens &= tokens - 1;
            }
        }
        return end;
    }
};

}  // namespace

scanner::position* scanner::scan_avx2(std::size_t blocks, position* marks) noexcept { return scan_with<avx2>(blocks, marks); }

}  // namespace oms::json

#pragma GCC pop_options

bool oms::json::scanner::runs_avx2() noexcept {
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") && __builtin_cpu_supports("popcnt") && __builtin_cpu_supports("pclmul");
}

#else

bool oms::json::scanner::runs_avx2() noexcept { return false; }
oms::json::scanner::position* oms::json::scanner::scan_avx2(std::size_t, position* marks) noexcept { return marks; }

#endif
