#pragma once
#include <string>

namespace oms::app {

/// `0.1.0`, as CMake has it.
[[nodiscard]] std::string program_version();

}  // namespace oms::app
