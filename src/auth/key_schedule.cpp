#include <oms/auth/key_schedule.hpp>

#include <algorithm>

namespace oms::auth {

bool key_schedule::want_unknown(time now) noexcept {
    if (under_way_ || now >= next_) return true;
    time const earliest = last_unknown_ ? std::max(now, *last_unknown_ + bounds_.unknown) : now;
    if (earliest >= next_) return false;
    next_ = earliest;
    last_unknown_ = earliest;
    return earliest == now;
}

std::optional<key_schedule::time> key_schedule::next() const noexcept {
    if (under_way_) return std::nullopt;
    return next_;
}

void key_schedule::end(time now, bool succeeded) noexcept {
    under_way_ = false;
    next_ = now + (succeeded ? bounds_.interval : bounds_.retry);
}

}  // namespace oms::auth
