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

std::string_view normal_uri(uri_spelling const& rules, std::string_view uri, std::array<char, longest_uri>& to) noexcept {
    if (uri.size() > to.size()) return {};
    std::string_view normal{to.data(), static_cast<std::size_t>(std::ranges::copy(uri, to.data()).out - to.data())};
    if (rules.any_case) std::transform(uri.begin(), uri.end(), to.begin(), ascii::lower);
    while (rules.trailing_slash && normal.ends_with('/')) normal.remove_suffix(1);
    if (rules.https && normal.starts_with("https://")) {
        std::ranges::copy(std::string_view{"http"}, to.begin() + 1);   // `https` and its tail: the one letter less stands in front
        normal.remove_prefix(1);
    }
    return normal;
}

std::size_t with_dot(code_system const& system, std::string_view code, std::array<char, longest_code>& to) noexcept {
    constexpr std::size_t category = 3;
    bool const lacks = system.dot_optional && code.size() > category && code.size() < to.size() && code.find('.') == std::string_view::npos;
    char* end = std::ranges::copy(code.substr(0, category), to.data()).out;
    if (lacks) *end++ = '.';
    if (code.size() > category) end = std::ranges::copy(code.substr(category), end).out;
    return static_cast<std::size_t>(end - to.data());
}

/// Of a code as the tables write it; a site's own may be longer than any of ours.
std::uint32_t code_hash(code_system const& system, std::string_view code) noexcept {
    return system.has_one_spelling() ? hash_of(code) : spelling{system, code}.hash();
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

void code_map::tables::add(term const& t, system_index system, std::size_t target) {
    terms.push_back(t);
    term_systems.push_back(system);
    term_targets.push_back(target);
}

void code_map::tables::link_targets() {
    for (std::size_t i = 0; i < terms.size(); ++i)
        if (term_targets[i] != no_target) terms[i].target = &terms[term_targets[i]];
}

void code_map::tables::index() {
    link_targets();
    uri_places.reserve(uris.size());
    normal_uri_places.reserve(uris.size());
    normal_uris.clear();
    std::array<char, longest_uri> spelled;
    for (std::size_t i = 0; i < uris.size(); ++i) {
        uri_places.put(hash_of(uris[i].uri), i);
        normal_uris.push_back(keep(normal_uri(uri_rules, uris[i].uri, spelled)));
        normal_uri_places.put(hash_of(normal_uris.back()), i);
    }
    term_places.reserve(terms.size());
    for (std::size_t i = 0; i < terms.size(); ++i) {
        bool const follows = i > 0 && terms[i].target != nullptr && terms[i - 1].code.data() == terms[i].code.data();
        if (!follows) term_places.put(code_hash(systems[term_systems[i]], terms[i].code), i);
    }
    std::ranges::stable_sort(families, {}, &code_family::system);
    for (std::size_t i = 0; i < families.size(); ++i) {
        code_system& s = systems[families[i].system];
        if (i == 0 || families[i - 1].system != families[i].system) s.first_family = static_cast<std::uint16_t>(i);
        s.end_family = static_cast<std::uint16_t>(i + 1);
    }
}

std::optional<system_index> code_map::tables::system_fitting(std::string_view uri) const noexcept {
    std::array<char, longest_uri> spelled;
    std::string_view const normal = normal_uri(uri_rules, uri, spelled);
    if (normal.empty()) return std::nullopt;
    if (auto const at = normal_uri_places.find(hash_of(normal), [&](std::size_t i) { return same_text(normal_uris[i], normal); }))
        return uris[*at].system;
    for (uri_pattern const& p : patterns)
        if (fits(p.text, normal)) return p.system;
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
