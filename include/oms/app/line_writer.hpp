#pragma once
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <future>
#include <memory>
#include <string>
#include <string_view>
#include <thread>

namespace oms::app {

/// Where lines are written. Used by the writing thread alone.
class line_destination {
public:
    struct outcome {
        std::size_t written = 0;
        int error = 0;   ///< what the system said (errno) when it took less than all; 0: the rest may be tried at once
    };
    virtual ~line_destination() = default;
    [[nodiscard]] virtual outcome write(std::string_view bytes) = 0;
    /// True if what follows goes elsewhere than before: a line whose beginning was written is then written again as a whole.
    [[nodiscard]] virtual bool moved() { return false; }
};

/// Tells the writing thread when to write. `wake` and `end` may be called by any thread.
class write_timer {
public:
    virtual ~write_timer() = default;
    /// Returns when the interval is over or `wake` was called since it last returned; false: `end` was called.
    [[nodiscard]] virtual bool wait() = 0;
    virtual void wake() = 0;
    virtual void end() = 0;
};
[[nodiscard]] std::shared_ptr<write_timer> every(std::chrono::milliseconds interval);

/// How many lines may wait, and for how long.
struct line_limits {
    std::size_t wake_bytes = 64 * 1024;          ///< of one thread; they are written at once: large writes, and room for what comes
    std::size_t waiting_bytes = 1024 * 1024;     ///< of one thread; a line more is refused: some 3,000 calls, 80 ms of a busy core
    std::chrono::milliseconds exit_wait{2'000};  ///< for a destination that takes nothing while the program ends
};

/// Lines of many threads to one destination. A line costs its thread a copy: each thread has a buffer of its own, one thread of the
/// writer's takes the buffers in turn and hands each on with one write. Lines stay whole, and in order within their thread.
///
/// What cannot be written stays and is tried again when the timer says so; meanwhile the buffers fill, and a line beyond the limit is
/// refused and counted. So no thread ever waits for the destination.
/// Memory: two buffers and one for each thread that ever wrote; what they never held costs address space only.
/// Thread rule: any thread may call, while none destroys it.
class line_writer {
public:
    struct options {
        std::shared_ptr<write_timer> timer = every(std::chrono::milliseconds{100});
        line_limits limits;
        /// Called on the writing thread before the lines of a thread that had some refused are written, with their number; may append
        /// a line, which then follows those that were taken before. Empty: nothing is said.
        std::function<void(std::string& out, std::uint64_t refused)> say_refused;
        /// Called on the writing thread whenever it has written all that waited (0) or could not (errno): to those who wait for
        /// `written`. Both functions own what they use: a destination that hangs may keep them longer than the writer lives.
        std::function<void(int error)> wrote;
    };
    line_writer(std::shared_ptr<line_destination> to, options o);
    ~line_writer();  ///< writes what waits, if the destination takes it within `limits.exit_wait`
    line_writer(line_writer const&) = delete;
    line_writer& operator=(line_writer const&) = delete;

    /// `line`: whole, its line feed included. Its number among the lines of the calling thread, from 1; 0: there is no room.
    [[nodiscard]] std::uint64_t append(std::string_view line);
    /// The number of the last line of the calling thread that is written: `write` has returned for it and all before it.
    [[nodiscard]] std::uint64_t written() const;
    /// Lets the writing thread write now instead of when the interval is over; does not wait for it.
    void write_soon();

    struct state {
        int error = 0;               ///< errno of the last write; 0: it was good
        std::uint64_t failures = 0;  ///< writes that failed, so far
        std::uint64_t refused = 0;   ///< lines that found no room, so far
    };
    [[nodiscard]] state current() const noexcept;

private:
    class impl;
    std::shared_ptr<impl> impl_;   ///< the thread has it too
    std::future<void> ended_;
    std::thread thread_;
};

}  // namespace oms::app
