#include <oms/auth/client.hpp>

#include <algorithm>

namespace oms::auth {
namespace {

std::string_view without_slash(std::string_view url) noexcept {
    if (url.ends_with('/')) url.remove_suffix(1);
    return url;
}

bool is_for(token const& t, std::span<std::string_view const> audiences) noexcept {
    return std::ranges::any_of(t.audiences, [&](std::string_view named) {
        return std::ranges::any_of(audiences, [&](std::string_view ours) { return without_slash(named) == without_slash(ours); });
    });
}

/// An empty list allows everything.
bool lets_in(std::vector<std::string> const& allowed, std::string_view named) noexcept {
    return allowed.empty() || std::ranges::find(allowed, named) != allowed.end();
}

}  // namespace

std::optional<std::size_t> find_client(std::span<client const> all, std::string_view issuer) noexcept {
    auto const found = std::ranges::find(all, issuer, &client::issuer);
    if (found == all.end()) return std::nullopt;
    return static_cast<std::size_t>(found - all.begin());
}

std::optional<refusal> check_claims(token const& t, client const& c, claim_rules const& rules, std::span<std::string_view const> audiences,
                                    instant now) noexcept {
    if (std::ranges::find(c.algorithms, t.alg) == c.algorithms.end()) return refusal::algorithm;
    if (!t.jku.empty() && t.jku != c.jwks_url) return refusal::key;
    if (!is_for(t, audiences)) return refusal::audience;
    if (now >= t.expires + rules.clock_skew) return refusal::expired;
    if (t.issued > now + rules.clock_skew) return refusal::not_yet;
    if (t.not_before && *t.not_before > now + rules.clock_skew) return refusal::not_yet;
    auto const lifetime = t.expires - t.issued;
    if (lifetime <= lifetime.zero() || lifetime > rules.max_lifetime) return refusal::lifetime;
    return std::nullopt;
}

std::optional<refusal> check_rights(token const& t, client const& c) noexcept {
    if (!lets_in(c.tenants, t.tenant)) return refusal::tenant;
    if (!lets_in(c.subjects, t.subject)) return refusal::subject;
    return std::nullopt;
}

}  // namespace oms::auth
