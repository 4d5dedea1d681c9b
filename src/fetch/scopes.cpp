#include "scopes.hpp"

#include <algorithm>
#include <array>

namespace oms::fetch {
namespace {

constexpr std::array<std::string_view, 3> levels{"patient", "user", "system"};

/// v1 words, or letters of `cruds`; servers differ on whether `.r` is enough for a search, so it is tried.
bool gives_read(std::string_view permissions, interaction how) noexcept {
    if (permissions == "read" || permissions == "*") return true;
    bool const letters = !permissions.empty() && permissions.find_first_not_of("cruds") == std::string_view::npos;
    return letters && permissions.find_first_of(how == interaction::search ? "rs" : "r") != std::string_view::npos;
}

bool gives_read(std::string_view scope, std::string_view type, interaction how) noexcept {
    auto const slash = scope.find('/');
    if (slash == std::string_view::npos || std::ranges::find(levels, scope.substr(0, slash)) == levels.end()) return false;
    std::string_view rest = scope.substr(slash + 1);
    rest = rest.substr(0, rest.find('?'));
    auto const dot = rest.find('.');
    if (dot == std::string_view::npos) return false;
    std::string_view const of = rest.substr(0, dot);
    return (of == "*" || of == type) && gives_read(rest.substr(dot + 1), how);
}

}  // namespace

bool may_read(std::string_view scopes, std::string_view type, interaction how) noexcept {
    constexpr std::string_view blanks = " \t\r\n";
    auto start = scopes.find_first_not_of(blanks);
    if (start == std::string_view::npos) return true;
    while (start != std::string_view::npos) {
        auto const end = scopes.find_first_of(blanks, start);
        if (gives_read(scopes.substr(start, end - start), type, how)) return true;
        start = scopes.find_first_not_of(blanks, end);
    }
    return false;
}

}  // namespace oms::fetch
