#pragma once
#include <oms/json/lookahead.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace oms::json {

/// A string or number of a text, and what a pattern makes of it.
struct outlined_value {
    enum class kind : std::uint8_t { string, number } what = kind::string;
    enum class use : std::uint8_t {
        unread,   ///< any value
        wanted,   ///< a string of 1 to `pattern::longest` bytes without an escape; a number of at most `pattern::longest_number`
        fixed,    ///< this very value: it is part of the pattern
    } as = use::unread;
    std::size_t mark = 0;   ///< of its first byte, counted from the first of the object
    std::string_view text;  ///< of a string without its quotes
};

/// What a text is made of.
struct outline {
    std::string_view text;                ///< of the object
    std::vector<outlined_value> values;   ///< in their order, member names not among them
    std::size_t marks = 0;
    unsigned depth = 0;                   ///< objects and arrays inside each other, itself included
};

/// The outline of the object that begins `text`, which a reader has accepted. None if it does not end there.
[[nodiscard]] std::optional<outline> outline_of(std::string_view text);

/// An object as one program writes it again and again: the same member names, punctuation and blanks, with other values.
///
/// Whatever matches is JSON that a reader accepts, without a duplicate member, nested no deeper than the object that the
/// pattern was made of. What does not match says nothing: the reader decides. So a pattern is only ever a quicker way to the
/// same: where its values stand follows from the marks, and what stands between them is compared and not parsed. (Blanks behind a
/// number may differ.)
/// Memory: the text between the values and the fixed ones; nothing of the others.
/// Source: the scanner has checked strings (RFC 8259 section 7).
class pattern {
public:
    explicit pattern(outline const& from, scanner::instructions with = scanner::best());

    /// How many pieces of the front of `ahead` are alike; `pieces()`: it is such an object. The first `known` are not looked at:
    /// they are those of a pattern that begins alike. `ahead` has at least `marks()`.
    [[nodiscard]] std::size_t match(lookahead const& ahead, std::size_t known = 0) const noexcept;

    /// The wanted values of what matched, each to its place in `to`. False: one is not as `wanted` says.
    [[nodiscard]] bool read(lookahead const& ahead, std::span<std::string_view* const> to) const noexcept;

    /// How many pieces both have alike.
    [[nodiscard]] std::size_t begins_like(pattern const& other) const noexcept;

    [[nodiscard]] bool operator==(pattern const& other) const = default;

    [[nodiscard]] std::size_t pieces() const noexcept { return pieces_.size(); }
    [[nodiscard]] std::size_t marks() const noexcept { return marks_; }
    [[nodiscard]] unsigned depth() const noexcept { return depth_; }
    /// Of what is kept.
    [[nodiscard]] std::size_t bytes() const noexcept { return text_.size() + pieces_.size() * sizeof(piece) + wanted_.size() * sizeof(wanted_value) + numbers_.size() * sizeof(number); }

    static constexpr std::size_t longest = 1024;
    static constexpr std::size_t longest_number = 64;

private:
    /// Some text that stands there to the letter, from behind one value to where the next begins.
    struct piece {
        std::uint32_t at = 0;     ///< in `text_`
        std::uint32_t size = 0;
        std::uint32_t span = 0;   ///< between its marks
        std::uint16_t from = 0;   ///< mark at its first byte
        std::uint16_t to = 0;     ///< mark at its last byte, or at the number that follows
        bool operator==(piece const&) const = default;
    };
    /// A value that must be a number; looked at when all pieces are alike.
    struct number {
        std::uint16_t piece = 0;   ///< that follows
        std::uint16_t next = 0;    ///< mark behind it
        bool operator==(number const&) const = default;
    };

    template <class Same>
    [[nodiscard]] std::size_t match_with(lookahead const& ahead, std::size_t known) const noexcept;
    [[nodiscard]] std::size_t match_avx512(lookahead const& ahead, std::size_t known) const noexcept;
    [[nodiscard]] std::string_view text_of(piece const& p) const noexcept { return {text_.data() + p.at, p.size}; }

    std::string text_;
    std::vector<piece> pieces_;
    std::vector<number> numbers_;
    struct wanted_value {
        std::uint16_t mark = 0;
        bool is_string = true;
        bool operator==(wanted_value const&) const = default;
    };
    std::vector<wanted_value> wanted_;
    std::size_t marks_;
    unsigned depth_;
    scanner::instructions with_;
};

}  // namespace oms::json
