#pragma once
#include <oms/base/ascii.hpp>
#include <oms/terminology/terms.hpp>

#include "code_shape.hpp"
#include "index_table.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory_resource>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

/// What a `code_map` holds, and the spelling rules of terminology.md 2. Built by load.cpp, asked by terms.cpp.
namespace oms::terminology {

using system_index = std::uint16_t;

/// A code system as `aliases.json` describes it.
struct code_system {
    std::string_view id;
    std::string_view name;
    std::string_view uri;
    std::string_view prefix;                 ///< of its codes, as the maps write them
    std::vector<std::string_view> prefixes;  ///< that charts use in its place
    bool upper_case = false;                 ///< codes are compared in upper case
    bool dot_optional = false;               ///< a code may be written without its dot
    bool cluster = false;                    ///< a code may be several, joined by & and /
    std::optional<system_index> fallback;    ///< where to look on a miss
    std::optional<system_index> codes_of;    ///< a national edition: the system whose codes it has
    code_shape shape;                        ///< of codes that are let in
    std::uint16_t first_family = 0, end_family = 0;   ///< which of the families are its own

    /// No rule above lets a code be written in another way.
    [[nodiscard]] bool has_one_spelling() const noexcept { return !upper_case && !dot_optional && prefixes.empty(); }
};

/// `http://snomed.info/sct/*`: a URI of which each * stands for one path segment.
struct uri_pattern {
    std::string_view text;
    system_index system = 0;
};

/// Codes that one expression stands for.
struct code_family {
    system_index system = 0;
    std::string_view expression;
    code_pattern codes;
    terminology::term term;  ///< without a code
};

/// A status of another code system.
struct known_status {
    std::optional<system_index> system;   ///< none: of a system whose codes stand in an extension, so that charts do not name it
    std::string_view code;
    status_words means;
};

/// How a URI may differ from ours and still be the same.
struct uri_spelling {
    bool any_case = false, https = false, trailing_slash = false;
};
inline constexpr std::size_t longest_uri = 128;
/// The one spelling, written to `to`; empty when it is too long.
[[nodiscard]] std::string_view normal_uri(uri_spelling const& rules, std::string_view uri, std::array<char, longest_uri>& to) noexcept;

/// A code in the one spelling that the maps use. Empty: it cannot be a known one. Views `code` where that is it.
class spelling {
public:
    spelling(code_system const& system, std::string_view code) noexcept;
    spelling(spelling const&) = delete;
    spelling& operator=(spelling const&) = delete;
    [[nodiscard]] std::string_view view() const noexcept { return view_; }
    /// Equal for all spellings that mean the same code, with and without an optional dot.
    [[nodiscard]] std::uint32_t hash() const noexcept { return hash_; }

private:
    void respell(code_system const& system, std::string_view code) noexcept;

    std::string_view view_;
    std::uint32_t hash_ = 0;
    std::array<char, longest_code> text_;  ///< written by `respell` alone
};

[[nodiscard]] std::uint32_t code_hash(code_system const& system, std::string_view code) noexcept;
/// Whether `uri` fits: each * of the pattern is one path segment of letters, digits, `.` and `-`.
[[nodiscard]] bool fits(std::string_view pattern, std::string_view uri) noexcept;
/// Whether both are the same code; with `dot_optional` `written` may lack the dot of `code`.
[[nodiscard]] bool same_code(std::string_view code, std::string_view written, bool dot_optional) noexcept;
/// Writes a code of at most `longest_code` letters, the dot after the third where it was left out; gives its length.
std::size_t with_dot(code_system const& system, std::string_view code, std::array<char, longest_code>& to) noexcept;

struct code_map::tables {
    struct alias {
        std::string_view uri;
        system_index system = 0;
    };

    std::pmr::monotonic_buffer_resource text;  ///< owns every string viewed below
    std::vector<code_system> systems;
    std::vector<alias> uris;  ///< preferred and other
    std::vector<uri_pattern> patterns;
    uri_spelling uri_rules;
    std::vector<term> terms;
    std::vector<system_index> term_systems;  ///< of the term with the same index
    std::vector<std::size_t> term_targets;      ///< of the term with the same index: where its target stands; `no_target`
    std::vector<code_family> families;          ///< by system
    std::vector<std::pair<std::string_view, fact>> answers;
    std::vector<known_status> statuses;
    index_table uri_places;
    index_table normal_uri_places;              ///< of `normal_uris`
    std::vector<std::string_view> normal_uris;  ///< of the URI with the same index
    index_table term_places;

    [[nodiscard]] std::string_view keep(std::string_view s);
    void add(term const& t, system_index system, std::size_t target = no_target);
    /// Makes the hash tables and links the terms; call when all else is there, and again when more was added.
    void index();
    static constexpr std::size_t no_target = static_cast<std::size_t>(-1);
    [[nodiscard]] std::optional<system_index> system_of(std::string_view uri) const noexcept;
    /// The term of a code however it is written, in that system alone.
    [[nodiscard]] term const* term_of(system_index system, std::string_view code) const noexcept;
    [[nodiscard]] meaning find(std::string_view system, std::string_view code) const noexcept;
    /// Adds the term of the family that the code belongs to, of that system alone; whether there is one.
    bool find_family(system_index system, std::string_view code, meaning& m) const noexcept;

private:
    [[nodiscard]] std::optional<system_index> system_fitting(std::string_view uri) const noexcept;
    void link_targets();
    [[nodiscard]] term const* term_respelled(system_index system, std::string_view code) const noexcept;
};

inline std::optional<system_index> code_map::tables::system_of(std::string_view uri) const noexcept {
    uri = ascii::trimmed(uri);
    if (uri.empty()) return std::nullopt;
    if (auto const at = uri_places.find(hash_of(uri), [&](std::size_t i) { return same_text(uris[i].uri, uri); })) return uris[*at].system;
    return system_fitting(uri);
}

inline term const* code_map::tables::term_of(system_index system, std::string_view code) const noexcept {
    if (!systems[system].has_one_spelling()) return term_respelled(system, code);
    // Most codings of most charts: there is nothing to respell, so nothing to copy.
    code = ascii::trimmed(code);
    auto const at =
        term_places.find(hash_of(code), [&](std::size_t i) { return term_systems[i] == system && same_text(terms[i].code, code); });
    return at ? &terms[*at] : nullptr;
}

}  // namespace oms::terminology
