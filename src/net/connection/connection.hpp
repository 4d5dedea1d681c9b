#pragma once
#include "conversation.hpp"
#include "deadline.hpp"
#include "input.hpp"
#include "stream.hpp"

#include <oms/net/ending.hpp>
#include <oms/net/http_client.hpp>

#include <memory>
#include <optional>

namespace oms::net {

/// One connection: it does what its conversation decides, and keeps the deadline of each wait.
/// Thread rule: that of `here`. Lifetime: all that it is made with outlives it.
class connection {
public:
    /// What the connections of a thread share.
    struct surroundings {
        thread_state& here;
        http_client& client;   ///< asks FHIR servers
        read_buffer& buffer;
    };
    connection(surroundings const& around, std::unique_ptr<stream> s, bool peer_is_loopback);

    /// Instead of a request: says only that there are too many.
    void turn_away() { talk_.turn_away(); }
    /// Serves until it ends; then it may be destroyed.
    [[nodiscard]] awaitable<ending> serve();

    // While `serve` waits.
    /// To be called again and again: ends a wait that takes too long.
    void check_deadline(deadline::clock::time_point now) noexcept;
    /// The drain has begun: ends it if it is idle.
    void end_if_idle() noexcept;
    /// To be called again and again, until it has ended: ends it without another word.
    void cut() noexcept;

private:
    void take_input();
    void took(outcome read);
    void took(io_result written);
    void interrupted();
    [[nodiscard]] ending after_handshake(outcome opened) const noexcept;
    awaitable<> fetch();
    awaitable<> close();

    surroundings const& around_;
    std::unique_ptr<stream> stream_;
    input input_;
    conversation talk_;
    deadline deadline_;
    bool untried_ = false;        ///< the conversation has not seen what is unread, or has since done something else
    bool cut_ = false;
    std::optional<ending> over_;  ///< it can only be closed
};

}  // namespace oms::net
