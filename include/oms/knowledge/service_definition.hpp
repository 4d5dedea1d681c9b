#pragma once
#include <oms/base/fault.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace oms::knowledge {

/// What a prefetch key is needed for (product.md 6).
enum class need : std::uint8_t {
    patient,  ///< required: without it there is no answer
    list,     ///< required: Conditions and Observations
    workup,   ///< orders and reports, which change the card
};

struct prefetch_template {
    std::string key;        ///< `conditions`
    std::string query;      ///< `Condition?patient={{context.patientId}}`
    need how_much = need::list;
};

/// The resource type of the query: `Condition` of `Condition?patient=…`, `Patient` of `Patient/…`.
[[nodiscard]] std::string_view type_asked(prefetch_template const& t) noexcept;
/// Whether the query is a read by id, not a search.
[[nodiscard]] bool is_read(prefetch_template const& t) noexcept;

/// One service, as discovery shows it. Source: CDS Hooks 2.0 "Discovery"; CH-SVC-01…09.
struct service_definition {
    std::string id, hook, title, description, usage_requirements;
    std::vector<prefetch_template> prefetch;
};

/// What breaks the rules of the conformance list 2.2 for templates in this one; empty: it is portable. `where` names the template in the
/// faults. `encounter_known`: the context of the hook always has `encounterId`.
[[nodiscard]] std::vector<fault> lint_template(std::string_view query, std::string_view where, bool encounter_known = false);

}  // namespace oms::knowledge
