#include "signature_pool.hpp"

#include <utility>

namespace oms::net {

signature_pool::signature_pool(unsigned threads, std::size_t most_waiting) : most_waiting_(most_waiting) {
    for (unsigned i = 0; i < threads; ++i) threads_.emplace_back([this] { work(); });
}

signature_pool::~signature_pool() {
    {
        std::lock_guard const locked{guard_};
        over_ = true;
    }
    changed_.notify_all();
}

bool signature_pool::add(job one) {
    {
        std::lock_guard const locked{guard_};
        if (jobs_.size() >= most_waiting_) {
            ++rejected_;
            return false;
        }
        jobs_.push_back(std::move(one));
    }
    changed_.notify_one();
    return true;
}

std::size_t signature_pool::waiting() const {
    std::lock_guard const locked{guard_};
    return jobs_.size();
}

std::uint64_t signature_pool::rejected() const {
    std::lock_guard const locked{guard_};
    return rejected_;
}

void signature_pool::work() {
    for (;;) {
        job one;
        {
            std::unique_lock locked{guard_};
            changed_.wait(locked, [&] { return over_ || !jobs_.empty(); });
            if (jobs_.empty()) return;
            one = std::move(jobs_.front());
            jobs_.pop_front();
        }
        one();
    }
}

}  // namespace oms::net
