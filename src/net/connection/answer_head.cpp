#include "answer_head.hpp"

#include <array>
#include <charconv>
#include <cstdint>

namespace oms::net {
namespace {

/// RFC 9110 15. A status that is not listed goes out without a phrase, which is allowed.
std::string_view phrase_of(unsigned status) noexcept {
    struct row {
        unsigned status;
        std::string_view phrase;
    };
    static constexpr std::array rows{row{200, "OK"},
                                     row{204, "No Content"},
                                     row{304, "Not Modified"},
                                     row{400, "Bad Request"},
                                     row{401, "Unauthorized"},
                                     row{403, "Forbidden"},
                                     row{404, "Not Found"},
                                     row{405, "Method Not Allowed"},
                                     row{406, "Not Acceptable"},
                                     row{408, "Request Timeout"},
                                     row{412, "Precondition Failed"},
                                     row{413, "Content Too Large"},
                                     row{414, "URI Too Long"},
                                     row{415, "Unsupported Media Type"},
                                     row{417, "Expectation Failed"},
                                     row{429, "Too Many Requests"},
                                     row{431, "Request Header Fields Too Large"},
                                     row{500, "Internal Server Error"},
                                     row{501, "Not Implemented"},
                                     row{503, "Service Unavailable"},
                                     row{505, "HTTP Version Not Supported"}};
    for (row const& r : rows) {
        if (r.status == status) return r.phrase;
    }
    return {};
}

void append_number(std::string& to, std::uint64_t n) {
    std::array<char, 20> digits{};
    auto const end = std::to_chars(digits.data(), digits.data() + digits.size(), n).ptr;
    to.append(digits.data(), end);
}

void append_two_digits(std::string& to, unsigned n) {
    to += static_cast<char>('0' + n / 10 % 10);
    to += static_cast<char>('0' + n % 10);
}

void append_field(std::string& to, std::string_view name, std::string_view value) {
    to.append(name).append(": ").append(value).append("\r\n");
}

}  // namespace

void write_answer_head(std::string& to, service::response const& r, answer_terms const& terms) {
    to.append("HTTP/1.1 ");
    append_number(to, r.status);
    to.append(" ").append(phrase_of(r.status)).append("\r\n");
    append_field(to, "Date", terms.date);
    if (!r.content_type.empty()) append_field(to, "Content-Type", r.content_type);
    if (r.status != 204 && r.status != 304) {
        to.append("Content-Length: ");
        append_number(to, r.body.size());
        to.append("\r\n");
    }
    for (auto const& [name, value] : r.headers) append_field(to, name, value);
    if (!terms.keep_alive) {
        append_field(to, "Connection", "close");
    } else if (terms.http_1_0) {
        append_field(to, "Connection", "keep-alive");
    }
    to.append("\r\n");
}

std::string http_date(std::chrono::sys_seconds when) {
    using namespace std::chrono;
    static constexpr std::array<std::string_view, 7> days{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    static constexpr std::array<std::string_view, 12> months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                             "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    sys_days const today = floor<std::chrono::days>(when);
    year_month_day const date{today};
    hh_mm_ss const time{when - today};

    std::string text;
    text.append(days[weekday{today}.c_encoding()]).append(", ");
    append_two_digits(text, static_cast<unsigned>(date.day()));
    text.append(" ").append(months[static_cast<unsigned>(date.month()) - 1]).append(" ");
    append_number(text, static_cast<std::uint64_t>(static_cast<int>(date.year())));
    text += ' ';
    append_two_digits(text, static_cast<unsigned>(time.hours().count()));
    text += ':';
    append_two_digits(text, static_cast<unsigned>(time.minutes().count()));
    text += ':';
    append_two_digits(text, static_cast<unsigned>(time.seconds().count()));
    return text.append(" GMT");
}

}  // namespace oms::net
