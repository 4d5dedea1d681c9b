#pragma once
#include <oms/terminology/terms.hpp>

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

using system_index = std::uint8_t;

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
};

/// `http://snomed.info/sct/*`: a URI of which each * stands for one path segment.
struct uri_pattern {
    std::string_view text;
    system_index system = 0;
};

/// The longest code that can be known. A longer one is unknown without a look.
inline constexpr std::size_t longest_code = 32;

/// A code in the one spelling that the maps use. Empty: it cannot be a known one.
class spelling {
public:
    spelling(code_system const& system, std::string_view code) noexcept;
    [[nodiscard]] std::string_view view() const noexcept { return {text_.data(), size_}; }
    /// Equal for all spellings that mean the same code, with and without an optional dot.
    [[nodiscard]] std::uint32_t hash() const noexcept { return hash_; }

private:
    std::array<char, longest_code> text_{};  ///< zeros after `size_`
    std::size_t size_ = 0;
    std::uint32_t hash_ = 0;
};

/// Without blanks at either end.
[[nodiscard]] std::string_view trimmed(std::string_view text) noexcept;
/// Whether `uri` fits: each * of the pattern is one path segment of letters, digits, `.` and `-`.
[[nodiscard]] bool fits(std::string_view pattern, std::string_view uri) noexcept;
/// Whether both are the same code; with `dot_optional` `written` may lack the dot of `code`.
[[nodiscard]] bool same_code(std::string_view code, std::string_view written, bool dot_optional) noexcept;
/// Of a URI.
[[nodiscard]] std::uint32_t hash_of(std::string_view uri) noexcept;

struct code_map::tables {
    /// A place of an open hash table; `at` is one more than an index, 0 = empty.
    struct slot {
        std::uint32_t hash = 0;
        std::uint32_t at = 0;
    };
    struct alias {
        std::string_view uri;
        system_index system = 0;
    };

    std::pmr::monotonic_buffer_resource text;  ///< owns every string viewed below
    std::vector<code_system> systems;
    std::vector<alias> uris;  ///< preferred and other
    std::vector<uri_pattern> patterns;
    std::vector<term> terms;
    std::vector<system_index> term_systems;  ///< of the term with the same index
    std::vector<std::pair<std::string_view, fact>> answers;
    std::vector<slot> uri_slots;
    std::vector<slot> term_slots;

    [[nodiscard]] std::string_view keep(std::string_view s);
    /// Makes the hash tables; call once, when all else is there.
    void index();
    [[nodiscard]] std::optional<system_index> system_of(std::string_view uri) const noexcept;
    /// The term of a code however it is written, in that system alone.
    [[nodiscard]] term const* term_of(system_index system, std::string_view code) const noexcept;
};

}  // namespace oms::terminology
