#pragma once
#include "support/profiles.hpp"

#include <oms/knowledge/catalogue.hpp>

#include <memory>

namespace oms::test {

/// The linked knowledge of this repository, once per test program.
[[nodiscard]] inline std::shared_ptr<knowledge::catalogue const> shared_knowledge() {
    static auto const linked = std::make_shared<knowledge::catalogue const>(knowledge::link(documents()).value());
    return linked;
}
[[nodiscard]] inline knowledge::catalogue const& knowledge() { return *shared_knowledge(); }

}  // namespace oms::test
