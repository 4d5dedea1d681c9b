#pragma once
#include <oms/base/fault.hpp>
#include <oms/json/scalar.hpp>
#include <oms/json/scanner.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

namespace oms::json {

/// What a handler wants of the value that follows, or of the object or array that begins.
enum class action : std::uint8_t {
    read,   ///< its events
    skip,   ///< nothing: it is checked like the rest, but no event comes before its end is past
    stop,   ///< end of reading; `feed` returns false and `stopped()` says why
};

/// How many JSON texts the input holds.
enum class texts : std::uint8_t { one, many };

struct limits {
    std::size_t bytes = 32u << 20;   ///< whole input
    unsigned depth = 64;             ///< objects and arrays inside each other
    std::size_t text = 64u << 10;    ///< a member name (longer: too_large), a wanted string or number (longer: `too_long`)
};

/// Why the reader gave up.
struct refusal {
    errc code = errc::bad_json;
    std::size_t offset = 0;    ///< of the byte in the whole input
    char const* note = "";     ///< holds nothing of the input
    std::string member;        ///< duplicate_member outside skipped values: its name
};

/// A member name of the input for an element path: itself if it looks like a name, else `?`, so that no text of a patient
/// gets into a fault or a log.
[[nodiscard]] std::string_view loggable_name(std::string_view name) noexcept;

/// What does not depend on the handler.
class reader_state {
public:
    [[nodiscard]] bool refused() const noexcept { return refused_; }
    /// The handler said stop.
    [[nodiscard]] bool stopped() const noexcept { return stopped_; }
    [[nodiscard]] refusal const& why() const noexcept { return refusal_; }
    [[nodiscard]] limits const& bounds() const noexcept { return limits_; }
    /// Inside a value that the handler does not read.
    [[nodiscard]] bool skipping() const noexcept { return skipping_; }

protected:
    using position = scanner::position;

    enum class at : std::uint8_t { value, first_value, name, first_name, colon, after, over, in_name, in_text, in_scalar };

    struct frame {
        std::array<std::uint64_t, 4> seen{};  ///< which of 256 classes its names fall in: most names are proved new by one bit
        std::uint64_t* first_name = nullptr;  ///< in `names_`
        bool is_object = false;
    };

    reader_state(limits bounds, texts count);

    static void unescape(std::string_view raw, std::string& out);

    void reset_state();
    bool begin_portion(std::string_view portion);
    void scan_more() noexcept;
    /// A string that closes here has no escape, is not too long, and 16 bytes behind it may be read.
    [[nodiscard]] bool is_easy(position close) const noexcept { return close < easy_end_; }
    void carry_open_string();
    std::string_view carried_text();
    void forget_carried() noexcept {
        carried_.clear();
        carried_size_ = 0;
    }
    void refuse(errc code, std::size_t where, char const* note);
    bool end_of_input();

    bool is_new_name(std::uint64_t hash) noexcept;
    void grow_names();
    bool names_are_distinct() noexcept;

    bool add_name(std::uint64_t hash) {
        std::uint64_t& seen = top_->seen[hash >> 62];
        std::uint64_t const bit = std::uint64_t{1} << (hash >> 56 & 63);
        if ((seen & bit) != 0 && !is_new_name(hash)) [[unlikely]] return false;
        seen |= bit;
        if (names_end_ == names_limit_) [[unlikely]] grow_names();
        *names_end_++ = hash;
        return true;
    }

    void push(bool is_object) noexcept {
        ++top_;
        top_->seen = {};
        top_->first_name = names_end_;
        top_->is_object = is_object;
    }

    [[nodiscard]] bool is_full() const noexcept { return top_ == deepest_; }
    [[nodiscard]] bool at_root() const noexcept { return top_ == frames_.data(); }
    [[nodiscard]] unsigned room_in_depth() const noexcept { return static_cast<unsigned>(deepest_ - top_); }

    // The rare ends of names and strings: escapes, the last bytes of a portion.
    std::uint64_t slow_name(std::string_view& name, position open);
    [[nodiscard]] bool has_escape(std::string_view text, position open) const noexcept {
        return scanner_.escape_since(open) && !text.empty() && std::memchr(text.data(), '\\', text.size()) != nullptr;
    }

    static constexpr std::size_t chunk = 48;  ///< blocks scanned at a time: marks and bytes stay in the first-level cache
    static constexpr std::size_t left_over = 16;   ///< marks of a member that is not whole yet
    static constexpr std::ptrdiff_t scan_limit = 48;  ///< names of an object compared one by one; more are sorted at its end

    scanner scanner_;
    limits limits_;
    texts texts_;
    bool refused_ = false;
    bool stopped_ = false;
    refusal refusal_;

    std::vector<frame> frames_;
    frame* top_ = nullptr;      ///< frames_[0] is the input itself
    frame* deepest_ = nullptr;
    std::vector<std::uint64_t> names_;
    std::uint64_t* names_end_ = nullptr;
    std::uint64_t* names_limit_ = nullptr;

    char const* text_ = nullptr;
    position size_ = 0;
    position easy_end_ = 0;
    std::size_t consumed_ = 0;  ///< in earlier portions
    position const* it_ = nullptr;
    position const* end_ = nullptr;

    at state_ = at::value;
    action act_ = action::read;
    bool skipping_ = false;
    frame* skip_floor_ = nullptr;
    bool any_text_ = false;

    scalar scalar_;
    char scalar_first_ = 0;
    position carry_from_ = 0;
    std::size_t carried_size_ = 0;
    std::size_t carried_offset_ = 0;   ///< of a name, in the whole input
    std::string carried_;       ///< a wanted string, number or name that began in an earlier portion, as written
    std::string scratch_;       ///< unescaped
    std::array<position, chunk * scanner::block + scanner::spare + left_over> marks_;
};

}  // namespace oms::json
