#pragma once
#include <oms/base/time.hpp>

#include <concepts>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace oms::telemetry {

/// How important a line is, in rising order.
enum class level : std::uint8_t { debug, info, warning, error };
[[nodiscard]] std::string_view name_of(level l) noexcept;

enum class line_format : std::uint8_t {
    json,
    text,
    coloured_text,   ///< the level in the colour of its importance, for a terminal
};

/// Writes the time of a line, UTC with milliseconds. The text of the last second is kept, because the next line mostly has the same.
/// Thread rule: one thread at a time.
class time_text {
public:
    /// `2026-11-20T12:00:00.000Z`. The view lives until the next call.
    [[nodiscard]] std::string_view of(instant t);

private:
    std::chrono::sys_seconds second_ = std::chrono::sys_seconds::min();
    std::string text_;
};

/// Appends one line to a text: time, level and event first, then the members in the order of the calls.
///
///     line(out, line_format::json, time, level::info, "call").text("rule", "R2a").number("status", 200).end();
///
/// As JSON: `{"time":"…","level":"info","event":"call","rule":"R2a","status":200}`. As text: `… info call rule=R2a status=200`, where a
/// value that is not one word of ASCII is quoted as in JSON. Control characters are escaped in both, so that one event is one line.
/// `event` and names are literals of the program, without quotes or control characters; values are any UTF-8.
/// Allocates only what the growth of the text needs. Lifetime: the text outlives the line.
class line {
public:
    line(std::string& out, line_format how, std::string_view time, level l, std::string_view event);

    line& text(std::string_view name, std::string_view value);
    /// One text of several, joined by commas.
    line& texts(std::string_view name, std::span<std::string const> values);
    line& boolean(std::string_view name, bool value);
    template <std::integral N>
    line& number(std::string_view name, N value) {
        return integer(name, static_cast<std::int64_t>(value));
    }
    /// A value that is a number already, as text.
    line& raw(std::string_view name, std::string_view value);

    /// Ends the line, its line feed included; nothing may be added afterwards.
    void end();

private:
    line& integer(std::string_view name, std::int64_t value);
    void begin_member(std::string_view name);

    std::string& out_;
    bool json_;
};

}  // namespace oms::telemetry
