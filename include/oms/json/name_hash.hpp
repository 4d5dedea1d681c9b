#pragma once
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

/// The hash by which the reader tells member names apart, and by which a handler knows its own.
///
/// 64 bits of two folded 64 x 64 multiplications. It is not seeded: equal names have equal hashes, so a duplicate is never
/// missed, and somebody who constructs two names of one hash has their own request refused, nothing else.
namespace oms::json {

namespace hashing {

__extension__ using wide = unsigned __int128;

inline constexpr std::uint64_t seed = 0x9e3779b97f4a7c15u;
inline constexpr std::uint64_t first = 0xa0761d6478bd642fu;
inline constexpr std::uint64_t second = 0xe7037ed1a0b428dbu;
inline constexpr std::uint64_t by_length = 0x8ebc6af09c88c6e3u;

[[nodiscard]] constexpr std::uint64_t fold(std::uint64_t a, std::uint64_t b) noexcept {
    wide const product = static_cast<wide>(a) * b;
    return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
}

/// Up to 8 bytes, first byte lowest, the rest zero.
[[nodiscard]] constexpr std::uint64_t load(char const* p, std::size_t n) noexcept {
    std::uint64_t word = 0;
    for (std::size_t i = 0; i < n && i < 8; ++i) word |= static_cast<std::uint64_t>(static_cast<unsigned char>(p[i])) << (8 * i);
    return word;
}

[[nodiscard]] constexpr std::uint64_t finish(std::uint64_t h, std::uint64_t low, std::uint64_t high, std::size_t length) noexcept {
    return fold(h ^ low, high ^ (second + length * by_length));
}

[[nodiscard]] constexpr std::uint64_t step(std::uint64_t h, std::uint64_t low, std::uint64_t high) noexcept {
    return fold(h ^ low, first ^ high);
}

}  // namespace hashing

/// The hash of an unescaped name.
[[nodiscard]] constexpr std::uint64_t hash_name(std::string_view name) noexcept {
    std::uint64_t h = hashing::seed;
    char const* p = name.data();
    std::size_t n = name.size();
    for (; n > 16; p += 16, n -= 16) h = hashing::step(h, hashing::load(p, 8), hashing::load(p + 8, 8));
    return hashing::finish(h, hashing::load(p, n), n > 8 ? hashing::load(p + 8, n - 8) : 0, name.size());
}

/// The same, quicker, of a name behind whose last byte at least 15 more may be read.
[[nodiscard]] inline std::uint64_t hash_name_in_place(char const* p, std::size_t length) noexcept {
#ifdef __SSE2__
    alignas(16) static constexpr unsigned char keep[32] = {255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255};
    auto const words_of = [](__m128i v, std::uint64_t& low, std::uint64_t& high) {
        low = static_cast<std::uint64_t>(_mm_cvtsi128_si64(v));
        high = static_cast<std::uint64_t>(_mm_cvtsi128_si64(_mm_unpackhi_epi64(v, v)));
    };
    std::uint64_t h = hashing::seed;
    std::size_t n = length;
    std::uint64_t low = 0;
    std::uint64_t high = 0;
    for (; n > 16; p += 16, n -= 16) {
        words_of(_mm_loadu_si128(reinterpret_cast<__m128i const*>(p)), low, high);
        h = hashing::step(h, low, high);
    }
    __m128i const text = _mm_loadu_si128(reinterpret_cast<__m128i const*>(p));
    words_of(_mm_and_si128(text, _mm_loadu_si128(reinterpret_cast<__m128i const*>(keep + 16 - n))), low, high);
    return hashing::finish(h, low, high, length);
#else
    return hash_name({p, length});
#endif
}

}  // namespace oms::json
