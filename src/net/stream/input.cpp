#include "input.hpp"

#include <algorithm>
#include <cstring>

namespace oms::net {

input::~input() {
    unread_ = {};
    keep();
}

std::span<char> input::room() noexcept {
    char* const begin = shared_.bytes.get();
    if (!unread_.empty()) std::memmove(begin, unread_.data(), unread_.size());
    unread_ = {begin, unread_.size()};
    used_ = std::max(used_, unread_.size());
    forget_kept();
    return {begin + unread_.size(), shared_.size - unread_.size()};
}

void input::add(std::size_t bytes) noexcept {
    unread_ = {shared_.bytes.get(), unread_.size() + bytes};
    used_ = std::max(used_, unread_.size());
}

void input::keep() {
    if (unread_.empty()) {
        forget_kept();
    } else if (used_ != 0) {
        kept_.assign(unread_);
        unread_ = kept_;
    }
    explicit_bzero(shared_.bytes.get(), used_);
    used_ = 0;
}

void input::forget_kept() noexcept {
    if (kept_.empty()) return;
    explicit_bzero(kept_.data(), kept_.size());
    kept_ = {};
}

}  // namespace oms::net
