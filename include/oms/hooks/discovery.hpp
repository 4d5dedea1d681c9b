#pragma once
#include <oms/knowledge/service_definition.hpp>

#include <span>
#include <string>
#include <string_view>

namespace oms::hooks {

/// The discovery body. Byte-equal for equal input (CH-DISC-09). `cds_hooks_version` empty: not sent.
/// Source: CDS Hooks 2.0 "Discovery"; CH-DISC-01 to CH-DISC-09.
[[nodiscard]] std::string write_discovery(std::span<knowledge::service_definition const> services, std::string_view cds_hooks_version);

}  // namespace oms::hooks
