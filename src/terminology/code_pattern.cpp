#include "code_pattern.hpp"

#include <oms/base/ascii.hpp>

#include <algorithm>
#include <bit>
#include <charconv>
#include <optional>
#include <utility>

namespace oms::terminology {

/// Reads an expression from left to right; each part is known by where it may begin and end.
class pattern_compiler {
public:
    explicit pattern_compiler(std::string_view expression) : text_{expression} {}

    boost::system::result<code_pattern, std::string> run() {
        part const all = read_choice();
        if (wrong_.empty() && at_ != text_.size()) wrong_ = "has a `)` too many";
        if (wrong_.empty() && all.may_be_empty) wrong_ = "fits a code of no characters";
        if (!wrong_.empty()) return std::move(wrong_);
        made_.first_ = all.first;
        made_.last_ = all.last;
        return std::move(made_);
    }

private:
    struct part {
        bool may_be_empty = true;
        std::uint64_t first = 0, last = 0;
    };
    struct repeat {
        unsigned least = 1, most = 1;
        bool without_end = false;
    };
    static constexpr std::size_t most_places = 64;
    static constexpr unsigned most_repeats = 64;

    [[nodiscard]] bool done() const noexcept { return at_ == text_.size() || !wrong_.empty(); }
    bool take(char c) noexcept {
        bool const is_it = !done() && text_[at_] == c;
        if (is_it) ++at_;
        return is_it;
    }
    void refuse(std::string why) {
        if (wrong_.empty()) wrong_ = std::move(why);
    }

    part read_choice() {
        part all = read_sequence();
        while (take('|')) {
            part const other = read_sequence();
            all = {all.may_be_empty || other.may_be_empty, all.first | other.first, all.last | other.last};
        }
        return all;
    }

    part read_sequence() {
        part all;
        while (!done() && text_[at_] != '|' && text_[at_] != ')') all = join(all, read_repeated());
        return all;
    }

    /// A repeat is read as often as it stands for, so that each time has places of its own.
    part read_repeated() {
        std::size_t const begin = at_;
        part const once = read_atom();
        repeat const times = read_repeat();
        std::size_t const end = at_;
        part all = times.least == 0 ? part{true, once.first, once.last} : once;
        for (unsigned i = 1; i < times.most && wrong_.empty(); ++i) {
            at_ = begin;
            part next = read_atom();
            next.may_be_empty |= i >= times.least;
            all = join(all, next);
        }
        at_ = end;
        if (times.without_end) connect(all.last, all.first);
        return all;
    }

    repeat read_repeat() {
        if (take('?')) return {0, 1, false};
        if (take('*')) return {0, 1, true};
        if (take('+')) return {1, 1, true};
        if (!take('{')) return {};
        repeat r;
        r.least = r.most = read_number();
        if (take(',')) r.most = read_number();
        if (!take('}') || r.most == 0 || r.least > r.most || r.most > most_repeats) refuse("has a repeat that is not {3} or {1,4}");
        return r;
    }

    unsigned read_number() {
        unsigned n = 0;
        auto const [end, error] = std::from_chars(text_.data() + at_, text_.data() + text_.size(), n);
        if (error != std::errc{}) refuse("has a repeat that is not {3} or {1,4}");
        at_ = static_cast<std::size_t>(end - text_.data());
        return n;
    }

    part read_atom() {
        if (take('(')) {
            part const inner = read_choice();
            if (!take(')')) refuse("has a `(` that is not closed");
            return inner;
        }
        if (take('[')) return read_class();
        bool const escaped = take('\\');
        if (done()) {
            refuse("ends in the middle");
            return {};
        }
        char const c = text_[at_++];
        if (escaped ? ascii::is_alphanumeric(c) : std::string_view{".^$?*+{}[]\\"}.find(c) != std::string_view::npos)
            refuse(std::string{"has `"} + (escaped ? "\\" : "") + c + "`, which is not of the portable language");
        return add_place([c](char other) { return other == c; });
    }

    part read_class() {
        std::vector<std::pair<char, char>> ranges;
        while (!done() && text_[at_] != ']') {
            char const from = text_[at_++];
            bool const is_range = at_ + 1 < text_.size() && text_[at_] == '-' && text_[at_ + 1] != ']';
            if (is_range) ++at_;
            ranges.emplace_back(from, is_range ? text_[at_++] : from);
            if (from == '^' || from == '\\' || ranges.back().second < from) refuse("has a class that is not like [0-9A-Z_]");
        }
        if (!take(']') || ranges.empty()) refuse("has a `[` that is not closed");
        return add_place([&](char c) { return std::ranges::any_of(ranges, [c](auto r) { return r.first <= c && c <= r.second; }); });
    }

    template <class Fits>
    part add_place(Fits fits) {
        if (made_.followers_.size() == most_places) {
            refuse("is too long: 64 characters at most, repeats written out");
            return {};
        }
        std::uint64_t const place = std::uint64_t{1} << made_.followers_.size();
        made_.followers_.push_back(0);
        for (std::size_t c = 0; c < code_pattern::letters; ++c)
            if (fits(static_cast<char>(c))) made_.standing_for_[c] |= place;
        return {false, place, place};
    }

    part join(part const& a, part const& b) {
        connect(a.last, b.first);
        return {a.may_be_empty && b.may_be_empty, a.may_be_empty ? a.first | b.first : a.first, b.may_be_empty ? a.last | b.last : b.last};
    }

    void connect(std::uint64_t ends, std::uint64_t begins) {
        for (; ends != 0; ends &= ends - 1) made_.followers_[static_cast<std::size_t>(std::countr_zero(ends))] |= begins;
    }

    std::string_view text_;
    std::size_t at_ = 0;
    code_pattern made_;
    std::string wrong_;
};

boost::system::result<code_pattern, std::string> code_pattern::compile(std::string_view expression) {
    return pattern_compiler{expression}.run();
}

std::uint64_t code_pattern::follow(std::uint64_t places) const noexcept {
    std::uint64_t next = 0;
    for (; places != 0; places &= places - 1) next |= followers_[static_cast<std::size_t>(std::countr_zero(places))];
    return next;
}

}  // namespace oms::terminology
