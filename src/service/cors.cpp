#include "cors.hpp"

#include <algorithm>

namespace oms::service {
namespace {

/// What `Access-Control-Allow-Origin` says to this origin; empty: nothing. Source: CH-CORS-04.
std::string_view allowed_origin(deployment_settings const& s, std::string_view origin) noexcept {
    if (origin.empty()) return {};
    if (s.dev) return "*";
    auto const at = std::ranges::find(s.cors_origins, origin);
    return at == s.cors_origins.end() ? std::string_view{} : std::string_view{*at};
}

bool has(response const& r, std::string_view name) noexcept {
    return std::ranges::any_of(r.headers, [&](auto const& h) { return h.first == name; });
}

}  // namespace

void add_cors(response& r, deployment const& s, std::string_view origin) {
    if (!has(r, "Vary")) r.headers.emplace_back("Vary", "Origin");
    std::string_view const allowed = allowed_origin(s.settings, origin);
    if (allowed.empty() || has(r, "Access-Control-Allow-Origin")) return;
    r.headers.emplace_back("Access-Control-Allow-Origin", allowed);
    r.headers.emplace_back("Access-Control-Expose-Headers", "Allow, Retry-After, WWW-Authenticate");
}

void answer_options(response& r, deployment const& s, std::string_view origin, std::string_view allow) {
    r.status = 204;
    r.content_type = {};
    r.headers.emplace_back("Allow", allow);
    r.headers.emplace_back("Vary", "Origin, Access-Control-Request-Method, Access-Control-Request-Headers");
    if (allowed_origin(s.settings, origin).empty()) return;
    r.headers.emplace_back("Access-Control-Allow-Methods", "GET, POST, OPTIONS");
    r.headers.emplace_back("Access-Control-Allow-Headers", "Authorization, Content-Type");
    r.headers.emplace_back("Access-Control-Max-Age", std::to_string(s.settings.cors_max_age_s));
}

}  // namespace oms::service
