#pragma once
#include <cstddef>
#include <cstdint>

namespace oms::json {

/// First half of the reader: where tokens begin and end, 64 bytes at a time, without a branch per byte.
///
/// It knows strings, their escapes and UTF-8, and nothing of grammar. Marked are: each of `{}[]:,` outside strings, each
/// quote that opens or closes a string, and the first byte of each other run (number, literal, rubbish).
/// State between portions is a few bits; no byte is kept.
/// Source: RFC 8259 sections 2, 7, 8; RFC 3629 section 4.
class scanner {
public:
    using position = std::uint32_t;                      ///< in the current portion
    static constexpr std::size_t portion_limit = 1u << 30;
    static constexpr std::size_t block = 64;
    static constexpr std::size_t spare = 64;             ///< `scan` may write, and leave as rubbish, so many marks behind its end

    /// What the processor can do. All find the same; only the speed differs.
    enum class instructions : std::uint8_t { baseline, avx2, avx512 };
    [[nodiscard]] static instructions best() noexcept;
    [[nodiscard]] static bool runs(instructions with) noexcept;

    explicit scanner(instructions with = best()) noexcept : with_(with) {}

    /// A new portion of `size` bytes; it must stay where it is until the next call.
    void begin(char const* portion, std::size_t size) noexcept;

    /// Marks the tokens of the next `blocks * 64` bytes of the portion, or of what is left; returns the end of the marks.
    /// `marks` has room for `blocks * 64 + spare`.
    position* scan(std::size_t blocks, position* marks) noexcept;

    /// All of the portion was scanned, or a fault was found: nothing behind it is marked.
    [[nodiscard]] bool done() const noexcept { return at_ == size_ || bad_ != nullptr; }
    /// What is wrong with the bytes; null: nothing.
    [[nodiscard]] char const* fault() const noexcept { return bad_; }
    [[nodiscard]] std::size_t fault_position() const noexcept { return bad_at_; }
    /// A backslash may stand at or behind `from`.
    [[nodiscard]] bool escape_since(position from) const noexcept { return escape_end_ > from; }

    void reset() noexcept { *this = scanner(with_); }

private:
    struct closer_look;

    template <class Kernel>
    position* scan_plain(std::size_t stop, position* marks) noexcept;
    template <class Kernel>
    position* scan_closely(char const* bytes, std::size_t count, position* marks) noexcept;
    template <class Kernel>
    position* scan_with(std::size_t blocks, position* marks) noexcept;
    position* scan_avx2(std::size_t blocks, position* marks) noexcept;
    position* scan_avx512(std::size_t blocks, position* marks) noexcept;
    static bool runs_avx2() noexcept;
    static bool runs_avx512() noexcept;

    [[nodiscard]] std::uint64_t look_closer(char const* bytes, std::size_t count, std::uint64_t quote, closer_look& seen) noexcept;
    void check_strings(char const* bytes, std::size_t count, closer_look const& seen, std::uint64_t inside) noexcept;
    [[nodiscard]] std::uint64_t find_escaped(std::uint64_t backslash, std::size_t count) noexcept;
    void check_escapes(std::uint64_t escaped) noexcept;
    bool check_utf8(char const* bytes, std::size_t count, std::uint64_t beyond_ascii) noexcept;
    bool read_unicode_escape(std::size_t from) noexcept;
    bool refuse(std::size_t where, char const* why) noexcept;

    instructions with_;
    char const* text_ = nullptr;
    std::size_t size_ = 0;
    std::size_t at_ = 0;
    std::size_t bad_at_ = 0;
    char const* bad_ = nullptr;
    std::size_t escape_end_ = 0;

    std::uint64_t in_string_ = 0;    ///< all bits: the next byte is inside a string
    std::uint64_t escaped_ = 0;      ///< 1: the next byte is escaped
    std::uint64_t in_run_ = 0;       ///< 1: the last byte belongs to a number, literal or rubbish

    struct utf8_state {
        std::uint8_t left = 0;       ///< continuation bytes still due
        std::uint8_t low = 0x80;     ///< what the next of them may be
        std::uint8_t high = 0xbf;
    } utf8_;
    bool is_odd_ = false;            ///< the next block needs a closer look

    std::size_t unicode_end_ = 0;    ///< \u escapes before this were checked
    std::uint32_t unit_ = 0;
    std::uint8_t digits_left_ = 0;
    enum class half : std::uint8_t { none, backslash, letter, digits } low_half_ = half::none;  ///< what a low surrogate still lacks
};

}  // namespace oms::json
