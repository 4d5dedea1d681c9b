#pragma once
#include <string>
#include <string_view>
#include <vector>

/// A second opinion on every body the service sends: the invariants of the conformance list, sections 1, 2, 6, 7 and 8, and of
/// clinical.md 2.11, 2.12, 6. Written from those pages alone; knows nothing of src/.
namespace oms::test {

enum class body_kind {
    any,        ///< told by its members: `cards`, `services` or `resourceType`
    response,   ///< 200 of a service
    discovery,
    outcome,    ///< an OperationOutcome
};

enum class rule_set {
    cds_hooks,   ///< what the specification asks of any service
    ours,        ///< and what this project promises besides
};

/// Every broken rule as `cards[0].summary: has 140 UTF-16 units, must be fewer (CH-CARD-02)`; empty: the body is good.
[[nodiscard]] std::vector<std::string> violations_of(std::string_view body, body_kind kind = body_kind::any,
                                                     rule_set rules = rule_set::ours);

/// One card by itself, as `oms-cds evaluate --format card` writes it.
[[nodiscard]] std::vector<std::string> violations_of_card(std::string_view card, rule_set rules = rule_set::ours);

}  // namespace oms::test
