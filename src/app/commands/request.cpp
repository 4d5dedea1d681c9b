#include <oms/app/commands.hpp>
#include <oms/app/knowledge_folder.hpp>
#include <oms/app/load.hpp>
#include <oms/base/uuid.hpp>

#include "charts/fetching.hpp"

#include <random>

namespace oms::app {

namespace {

/// A new one for each call. Source: RFC 4122 section 4.4; CH-REQ-04.
std::string random_uuid() {
    std::random_device chance;
    uuid id;
    for (auto& byte : id.bytes) byte = static_cast<std::uint8_t>(chance());
    id.bytes[6] = static_cast<std::uint8_t>((id.bytes[6] & 0x0fU) | 0x40U);
    id.bytes[8] = static_cast<std::uint8_t>((id.bytes[8] & 0x3fU) | 0x80U);
    return to_string(id);
}

}  // namespace

int request(request_arguments const& a, environment const& env) {
    auto const s = settings_for(a.from, env);
    if (!s) {
        say(s.error());
        return wrong_usage;
    }
    auto const whose = find_patient(a.from_server, *s);
    if (!whose) {
        say(whose.error());
        return wrong_usage;
    }
    auto const k = load_knowledge(profiles_folder(*s, env.program), *s);
    if (!k) {
        say_first(k.error());
        return cannot_serve;
    }
    auto const rules = rules_of_commands(*s, *whose);
    std::vector<std::string> left_out;
    remote_chart chart{*k->linked, rules, *whose, fetcher_for(rules, env)};
    auto const text = chart.write_request({a.hook, random_uuid(), a.user}, env.now(), left_out);
    for (auto const& key : left_out) say(whose->base.text() + ": left out " + key);
    return print(text);
}

}  // namespace oms::app
