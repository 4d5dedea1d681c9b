#pragma once
#include "../stream/awaitable.hpp"

#include <oms/net/token_verifier.hpp>

namespace oms::net {

/// Waits for what `by` decides of the token. Lifetime: what `t` views may go meanwhile.
[[nodiscard]] awaitable<auth::verdict> verify(token_verifier& by, auth::pending_token const& t);

}  // namespace oms::net
