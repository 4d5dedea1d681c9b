#pragma once
#include "wire/answers.hpp"

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace oms::test {

/// A client that sends what it is told, byte for byte, over loopback. Nothing waits longer than `patience`.
class raw_client {
public:
    static constexpr std::chrono::milliseconds patience{5000};

    explicit raw_client(std::uint16_t port);
    ~raw_client();
    raw_client(raw_client const&) = delete;
    raw_client& operator=(raw_client const&) = delete;

    /// False: the peer has gone.
    bool send(std::string_view bytes);
    void half_close();
    /// RST instead of FIN.
    void reset();

    enum class ending : std::uint8_t { none, fin, reset };
    /// Waits for bytes or the end of the connection, at most so long; true if anything came.
    bool receive_some(std::chrono::milliseconds at_most = patience);
    /// The next whole answer; status 0 if the connection ended or nothing more came.
    http_answer receive_answer(bool bodiless = false);
    /// Everything up to the end of the connection.
    std::string receive_all();
    [[nodiscard]] ending end() const noexcept { return end_; }
    /// What arrived and was not taken by `receive_answer`.
    [[nodiscard]] std::string const& received() const noexcept { return got_; }

private:
    int socket_ = -1;
    std::string got_;
    ending end_ = ending::none;
};

}  // namespace oms::test
