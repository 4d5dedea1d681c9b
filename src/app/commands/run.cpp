#include <oms/app/commands.hpp>

#include "files.hpp"
#include "limits.hpp"

#include <algorithm>

#include <unistd.h>

namespace oms::app {

namespace {

struct runner {
    environment const& env;

    int operator()(notice const& s) const {
        auto const written = write_all(s.status == done ? STDOUT_FILENO : STDERR_FILENO, s.text);
        return written || s.status != done ? s.status : not_evaluated;
    }
    int operator()(serve_arguments const& a) const { return serve(a, env); }
    int operator()(evaluate_arguments const& a) const { return evaluate(a, env); }
    int operator()(request_arguments const& a) const { return request(a, env); }
    int operator()(check_arguments const& a) const { return check(a, env); }
};

}  // namespace

int run(std::span<char const* const> arguments, environment const& env) {
    return std::visit(runner{env}, read_arguments(arguments));
}

checked<settings> settings_for(source_arguments const& from, environment const& env) {
    settings_sources sources{.file = from.config, .toml = {}, .environment = env.variables, .flags = from.flags, .dev = from.dev};
    if (from.config.empty()) return read_settings(sources);
    auto const text = read_whole(from.config, errc::bad_settings);
    if (!text) return std::vector<fault>{{errc::bad_settings, from.config, text.error().note}};
    sources.toml = *text;
    return read_settings(sources);
}

void say(std::string_view text) {
    // Nothing can be done about a standard error that takes nothing.
    static_cast<void>(write_all(STDERR_FILENO, "oms-cds: " + std::string{text} + "\n"));
}

void say(fault const& f) { say(to_string(f)); }

void say(std::vector<fault> const& faults) {
    for (auto const& f : faults) say(f);
}

void say_first(std::vector<fault> const& faults) {
    auto const shown = std::min(faults.size(), limits::most_named);
    for (auto const& f : std::span{faults}.first(shown)) say(f);
    if (shown < faults.size()) say("and " + std::to_string(faults.size() - shown) + " more; oms-cds check says all of them");
}

}  // namespace oms::app
