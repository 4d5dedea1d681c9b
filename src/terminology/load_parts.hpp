#pragma once
#include <oms/base/fault.hpp>
#include <oms/json/node.hpp>

#include "tables.hpp"

#include <span>
#include <string>
#include <string_view>
#include <vector>

/// The parts of `load`: each reads one kind of file into the tables.
namespace oms::terminology {

using fault_list = std::vector<fault>;

[[nodiscard]] inline std::string quoted(std::string_view name) { return "`" + std::string{name} + "`"; }

/// `aliases.json`: code systems, their URIs and spellings, words for answers.
void read_aliases(json::node const& file, code_map::tables& t, fault_list& faults);

/// The ConceptMaps in `conceptmaps/` whose groups lead to `target`, the CodeSystem of the facts.
void read_concept_maps(std::span<json::node const> files, std::string_view target, code_map::tables& t, fault_list& faults);

/// The groups of `files` that lead to FHIR's statuses of a Condition, whose codes must be there.
void read_status_maps(std::span<json::node const> files, code_map::tables& t, fault_list& faults);

/// The code families in `valuesets/`: each `include` with a `filter` and the extension `states`.
void read_families(std::span<json::node const> files, code_map::tables& t, fault_list& faults);

/// Gives national editions the codes and families of the system that they are an edition of.
void copy_to_editions(code_map::tables& t);

/// A site's ConceptMaps; the tables must be indexed. `remarks`: what was passed over, and why.
void read_site_maps(std::span<json::node const> files, code_map::tables& t, fault_list& faults, fault_list& remarks);

}  // namespace oms::terminology
