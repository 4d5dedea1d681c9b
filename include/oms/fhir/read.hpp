#pragma once
#include <oms/fhir/types.hpp>

#include <cstddef>
#include <string>
#include <string_view>

namespace oms::fhir {

/// Where a resource stood in the input; made into text only when somebody asks.
class place {
public:
    virtual ~place() = default;
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
    virtual void take(resource const& r, entry_info const& entry, place const& where) = 0;
    virtual void take_deletion(deletion const&, place const&) {}
    /// What stands among the entries of a Bundle and is none: a text, a resource that is not wrapped, one without resourceType.
    virtual void take_odd_entry(place const&) {}
};

}  // namespace oms::fhir
