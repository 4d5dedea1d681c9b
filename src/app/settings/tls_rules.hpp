#pragma once
#include <oms/app/settings.hpp>

#include <vector>

namespace oms::app {

/// What `[tls]`, `listen` and `public_url` must be together. The files themselves are `load_tls`'s matter.
/// Source: product.md 4 `tls`; CH-TLS-01.
void check_tls(settings const& s, std::vector<fault>& faults);

}  // namespace oms::app
