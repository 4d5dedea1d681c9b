#include "tables.hpp"

#include <algorithm>
#include <cstring>

namespace oms::terminology {

namespace {

constexpr bool in_segment(char c) noexcept {
    return ascii::is_alphanumeric(c) || c == '-' || c == '.';
}

}  // namespace

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

spelling::spelling(code_system const& system, std::string_view code) noexcept {
    code = ascii::trimmed(code);
    if (!system.has_one_spelling()) {
        respell(system, code);
    } else if (code.size() <= longest_code) {
        view_ = code;
        hash_ = hash_of(code);
    }
}

void spelling::respell(code_system const& system, std::string_view code) noexcept {
    std::string_view prefix;
    for (std::string_view const other : system.prefixes) {
        if (!code.starts_with(other)) continue;
        prefix = system.prefix;
        code.remove_prefix(other.size());
        break;
    }
    if (code.empty() || prefix.size() + code.size() > text_.size()) return;
    char* const end = std::ranges::copy(code, std::ranges::copy(prefix, text_.data()).out).out;
    if (system.upper_case) std::transform(text_.data(), end, text_.data(), ascii::upper);
    view_ = {text_.data(), end};
    if (!system.dot_optional) {
        hash_ = hash_of(view_);
    } else {
        std::array<char, longest_code> dotless;
        auto const dotless_end = std::ranges::remove_copy(view_, dotless.begin(), '.').out;
        hash_ = hash_of({dotless.begin(), dotless_end});
    }
}

std::string_view code_map::tables::keep(std::string_view s) {
    if (s.empty()) return {};
    auto* const to = static_cast<char*>(text.allocate(s.size(), 1));
    std::memcpy(to, s.data(), s.size());
    return {to, s.size()};
}

void code_map::tables::index() {
    uri_places.reserve(uris.size());
    for (std::size_t i = 0; i < uris.size(); ++i) uri_places.put(hash_of(uris[i].uri), i);
    term_places.reserve(terms.size());
    for (std::size_t i = 0; i < terms.size(); ++i) term_places.put(spelling{systems[term_systems[i]], terms[i].code}.hash(), i);
}

std::optional<system_index> code_map::tables::system_fitting(std::string_view uri) const noexcept {
    for (uri_pattern const& p : patterns)
        if (fits(p.text, uri)) return p.system;
    return std::nullopt;
}

term const* code_map::tables::term_respelled(system_index system, std::string_view code) const noexcept {
    spelling const spelled{systems[system], code};
    if (spelled.view().empty()) return nullptr;
    auto const at = term_places.find(spelled.hash(), [&](std::size_t i) {
        return term_systems[i] == system && same_code(terms[i].code, spelled.view(), systems[system].dot_optional);
    });
    return at ? &terms[*at] : nullptr;
}

}  // namespace oms::terminology
