#pragma once
#include <algorithm>
#include <array>
#include <string_view>

namespace oms::knowledge {

/// What the context of a hook must hold beside `userId` and `patientId`. Source: HL7 cds-hooks-library; conformance list section 17.
struct hook_context {
    std::string_view hook;
    bool encounter = false;     ///< `encounterId` is required
    bool conditions = false;    ///< `conditions`, a Bundle
    bool draft_orders = false;  ///< `draftOrders`, a Bundle
    bool selections = false;    ///< `selections`, an array of references
};

inline constexpr std::array<hook_context, 6> hook_contexts{{
    {.hook = "patient-view"},
    {.hook = "problem-list-item-create", .conditions = true},
    {.hook = "encounter-start", .encounter = true},
    {.hook = "encounter-discharge", .encounter = true},
    {.hook = "order-select", .draft_orders = true, .selections = true},
    {.hook = "order-sign", .draft_orders = true},
}};

/// Nothing: not a hook of ours.
[[nodiscard]] constexpr hook_context const* context_of(std::string_view hook) noexcept {
    auto const at = std::ranges::find(hook_contexts, hook, &hook_context::hook);
    return at == hook_contexts.end() ? nullptr : &*at;
}

}  // namespace oms::knowledge
