#pragma once
#include "support/profiles.hpp"

#include <oms/hooks/service.hpp>

#include <memory>
#include <stdexcept>
#include <string>

namespace oms::test {

/// The linked knowledge of this repository, once per test program.
[[nodiscard]] inline std::shared_ptr<hooks::catalogue const> shared_knowledge() {
    static std::shared_ptr<hooks::catalogue const> const linked = [] {
        auto got = hooks::link(documents());
        std::string faults;
        if (!got)
            for (fault const& f : got.error()) faults += to_string(f) + "\n";
        if (!got) throw std::runtime_error(faults);
        return std::make_shared<hooks::catalogue const>(std::move(*got));
    }();
    return linked;
}
[[nodiscard]] inline hooks::catalogue const& knowledge() { return *shared_knowledge(); }

}  // namespace oms::test
