#pragma once
#include <oms/service/exchange.hpp>

#include <cstddef>
#include <memory>
#include <optional>
#include <string_view>

namespace oms::net {

/// Why a connection cannot go on: the status of its last answer, and a note of ours.
struct refusal {
    unsigned status = 400;
    std::string_view note;  ///< static storage
};

/// What an accepted head says: the request, and how the connection must read what follows. All views are into the text that was read.
struct message_head {
    service::request_head request;
    bool chunked = false;           ///< the body is framed in chunks
    bool keep_alive = true;         ///< the client wants the connection to stay open
    bool http_1_0 = false;
    bool expects_continue = false;  ///< `Expect: 100-continue`, HTTP/1.1 only
};

/// Where in the bytes of a connection a request head ends.
struct head_end {
    std::size_t bytes = 0;  ///< length of the head, its empty line included; 0: more bytes are needed
    std::optional<refusal> fault;
};

/// Looks for the end of a head that starts at `bytes[0]`; `seen` is 0 at first and then what the last call left in it.
///
/// Faults: 431 and 414 over `limit`, the latter when not even the first line ended; 400 for a bare line feed, a folded
/// line and a first byte that no method has (TLS on a plain port).
/// Source: RFC 9112 2.2, 3, 5.2.
[[nodiscard]] head_end find_head_end(std::string_view bytes, std::size_t& seen, std::size_t limit) noexcept;

/// Takes what a chunked body holds.
class body_taker {
public:
    virtual void take_slice(std::string_view bytes) = 0;

protected:
    ~body_taker() = default;
};

/// Reads one message after another: the head at once, a chunked body as it comes. Beast reads the syntax; what Beast accepts and this
/// service does not is refused here. Allocates once, in the constructor.
/// Thread rule: one thread at a time.
class message_reader {
public:
    message_reader();
    ~message_reader();

    /// `text` is one whole head; it must live as long as `head()` is used.
    ///
    /// Refused with 400: no Host or two (HTTP/1.1), Transfer-Encoding that is not exactly `chunked`, or in HTTP/1.0, or
    /// beside Content-Length, Content-Length that is no plain number or comes twice, a single-valued field that comes
    /// twice, a bad field name or value, a target that is no path. An absolute target is taken as its path.
    /// 505: a version that is not 1.0 or 1.1. 417: an expectation other than `100-continue`.
    /// Source: RFC 9110 8.6, 10.1.1; RFC 9112 2.3, 3.2, 5.1, 6.1, 6.3.
    [[nodiscard]] std::optional<refusal> read_head(std::string_view text);
    [[nodiscard]] message_head const& head() const noexcept;

    struct progress {
        std::size_t consumed = 0;  ///< the rest of the bytes must be given again, with more behind it
        bool complete = false;
        std::optional<refusal> fault;
    };
    /// Only after a head with `chunked`. Extensions are checked and ignored, trailers are checked and dropped.
    /// Faults: 400 for bad framing; 431 for a frame of more than `frame_limit` bytes, however they arrive. A frame is what stands between
    /// the data of two chunks, or the last chunk with its trailers. Source: RFC 9112 7.1.
    [[nodiscard]] progress read_chunks(std::string_view bytes, body_taker& to, std::size_t frame_limit);

private:
    class impl;
    std::unique_ptr<impl> impl_;
};

}  // namespace oms::net
