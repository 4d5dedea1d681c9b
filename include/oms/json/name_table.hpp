#pragma once
#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace oms::json {

/// Member names that are known when the program is compiled, found by a hash that tells them apart and compared as text.
///
///     constexpr name_table<2> table{{"status", "code"}};
///     table.find("code");     // 1
///     table.find("display");  // table.npos
///
/// Precondition: the names are different, and fewer than 256. Thread rule: pure.
template <std::size_t Count>
class name_table {
    static_assert(Count > 0 && Count < 256);
    static_assert(std::endian::native == std::endian::little);

public:
    static constexpr std::size_t npos = Count;
    static constexpr std::size_t word_bytes = 16;

    consteval explicit name_table(std::array<std::string_view, Count> const& names) : names_(names) {
        for (std::size_t i = 0; i < Count; ++i) known_[i] = {short_key_of(names[i]), names[i].size()};
        known_[npos].size = static_cast<std::size_t>(-1);  // of no name
        while (!fill_slots()) multiplier_ = multiplier_ * 6364136223846793005u + 1442695040888963407u;
    }

    /// The index of the name, or `npos`. `readable`: so many bytes from the name's first on may be read; from `word_bytes` on it is
    /// quicker.
    [[nodiscard]] std::size_t find(std::string_view name, std::size_t readable = 0) const noexcept {
        key const k = readable >= word_bytes ? key_of(name) : short_key_of(name);
        std::size_t const index = slots_[slot_of(k)];
        known const& there = known_[index];
        if (((there.first.low ^ k.low) | (there.first.high ^ k.high) | (there.size ^ name.size())) != 0) return npos;
        return name.size() <= word_bytes || names_[index] == name ? index : npos;
    }

    [[nodiscard]] constexpr std::string_view operator[](std::size_t index) const noexcept { return names_[index]; }

private:
    /// The first characters of a name, zero behind its end.
    struct key {
        std::uint64_t low = 0, high = 0;
    };

    struct alignas(32) known {
        key first;
        std::size_t size = 0;
    };

    // So large that a multiplier without a collision is found soon.
    static constexpr unsigned slot_bits = std::bit_width(Count) + 4;

    static constexpr auto masks = [] {
        std::array<key, word_bytes + 1> all{};
        for (std::size_t n = 0; n < all.size(); ++n)
            for (std::size_t i = 0; i < n; ++i) (i < 8 ? all[n].low : all[n].high) |= std::uint64_t{0xff} << (8 * (i % 8));
        return all;
    }();

    static key key_of(std::string_view name) noexcept {
        key k;
        std::memcpy(&k.low, name.data(), sizeof k.low);
        std::memcpy(&k.high, name.data() + sizeof k.low, sizeof k.high);
        key const& mask = masks[std::min(name.size(), word_bytes)];
        return {k.low & mask.low, k.high & mask.high};
    }

    static constexpr key short_key_of(std::string_view name) noexcept {
        key k;
        for (std::size_t i = 0; i < std::min(name.size(), word_bytes); ++i)
            (i < 8 ? k.low : k.high) |= std::uint64_t{static_cast<unsigned char>(name[i])} << (8 * (i % 8));
        return k;
    }

    // The upper bits of a product depend on all of its factors' bits.
    [[nodiscard]] constexpr std::size_t slot_of(key const& k) const noexcept {
        return (k.low ^ std::rotl(k.high, 29)) * multiplier_ >> (64 - slot_bits);
    }

    /// False: two names meet in one slot.
    constexpr bool fill_slots() noexcept {
        slots_.fill(static_cast<std::uint8_t>(npos));
        for (std::size_t i = 0; i < Count; ++i) {
            std::uint8_t& slot = slots_[slot_of(known_[i].first)];
            if (slot != npos) return false;
            slot = static_cast<std::uint8_t>(i);
        }
        return true;
    }

    std::array<std::string_view, Count> names_;
    std::array<known, Count + 1> known_{};
    std::array<std::uint8_t, std::size_t{1} << slot_bits> slots_{};
    std::uint64_t multiplier_ = 0x9e3779b97f4a7c15u;
};

}  // namespace oms::json
