#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

/// Addresses: which there are, and what may be done there.
namespace oms::service {

enum class endpoint : std::uint8_t { root, health, readiness, discovery, cds_service, feedback };

struct route {
    endpoint what{};
    std::string_view name;      ///< for logs and counters
    std::string_view pattern;   ///< below the path prefix; `{id}` is one segment
    std::string_view allow;     ///< methods, as the Allow field says them
    bool open = false;          ///< answers without authentication
};

/// Source: product.md 5; CH-DISC-01, CH-DISC-05, CH-REQ-01, CH-FB-01.
inline constexpr std::array<route, 6> routes{{
    {endpoint::root, "front", "/", "GET, HEAD, OPTIONS", true},
    {endpoint::health, "health", "/healthz", "GET, HEAD, OPTIONS", true},
    {endpoint::readiness, "ready", "/readyz", "GET, HEAD, OPTIONS", true},
    {endpoint::discovery, "discovery", "/cds-services", "GET, HEAD, OPTIONS", false},
    {endpoint::cds_service, "service", "/cds-services/{id}", "POST, OPTIONS", false},
    {endpoint::feedback, "feedback", "/cds-services/{id}/feedback", "POST, OPTIONS", false},
}};

struct route_match {
    route const* at = nullptr;    ///< nothing: no such address
    std::string_view service_id;  ///< views the path that was matched
};

/// The path of a request target in its one spelling: without query, slashes neither doubled nor at the end, letters that need no
/// percent-encoding decoded. `/` is the root. What else is percent-encoded stays so, and no address of ours has it.
/// Nothing: a stray `%`, or no path at all. The result views `target` or `storage`, which is only there
/// to be used again.
/// Source: RFC 3986 6.2.2.2; RFC 9112 3.2; CH-DISC-09, product.md 5.
[[nodiscard]] std::optional<std::string_view> normal_path(std::string_view target, std::string& storage);

/// `prefix` is the path of `public_url`, e.g. `/oms`, or empty.
[[nodiscard]] route_match find_route(std::string_view path, std::string_view prefix) noexcept;

[[nodiscard]] bool allows(route const& r, std::string_view method) noexcept;

}  // namespace oms::service
