#pragma once
#include <oms/app/settings.hpp>
#include <oms/base/time.hpp>
#include <oms/net/tls.hpp>

#include <optional>

namespace oms::app {

/// Reads the files that `[tls]` names, and checks them as of `now`. Nothing: TLS is off.
///
/// Faults (all of them): bad_settings, `where` the key, `note` the file and what is wrong with it (`net::make_tls`, or it cannot be read).
/// The text of the private key is erased before it returns.
[[nodiscard]] checked<std::optional<net::server_tls>> load_tls(settings const& s, instant now);

}  // namespace oms::app
