#pragma once
#include <oms/auth/key_set.hpp>

#include <string_view>

namespace oms::auth {

/// Whether the token (read by `token_reader`, so its form and its algorithm `a` are known) was signed with the private key that belongs
/// to `key`. Costs up to a millisecond of a core: never on a thread that serves connections. Thread rule: any number at a time.
/// Precondition: the key fits the algorithm. Source: RFC 7515 5.2; RFC 7518 3.3 to 3.5; CH-JWT-01.
[[nodiscard]] bool is_signed_with(std::string_view token, algorithm a, public_key const& key);

}  // namespace oms::auth
