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

/// Keeps a constant in a register, see scan_avx512.cpp.
__m256i held(__m256i v) noexcept {
    __asm__("" : "+x"(v));
    return v;
}

class avx2 {
public:
    avx2() noexcept
        : quote_(held(_mm256_set1_epi8('"'))),
          space_(held(_mm256_set1_epi8(' '))),
          backslash_(held(_mm256_set1_epi8('\\'))),
          blanks_(held(_mm256_broadcastsi128_si256(_mm_setr_epi8(' ', 0, 0, 0, 0, 0, 0, 0, 0, '\t', '\n', 0, 0, '\r', 0, 0)))),
          grammar_(held(_mm256_broadcastsi128_si256(_mm_setr_epi8(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, ':', '{', ',', '}', 0, 0)))) {}

    block_masks classify(char const* bytes) const noexcept {
        __m256i const low = _mm256_loadu_si256(reinterpret_cast<__m256i const*>(bytes));
        __m256i const high = _mm256_loadu_si256(reinterpret_cast<__m256i const*>(bytes) + 1);
        auto const where = [&](auto test) {
            return static_cast<std::uint64_t>(static_cast<unsigned>(_mm256_movemask_epi8(test(low)))) |
                   static_cast<std::uint64_t>(static_cast<unsigned>(_mm256_movemask_epi8(test(high)))) << 32;
        };
        block_masks m{};
        m.quote = where([this](__m256i b) { return _mm256_cmpeq_epi8(b, quote_); });
        // [ and ] become { and } when bit 5 is set, and two control characters , and : (they are unusual)
        m.mark = where([this](__m256i b) { return _mm256_cmpeq_epi8(_mm256_or_si256(b, space_), _mm256_shuffle_epi8(grammar_, b)); });
        m.space = where([this](__m256i b) { return _mm256_cmpeq_epi8(b, space_); });
        // below 0x20 as a signed byte: control characters and all beyond ASCII
        auto const unusual_in = [this](__m256i b) { return _mm256_or_si256(_mm256_cmpgt_epi8(space_, b), _mm256_cmpeq_epi8(b, backslash_)); };
        if (_mm256_movemask_epi8(_mm256_or_si256(unusual_in(low), unusual_in(high))) != 0) {
            std::uint64_t const unusual = where(unusual_in);
            m.layout = where([this](__m256i b) { return _mm256_cmpeq_epi8(b, _mm256_shuffle_epi8(blanks_, b)); }) & ~m.space;
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
        scanner::position* const end = marks + std::popcount(tokens);
        while (tokens != 0) {
            for (int i = 0; i < 8; ++i) {  // as in the baseline
                *marks++ = base + static_cast<scanner::position>(std::countr_zero(tokens));
                tokens &= tokens - 1;
            }
        }
        return end;
    }

private:
    __m256i quote_, space_, backslash_;
    // each byte stands at the place that its low four bits name; no other byte equals what stands at its place
    __m256i blanks_, grammar_;
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
