#pragma once
#include "support/profiles.hpp"

#include <oms/hooks/service.hpp>

#include <memory>

namespace oms::test {

/// The linked knowledge of this repository, once per test program.
[[nodiscard]] inline std::shared_ptr<hooks::catalogue const> shared_knowledge() {
    static auto const linked = std::make_shared<hooks::catalogue const>(hooks::link(documents()).value());
    return linked;
}
[[nodiscard]] inline hooks::catalogue const& knowledge() { return *shared_knowledge(); }

}  // namespace oms::test
