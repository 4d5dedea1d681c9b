#include "refused_handshakes.hpp"

#include <bit>
#include <string>

namespace oms::app {

void refused_handshakes::add(std::string_view why, std::string_view peer) {
    std::uint64_t count = 0;
    {
        std::lock_guard const hold{mutex_};
        count = ++counts_[why];
    }
    auto const say = std::has_single_bit(count) ? &log::warning : &log::debug;
    (log_.*say)("TLS handshake refused", {{"reason", why}, {"peer", peer}, {"count", std::to_string(count), true}});
}

}  // namespace oms::app
