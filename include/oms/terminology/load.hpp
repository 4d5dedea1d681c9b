#pragma once
#include <oms/base/fault.hpp>
#include <oms/terminology/terms.hpp>

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace oms::terminology {

/// One file of `fhir_profiles/`, already read: its path below that folder and its text.
struct document {
    std::string_view file;
    std::string_view text;
};

/// Builds the code map from the ConceptMaps (to `oms-finding`), `codesystems/oms-finding.json` and `aliases.json`.
/// Faults (all found, not only the first): bad_knowledge with file and element: unknown fact, unknown system, a code mapped twice
/// to different facts, a fact of the program missing in the CodeSystem or the other way round.
[[nodiscard]] boost::system::result<code_map, std::vector<fault>> load(std::span<document const> documents);

}  // namespace oms::terminology
