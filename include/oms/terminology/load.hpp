#pragma once
#include <oms/base/fault.hpp>
#include <oms/json/document.hpp>
#include <oms/terminology/terms.hpp>

#include <span>
#include <vector>

namespace oms::terminology {

/// Builds the code map from the ConceptMaps in `conceptmaps/` whose groups lead to `oms-finding`, `codesystems/oms-finding.json` and
/// `aliases.json`; other documents are passed over. The result owns all it needs of them.
/// A target counts when it is equivalent to the code or wider; `unmatched` (or no target) makes a known code that says nothing.
/// Code families are read from the ValueSets in `valuesets/`: an `include` with a `filter` (op regex on code) and the extension `states`,
/// in a set whose filters all state one fact; its title is their display.
/// Groups of the ConceptMaps that lead to FHIR's `condition-clinical` or `condition-ver-status` say what statuses of other systems mean.
///
/// `site_maps`: FHIR R4 ConceptMaps of a site from its own systems (or codes of ours that have no row) to the systems of `aliases.json`.
/// A code that they map has a term of the site's system and code for each target, with our display and facts; `equivalent` and `equal`
/// make it firm, the other equivalences provisional, `unmatched` and `disjoint` nothing. `remarks` gets what was passed over: a code that
/// has a row of its own, a target that depends on other codes.
///
/// Faults (all found, not only the first): bad_knowledge with file and element: unknown fact, unknown system, a code mapped twice
/// to different facts, a code not in the spelling that lookups end in, of another shape than its system's or with a wrong check digit,
/// without display or level, an expression that is not portable, a fact of the program missing in the CodeSystem or the
/// other way round, a missing file. bad_settings, likewise, in a site's map: unknown target, unknown equivalence, no ConceptMap of R4.
/// Source: terminology.md 2; clinical.md 2.4, 2.14 "Systems and maps".
[[nodiscard]] checked<code_map> load(std::span<json::document const> documents, std::span<json::document const> site_maps = {},
                                     std::vector<fault>* remarks = nullptr);

}  // namespace oms::terminology
