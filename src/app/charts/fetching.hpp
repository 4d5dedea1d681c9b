#pragma once
#include <oms/app/commands.hpp>
#include <oms/app/remote_chart.hpp>

namespace oms::app {

/// Asks real servers; on a terminal it says which list is being read.
[[nodiscard]] fetcher fetcher_for(fetch::fetch_rules const& rules, environment const& env);

/// An answer to standard output, a fault to standard error; the exit status.
[[nodiscard]] int print(result<std::string> const& answer);

}  // namespace oms::app
