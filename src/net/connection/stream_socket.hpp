#pragma once
#include <boost/asio/ip/tcp.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace oms::net {

/// A connected socket that never waits. What it is ready for, its worker's epoll set says.
class stream_socket {
public:
    /// Takes it from its loop, which hears no more of it. `is_open`: not if the peer has gone already.
    explicit stream_socket(boost::asio::ip::tcp::socket from);
    ~stream_socket() { close(); }
    stream_socket(stream_socket const&) = delete;
    stream_socket& operator=(stream_socket const&) = delete;

    [[nodiscard]] bool is_open() const noexcept { return fd_ >= 0; }
    [[nodiscard]] int descriptor() const noexcept { return fd_; }
    [[nodiscard]] bool comes_from_loopback() const noexcept { return from_loopback_; }

    enum class outcome : std::uint8_t {
        moved,        ///< some bytes
        not_now,      ///< none, until the socket is ready again
        ended,        ///< none: the peer has sent its FIN
        lost,         ///< the connection is broken
    };
    struct step {
        outcome what;
        std::size_t bytes = 0;
    };
    [[nodiscard]] step read(std::span<char> into) noexcept;
    /// Both pieces, one after the other, as far as there is room.
    [[nodiscard]] step write(std::array<std::string_view, 2> const& pieces) noexcept;
    /// Sends FIN.
    void shut_down_writing() noexcept;
    void close() noexcept;

private:
    int fd_ = -1;
    bool from_loopback_ = false;
};

}  // namespace oms::net
