#pragma once
#include "awaitable.hpp"
#include "stream.hpp"

#include <span>

namespace oms::net {

// What a plain stream and a TLS stream do with their socket, which never blocks.

/// Makes it ready for the others.
void prepare(tcp_socket& s) noexcept;
[[nodiscard]] outcome outcome_of(boost::system::error_code const& ec) noexcept;

/// What is there, without waiting; `done` with 0 bytes: nothing.
[[nodiscard]] io_result read_now(tcp_socket& s, std::span<char> into) noexcept;
/// Waits for bytes and throws them away.
[[nodiscard]] awaitable<io_result> drop_some(tcp_socket& s);
/// Waits for room if there is none.
[[nodiscard]] awaitable<io_result> write_some(tcp_socket& s, two_pieces pieces);
void send_fin(tcp_socket& s) noexcept;

/// True after a reset. A FIN of the peer is none.
[[nodiscard]] bool is_broken(tcp_socket& s) noexcept;
[[nodiscard]] awaitable<> until_broken(tcp_socket& s);

}  // namespace oms::net
