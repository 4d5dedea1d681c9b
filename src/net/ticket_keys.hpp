#pragma once
#include <openssl/ossl_typ.h>

#include <array>
#include <chrono>
#include <functional>
#include <mutex>
#include <optional>
#include <span>

namespace oms::net {

/// The keys under which sessions are sealed into tickets. A key seals for as long as a session can be resumed, and opens for as long again.
/// Then it is erased, so that nobody who breaks in later can open what was recorded: TLS 1.2 would have no forward secrecy without it.
/// Thread rule: any thread. Source: RFC 5077 5.5; RFC 9325 3.4.
class ticket_keys {
public:
    using clock = std::chrono::steady_clock;
    static constexpr std::size_t name_bytes = 16;
    struct key {
        std::array<unsigned char, name_bytes> name{};
        std::array<unsigned char, 32> cipher{}, mac{};
        clock::time_point made{};
        key() = default;
        key(key const&) = default;
        key& operator=(key const&) = default;
        ~key();  ///< erases it
    };

    explicit ticket_keys(std::chrono::seconds lifetime, std::function<clock::time_point()> now = clock::now);

    /// The key for a new ticket. Nothing: the system gave no random bytes.
    [[nodiscard]] std::optional<key> to_seal();
    /// The key of that name. Nothing: it is gone, or was never ours.
    [[nodiscard]] std::optional<key> to_open(std::span<unsigned char const, name_bytes> name);

    /// From now on the tickets of `to` are sealed under keys of its own, which go with it. False: no memory.
    [[nodiscard]] static bool use(SSL_CTX* to, std::chrono::seconds lifetime);

private:
    void retire_old();

    std::chrono::seconds const lifetime_;
    std::function<clock::time_point()> const now_;
    std::mutex mutex_;
    std::optional<key> current_, previous_;
};

}  // namespace oms::net
