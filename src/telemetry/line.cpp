#include <oms/telemetry/line.hpp>

#include <oms/json/write.hpp>

#include <algorithm>
#include <cassert>

namespace oms::telemetry {

namespace {

/// Whether a value needs no quotes in a text line.
bool is_word(std::string_view text) noexcept {
    return !text.empty() && std::ranges::all_of(text, [](unsigned char c) { return c > ' ' && c != '"' && c != '=' && c < 0x7F; });
}

/// Before and after the level. Source: ECMA-48 section 8.3.117 (SGR).
struct colour {
    std::string_view on, off;
};

colour colour_of(level l) noexcept {
    constexpr std::string_view plain = "\033[m";
    switch (l) {
        case level::debug: return {"\033[36m", plain};
        case level::info: return {"\033[32m", plain};
        case level::warning: return {"\033[33m\033[1m", plain};
        case level::error: return {"\033[31m\033[1m", plain};
    }
    return {};
}

}  // namespace

std::string_view name_of(level l) noexcept {
    switch (l) {
        case level::debug: return "debug";
        case level::info: return "info";
        case level::warning: return "warning";
        case level::error: return "error";
    }
    return {};
}

std::string_view time_text::of(instant t) {
    auto const second = std::chrono::floor<std::chrono::seconds>(t);
    if (second != second_ || text_.empty()) {
        text_ = to_string(instant{second});
        text_.replace(text_.size() - 1, 1, ".000Z");
        second_ = second;
    }
    auto const ms = static_cast<int>((t - second).count());
    char* const digits = text_.data() + text_.size() - 4;
    digits[0] = static_cast<char>('0' + ms / 100);
    digits[1] = static_cast<char>('0' + ms / 10 % 10);
    digits[2] = static_cast<char>('0' + ms % 10);
    return text_;
}

line::line(std::string& out, line_format how, std::string_view time, level l, std::string_view event)
    : out_{out}, json_{how == line_format::json} {
    if (json_) {
        out_.append(R"({"time":")").append(time).append(R"(","level":")").append(name_of(l)).append(R"(","event":)");
        json::append_quoted(out_, event);
        return;
    }
    auto const [on, off] = how == line_format::coloured_text ? colour_of(l) : colour{};
    out_.append(time).append(" ").append(on).append(name_of(l)).append(off).append(" ").append(event);
}

void line::begin_member(std::string_view name) {
    assert(is_word(name));
    if (json_)
        out_.append(",\"").append(name).append("\":");
    else
        out_.append(" ").append(name).append("=");
}

line& line::text(std::string_view name, std::string_view value) {
    begin_member(name);
    if (!json_ && is_word(value))
        out_.append(value);
    else
        json::append_quoted(out_, value);
    return *this;
}

line& line::texts(std::string_view name, std::span<std::string const> values) {
    begin_member(name);
    bool const bare = !json_ && !values.empty() && std::ranges::all_of(values, is_word);
    if (!bare) out_.push_back('"');
    for (std::size_t i = 0; i < values.size(); ++i) {
        if (i > 0) out_.push_back(',');
        if (bare)
            out_.append(values[i]);
        else
            json::append_escaped(out_, values[i]);
    }
    if (!bare) out_.push_back('"');
    return *this;
}

line& line::boolean(std::string_view name, bool value) { return raw(name, value ? "true" : "false"); }

line& line::integer(std::string_view name, std::int64_t value) {
    begin_member(name);
    json::append_integer(out_, value);
    return *this;
}

line& line::raw(std::string_view name, std::string_view value) {
    begin_member(name);
    out_.append(value);
    return *this;
}

void line::end() { out_.append(json_ ? "}\n" : "\n"); }

}  // namespace oms::telemetry
