#include <oms/auth/replay_window.hpp>

#include <oms/base/ascii.hpp>
#include <oms/base/sha256.hpp>

#include <algorithm>
#include <string>

namespace oms::auth {

replay_window::key replay_window::key_of(std::string_view id) {
    std::string const digits = sha256_of(id);
    key k{};
    for (std::size_t i = 0; i < 32 && i < digits.size(); ++i)
        k[i / 16] = k[i / 16] << 4U | static_cast<std::uint64_t>(ascii::hex_value(digits[i]));
    return k;
}

void replay_window::forget_soonest() {
    std::ranges::pop_heap(by_expiry_, std::greater{});
    used_.erase(by_expiry_.back().second);
    by_expiry_.pop_back();
}

void replay_window::forget_expired(instant now) {
    while (!by_expiry_.empty() && by_expiry_.front().first <= now) forget_soonest();
}

bool replay_window::holds(std::string_view id, instant now) {
    forget_expired(now);
    return used_.contains(key_of(id));
}

bool replay_window::add(std::string_view id, instant expires, instant now) {
    forget_expired(now);
    key const k = key_of(id);
    if (used_.contains(k)) return false;
    if (used_.size() >= most_) {
        forget_soonest();
        ++forgotten_;
    }
    by_expiry_.emplace_back(expires, k);
    std::ranges::push_heap(by_expiry_, std::greater{});
    used_.insert(k);
    return true;
}

}  // namespace oms::auth
