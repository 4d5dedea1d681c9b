#include <oms/net/ending.hpp>

namespace oms::net {

std::string_view name_of(ending e) noexcept {
    switch (e) {
        case ending::finished: return "finished";
        case ending::idle_timeout: return "idle_timeout";
        case ending::header_timeout: return "header_timeout";
        case ending::body_timeout: return "body_timeout";
        case ending::answer_timeout: return "answer_timeout";
        case ending::bad_request: return "bad_request";
        case ending::cut_short: return "cut_short";
        case ending::reset: return "reset";
        case ending::write_failed: return "write_failed";
        case ending::bad_handshake: return "bad_handshake";
        case ending::turned_away: return "turned_away";
        case ending::drain_timeout: return "drain_timeout";
        case ending::failed: return "failed";
    }
    return {};
}

}  // namespace oms::net
