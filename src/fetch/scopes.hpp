#pragma once
#include <cstdint>
#include <string_view>

namespace oms::fetch {

enum class interaction : std::uint8_t { read, search };

/// Whether SMART scopes let their holder read resources of a type. None given: not known, so it may be tried.
/// Both forms: `patient/Condition.read`, `user/*.*` (v1), `system/Condition.rs`, `patient/Observation.rs?category=…` (v2).
/// Source: SMART App Launch 2.0, scopes; CH-AUTHZ-04.
[[nodiscard]] bool may_read(std::string_view scopes, std::string_view type, interaction how) noexcept;

}  // namespace oms::fetch
