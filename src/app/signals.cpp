#include "signals.hpp"

#include <signal.h>

#include <utility>

namespace oms::app {

namespace {

// Not one that anybody else sends: tells the waiting thread to end.
constexpr int farewell = SIGUSR2;

sigset_t awaited() {
    sigset_t set;
    sigemptyset(&set);
    for (int const signal : {SIGTERM, SIGINT, SIGHUP, farewell}) sigaddset(&set, signal);
    return set;
}

}  // namespace

signals::signals() {
    auto const set = awaited();
    pthread_sigmask(SIG_BLOCK, &set, nullptr);
}

void signals::end() {
    if (!thread_.joinable()) return;
    pthread_kill(thread_.native_handle(), farewell);
    thread_.join();
}

void signals::wait_for(std::function<void()> reload, std::function<void()> stop) {
    thread_ = std::jthread{[this, reload = std::move(reload), stop = std::move(stop)] { wait(reload, stop); }};
}

void signals::wait(std::function<void()> const& reload, std::function<void()> const& stop) {
    auto set = awaited();
    bool stopping = false;
    for (int got = 0; sigwait(&set, &got) == 0 && got != farewell;) {
        if (got == SIGHUP) {
            if (!stopping) reload();
            continue;
        }
        stop();
        stopping = true;
        // From here on a second one meets its default action in this thread, which has nothing else to do.
        sigset_t second;
        sigemptyset(&second);
        for (int const signal : {SIGTERM, SIGINT}) {
            sigaddset(&second, signal);
            sigdelset(&set, signal);
        }
        pthread_sigmask(SIG_UNBLOCK, &second, nullptr);
    }
}

}  // namespace oms::app
