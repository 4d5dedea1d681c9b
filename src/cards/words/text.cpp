#include "text.hpp"

#include <oms/json/write.hpp>

#include <algorithm>
#include <cstring>

namespace oms::cards {
namespace {

constexpr std::uint64_t in_each_byte = 0x0101010101010101U;

constexpr std::array<std::string_view, slot_count> slot_names{
    "age", "cause", "code", "count", "date", "display", "feature", "finding", "imaging", "indicator", "item", "list", "m", "missing",
    "n", "new_onset", "patient", "reason", "rule", "stale_list", "status", "system", "target", "tier", "time", "type", "urine",
    "version",
};

/// Characters that would make our own plain text something else in a client.
constexpr std::string_view active = "<>&[]*_`|\\~";

std::string listed(std::initializer_list<slot> slots) {
    std::string out;
    for (slot const s : slots) out.append(out.empty() ? "" : ", ").append("{").append(name_of(s)).append("}");
    return out.empty() ? "none" : out;
}

void check_letters(json::node const& n, std::string_view literal, std::vector<fault>& faults) {
    bool const control = std::ranges::any_of(literal, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
    if (control) faults.push_back(n.bad("holds a control character or line break; write one line of plain text"));
    if (literal.find_first_of(active) != std::string_view::npos)
        faults.push_back(n.bad("holds one of < > & [ ] * _ ` | \\ ~, which a client may act on; write plain text"));
}

}  // namespace

std::string_view name_of(slot s) noexcept { return slot_names[static_cast<std::size_t>(s)]; }

std::size_t utf16_units(std::string_view text) noexcept {
    std::size_t units = text.size();
    auto const count = [&units](std::uint64_t bytes) {
        std::uint64_t const high = bytes >> 7 & in_each_byte;
        std::uint64_t const next = bytes >> 6 & in_each_byte;
        std::uint64_t const continuations = high & ~next;
        std::uint64_t const pairs = high & next & bytes >> 5 & bytes >> 4;  // beyond the basic plane: a surrogate pair
        units -= static_cast<std::size_t>(continuations * in_each_byte >> 56);
        units += static_cast<std::size_t>(pairs * in_each_byte >> 56);
    };
    constexpr std::uint64_t beyond_ascii = in_each_byte * 0x80;
    std::uint64_t word = 0;
    for (; text.size() >= sizeof word; text.remove_prefix(sizeof word)) {
        std::memcpy(&word, text.data(), sizeof word);
        if ((word & beyond_ascii) != 0) [[unlikely]] count(word);
    }
    word = 0;
    if (!text.empty()) std::memcpy(&word, text.data(), text.size());
    count(word);
    return units;
}

std::size_t units_in_json(std::string_view text) noexcept {
    return utf16_units(text) - static_cast<std::size_t>(std::ranges::count(text, '\\'));
}

void text_template::append(std::string& out, std::initializer_list<filled> values) const {
    append(out, [&](slot asked) {
        for (filled const& v : values)
            if (v.where == asked) out.append(v.with);
    });
}

bool text_template::asks_for(slot s) const noexcept {
    return std::ranges::any_of(pieces_, [&](piece const& p) { return p.has_slot && p.then == s; });
}

std::size_t text_template::most_units(std::array<std::size_t, slot_count> const& longest) const noexcept {
    std::size_t units = utf16_units(literals_);
    for (piece const& p : pieces_) units += p.has_slot ? longest[static_cast<std::size_t>(p.then)] : 0;
    return units;
}

text_template& text_template::operator+=(std::string_view literal) {
    if (pieces_.empty() || pieces_.back().has_slot) pieces_.push_back({.at = static_cast<std::uint32_t>(literals_.size())});
    literals_ += literal;
    pieces_.back().size += static_cast<std::uint32_t>(literal.size());
    return *this;
}

text_template& text_template::operator+=(text_template const& behind) {
    for (piece const& p : behind.pieces_) {
        *this += std::string_view{behind.literals_}.substr(p.at, p.size);
        pieces_.back().then = p.then;
        pieces_.back().has_slot = p.has_slot;
    }
    return *this;
}

text_template text_template::with(slot filled_slot, std::string_view value) const {
    text_template out;
    for (piece const& p : pieces_) {
        out += std::string_view{literals_}.substr(p.at, p.size);
        if (p.has_slot && p.then == filled_slot) {
            out += value;
        } else {
            out.pieces_.back().then = p.then;
            out.pieces_.back().has_slot = p.has_slot;
        }
    }
    return out;
}

text_template text_template::in_json() const {
    text_template escaped;
    for (piece p : pieces_) {
        std::size_t const at = escaped.literals_.size();
        json::append_escaped(escaped.literals_, std::string_view{literals_}.substr(p.at, p.size));
        p.at = static_cast<std::uint32_t>(at);
        p.size = static_cast<std::uint32_t>(escaped.literals_.size() - at);
        escaped.pieces_.push_back(p);
    }
    return escaped;
}

text_template compile(json::node const& n, std::initializer_list<slot> allowed, std::vector<fault>& faults) {
    text_template t;
    std::string_view rest = json::collect(n.string(), faults);
    if (n.is_string() && rest.empty()) faults.push_back(n.bad("must not be empty"));
    while (!rest.empty()) {
        auto const open = rest.find('{');
        std::string_view const literal = rest.substr(0, open);
        text_template::piece p{static_cast<std::uint32_t>(t.literals_.size()), static_cast<std::uint32_t>(literal.size())};
        check_letters(n, literal, faults);
        t.literals_ += literal;
        rest.remove_prefix(literal.size());
        if (open != std::string_view::npos) {
            auto const close = rest.find('}');
            std::string_view const name = rest.substr(1, close == std::string_view::npos ? close : close - 1);
            auto const known = std::ranges::find_if(allowed, [&](slot s) { return name_of(s) == name; });
            if (close == std::string_view::npos || known == allowed.end()) {
                faults.push_back(n.bad("asks for {" + std::string{name.substr(0, 20)} + "}; this text may ask for: " + listed(allowed)));
                return t;
            }
            p.then = *known;
            p.has_slot = true;
            rest.remove_prefix(close + 1);
        }
        t.pieces_.push_back(p);
    }
    return t;
}

}  // namespace oms::cards
