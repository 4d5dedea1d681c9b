#pragma once
#include <oms/base/fault.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace oms::knowledge {

/// How much the policy needs a prefetch key (product.md 6).
enum class need : std::uint8_t { patient, list, workup };

struct prefetch_template {
    std::string key;        ///< `conditions`
    std::string query;      ///< `Condition?patient={{context.patientId}}`
    need how_much = need::list;
};

/// `Condition` of `Condition?patient=…`, `Patient` of `Patient/…`.
[[nodiscard]] std::string_view type_asked(prefetch_template const& t) noexcept;
/// A read by id; else a search.
[[nodiscard]] bool is_read(prefetch_template const& t) noexcept;

/// One service, as discovery shows it. Source: CDS Hooks 2.0 "Discovery"; CH-SVC-01…09.
struct service_definition {
    std::string id, hook, title, description, usage_requirements;
    std::vector<prefetch_template> prefetch;
};

/// Faults of one template against the rules of the conformance list 2.2; empty: portable. `where` names it in the faults.
/// `encounter_known`: the context of the hook always has `encounterId`.
[[nodiscard]] std::vector<fault> lint_template(std::string_view query, std::string_view where, bool encounter_known = false);

}  // namespace oms::knowledge
