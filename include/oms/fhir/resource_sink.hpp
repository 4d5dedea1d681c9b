#pragma once
#include <oms/fhir/types.hpp>

#include <cstddef>
#include <string>
#include <string_view>

namespace oms::fhir {

/// Element path of a resource in the input; made into text only on demand.
class element_path {
public:
    virtual ~element_path() = default;
    /// e.g. `prefetch.conditions.entry[3].resource`, `Bundle.entry[3].resource`, `Patient`.
    virtual void append_to(std::string& out) const = 0;
    [[nodiscard]] std::string to_string() const {
        std::string out;
        append_to(out);
        return out;
    }
};

/// Takes resources one at a time. What is viewed lives until the call returns.
class resource_sink {
public:
    virtual ~resource_sink() = default;
    virtual void take(resource const& r, entry_info const& entry, element_path const& where) = 0;
    virtual void take_deletion(deletion const&, element_path const&) {}
    /// What stands among the entries of a Bundle and is none: a text, a resource that is not wrapped, one without resourceType.
    virtual void take_odd_entry(element_path const&) {}
};

}  // namespace oms::fhir
