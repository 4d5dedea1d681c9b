#pragma once
#include <oms/app/settings.hpp>
#include <oms/base/clock.hpp>
#include <oms/knowledge/catalogue.hpp>
#include <oms/service/exchange.hpp>

#include <cstddef>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace oms::app {

/// The command line that accepts changed files of the knowledge, for messages.
[[nodiscard]] std::string accept_command(settings const& s);

/// The knowledge of a folder, with the parts that the settings replace.
struct loaded_knowledge {
    std::shared_ptr<knowledge::catalogue const> linked;
    std::size_t files = 0;  ///< that it was read from
};

/// Whether files must agree with `manifest.json`.
enum class pinned : bool { no, yes };

/// Reads a folder, compares it with its manifest, links it with the values of `[policy]` and `[services.prefetch]`, and checks
/// `services.silent`. Faults, all of them: bad_knowledge with file and element, bad_settings with the key.
[[nodiscard]] checked<loaded_knowledge> load_knowledge(std::filesystem::path const& folder, settings const& s, pinned how = pinned::yes);

/// What limits reading from FHIR servers.
[[nodiscard]] fetch::outbound_limits outbound_limits_of(settings const& s);

/// What all requests share. `not_ready` gives reasons why the service is not usable, beside those that follow from the settings;
/// `not_loaded` is that of the deployment.
[[nodiscard]] std::shared_ptr<service::deployment const> deployment_for(loaded_knowledge const& k, settings const& s, clock now,
                                                                std::function<std::vector<std::string>()> not_ready = {},
                                                                std::function<std::vector<std::string_view>()> not_loaded = {},
                                                                std::shared_ptr<auth::admission const> admission = {});

}  // namespace oms::app
