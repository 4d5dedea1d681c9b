#pragma once
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace oms::net {

/// Threads for what would keep a loop from its connections. Jobs run in the order in which they came; over the limit none is taken.
/// Thread rule: any thread. A job must not throw. When it is destroyed, what waits is still run.
class signature_pool {
public:
    using job = std::function<void()>;

    signature_pool(unsigned threads, std::size_t most_waiting);
    ~signature_pool();
    signature_pool(signature_pool const&) = delete;
    signature_pool& operator=(signature_pool const&) = delete;

    /// False: as many wait as may.
    [[nodiscard]] bool add(job one);
    [[nodiscard]] std::size_t waiting() const;
    /// How many were not taken.
    [[nodiscard]] std::uint64_t rejected() const;

private:
    void work();

    std::size_t const most_waiting_;
    mutable std::mutex guard_;
    std::condition_variable changed_;
    std::deque<job> jobs_;
    std::uint64_t rejected_ = 0;
    bool over_ = false;
    std::vector<std::jthread> threads_;  // end before the rest goes
};

}  // namespace oms::net
