#include "deadline.hpp"

#include <algorithm>

namespace oms::net {
namespace {

constexpr std::size_t part_bytes = service::time_limits::part_bytes;

}  // namespace

std::size_t part_of_body(std::size_t bytes) noexcept { return 2 * (bytes / part_bytes) + (bytes % part_bytes != 0 ? 1 : 0); }

std::size_t part_of_answer(std::size_t bytes) noexcept { return bytes / part_bytes; }

void deadline::start(awaited const& w) noexcept {
    if (w == awaited_) return;
    awaited_ = w;
    until_ = w.what == wait::fetch || w.what == wait::verify ? clock::time_point::max() : clock::now() + limit_of(w);
}

std::chrono::milliseconds deadline::limit_of(awaited const& w) const noexcept {
    switch (w.what) {
        case wait::handshake:
        case wait::header: return allowed_.header;
        case wait::idle: return w.message == 0 ? std::min(allowed_.header, allowed_.idle) : allowed_.idle;
        case wait::body: return allowed_.body;
        case wait::answer: return allowed_.answer;
        case wait::verify:
        case wait::fetch:
        case wait::linger: break;
    }
    return allowed_.linger;
}

}  // namespace oms::net
