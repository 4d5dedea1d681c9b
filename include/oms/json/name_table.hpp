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
        for (std::size_t i = 0; i < Count; ++i) {
            std::array<char, word_bytes> bytes{};
            std::copy_n(names[i].begin(), std::min(names[i].size(), word_bytes), bytes.begin());
            beginnings_[i] = std::bit_cast<beginning>(bytes);
        }
        while (!fill_slots()) multiplier_ = multiplier_ * 6364136223846793005u + 1442695040888963407u;
    }

    /// The index of the name, or `npos`. `readable`: so many bytes from the name's first on may be read; from `word_bytes` on it is quicker.
    [[nodiscard]] std::size_t find(std::string_view name, std::size_t readable = 0) const noexcept {
        beginning const begin = beginning_of(name, readable);
        std::size_t const index = slots_[slot_of(begin, name.size())];
        if (index == npos || beginnings_[index] != begin) return npos;
        std::string_view const known = names_[index];
        bool const is_same = known.size() == name.size() && (name.size() <= word_bytes || known == name);
        return is_same ? index : npos;
    }

    [[nodiscard]] constexpr std::string_view operator[](std::size_t index) const noexcept { return names_[index]; }

private:
    /// The first characters of a name, zero behind its end.
    struct beginning {
        std::uint64_t low = 0, high = 0;
        bool operator==(beginning const&) const = default;
    };

    // So large that a multiplier without a collision is found soon.
    static constexpr unsigned slot_bits = std::bit_width(Count) + 4;

    static constexpr auto masks = [] {
        std::array<beginning, word_bytes + 1> all{};
        for (std::size_t n = 0; n < all.size(); ++n)
            for (std::size_t i = 0; i < n; ++i) (i < 8 ? all[n].low : all[n].high) |= std::uint64_t{0xff} << (8 * (i % 8));
        return all;
    }();

    static beginning beginning_of(std::string_view name, std::size_t readable) noexcept {
        if (readable < word_bytes) [[unlikely]] return short_beginning_of(name);
        beginning b;
        std::memcpy(&b.low, name.data(), sizeof b.low);
        std::memcpy(&b.high, name.data() + sizeof b.low, sizeof b.high);
        beginning const& mask = masks[std::min(name.size(), word_bytes)];
        return {b.low & mask.low, b.high & mask.high};
    }

    [[gnu::noinline]] static beginning short_beginning_of(std::string_view name) noexcept {
        std::array<char, word_bytes> bytes{};
        std::copy_n(name.begin(), std::min(name.size(), word_bytes), bytes.begin());
        return std::bit_cast<beginning>(bytes);
    }

    [[nodiscard]] constexpr std::size_t slot_of(beginning const& b, std::size_t size) const noexcept {
        std::uint64_t const word = (b.low ^ std::rotl(b.high, 29)) + size;
        return (word ^ word >> 32) * multiplier_ >> (64 - slot_bits);
    }

    /// False: two names meet in one slot.
    constexpr bool fill_slots() noexcept {
        slots_.fill(static_cast<std::uint8_t>(npos));
        for (std::size_t i = 0; i < Count; ++i) {
            std::uint8_t& slot = slots_[slot_of(beginnings_[i], names_[i].size())];
            if (slot != npos) return false;
            slot = static_cast<std::uint8_t>(i);
        }
        return true;
    }

    std::array<std::string_view, Count> names_;
    std::array<beginning, Count> beginnings_{};
    std::array<std::uint8_t, std::size_t{1} << slot_bits> slots_{};
    std::uint64_t multiplier_ = 0x9e3779b97f4a7c15u;
};

}  // namespace oms::json
