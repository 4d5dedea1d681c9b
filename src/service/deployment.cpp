#include <oms/service/exchange.hpp>

#include <oms/hooks/discovery.hpp>

namespace oms::service {

std::shared_ptr<deployment const> make_deployment(std::shared_ptr<knowledge::catalogue const> k, deployment_settings s, clock now,
                                            std::vector<std::string> const& hooks_offered) {
    auto made = std::make_shared<deployment>();
    made->knowledge = std::move(k);
    made->settings = std::move(s);
    made->now = std::move(now);
    for (std::string const& hook : hooks_offered)  // the order of the settings is the order of discovery
        for (knowledge::service_definition const& one : made->knowledge->services)
            if (one.hook == hook) made->offered.push_back(one);
    made->discovery = hooks::write_discovery(made->offered, made->settings.cds_hooks_version);
    return made;
}

}  // namespace oms::service
