#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace oms::net {

/// Why a connection ended. Each value has a counter, and its name is logged.
enum class ending : std::uint8_t {
    finished,        ///< after its last answer, or by the peer between two requests
    idle_timeout,    ///< no request came in time
    header_timeout,  ///< the request head, or the TLS handshake, was not complete in time
    body_timeout,    ///< the body did not come in time
    answer_timeout,  ///< the peer did not take an answer in time
    bad_request,     ///< a request was refused for its request line, fields, framing or size
    cut_short,       ///< the peer ended its side within a request
    reset,           ///< the peer reset the connection while a request was read or its data were fetched
    write_failed,    ///< the peer reset the connection before it had the answer
    bad_handshake,   ///< the TLS handshake failed
    turned_away,     ///< there were too many connections
    drain_timeout,   ///< the drain ended before the request under way
    failed,          ///< an exception: a fault of ours, or no memory
};

inline constexpr std::size_t ending_count = static_cast<std::size_t>(ending::failed) + 1;

/// How many connections ended in each way, indexed by the value of `ending`.
using ending_counts = std::array<std::uint64_t, ending_count>;

/// The name of the enumerator.
[[nodiscard]] std::string_view name_of(ending e) noexcept;

}  // namespace oms::net
