#pragma once
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace oms::net {

// The executor is a type of its own here, not `any_io_executor`: a wait then costs no virtual calls.
using executor = boost::asio::io_context::executor_type;
template <class T = void>
using awaitable = boost::asio::awaitable<T, executor>;
using tcp_socket = boost::asio::basic_stream_socket<boost::asio::ip::tcp, executor>;

/// `auto [ec, n] = co_await socket.async_read_some(buffer, as_result);`
inline constexpr auto as_result = boost::asio::as_tuple(boost::asio::use_awaitable_t<executor>{});

}  // namespace oms::net
