#include <oms/base/time.hpp>

#include <array>

namespace oms {
namespace {

using std::chrono::days;
using std::chrono::sys_days;

/// Reads exactly `width` digits at `at` and moves on.
std::optional<int> digits(std::string_view text, std::size_t& at, std::size_t width) noexcept {
    if (text.size() < at + width) return std::nullopt;
    int value = 0;
    for (std::size_t i = 0; i < width; ++i) {
        char const c = text[at + i];
        if (c < '0' || c > '9') return std::nullopt;
        value = value * 10 + (c - '0');
    }
    at += width;
    return value;
}

bool take(std::string_view text, std::size_t& at, char wanted) noexcept {
    if (at >= text.size() || text[at] != wanted) return false;
    ++at;
    return true;
}

struct clock_part {
    std::chrono::milliseconds since_midnight{};
    std::chrono::minutes offset{};
    bool has_offset = false;
};

/// Milliseconds of a fraction `.123456`; digits beyond the third are read and dropped.
std::optional<int> fraction(std::string_view text, std::size_t& at) noexcept {
    int value = 0;
    std::size_t count = 0;
    for (; at < text.size() && text[at] >= '0' && text[at] <= '9'; ++at, ++count)
        if (count < 3) value = value * 10 + (text[at] - '0');
    if (count == 0) return std::nullopt;
    for (; count < 3; ++count) value *= 10;
    return value;
}

std::optional<std::chrono::minutes> zone(std::string_view text, std::size_t& at) noexcept {
    if (take(text, at, 'Z') || take(text, at, 'z')) return std::chrono::minutes{0};
    bool const minus = at < text.size() && text[at] == '-';
    if (!take(text, at, '-') && !take(text, at, '+')) return std::nullopt;
    auto const hours = digits(text, at, 2);
    if (!hours || !take(text, at, ':')) return std::nullopt;
    auto const minutes = digits(text, at, 2);
    if (!minutes || *hours > 14 || *minutes > 59) return std::nullopt;
    int const total = *hours * 60 + *minutes;
    return std::chrono::minutes{minus ? -total : total};
}

/// `Thh:mm[:ss[.fff]](Z|±hh:mm)`; seconds may be left out, as real servers do.
std::optional<clock_part> clock_time(std::string_view text, std::size_t& at) noexcept {
    if (!take(text, at, 'T')) return std::nullopt;
    auto const hour = digits(text, at, 2);
    if (!hour || *hour > 23 || !take(text, at, ':')) return std::nullopt;
    auto const minute = digits(text, at, 2);
    if (!minute || *minute > 59) return std::nullopt;
    int second = 0, milli = 0;
    if (take(text, at, ':')) {
        auto const s = digits(text, at, 2);
        if (!s || *s > 60) return std::nullopt;
        second = *s;
        if (take(text, at, '.')) {
            auto const f = fraction(text, at);
            if (!f) return std::nullopt;
            milli = *f;
        }
    }
    clock_part part;
    part.since_midnight = std::chrono::hours{*hour} + std::chrono::minutes{*minute} + std::chrono::seconds{second} +
                          std::chrono::milliseconds{milli};
    if (at < text.size()) {
        auto const offset = zone(text, at);
        if (!offset) return std::nullopt;
        part.offset = *offset;
        part.has_offset = true;
    }
    return part;
}

struct parsed {
    partial_date date;
    std::optional<clock_part> time;
};

std::optional<parsed> parse(std::string_view text) noexcept {
    std::size_t at = 0;
    parsed out;
    auto const year = digits(text, at, 4);
    if (!year || *year == 0) return std::nullopt;
    out.date.year = static_cast<std::int16_t>(*year);
    if (at == text.size()) return out;
    if (!take(text, at, '-')) return std::nullopt;
    auto const month = digits(text, at, 2);
    if (!month || *month < 1 || *month > 12) return std::nullopt;
    out.date.month = static_cast<std::uint8_t>(*month);
    if (at == text.size()) return out;
    if (!take(text, at, '-')) return std::nullopt;
    auto const dom = digits(text, at, 2);
    if (!dom || *dom < 1) return std::nullopt;
    auto const last = std::chrono::year_month_day_last{std::chrono::year{*year},
                                                       std::chrono::month_day_last{std::chrono::month{out.date.month}}};
    if (static_cast<unsigned>(*dom) > static_cast<unsigned>(last.day())) return std::nullopt;
    out.date.day_of_month = static_cast<std::uint8_t>(*dom);
    if (at == text.size()) return out;
    out.time = clock_time(text, at);
    if (!out.time || at != text.size()) return std::nullopt;
    return out;
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

std::optional<partial_date> parse_partial_date(std::string_view text) noexcept {
    auto const p = parse(text);
    if (!p) return std::nullopt;
    return p->date;
}

result<instant> parse_instant(std::string_view text) {
    auto const p = parse(text);
    if (!p || !p->date.is_whole() || (p->time && !p->time->has_offset))
        return fault{errc::bad_element, {}, "not an instant or date: write 2026-11-20T12:00:00Z or 2026-11-20"};
    instant at = p->date.first_day();
    if (p->time) at += p->time->since_midnight - p->time->offset;
    return at;
}

std::string to_string(instant t) {
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
    return {text.data(), at};
}

std::string to_string(day d) { return to_string(whole_date(d)); }

std::string to_string(partial_date d) {
    std::array<char, 10> text;   // 2026-11-20
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
