#pragma once
#include <oms/auth/client.hpp>
#include <oms/auth/refusal.hpp>
#include <oms/auth/token.hpp>
#include <oms/base/time.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace oms::auth {

/// Who may call, as the settings say it; what changes while the service runs (keys, what was used before) is not here. Immutable.
struct admission {
    std::vector<client> clients;
    claim_rules claims;
    std::string public_origin;  ///< `https://cds.example.org`: what every audience begins with
};

/// A token whose claims hold; whether somebody trusted made it is still open. The views are of the token's reader and the request.
struct pending_token {
    std::string_view text;       ///< all of it, as sent
    bool is_registered = false;  ///< its issuer is; said of refused ones, too
    std::size_t client = 0;      ///< its index in `admission`
    algorithm alg = algorithm::es384;
    std::string_view kid, id;
    instant until;                  ///< from then on it is refused as expired
    bool once = true;               ///< it may not come again
    std::optional<refusal> rights;  ///< what is said of it if it is trusted
};

/// What came of a check: nothing, if the caller is let in.
struct overloaded {   ///< too many wait to be checked: 503
    friend bool operator==(overloaded, overloaded) = default;
};  ///< too many wait to be checked: 503
using verdict = std::variant<std::monostate, refusal, overloaded>;

/// All that can be decided about a call without a key. `audiences` as `check_claims`. `into`: of one that is refused only whose it says it
/// is. The order is that of cost; the first refusal counts. Source: CH-JWT-17.
[[nodiscard]] std::optional<refusal> check_call(admission const& all, std::string_view authorization, token_reader& reader,
                                                std::span<std::string_view const> audiences, instant now, pending_token& into);

}  // namespace oms::auth
