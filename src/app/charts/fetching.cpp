#include "charts/fetching.hpp"

#include "files.hpp"

#include <oms/net/fetch_chart.hpp>

#include <unistd.h>

namespace oms::app {

namespace {

void write_progress(std::string_view text) { static_cast<void>(write_all(STDERR_FILENO, text)); }

}  // namespace

fetcher fetcher_for(fetch::fetch_rules const& rules, environment const& env) {
    net::client_settings const with{.limits = rules.limits};
    if (!env.messages_are_terminal) return {.run = [with](fetch::retrieval& plan) { net::fetch_chart(plan, with); }};
    return {.run =
                [with](fetch::retrieval& plan) {
                    net::fetch_chart(plan, with);
                    write_progress("\r\033[K");
                },
            .requested =
                [pages = 0](fetch::page_request const& page) mutable {
                    write_progress("\r\033[Kreading " + std::string{page.key} + ", page " + std::to_string(++pages));
                }};
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
