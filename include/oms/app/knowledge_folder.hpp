#pragma once
#include <oms/app/settings.hpp>
#include <oms/base/fault.hpp>
#include <oms/knowledge/manifest.hpp>

#include <filesystem>
#include <vector>

namespace oms::app {

/// The folder of the knowledge: the setting, else `fhir_profiles` beside the program, else `share/oms-cds/fhir_profiles` below the
/// folder that holds the program's own. `program` is the path of the running program.
[[nodiscard]] std::filesystem::path profiles_folder(settings const& s, std::filesystem::path const& program);

/// The path of this running program; empty if the system does not say.
[[nodiscard]] std::filesystem::path running_program();

/// All files of a knowledge folder in order of their paths, hidden ones and `examples/` aside. What else lies there is knowledge:
/// nothing is passed over.
/// Faults (all of them): bad_knowledge for a folder or file that cannot be read, naming it and what the system said.
[[nodiscard]] checked<std::vector<knowledge::file>> read_knowledge(std::filesystem::path const& folder);

}  // namespace oms::app
