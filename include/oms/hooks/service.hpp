#pragma once
#include <oms/base/fault.hpp>
#include <oms/cards/card.hpp>
#include <oms/criteria/policy.hpp>
#include <oms/terminology/load.hpp>

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace oms::hooks {

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

/// All knowledge, linked: every id resolves, every template fits. Immutable; shared by all threads.
struct catalogue {
    terminology::code_map codes;
    criteria::policy rules;
    cards::card_book book;
    std::vector<service_definition> services;
    std::string version;   ///< of the knowledge (manifest)

    [[nodiscard]] service_definition const* find(std::string_view id) const noexcept;
};

/// Puts the knowledge together. Faults: everything wrong in any file, each with file and element; see the loaders.
/// A prefetch template that breaks the portable rules (CH-TPL-01…05, 10) is such a fault.
[[nodiscard]] checked<catalogue> link(std::span<terminology::document const> documents);

/// Faults of one template against the rules of the conformance list 2.2; empty: portable. `where` names it in the faults.
[[nodiscard]] std::vector<fault> lint_template(std::string_view query, std::string_view where);

/// The discovery body. Byte-equal for equal input (CH-DISC-09). `cds_hooks_version` empty: not sent.
[[nodiscard]] std::string write_discovery(std::span<service_definition const> services, std::string_view cds_hooks_version);

}  // namespace oms::hooks
