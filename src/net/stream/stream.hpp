#pragma once
#include "awaitable.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>

namespace boost::asio::ssl {
class context;
}

namespace oms::net {

class input;

/// What became of an operation on a stream.
enum class outcome : std::uint8_t {
    done,
    ended,        ///< the peer has ended its side; it can still be written to
    broken,       ///< reset, or TLS that was cut off
    interrupted,  ///< by `stream::interrupt`, or because nobody waits for it any more
};
struct io_result {
    outcome what = outcome::done;
    std::size_t bytes = 0;  ///< 0 unless `done`, and perhaps then
};

/// Two pieces that are sent one after the other.
using two_pieces = std::array<std::string_view, 2>;

/// One connection's bytes in both directions: a TCP socket, or TLS over one. One operation at a time; the last of them has ended when it is
/// destroyed. After an interrupted `write` a TLS stream is of no more use.
class stream {
public:
    virtual ~stream() = default;

    /// What must be done before the first byte: the TLS handshake. If it is refused, the peer has been told so and `drop` may follow.
    virtual awaitable<outcome> open() = 0;
    /// Why `open` was refused, in OpenSSL's words: one of a closed set, without anything of the peer's. Empty: the peer has gone.
    [[nodiscard]] virtual std::string_view refusal_of_open() const noexcept { return {}; }
    /// Waits for bytes and adds them to `to`.
    virtual awaitable<outcome> read(input& to) = 0;
    /// Sends as much as there is room for; waits until there is some.
    virtual awaitable<io_result> write(two_pieces pieces) = 0;
    /// Tells the peer that nothing more is sent: FIN, with TLS a close_notify before it.
    virtual awaitable<outcome> end_output() = 0;
    /// After `end_output`: waits for bytes and throws them away.
    virtual awaitable<io_result> drop() = 0;
    /// Waits until the peer has broken the connection off. That it ended its side does not count.
    virtual awaitable<> until_broken() = 0;

    [[nodiscard]] virtual bool is_broken() noexcept = 0;
    /// Ends the operation under way.
    virtual void interrupt() noexcept = 0;
};

/// Takes over a connected socket. `tls` null: plain; else the stream keeps what it needs of it.
[[nodiscard]] std::unique_ptr<stream> make_stream(tcp_socket socket, boost::asio::ssl::context* tls);
[[nodiscard]] std::unique_ptr<stream> make_tls_stream(tcp_socket socket, boost::asio::ssl::context& tls);

}  // namespace oms::net
