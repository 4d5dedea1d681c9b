#pragma once
#include <functional>
#include <thread>

namespace oms::app {

/// Keeps SIGTERM, SIGINT and SIGHUP from this thread and all that it starts from now on, so that one thread can wait for them.
/// Make it before any other thread.
class signals {
public:
    signals();
    ~signals() { end(); }
    signals(signals const&) = delete;
    signals& operator=(signals const&) = delete;

    /// Starts the thread that waits. `stop` is called for the first SIGTERM or SIGINT; a second one then ends the program at once,
    /// as it does by default. Both are called on that thread.
    void wait_for(std::function<void()> reload, std::function<void()> stop);
    /// Ends the waiting thread; when it returns, neither function runs or will run.
    void end();

private:
    void wait(std::function<void()> const& reload, std::function<void()> const& stop);

    std::jthread thread_;
};

}  // namespace oms::app
