#include "line_buffers.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace oms::app {

namespace {

std::atomic<std::uint64_t> last_id = 0;

/// What this thread used last, so that it need not look for it: a program has a log and an audit file, tests have more.
struct recent {
    std::uint64_t id = 0;
    line_buffer* buffer = nullptr;
};
thread_local std::array<recent, 4> recently_used;

}  // namespace

void line_batch::clear_as_written() {
    if (from != nullptr) from->written.store(last, std::memory_order_release);
    from = nullptr;
    text.clear();
}

line_buffer::line_buffer(std::thread::id thread, std::size_t bytes) : of{thread} { waiting_.reserve(bytes); }

line_buffer::taken line_buffer::append(std::string_view line, std::size_t most) {
    std::lock_guard const lock{guard_};
    std::size_t const before = waiting_.size();
    if (line.size() > most - before) {
        ++refused_;
        return {0, before, before};
    }
    waiting_.append(line);
    return {++last_, before, waiting_.size()};
}

bool line_buffer::give(line_batch& into) {
    std::lock_guard const lock{guard_};
    if (waiting_.empty() && refused_ == 0) return false;
    waiting_.swap(into.text);
    into.last = last_;
    into.refused = std::exchange(refused_, 0);
    into.from = this;
    return true;
}

line_buffers::line_buffers(std::size_t bytes) : bytes_{bytes}, id_{++last_id} {}

line_buffer& line_buffers::own() {
    recent& mine = recently_used[id_ % recently_used.size()];
    if (mine.id != id_) mine = {id_, &find_or_make()};
    return *mine.buffer;
}

line_buffer* line_buffers::at(std::size_t index) {
    std::lock_guard const lock{guard_};
    return index < all_.size() ? all_[index].get() : nullptr;
}

line_buffer& line_buffers::find_or_make() {
    auto const me = std::this_thread::get_id();
    std::lock_guard const lock{guard_};
    auto const found = std::ranges::find(all_, me, [](auto const& b) { return b->of; });
    if (found != all_.end()) return **found;
    return *all_.emplace_back(std::make_unique<line_buffer>(me, bytes_));
}

}  // namespace oms::app
