#include <oms/app/line_writer.hpp>

#include "line_buffers.hpp"

#include <atomic>
#include <cerrno>
#include <condition_variable>
#include <mutex>
#include <utility>

namespace oms::app {

namespace {

constexpr std::size_t refused_line_bytes = 512;  // room for the line of `say_refused`, so that it costs no memory

class interval_timer final : public write_timer {
public:
    explicit interval_timer(std::chrono::milliseconds interval) : interval_{interval} {}

    bool wait() override {
        std::unique_lock lock{guard_};
        changed_.wait_for(lock, interval_, [this] { return woken_ || ended_; });
        woken_ = false;
        return !ended_;
    }
    void wake() override { set(woken_); }
    void end() override { set(ended_); }

private:
    void set(bool& what) {
        {
            std::lock_guard const lock{guard_};
            what = true;
        }
        changed_.notify_one();
    }

    std::chrono::milliseconds interval_;
    std::mutex guard_;
    std::condition_variable changed_;
    bool woken_ = false, ended_ = false;
};

}  // namespace

std::shared_ptr<write_timer> every(std::chrono::milliseconds interval) { return std::make_shared<interval_timer>(interval); }

class line_writer::impl {
public:
    impl(std::shared_ptr<line_destination> to, options o)
        : to_{std::move(to)}, options_{std::move(o)}, buffers_{options_.limits.waiting_bytes + refused_line_bytes} {
        taken_.text.reserve(options_.limits.waiting_bytes + refused_line_bytes);
    }

    void run() {
        while (options_.timer->wait()) write_all();
        write_all();
    }
    void end() { options_.timer->end(); }
    [[nodiscard]] std::chrono::milliseconds exit_wait() const noexcept { return options_.limits.exit_wait; }

    std::uint64_t append(std::string_view line) {
        auto const taken = buffers_.own().append(line, options_.limits.waiting_bytes);
        if (taken.number == 0) refused_.fetch_add(1, std::memory_order_relaxed);
        std::size_t const wake = options_.limits.wake_bytes;
        if (taken.before < wake && taken.after >= wake) options_.timer->wake();
        return taken.number;
    }

    std::uint64_t written() { return buffers_.own().written.load(std::memory_order_acquire); }
    void write_soon() { options_.timer->wake(); }
    [[nodiscard]] state current() const noexcept { return {error_.load(), failures_.load(), refused_.load()}; }

private:
    void write_all();
    bool take(line_buffer& from);
    bool write_taken();
    void begin_line_again();

    std::shared_ptr<line_destination> to_;
    options options_;
    line_buffers buffers_;
    line_batch taken_;            // of one thread, on its way to the destination
    std::size_t done_ = 0;        // bytes of it that are written
    std::atomic<int> error_ = 0;
    std::atomic<std::uint64_t> failures_ = 0, refused_ = 0;
};

/// Everything that waits. After a failure nothing else goes out before the rest of the same lines: each line stays whole.
void line_writer::impl::write_all() {
    begin_line_again();
    bool any = !taken_.text.empty();
    bool good = write_taken();
    for (std::size_t i = 0; good; ++i) {
        line_buffer* const from = buffers_.at(i);
        if (from == nullptr) break;
        if (!take(*from)) continue;
        any = true;
        good = write_taken();
    }
    if (any && options_.wrote) options_.wrote(error_);
}

/// False: nothing was waiting there.
bool line_writer::impl::take(line_buffer& from) {
    if (!from.give(taken_)) return false;
    if (taken_.refused > 0 && options_.say_refused) options_.say_refused(taken_.text, taken_.refused);
    return true;
}

/// False: the destination did not take all of it.
bool line_writer::impl::write_taken() {
    while (done_ < taken_.text.size()) {
        begin_line_again();
        auto const [written, error] = to_->write(std::string_view{taken_.text}.substr(done_));
        done_ += written;
        if (error == 0 && written > 0) continue;
        error_ = error == 0 ? EIO : error;
        ++failures_;
        return false;
    }
    if (done_ > 0) error_ = 0;
    taken_.clear_as_written();
    done_ = 0;
    return true;
}

void line_writer::impl::begin_line_again() {
    if (to_->moved() && done_ > 0) done_ = taken_.text.rfind('\n', done_ - 1) + 1;  // without one: 0
}

line_writer::line_writer(std::shared_ptr<line_destination> to, options o) : impl_{std::make_shared<impl>(std::move(to), std::move(o))} {
    std::promise<void> ended;
    ended_ = ended.get_future();
    thread_ = std::thread{[mine = impl_, ended = std::move(ended)]() mutable noexcept {
        mine->run();
        ended.set_value();
    }};
}

line_writer::~line_writer() {
    impl_->end();
    if (ended_.wait_for(impl_->exit_wait()) == std::future_status::ready)
        thread_.join();
    else
        thread_.detach();  // it hangs in a write, with all that it needs
}

std::uint64_t line_writer::append(std::string_view line) { return impl_->append(line); }
std::uint64_t line_writer::written() const { return impl_->written(); }
void line_writer::write_soon() { impl_->write_soon(); }
line_writer::state line_writer::current() const noexcept { return impl_->current(); }

}  // namespace oms::app
