#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace oms::net {

/// Why a connection ended. Closed: a counter exists for each.
enum class ending : std::uint8_t {
    finished,        ///< after its last answer, or by its peer between two requests
    idle_timeout,    ///< no request within its time
    header_timeout,  ///< nor a whole request head, or a TLS handshake
    body_timeout,    ///< nor a body
    answer_timeout,  ///< the peer did not take an answer within its time
    bad_request,     ///< refused for its request line, fields, framing or size
    cut_short,       ///< the peer ended its side within a request
    reset,           ///< the peer broke it off while a request was read or its data were fetched
    write_failed,    ///< the peer broke it off before it had its answer
    bad_handshake,   ///< no TLS connection came about
    turned_away,     ///< over the limit of connections
    drain_timeout,   ///< the drain was over before its request
    failed,          ///< an exception: a fault of ours, or no memory
};

inline constexpr std::size_t ending_count = static_cast<std::size_t>(ending::failed) + 1;

/// How often each came, by its value.
using ending_counts = std::array<std::uint64_t, ending_count>;

/// Lower case, as the enumerator; safe to log and to count.
[[nodiscard]] std::string_view name_of(ending e) noexcept;

}  // namespace oms::net
