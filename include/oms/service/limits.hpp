#pragma once
#include <chrono>
#include <cstddef>
#include <string_view>

namespace oms::service {

/// How long a connection may wait for each thing. Defaults: product.md 4 `limits`; those below `drain` are no settings.
struct time_limits {
    std::chrono::milliseconds header{10'000};  ///< a whole request head, from its first byte; a TLS handshake
    std::chrono::milliseconds body{30'000};    ///< the first byte of each `part_bytes` of a body, and then the rest of that part
    std::chrono::milliseconds answer{30'000};  ///< the peer to take each `part_bytes` of an answer
    std::chrono::milliseconds idle{60'000};    ///< the next request
    std::chrono::milliseconds drain{20'000};   ///< all connections to end, after SIGTERM
    std::chrono::milliseconds linger{2'000};   ///< the peer's end of the connection, after the last answer
    std::chrono::seconds tls_session{7'200};   ///< a TLS session to be resumed: what was checked of a client's certificate counts so long
    std::chrono::milliseconds accept{50};      ///< the next attempt to accept after one that failed: no descriptor or no memory

    /// Bytes of a body or an answer that have a deadline of their own, so that large ones are not cut and slow ones are.
    static constexpr std::size_t part_bytes = 1u << 20;
};

/// Every limit of what comes in, with its unit. Defaults: product.md 4 `limits`; those below `connections` are no settings.
struct inbound_limits {
    std::size_t header_bytes = 16 * 1024;          ///< request line and fields, the empty line included; one frame of a chunked body
    std::size_t body_bytes = 32u << 20;            ///< of one request, chunk framing not counted; a chart of twenty years has a fifth
    unsigned json_depth = 64;                      ///< objects and arrays inside each other: FHIR nests about 20 deep
    std::size_t connections = 4096;                ///< over it: 503, Retry-After, close
    std::size_t turned_away = 64;                  ///< connections over that limit that are answered 503 at the same time; more are closed
    std::size_t read_bytes = 256 * 1024;           ///< one read; large, so that a large body takes few system calls
    std::size_t drop_bytes = 64 * 1024;            ///< an unread rest up to this is read and dropped, so that the connection lives on
    std::size_t linger_bytes = 64u << 20;          ///< read and dropped after a last answer, so that a reset does not overtake it
    std::size_t spare_exchanges = 32;              ///< per thread, kept for later requests; more are freed when their request ends
    std::size_t spare_answer_bytes = 32 * 1024;    ///< an answer's storage is kept for later ones up to this; a card has a quarter of it
    std::size_t idle_head_bytes = 1024;            ///< storage of heads that a connection keeps between two requests
    std::size_t tls_sessions = 1'024;              ///< kept for clients of TLS 1.2 that know no tickets; each takes about 1 KB
    std::size_t other_files = 128;                 ///< open files that are no connections: knowledge, log, database, the loops
    time_limits time;

    /// Bytes of a rest that one call drops; they are not copied, so it may be large.
    static constexpr std::size_t dropped_at_once = 1u << 20;
    /// Seconds, for `Retry-After` of 429 and 503: a drain, a full queue, a disk are the matter of seconds.
    static constexpr std::string_view retry_after_s = "5";
};

}  // namespace oms::service
