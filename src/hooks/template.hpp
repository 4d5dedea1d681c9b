#pragma once
#include <oms/hooks/service.hpp>

namespace oms::hooks {

/// As the public one; `encounter_known`: the hook's context always has `encounterId`.
[[nodiscard]] std::vector<fault> lint_template(std::string_view query, std::string_view where, bool encounter_known);

}  // namespace oms::hooks
