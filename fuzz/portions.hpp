#pragma once
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

/// What the fuzz targets share: a promise that must hold for every input, and cuts of an input.
namespace oms::fuzz {

/// Ends the program, which is how libFuzzer and the replay learn of a failure.
inline void promise(bool kept, char const* claim, std::string_view more = {}) {
    if (kept) return;
    std::fprintf(stderr, "broken promise: %s\n%s\n", claim, std::string{more.substr(0, 4000)}.c_str());
    std::abort();
}

/// As `promise`, for what two ways to read one input gave.
inline void same(std::string_view one, std::string_view other, char const* claim) {
    if (one == other) return;
    constexpr std::size_t shown = 1900;
    std::string told{"one way:\n"};
    promise(false, claim, told.append(one.substr(0, shown)).append("\nthe other way:\n").append(other.substr(0, shown)));
}

enum class cut : std::uint8_t {
    not_at_all,
    at_random,     ///< sizes drawn from the input itself: it is always cut alike, and a change of one byte moves the cuts
    everywhere,    ///< a byte at a time
};

inline std::vector<std::string_view> portions(std::string_view bytes, cut how) {
    if (how == cut::not_at_all) return {bytes};
    std::uint64_t state = 0xcbf29ce484222325;
    for (char const c : bytes) state = (state ^ static_cast<unsigned char>(c)) * 0x100000001b3;
    std::vector<std::string_view> out;
    while (!bytes.empty()) {
        state = state * 6364136223846793005u + 1442695040888963407u;
        auto const draw = static_cast<std::size_t>(state >> 40);
        // Mostly short; now and then around the 64 bytes that the scanner takes at a time, or nothing at all.
        std::size_t const wanted = how == cut::everywhere ? 1 : draw % 8 == 0 ? 56 + draw / 8 % 16 : draw / 8 % 24;
        out.push_back(bytes.substr(0, wanted));
        bytes.remove_prefix(out.back().size());
    }
    return out;
}

inline std::string_view text_of(std::uint8_t const* data, std::size_t size) {
    return size == 0 ? std::string_view{} : std::string_view{reinterpret_cast<char const*>(data), size};
}

}  // namespace oms::fuzz
