// The matching for processors with AVX-512: most of what stands between two values is one comparison, without a loop or a call.
// Only what stands between the pragmas may use it.
#include <oms/json/pattern.hpp>

#if defined(__x86_64__) && defined(__GNUC__)

#include <immintrin.h>

// gcc 12 sees the deliberately unset operand of its own intrinsics (gcc bug 105593)
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#pragma GCC diagnostic ignored "-Wuninitialized"
#pragma GCC push_options
#pragma GCC target("avx512f,avx512bw,avx512vl,bmi")

#include "match_pieces.hpp"

namespace oms::json {

namespace {

struct same64 {
    static bool bytes(char const* a, char const* b, std::size_t size) noexcept {
        if (size <= 32) {
            __mmask32 const all = static_cast<__mmask32>(~std::uint64_t{0} >> (64 - size));
            return _mm256_mask_cmpneq_epi8_mask(all, _mm256_maskz_loadu_epi8(all, a), _mm256_loadu_si256(reinterpret_cast<__m256i const*>(b))) == 0;
        }
        for (; size > 64; size -= 64, a += 64, b += 64) {
            if (_mm512_cmpneq_epi8_mask(_mm512_loadu_si512(a), _mm512_loadu_si512(b)) != 0) return false;
        }
        // What the mask leaves out is not read.
        __mmask64 const rest = ~std::uint64_t{0} >> (64 - size);
        return _mm512_mask_cmpneq_epi8_mask(rest, _mm512_maskz_loadu_epi8(rest, a), _mm512_loadu_si512(b)) == 0;
    }
};

}  // namespace

std::size_t pattern::match_avx512(lookahead const& ahead, std::size_t known) const noexcept { return match_with<same64>(ahead, known); }

}  // namespace oms::json

#pragma GCC pop_options

#else

std::size_t oms::json::pattern::match_avx512(lookahead const&, std::size_t) const noexcept { return 0; }

#endif
