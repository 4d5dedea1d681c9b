#pragma once
#include <oms/auth/key_set.hpp>

#include <string_view>

namespace oms::auth {

/// Whose published private key belongs to this key, e.g. `the CDS Hooks sandbox`; empty: nobody's that is known. Everyone can sign as
/// the client that has it, so it is no key for patients. Known by its numbers, or by its `kid` alone.
/// Source: CH-JWT-16.
[[nodiscard]] std::string_view publisher_of(public_key const& k) noexcept;

}  // namespace oms::auth
