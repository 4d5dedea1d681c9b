#include <oms/json/pattern.hpp>

#include <oms/json/scalar.hpp>

#include "match_pieces.hpp"

#include <algorithm>
#include <cstring>

namespace oms::json {

namespace {

using position = scanner::position;

bool is_blank(char c) noexcept { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; }
bool begins_number(char c) noexcept { return c == '-' || (c >= '0' && c <= '9'); }

struct same_memory {
    static bool bytes(char const* a, char const* b, std::size_t size) noexcept { return std::memcmp(a, b, size) == 0; }
};

/// Behind the number that begins there and ends before `end`; null: there is none.
char const* end_of_number(char const* from, char const* end) noexcept {
    if (!begins_number(*from)) return nullptr;
    scalar s;
    char const* const stop = s.read(from, end);
    return s.is_whole() ? stop : nullptr;
}

std::vector<position> marks_of(std::string_view text) {
    std::vector<position> marks(text.size() + scanner::block + scanner::spare);
    scanner scan;
    scan.begin(text.data(), text.size());
    marks.resize(static_cast<std::size_t>(scan.scan(text.size() / scanner::block + 1, marks.data()) - marks.data()));
    return marks;
}

}  // namespace

std::optional<outline> outline_of(std::string_view text) {
    std::vector<position> const marks = marks_of(text);
    outline found;
    unsigned depth = 0;
    auto const add = [&](outlined_value::kind what, std::size_t mark, char const* from, char const* to) {
        found.values.push_back({.what = what, .mark = mark, .text = {from, to}});
    };
    for (std::size_t i = 0; i < marks.size(); ++i) {
        char const* const from = text.data() + marks[i];
        if (*from == '{' || *from == '[') {
            found.depth = std::max(found.depth, ++depth);
        } else if (*from == '}' || *from == ']') {
            if (--depth != 0) continue;
            found.text = text.substr(0, marks[i] + 1);
            found.marks = i + 1;
            return found;
        } else if (*from == '"') {
            if (i + 2 >= marks.size()) return std::nullopt;
            if (text[marks[i + 2]] != ':') add(outlined_value::kind::string, i, from + 1, text.data() + marks[i + 1]);
            ++i;
        } else if (begins_number(*from)) {
            if (i + 1 == marks.size()) return std::nullopt;
            char const* const stop = end_of_number(from, text.data() + marks[i + 1]);
            if (stop == nullptr) return std::nullopt;
            add(outlined_value::kind::number, i, from, stop);
        }
    }
    return std::nullopt;
}

pattern::pattern(outline const& from, scanner::instructions with) : marks_(from.marks), depth_(from.depth), with_(with) {
    char const* const end = from.text.data() + from.text.size();
    char const* done = from.text.data();
    piece next;
    auto const add = [&](char const* until, std::size_t to, bool is_string) {
        next.at = static_cast<std::uint32_t>(text_.size());
        next.size = static_cast<std::uint32_t>(until - done);
        next.span = next.size - is_string;
        next.to = static_cast<std::uint16_t>(to);
        pieces_.push_back(next);
        text_.append(done, until);
    };
    for (outlined_value const& v : from.values) {
        if (v.as == outlined_value::use::fixed) continue;
        bool const is_string = v.what == outlined_value::kind::string;
        add(v.text.data(), v.mark, is_string);
        next.from = static_cast<std::uint16_t>(v.mark + 1);   // a string's closing quote; what follows a number and its blanks
        done = std::find_if_not(v.text.data() + v.text.size(), end, is_blank);
        if (!is_string) numbers_.push_back({static_cast<std::uint16_t>(pieces_.size()), next.from});
        if (v.as == outlined_value::use::wanted) wanted_.push_back({static_cast<std::uint16_t>(v.mark), is_string});
    }
    add(end, from.marks - 1, true);
    text_.append(64, '\0');  // may be read
}

std::size_t pattern::match(lookahead const& ahead, std::size_t known) const noexcept {
    std::size_t const alike = with_ == scanner::instructions::avx512 ? match_avx512(ahead, known) : match_with<same_memory>(ahead, known);
    if (alike != pieces()) return alike;
    // Between a number and the next mark are blanks, by the word of the scanner.
    for (number const& n : numbers_) {
        position const* const mark = ahead.marks.data() + n.next;
        if (end_of_number(ahead.text.data() + mark[-1], ahead.text.data() + mark[0]) == nullptr) return n.piece;
    }
    return alike;
}

bool pattern::read(lookahead const& ahead, std::span<std::string_view* const> to) const noexcept {
    char const* const text = ahead.text.data();
    std::string_view* const* place = to.data();
    for (wanted_value const& w : wanted_) {
        position const* const mark = ahead.marks.data() + w.mark;
        char const* const from = text + mark[0] + w.is_string;
        char const* const stop = w.is_string ? text + mark[1] : end_of_number(from, text + mark[1]);
        std::string_view const value{from, stop};
        if (value.size() - 1 >= (w.is_string ? longest : longest_number)) return false;
        if (ahead.may_escape && value.find('\\') != std::string_view::npos) return false;
        **place++ = value;
    }
    return true;
}

std::size_t pattern::begins_like(pattern const& other) const noexcept {
    auto const alike = [&](piece const& a, piece const& b) {
        bool const both_go_on = &a != &pieces_.back() && &b != &other.pieces_.back();
        return both_go_on && a.span == b.span && text_of(a) == other.text_of(b);
    };
    return static_cast<std::size_t>(std::ranges::mismatch(pieces_, other.pieces_, alike).in1 - pieces_.begin());
}

}  // namespace oms::json
