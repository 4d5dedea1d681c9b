#include "charts/fetching.hpp"

#include "files.hpp"

#include <unistd.h>

namespace oms::app {

namespace {

void write_progress(std::string_view text) { static_cast<void>(write_all(STDERR_FILENO, text)); }

}  // namespace

fetcher fetcher_for(fetch::fetch_rules const& rules, environment const& env) {
    net::client_limits bounds;
    bounds.connections = rules.connections_per_server;
    return [bounds, visible = env.messages_are_terminal](fetch::retrieval& plan, net::fetch_observer observer) {
        std::size_t pages = 0;
        if (visible)
            observer.requested = [&pages](fetch::page_request const& page) {
                write_progress("\r\033[Kreading " + std::string{page.key} + ", page " + std::to_string(++pages));
            };
        net::fetch_chart(plan, bounds, observer);
        if (visible) write_progress("\r\033[K");
    };
}

int print(result<std::string> const& answer) {
    if (!answer) {
        say(answer.error());
        return answer.error().code == errc::bad_settings ? wrong_usage : not_evaluated;
    }
    auto const written = write_all(STDOUT_FILENO, *answer);
    if (!written) say("standard output " + written.error().note);
    return written ? done : not_evaluated;
}

}  // namespace oms::app
