#include <oms/auth/algorithm.hpp>

#include <algorithm>
#include <array>

namespace oms::auth {
namespace {

struct algorithm_row {
    std::string_view name, curve;
    key_kind kind;
};

/// By the value of the enumerator.
constexpr std::array<algorithm_row, 9> algorithm_rows{{
    {"ES256", "P-256", key_kind::ec},
    {"ES384", "P-384", key_kind::ec},
    {"ES512", "P-521", key_kind::ec},
    {"RS256", {}, key_kind::rsa},
    {"RS384", {}, key_kind::rsa},
    {"RS512", {}, key_kind::rsa},
    {"PS256", {}, key_kind::rsa},
    {"PS384", {}, key_kind::rsa},
    {"PS512", {}, key_kind::rsa},
}};

constexpr std::array every_algorithm{algorithm::es256, algorithm::es384, algorithm::es512, algorithm::rs256, algorithm::rs384,
                                     algorithm::rs512, algorithm::ps256, algorithm::ps384, algorithm::ps512};

constexpr algorithm_row const& row_of(algorithm a) noexcept { return algorithm_rows[static_cast<std::size_t>(a)]; }

}  // namespace

std::string_view name_of(algorithm a) noexcept { return row_of(a).name; }

std::optional<algorithm> algorithm_named(std::string_view name) noexcept {
    auto const* const found = std::ranges::find(algorithm_rows, name, &algorithm_row::name);
    if (found == algorithm_rows.end()) return std::nullopt;
    return static_cast<algorithm>(found - algorithm_rows.begin());
}

std::span<algorithm const> all_algorithms() noexcept { return every_algorithm; }

key_kind kind_of(algorithm a) noexcept { return row_of(a).kind; }

std::string_view curve_of(algorithm a) noexcept { return row_of(a).curve; }

std::size_t coordinate_bytes(std::string_view curve) noexcept {
    if (curve == "P-256") return 32;
    if (curve == "P-384") return 48;
    if (curve == "P-521") return 66;
    return 0;
}

}  // namespace oms::auth
