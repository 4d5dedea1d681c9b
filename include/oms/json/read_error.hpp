#pragma once
#include <oms/base/fault.hpp>

#include <boost/system/error_code.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace oms::json {

/// What a handler answers to a name, or to the beginning of an object or array.
enum class action : std::uint8_t {
    read,
    skip,       ///< the value, or all that is inside: checked as JSON, without another event
    duplicate,  ///< of a name: this object has it already; the input is refused
    stop,       ///< the handler has found a fault of its own
};

enum class texts : std::uint8_t {
    one,   ///< exactly one JSON text
    many,  ///< any number of them, one after another, with or without white space between them: NDJSON
};

struct reader_limits {
    std::size_t bytes = 32u << 20;  ///< of the whole input
    unsigned depth = 64;            ///< objects and arrays inside each other
};

/// Bytes of a member name (longer: too_large), or of a string or number that is read (longer: an event with `too_long`).
inline constexpr std::size_t longest_text = 64u << 10;

/// `\ud83d\ude00`: within an escape, a literal or a UTF-8 sequence a fault may be seen at its first or its last byte.
inline constexpr std::size_t longest_escape = 12;

/// Why the reader gave up.
struct read_error {
    errc code = errc::bad_json;
    std::size_t offset = 0;  ///< of a byte in the whole input; how the input is cut may move it by up to `longest_escape`
    char const* note = "";   ///< holds nothing of the input
    std::string member;      ///< duplicate_member: its name
};

/// What an error of Boost.JSON means; `offset` and `member` are left empty.
[[nodiscard]] read_error read_error_of(boost::system::error_code const& ec) noexcept;

}  // namespace oms::json
