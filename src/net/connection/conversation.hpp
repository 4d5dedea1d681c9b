#pragma once
#include "deadline.hpp"
#include "message_reader.hpp"
#include "thread_state.hpp"

#include <oms/service/exchange.hpp>

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace oms::net {

/// What a connection must do next, and wait for.
enum class action : std::uint8_t {
    read,   ///< give what arrives to `take`
    write,  ///< send `pending`, report it to `sent`
    verify, ///< have the signature of `pending_token` verified, give the verdict to `verified`; what arrives meanwhile waits
    fetch,  ///< drive `retrieval()` to its end, then call `fetched`; only a reset of the peer matters meanwhile
    shut,   ///< close it; nothing that arrives from now on is read or answered
};

/// One connection's requests and answers as decisions, without a socket: bytes in, bytes out, what next.
///
/// Answers are sent in the order of the requests. Decided here: which requests are refused for their request line, fields, framing or size,
/// and whether the connection goes on. `service::exchange` decides what is answered to the others.
/// Thread rule: that of its thread_state. Lifetime: the thread_state outlives it.
/// Source: RFC 9112 2.2, 6.3, 9.3, 9.6; RFC 9110 10.1.1; product.md 4 `limits`, 13.
class conversation final : private body_taker {
public:
    conversation(thread_state& here, bool peer_is_loopback);
    ~conversation();
    conversation(conversation const&) = delete;
    conversation& operator=(conversation const&) = delete;

    [[nodiscard]] action next() const noexcept;

    /// Uses bytes as long as the next action is `read`; returns how many were used. The rest must be given again at the front of the next
    /// call: an incomplete head, an incomplete chunk frame, or requests behind an answer that has not left yet.
    std::size_t take(std::string_view bytes);
    /// The peer has ended its side: nothing follows. An answer still can.
    void end_of_input();

    /// Two pieces, for one gathering write. Lifetime: until `sent`.
    [[nodiscard]] std::array<std::string_view, 2> const& pending() const noexcept { return pending_; }
    void sent(std::size_t bytes);

    /// At `fetch`. Lifetime: until `fetched` or `fetch_failed`.
    [[nodiscard]] fetch::retrieval& retrieval() noexcept { return lent_->exchange.retrieval(); }
    /// Nothing of the retrieval is under way any more.
    void fetched();
    /// The retrieval has thrown: a fault of ours, or no memory.
    void fetch_failed();

    /// Of the exchange that has said `exchange_state::verifying`. Lifetime: until `verified`.
    [[nodiscard]] auth::pending_token const& pending_token() const noexcept { return lent_->exchange.pending_token(); }
    void verified(auth::verdict const& v);

    /// Instead of a request: 503 with Retry-After, because there are too many connections.
    void turn_away();

    /// What the next action waits for.
    [[nodiscard]] awaited waits_for() const noexcept;
    /// `waits_for` took longer than its limit.
    void out_of_time();

    /// At `shut`: the peer may still be sending.
    [[nodiscard]] bool must_linger() const noexcept { return !input_ended_ && (unread_ || !body_complete_); }
    /// At `shut`: why the connection ends.
    [[nodiscard]] ending why() const noexcept { return why_; }
    /// A request has begun and its answer has not left.
    [[nodiscard]] bool is_within_request() const noexcept;

private:
    /// What of a message is read, or waited for.
    enum class stage : std::uint8_t {
        head,
        verify,  ///< nothing, until it is known who calls
        body,
        fetch,
        rest,  ///< of the body of a request that is answered already; it is dropped
        over,  ///< nothing; an answer may still be under way, and is the last
    };

    std::size_t take_some(std::string_view bytes);
    std::size_t take_head(std::string_view bytes);
    void begin_request();
    void continue_if_due();
    std::size_t take_measured(std::string_view bytes);
    std::size_t take_chunked(std::string_view bytes);
    void take_slice(std::string_view bytes) override;
    void conclude();

    void fail(refusal const& r, ending why);
    void refuse(refusal const& r, ending why);
    void answer(service::response& r);
    [[nodiscard]] bool stays_after(service::response const& r) const;
    [[nodiscard]] bool is_writing() const noexcept { return !pending_[0].empty() || !pending_[1].empty(); }
    void report(telemetry::call_record const& r);
    void next_message();
    void end(ending why) noexcept;

    thread_state& here_;
    bool const peer_is_loopback_;
    stage stage_ = stage::head;
    bool head_begun_ = false;     ///< a byte of this head has arrived
    bool head_read_ = false;      ///< `reader_.head()` is that of this message
    bool unread_ = false;         ///< `take` left bytes over
    bool input_ended_ = false;    ///< the peer has ended its side, or nothing more of it is waited for
    bool body_complete_ = true;   ///< all of this message was read
    bool replied_ = false;        ///< the exchange wants no more
    bool continue_due_ = false;   ///< the client waits for `100 Continue`
    ending why_ = ending::finished;
    std::size_t head_seen_ = 0;   ///< what `find_head_end` wants back
    std::size_t body_left_ = 0;   ///< of a body with Content-Length
    std::size_t body_taken_ = 0;  ///< of a body, without framing
    std::size_t dropped_ = 0;     ///< bytes of the body that were dropped
    std::size_t sent_ = 0;        ///< of the answer under way
    std::size_t message_number_ = 0;
    struct failure {
        refusal answer;
        ending why;
    };
    std::optional<failure> failed_;  ///< why this request is refused; found while its body was read
    std::chrono::steady_clock::time_point began_;

    message_reader reader_;
    std::string head_text_;  ///< what `reader_.head()` views
    std::unique_ptr<lent_exchange> lent_;
    std::string answer_head_;
    std::string body_;       ///< of the answer that is leaving
    std::array<std::string_view, 2> pending_;
};

}  // namespace oms::net
