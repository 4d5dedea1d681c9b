#pragma once
#include <oms/auth/algorithm.hpp>
#include <oms/auth/token.hpp>

#include <chrono>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace oms::auth {

/// An EHR that may call, as it is registered. Source: product.md 4 `clients`.
struct client {
    std::string issuer;
    std::vector<algorithm> algorithms{algorithm::es384, algorithm::rs384};
    std::string jwks_url{};                   ///< what `jku` may say; empty: no `jku` may be there
    std::vector<std::string> tenants{};       ///< empty: any, or none
    std::vector<std::string> subjects{};      ///< empty: any, or none
    std::vector<std::string> fhir_servers{};  ///< origins that it may name
    bool reuse_tokens = false;                ///< a `jti` may come again
};

struct claim_rules {
    std::chrono::seconds max_lifetime{3600};  ///< from `iat` to `exp`
    std::chrono::seconds clock_skew{60};      ///< how far the clock of a client may be off
};

/// The index of the issuer's client. Nothing: it is not registered.
[[nodiscard]] std::optional<std::size_t> find_client(std::span<client const> all, std::string_view issuer) noexcept;

/// All that can be said of a token without a key, what costs least first. `audiences`: URLs that it may be for; one slash at the end of
/// either is not compared. Nothing: only the signature is left.
/// `tenant` and `subject` are said of trusted callers only: see `check_rights`.
/// Source: CH-JWT-03, CH-JWT-06, CH-JWT-08, CH-JWT-09, CH-JWT-12, CH-JWT-17; CH-DEC-09.
[[nodiscard]] std::optional<refusal> check_claims(token const& t, client const& c, claim_rules const& rules,
                                                  std::span<std::string_view const> audiences, instant now) noexcept;

/// What a caller whose signature holds may do. Source: CH-JWT-11, CH-JWT-12; product.md 13.
[[nodiscard]] std::optional<refusal> check_rights(token const& t, client const& c) noexcept;

}  // namespace oms::auth
