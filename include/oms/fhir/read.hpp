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

/// Takes resources one at a time. What is viewed lives until `take` returns.
class resource_sink {
public:
    virtual ~resource_sink() = default;
    virtual void take(resource const& r, entry_info const& entry, place const& where) = 0;
};

}  // namespace oms::fhir
