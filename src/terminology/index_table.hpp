#pragma once
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string_view>
#include <vector>

namespace oms::terminology {

template <class Word>
[[nodiscard]] std::uint64_t word_at(char const* text) noexcept {
    Word word;
    std::memcpy(&word, text, sizeof word);
    return word;
}

/// The two ends of a text, a word each; all of it when it is no longer than they are.
struct text_ends {
    std::uint64_t first = 0, last = 0;
    bool operator==(text_ends const&) const = default;
};

[[nodiscard]] inline text_ends ends_of(std::string_view text) noexcept {
    char const* const end = text.data() + text.size();
    if (text.size() >= 8) return {word_at<std::uint64_t>(text.data()), word_at<std::uint64_t>(end - 8)};
    if (text.size() >= 4) return {word_at<std::uint32_t>(text.data()), word_at<std::uint32_t>(end - 4)};
    std::uint64_t first = 0;
    for (char const c : text) first = first << 8 | static_cast<unsigned char>(c);
    return {first, 0};
}

/// Of a code or a URI. Its length and its two ends tell those we know apart; the comparison that follows a hit sees the rest.
[[nodiscard]] inline std::uint32_t hash_of(std::string_view text) noexcept {
    constexpr std::uint64_t multiplier = 0x9e3779b97f4a7c15ULL;
    auto const [first, last] = ends_of(text);
    std::uint64_t const h = (first ^ text.size()) * multiplier;
    return static_cast<std::uint32_t>(((h ^ h >> 32 ^ last) * multiplier) >> 32);
}

/// Whether both are the same. A code or URI is a few words, for which memcmp is a long way.
[[nodiscard]] inline bool same_text(std::string_view a, std::string_view b) noexcept {
    if (a.size() != b.size() || ends_of(a) != ends_of(b)) return false;
    for (std::size_t i = 8; i + 8 < a.size(); i += 8)
        if (word_at<std::uint64_t>(a.data() + i) != word_at<std::uint64_t>(b.data() + i)) return false;
    return true;
}

/// Where entries stand that are kept elsewhere: an open hash table of their indices. Asked for each coding of a chart, of which few
/// are known: a byte of the hash stands before the index, so that a miss ends in the one small table.
class index_table {
public:
    /// Room for so many entries, none of them put yet.
    void reserve(std::size_t entries) {
        marks_.assign(std::bit_ceil(4 * entries + 1), empty);
        indices_.assign(marks_.size(), 0);
    }

    void put(std::uint32_t hash, std::size_t index) {
        std::size_t at = hash & mask();
        while (marks_[at] != empty) at = (at + 1) & mask();
        marks_[at] = mark_of(hash);
        indices_[at] = static_cast<std::uint32_t>(index);
    }

    /// The index put with that hash for which `is_it` holds.
    template <class Predicate>
    [[nodiscard]] std::optional<std::size_t> find(std::uint32_t hash, Predicate is_it) const noexcept {
        for (std::size_t at = hash & mask(); marks_[at] != empty; at = (at + 1) & mask())
            if (marks_[at] == mark_of(hash) && is_it(indices_[at])) return indices_[at];
        return std::nullopt;
    }

private:
    static constexpr std::uint8_t empty = 0;
    /// From the end of the hash that says nothing of the place.
    static constexpr std::uint8_t mark_of(std::uint32_t hash) noexcept { return static_cast<std::uint8_t>(hash >> 24 | 1U); }
    [[nodiscard]] std::size_t mask() const noexcept { return marks_.size() - 1; }

    std::vector<std::uint8_t> marks_{empty};  ///< at most a quarter are taken
    std::vector<std::uint32_t> indices_{0};
};

}  // namespace oms::terminology
