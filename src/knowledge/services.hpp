#pragma once
#include <oms/json/document.hpp>
#include <oms/knowledge/service_definition.hpp>

#include <span>
#include <vector>

namespace oms::knowledge {

/// Reads `services/*.json`, ordered by id. Faults: bad_knowledge with file and element; no service at all.
[[nodiscard]] std::vector<service_definition> read_services(std::span<json::document const> documents, std::vector<fault>& faults);

}  // namespace oms::knowledge
