#pragma once
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>
#include <type_traits>

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

public:
    static constexpr std::size_t npos = Count;

    consteval explicit name_table(std::array<std::string_view, Count> const& names) : names_(names) {
        while (!fill_slots()) multiplier_ = multiplier_ * 6364136223846793005u + 1442695040888963407u;
    }

    /// The index of the name, or `npos`.
    [[nodiscard]] constexpr std::size_t find(std::string_view name) const noexcept {
        std::size_t const index = slots_[slot_of(name)];
        return index != npos && names_[index] == name ? index : npos;
    }

    [[nodiscard]] constexpr std::string_view operator[](std::size_t index) const noexcept { return names_[index]; }

private:
    // So large that a multiplier without a collision is found soon.
    static constexpr unsigned slot_bits = std::bit_width(Count) + 4;

    static constexpr std::uint64_t load(char const* p, std::size_t size) noexcept {
        std::uint64_t word = 0;
        if (std::is_constant_evaluated()) {
            for (std::size_t i = 0; i < size; ++i) word |= std::uint64_t{static_cast<unsigned char>(p[i])} << (8 * i);
        } else {
            std::memcpy(&word, p, size);
        }
        return word;
    }

    /// Of its size, its first and its last characters.
    [[nodiscard]] constexpr std::size_t slot_of(std::string_view name) const noexcept {
        static_assert(std::endian::native == std::endian::little);
        std::size_t const size = name.size();
        char const* const p = name.data();
        std::uint64_t word = size;
        if (size >= 8) {
            word += load(p, 8) ^ std::rotl(load(p + size - 8, 8), 23);
        } else if (size >= 4) {
            word += load(p, 4) << 32 ^ load(p + size - 4, 4) << 5;
        } else if (size > 0) {
            word += load(p, 1) << 40 ^ load(p + size / 2, 1) << 24 ^ load(p + size - 1, 1) << 8;
        }
        return (word ^ word >> 31) * multiplier_ >> (64 - slot_bits);
    }

    /// False: two names meet in one slot.
    constexpr bool fill_slots() noexcept {
        slots_.fill(static_cast<std::uint8_t>(npos));
        for (std::size_t i = 0; i < Count; ++i) {
            std::uint8_t& slot = slots_[slot_of(names_[i])];
            if (slot != npos) return false;
            slot = static_cast<std::uint8_t>(i);
        }
        return true;
    }

    std::array<std::string_view, Count> names_;
    std::array<std::uint8_t, std::size_t{1} << slot_bits> slots_{};
    std::uint64_t multiplier_ = 0x9e3779b97f4a7c15u;
};

}  // namespace oms::json
