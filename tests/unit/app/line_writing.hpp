#pragma once
#include <oms/app/line_writer.hpp>

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace oms::app::test {

/// Time that passes when the test says so.
class ticks final : public write_timer {
public:
    bool wait() override {
        std::unique_lock lock{guard_};
        waiting_ = true;
        changed_.notify_all();
        changed_.wait(lock, [this] { return due_ || ended_; });
        waiting_ = due_ = false;
        return !ended_;
    }
    void wake() override {
        std::lock_guard const lock{guard_};
        ++wakes_;
    }
    void end() override {
        std::lock_guard const lock{guard_};
        ended_ = true;
        changed_.notify_all();
    }

    /// The interval is over; returns when the writing thread has done its part.
    void tick() {
        begin_tick();
        std::unique_lock lock{guard_};
        changed_.wait(lock, [this] { return waiting_ && !due_; });
    }
    /// The same, without waiting for what is done.
    void begin_tick() {
        std::unique_lock lock{guard_};
        changed_.wait(lock, [this] { return waiting_; });
        waiting_ = false;
        due_ = true;
        changed_.notify_all();
    }
    int wakes() {
        std::lock_guard const lock{guard_};
        return wakes_;
    }

private:
    std::mutex guard_;
    std::condition_variable changed_;
    bool waiting_ = false, due_ = false, ended_ = false;
    int wakes_ = 0;
};

/// Keeps what it is given; `answer` may take less. Shared with the writing thread: looked at between ticks, or when the writer is gone.
class kept_lines final : public line_destination {
public:
    outcome write(std::string_view bytes) override {
        ++writes;
        auto const got = answer ? answer(bytes) : outcome{bytes.size(), 0};
        text.append(bytes.substr(0, got.written));
        return got;
    }
    bool moved() override {
        if (!std::exchange(moves, false)) return false;
        before.append(std::exchange(text, {}));
        return true;
    }

    std::function<outcome(std::string_view)> answer;
    std::string text, before;   ///< `before`: what was written before it moved
    bool moves = false;
    int writes = 0;
};

/// A writer, where it writes, and its time.
struct writing {
    explicit writing(line_writer::options o = {}) : writer{std::in_place, kept, with_ticks(std::move(o))} {}

    line_writer::options with_ticks(line_writer::options o) {
        o.timer = time;
        return o;
    }
    /// Ends the writer; what it wrote stays.
    void end() { writer.reset(); }

    std::shared_ptr<kept_lines> kept = std::make_shared<kept_lines>();
    std::shared_ptr<ticks> time = std::make_shared<ticks>();
    std::optional<line_writer> writer;
};

}  // namespace oms::app::test
