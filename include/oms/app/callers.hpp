#pragma once
#include <oms/app/address.hpp>
#include <oms/app/settings.hpp>
#include <oms/auth/admission.hpp>
#include <oms/auth/key_set.hpp>
#include <oms/base/clock.hpp>
#include <oms/net/token_verifier.hpp>

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace oms::app {

/// The URL that clients call: `public_url`, else `bound`.
[[nodiscard]] public_address public_address_of(settings const& s, listen_address const& bound);

/// Who may call, from the settings. Source: product.md 4 `auth`, `clients`.
[[nodiscard]] std::shared_ptr<auth::admission const> admission_of(settings const& s, listen_address const& bound);

/// The key set in a client's file. Faults (bad_settings, the file and the element): it cannot be read, holds no usable key, or one whose
/// private part is published (CH-JWT-16).
[[nodiscard]] checked<auth::key_set> read_key_file(settings::client_table const& c);

/// What is said when a key set was read or could not be: the client, and its faults.
using on_key_read = std::function<void(settings::client_table const& c, std::vector<fault> const& why)>;

/// The verifier of tokens, with the keys of all files; keys from URLs follow. Faults: those of all files.
[[nodiscard]] checked<std::shared_ptr<net::token_verifier>> open_verifier(settings const& s, clock now, on_key_read read);

/// Reads the files again and has the URLs read again. What does not load leaves the keys from before in force; `read` hears of each.
void reload_keys(net::token_verifier& tokens, settings const& s, on_key_read const& read);

/// The clients that have no key at all yet, and why; empty: none.
[[nodiscard]] std::vector<std::string> clients_without_keys(net::token_verifier const& tokens, settings const& s);

/// Whether the last read of a key set brought nothing, and the keys from before are in force.
[[nodiscard]] bool has_old_keys(net::token_verifier const& tokens);

/// What each client may do, in words, for `oms-cds check`. Faults: those of all files.
[[nodiscard]] std::string describe_clients(settings const& s, std::vector<fault>& faults);

}  // namespace oms::app
