#include "tables.hpp"

#include <algorithm>
#include <bit>
#include <cstring>

namespace oms::terminology {

namespace {

constexpr bool is_blank(char c) noexcept { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }
constexpr char upper(char c) noexcept { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; }

constexpr bool in_segment(char c) noexcept {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '.';
}

constexpr std::uint64_t mixed(std::uint64_t h, std::uint64_t word) noexcept {
    h = (h ^ word) * 0x9e3779b97f4a7c15ULL;
    return h ^ (h >> 29);
}
constexpr std::uint32_t folded(std::uint64_t h) noexcept { return static_cast<std::uint32_t>(h ^ (h >> 32)); }

/// Whole words instead of letters: a lookup is asked for each coding of a chart.
std::uint32_t hash_of_padded(std::array<char, longest_code> const& text) noexcept {
    std::uint64_t h = 0;
    for (std::size_t at = 0; at < text.size(); at += sizeof h) {
        std::uint64_t word = 0;
        std::memcpy(&word, text.data() + at, sizeof word);
        h = mixed(h, word);
    }
    return folded(h);
}

/// At most a quarter full, so that a miss, the usual case, ends at the first place.
std::vector<code_map::tables::slot> empty_slots(std::size_t entries) {
    return std::vector<code_map::tables::slot>(std::bit_ceil(4 * entries + 1));
}

void put(std::vector<code_map::tables::slot>& slots, std::uint32_t hash, std::size_t index) {
    std::size_t const mask = slots.size() - 1;
    std::size_t at = hash & mask;
    while (slots[at].at != 0) at = (at + 1) & mask;
    slots[at] = {hash, static_cast<std::uint32_t>(index + 1)};
}

/// The index of the entry with that hash for which `is_it` holds.
template <class Predicate>
std::optional<std::size_t> look_up(std::vector<code_map::tables::slot> const& slots, std::uint32_t hash, Predicate is_it) noexcept {
    if (slots.empty()) return std::nullopt;
    std::size_t const mask = slots.size() - 1;
    for (std::size_t at = hash & mask; slots[at].at != 0; at = (at + 1) & mask)
        if (slots[at].hash == hash && is_it(slots[at].at - 1)) return slots[at].at - 1;
    return std::nullopt;
}

}  // namespace

std::string_view trimmed(std::string_view text) noexcept {
    while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
    while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
    return text;
}

bool fits(std::string_view pattern, std::string_view uri) noexcept {
    while (!pattern.empty()) {
        if (pattern.front() == '*') {
            std::size_t size = 0;
            while (size < uri.size() && in_segment(uri[size])) ++size;
            if (size == 0) return false;
            uri.remove_prefix(size);
        } else {
            if (uri.empty() || uri.front() != pattern.front()) return false;
            uri.remove_prefix(1);
        }
        pattern.remove_prefix(1);
    }
    return uri.empty();
}

bool same_code(std::string_view code, std::string_view written, bool dot_optional) noexcept {
    if (!dot_optional || written.find('.') != std::string_view::npos) return code == written;
    std::size_t at = 0;
    for (char const c : code) {
        if (c == '.') continue;
        if (at == written.size() || written[at] != c) return false;
        ++at;
    }
    return at == written.size();
}

std::uint32_t hash_of(std::string_view uri) noexcept {
    // Its length and its end tell the known URIs apart; the comparison that follows a hit sees the rest.
    std::uint64_t end = 0;
    std::size_t const n = std::min(uri.size(), sizeof end);
    std::memcpy(&end, uri.data() + (uri.size() - n), n);
    return folded(mixed(uri.size(), end));
}

spelling::spelling(code_system const& system, std::string_view code) noexcept {
    code = trimmed(code);
    std::string_view prefix;
    for (std::string_view const other : system.prefixes) {
        if (!code.starts_with(other)) continue;
        prefix = system.prefix;
        code.remove_prefix(other.size());
        break;
    }
    if (code.empty() || prefix.size() + code.size() > text_.size()) return;
    std::ranges::copy(code, std::ranges::copy(prefix, text_.data()).out);
    size_ = prefix.size() + code.size();
    if (system.upper_case) std::ranges::transform(text_, text_.begin(), upper);
    if (!system.dot_optional) {
        hash_ = hash_of_padded(text_);
    } else {
        std::array<char, longest_code> dotless{};
        std::ranges::copy_if(view(), dotless.begin(), [](char c) { return c != '.'; });
        hash_ = hash_of_padded(dotless);
    }
}

std::string_view code_map::tables::keep(std::string_view s) {
    if (s.empty()) return {};
    auto* const to = static_cast<char*>(text.allocate(s.size(), 1));
    std::memcpy(to, s.data(), s.size());
    return {to, s.size()};
}

void code_map::tables::index() {
    uri_slots = empty_slots(uris.size());
    for (std::size_t i = 0; i < uris.size(); ++i) put(uri_slots, hash_of(uris[i].uri), i);
    term_slots = empty_slots(terms.size());
    for (std::size_t i = 0; i < terms.size(); ++i) put(term_slots, spelling{systems[term_systems[i]], terms[i].code}.hash(), i);
}

std::optional<system_index> code_map::tables::system_of(std::string_view uri) const noexcept {
    uri = trimmed(uri);
    if (uri.empty()) return std::nullopt;
    if (auto const at = look_up(uri_slots, hash_of(uri), [&](std::size_t i) { return uris[i].uri == uri; })) return uris[*at].system;
    for (uri_pattern const& p : patterns)
        if (fits(p.text, uri)) return p.system;
    return std::nullopt;
}

term const* code_map::tables::term_of(system_index system, std::string_view code) const noexcept {
    spelling const spelled{systems[system], code};
    if (spelled.view().empty()) return nullptr;
    auto const at = look_up(term_slots, spelled.hash(), [&](std::size_t i) {
        return term_systems[i] == system && same_code(terms[i].code, spelled.view(), systems[system].dot_optional);
    });
    return at ? &terms[*at] : nullptr;
}

}  // namespace oms::terminology
