#pragma once
#include <oms/base/fault.hpp>
#include <oms/json/document.hpp>
#include <oms/terminology/terms.hpp>

#include <span>

namespace oms::terminology {

/// Builds the code map from the ConceptMaps in `conceptmaps/` whose groups lead to `oms-finding`, `codesystems/oms-finding.json` and
/// `aliases.json`; other documents are passed over. The result owns all it needs of them.
/// A target counts when it is equivalent to the code or wider; `unmatched` (or no target) makes a known code that says nothing.
/// A group without the extension `evidence-level` is of level B.
/// Faults (all found, not only the first): bad_knowledge with file and element: unknown fact, unknown system, a code mapped twice
/// to different facts, a code not in the spelling that lookups end in, a fact of the program missing in the CodeSystem or the
/// other way round, a missing file.
[[nodiscard]] checked<code_map> load(std::span<json::document const> documents);

}  // namespace oms::terminology
