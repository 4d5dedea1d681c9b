#pragma once
#include "conversation.hpp"
#include "deadline.hpp"
#include "../stream/input.hpp"
#include "../stream/stream.hpp"

#include <oms/net/ending.hpp>
#include <oms/net/http_client.hpp>
#include <oms/net/token_verifier.hpp>

#include <memory>
#include <optional>

namespace oms::net {

/// One connection: does what its conversation decides and waits for it, each time until a deadline.
/// Thread rule: that of `here`. Lifetime: what `shared` names outlives it.
class connection {
public:
    /// What the connections of a thread share.
    struct shared {
        thread_state& here;
        http_client& client;   ///< asks FHIR servers
        read_buffer& buffer;
        token_verifier* tokens;   ///< null: no caller must prove who it is
    };
    connection(shared const& with, std::unique_ptr<stream> s, bool peer_is_loopback);

    /// Instead of a request: says only that there are too many.
    void turn_away() { talk_.turn_away(); }
    /// Serves until it ends; then it may be destroyed.
    [[nodiscard]] awaitable<ending> serve();
    /// After `bad_handshake`: why, if we refused it (`stream::refusal_of_open`).
    [[nodiscard]] std::string_view refusal_of_handshake() const noexcept { return stream_->refusal_of_open(); }

    // While `serve` waits.
    /// Interrupts a wait whose deadline has passed. To be called at intervals: an operation that has just ended misses an interruption.
    void check_deadline(deadline::clock::time_point now) noexcept;
    /// The drain has begun: ends it if it is idle.
    void end_if_idle() noexcept;
    /// Ends it without an answer. To be called at intervals until it has ended.
    void cut() noexcept;

private:
    void take_input();
    void took(outcome read);
    void took(io_result written);
    void interrupted();
    awaitable<ending> after_handshake(outcome opened);
    awaitable<> verify();
    awaitable<> fetch();
    awaitable<> close();
    awaitable<> linger(outcome last);

    shared const& shared_;
    std::unique_ptr<stream> stream_;
    input input_;
    conversation talk_;
    deadline deadline_;
    bool untried_ = false;        ///< the conversation may be able to use what is unread
    bool cut_ = false;
    std::optional<ending> over_;  ///< nothing more is to be done
};

}  // namespace oms::net
