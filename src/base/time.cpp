#include <oms/base/time.hpp>

#include <array>

namespace oms {
namespace {

using std::chrono::days;
using std::chrono::sys_days;

/// Reads a text from left to right. What it does not find it does not step over.
class cursor {
public:
    explicit cursor(std::string_view text) noexcept : at_{text.data()}, end_{text.data() + text.size()} {}

    [[nodiscard]] bool at_end() const noexcept { return at_ == end_; }

    bool take(char wanted) noexcept {
        if (at_end() || *at_ != wanted) return false;
        ++at_;
        return true;
    }

    /// The number that two digits make; -1 if there are none.
    int two_digits() noexcept {
        if (end_ - at_ < 2) return -1;
        unsigned const tens = digit(at_[0]), ones = digit(at_[1]);
        if (tens > 9 || ones > 9) return -1;
        at_ += 2;
        return static_cast<int>(tens * 10 + ones);
    }

    /// Milliseconds of a fraction `123456`; digits beyond the third are read and dropped; -1 if there are none.
    int fraction() noexcept {
        if (at_end() || digit(*at_) > 9) return -1;
        unsigned value = 0;
        for (unsigned weight = 100; !at_end() && digit(*at_) <= 9; ++at_, weight /= 10) value += weight * digit(*at_);
        return static_cast<int>(value);
    }

private:
    static unsigned digit(char c) noexcept { return static_cast<unsigned>(c) - '0'; }

    char const* at_;
    char const* end_;
};

/// As written: most who read a time want only its date.
struct clock_part {
    int hour = 0, minute = 0, second = 0, milli = 0;
    int offset = 0;   ///< minutes east of UTC
    bool has_offset = false;
};

bool read_zone(cursor& text, clock_part& out) noexcept {
    out.has_offset = true;
    if (text.take('Z') || text.take('z')) return true;
    bool const minus = text.take('-');
    if (!minus && !text.take('+')) return false;
    int const hours = text.two_digits();
    if (hours < 0 || hours > 14 || !text.take(':')) return false;
    int const minutes = text.two_digits();
    if (minutes < 0 || minutes > 59) return false;
    out.offset = (minus ? -1 : 1) * (hours * 60 + minutes);
    return true;
}

/// `Thh:mm[:ss[.fff]](Z|±hh:mm)` and nothing behind it; seconds may be left out, as real servers do.
bool read_clock(cursor& text, clock_part& out) noexcept {
    if (!text.take('T')) return false;
    out.hour = text.two_digits();
    if (out.hour < 0 || out.hour > 23 || !text.take(':')) return false;
    out.minute = text.two_digits();
    if (out.minute < 0 || out.minute > 59) return false;
    if (text.take(':')) {
        out.second = text.two_digits();
        if (out.second < 0 || out.second > 60) return false;
        if (text.take('.')) out.milli = text.fraction();
        if (out.milli < 0) return false;
    }
    return text.at_end() || (read_zone(text, out) && text.at_end());
}

unsigned days_in(int year, int month) noexcept {
    return static_cast<unsigned>((std::chrono::year{year} / month / std::chrono::last).day());
}

/// A date as far as it is written. Behind anything but a whole one the text is at its end.
std::optional<partial_date> read_date(cursor& text) noexcept {
    int const century = text.two_digits();
    int const of_century = text.two_digits();
    if (century < 0 || of_century < 0 || century + of_century == 0) return std::nullopt;
    auto const year = static_cast<std::int16_t>(century * 100 + of_century);
    if (text.at_end()) return partial_date{year};
    if (!text.take('-')) return std::nullopt;
    int const month = text.two_digits();
    if (month < 1 || month > 12) return std::nullopt;
    if (text.at_end()) return partial_date{year, static_cast<std::uint8_t>(month)};
    if (!text.take('-')) return std::nullopt;
    int const dom = text.two_digits();
    if (dom < 1 || (dom > 28 && static_cast<unsigned>(dom) > days_in(year, month))) return std::nullopt;
    return partial_date{year, static_cast<std::uint8_t>(month), static_cast<std::uint8_t>(dom)};
}

/// Writes exactly `width` digits and returns where they end.
char* put_digits(char* at, int value, int width) noexcept {
    for (int i = width; i-- > 0; value /= 10) at[i] = static_cast<char>('0' + value % 10);
    return at + width;
}

char* put(char* at, partial_date d) noexcept {
    at = put_digits(at, d.year, 4);
    if (d.month == 0) return at;
    *at++ = '-';
    at = put_digits(at, d.month, 2);
    if (d.day_of_month == 0) return at;
    *at++ = '-';
    return put_digits(at, d.day_of_month, 2);
}

std::chrono::year_month_day ymd_of(day d) noexcept { return std::chrono::year_month_day{d}; }

partial_date whole_date(day d) noexcept {
    auto const ymd = ymd_of(d);
    return {static_cast<std::int16_t>(static_cast<int>(ymd.year())), static_cast<std::uint8_t>(static_cast<unsigned>(ymd.month())),
            static_cast<std::uint8_t>(static_cast<unsigned>(ymd.day()))};
}

}  // namespace

day day_of(instant t) noexcept { return std::chrono::floor<days>(t); }

day partial_date::first_day() const noexcept {
    return sys_days{std::chrono::year{year} / std::chrono::month{month == 0 ? 1u : month} /
                    std::chrono::day{day_of_month == 0 ? 1u : day_of_month}};
}

day partial_date::last_day() const noexcept {
    if (day_of_month != 0) return first_day();
    std::chrono::month const last_month{month == 0 ? 12u : month};
    return sys_days{std::chrono::year{year} / last_month / std::chrono::last};
}

std::optional<partial_date> parse_partial_date(std::string_view from) noexcept {
    cursor text{from};
    auto const date = read_date(text);
    if (!date || text.at_end()) return date;
    clock_part time;
    return read_clock(text, time) ? date : std::nullopt;
}

std::optional<partial_date> parse_plain_date(std::string_view text) noexcept {
    constexpr std::size_t characters = 10;
    auto const read = parse_partial_date(text);
    return read || text.size() <= characters ? read : parse_partial_date(text.substr(0, characters));
}

result<instant> parse_instant(std::string_view from) {
    cursor text{from};
    auto const date = read_date(text);
    clock_part time;
    bool const given = date && date->is_whole() && (text.at_end() || (read_clock(text, time) && time.has_offset));
    if (!given) return fault{errc::bad_element, {}, "not an instant or date: write 2026-11-20T12:00:00Z or 2026-11-20"};
    return date->first_day() + std::chrono::hours{time.hour} + std::chrono::minutes{time.minute - time.offset} +
           std::chrono::seconds{time.second} + std::chrono::milliseconds{time.milli};
}

void append_text(std::string& out, instant t) {
    auto const d = day_of(t);
    auto const time = std::chrono::hh_mm_ss<std::chrono::milliseconds>{t - instant{d}};
    std::array<char, 24> text;   // 2026-11-20T12:00:00.000Z
    char* at = put(text.data(), whole_date(d));
    *at++ = 'T';
    at = put_digits(at, static_cast<int>(time.hours().count()), 2);
    *at++ = ':';
    at = put_digits(at, static_cast<int>(time.minutes().count()), 2);
    *at++ = ':';
    at = put_digits(at, static_cast<int>(time.seconds().count()), 2);
    if (time.subseconds().count() != 0) {
        *at++ = '.';
        at = put_digits(at, static_cast<int>(time.subseconds().count()), 3);
    }
    *at++ = 'Z';
    out += std::string_view{text.data(), at};
}

void append_text(std::string& out, day d) {
    std::array<char, 10> text;   // 2026-11-20
    out += std::string_view{text.data(), put(text.data(), whole_date(d))};
}

std::string to_string(instant t) {
    std::string text;
    append_text(text, t);
    return text;
}

std::string to_string(day d) {
    std::string text;
    append_text(text, d);
    return text;
}

std::string to_string(partial_date d) {
    std::array<char, 10> text;
    return {text.data(), put(text.data(), d)};
}

day add_months(day d, int months) noexcept {
    auto const ymd = ymd_of(d);
    auto const target = std::chrono::year_month{ymd.year(), ymd.month()} + std::chrono::months{months};
    auto const wanted = target / ymd.day();
    if (wanted.ok()) return sys_days{wanted};
    return sys_days{(target + std::chrono::months{1}) / std::chrono::day{1}};
}

int months_between(day birth, day on) noexcept {
    auto const b = ymd_of(birth);
    auto const o = ymd_of(on);
    int const months = (static_cast<int>(o.year()) - static_cast<int>(b.year())) * 12 +
                       (static_cast<int>(static_cast<unsigned>(o.month())) - static_cast<int>(static_cast<unsigned>(b.month())));
    // Also where the month lacks the day of birth: the birthday is then the 1st of the next one.
    return o.day() < b.day() ? months - 1 : months;
}

day add_age(day birth, int value, age_unit unit) noexcept {
    switch (unit) {
        case age_unit::years: return add_months(birth, value * 12);
        case age_unit::months: return add_months(birth, value);
        case age_unit::weeks: return birth + std::chrono::weeks{value};
        case age_unit::days: return birth + days{value};
    }
    return birth;
}

}  // namespace oms
