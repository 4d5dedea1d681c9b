#pragma once
#include <oms/service/limits.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace oms::net {

/// What a connection can wait for. Each has its limit in `service::time_limits`, but a check of a token, which has that of its verifier,
/// and a fetch, which has that of its exchange.
enum class wait : std::uint8_t { handshake, idle, header, verify, body, fetch, answer, linger };

/// One wait of a connection. Whatever moves within it does not renew its deadline.
struct awaited {
    wait what = wait::idle;
    std::size_t message = 0;  ///< of the connection, counted from 0
    std::size_t part = 0;     ///< of a body or an answer
    friend bool operator==(awaited const&, awaited const&) = default;
};

/// The number of the part of a body that is waited for after so many of its bytes. Each `part_bytes` have two: their first byte, and the
/// rest.
[[nodiscard]] std::size_t part_of_body(std::size_t bytes) noexcept;
/// The number of the `part_bytes` of an answer that is being sent after so many of its bytes.
[[nodiscard]] std::size_t part_of_answer(std::size_t bytes) noexcept;

/// Until when a connection waits.
class deadline {
public:
    using clock = std::chrono::steady_clock;

    explicit deadline(service::time_limits const& allowed) noexcept : allowed_(allowed) {}

    /// Starts a new deadline if `w` is not what is waited for already.
    void start(awaited const& w) noexcept;
    [[nodiscard]] bool has_passed(clock::time_point now) const noexcept { return now >= until_; }
    [[nodiscard]] wait what() const noexcept { return awaited_.what; }

private:
    [[nodiscard]] std::chrono::milliseconds limit_of(awaited const& w) const noexcept;

    service::time_limits const& allowed_;
    awaited awaited_{wait::fetch, 0, 0};
    clock::time_point until_ = clock::time_point::max();
};

}  // namespace oms::net
