#pragma once
#include <oms/criteria/policy.hpp>
#include <oms/terminology/load.hpp>

#include <span>

/// The knowledge of this repository, read once per test program.
namespace oms::test {

/// Every file below `fhir_profiles/`, paths with slashes.
[[nodiscard]] std::span<json::document const> documents();
[[nodiscard]] criteria::policy const& policy();
[[nodiscard]] terminology::code_map const& codes();

}  // namespace oms::test
