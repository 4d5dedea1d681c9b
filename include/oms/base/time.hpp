#pragma once
#include <oms/base/fault.hpp>

#include <chrono>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace oms {

/// A calendar day. Comparisons of the policy are in whole days (clinical.md 2).
using day = std::chrono::sys_days;

/// A day, or none, in one word: a chart has many, and std::optional goes through memory wherever one is chosen.
/// In order as std::optional is: none is before every day. Precondition of `*`: there is one.
class maybe_day {
public:
    constexpr maybe_day() = default;
    constexpr maybe_day(day d) noexcept : at_{d} {}  // NOLINT: a day is one
    [[nodiscard]] constexpr explicit operator bool() const noexcept { return at_ != none; }
    [[nodiscard]] constexpr day operator*() const noexcept { return at_; }
    constexpr auto operator<=>(maybe_day const&) const = default;

private:
    static constexpr day none = day::min();   // no date that can be written
    day at_ = none;
};

/// The instant of an evaluation, milliseconds since the epoch, UTC.
using instant = std::chrono::sys_time<std::chrono::milliseconds>;

/// The UTC day of an instant.
[[nodiscard]] day day_of(instant t) noexcept;

/// A FHIR date or dateTime as far as it was written: `2024`, `2024-05`, `2024-05-17`, `2024-05-17T10:00:00+02:00`.
/// Time and offset are read and checked, then forgotten: a dateTime counts on the calendar day written in it (clinical.md 2.14).
struct partial_date {
    std::int16_t year = 0;
    std::uint8_t month = 0;       ///< 0: not given
    std::uint8_t day_of_month = 0;  ///< 0: not given

    [[nodiscard]] day first_day() const noexcept;  ///< first day it can mean
    [[nodiscard]] day last_day() const noexcept;   ///< last day it can mean
    [[nodiscard]] bool is_whole() const noexcept { return day_of_month != 0; }
    auto operator<=>(partial_date const&) const = default;
};

/// Reads a FHIR date, dateTime or instant; nothing if it is none (30 February, `X2002-09-26`, year 0).
/// Source: FHIR R4 datatypes, `date`, `dateTime`, `instant`.
[[nodiscard]] std::optional<partial_date> parse_partial_date(std::string_view text) noexcept;

/// The same, and of a text that is none its first ten characters if they are a calendar day: `2026-11-10T09:00:00+0000`,
/// `2026-11-10 24:00`. Source: clinical.md 2.15.
[[nodiscard]] std::optional<partial_date> parse_plain_date(std::string_view text) noexcept;

/// Reads a FHIR instant, or a date (midnight UTC). Fault: bad_element.
[[nodiscard]] result<instant> parse_instant(std::string_view text);

/// `2026-11-20T12:00:00Z`; milliseconds only when they are not zero.
[[nodiscard]] std::string to_string(instant t);
void append_text(std::string& out, instant t);
/// `2026-11-20`.
[[nodiscard]] std::string to_string(day d);
void append_text(std::string& out, day d);
/// As written: `2024`, `2024-05` or `2024-05-17`.
[[nodiscard]] std::string to_string(partial_date d);

/// Adds calendar months; a day that the month lacks becomes the 1st of the next month (clinical.md 2.14).
[[nodiscard]] day add_months(day d, int months) noexcept;

/// Completed months from `birth` to `on`; negative when `on` is before `birth`.
[[nodiscard]] int months_between(day birth, day on) noexcept;

/// An age in calendar units, as FHIR Age has it: exactly one unit is used.
enum class age_unit : std::uint8_t { years, months, weeks, days };
[[nodiscard]] day add_age(day birth, int value, age_unit unit) noexcept;

}  // namespace oms
