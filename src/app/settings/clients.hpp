#pragma once
#include <oms/app/settings.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace oms::app {

/// What a client lacks that its keys alone do not say; `where`: of its table. Faults: no issuer, or that of another one; no keys;
/// no algorithm.
void check_client(settings const& s, std::size_t index, std::string_view where, std::vector<fault>& faults);

}  // namespace oms::app
