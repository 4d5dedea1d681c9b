#pragma once
#include <oms/auth/admission.hpp>
#include <oms/auth/key_cache.hpp>
#include <oms/base/clock.hpp>
#include <oms/net/http_client.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace oms::net {

/// Where the keys of a client come from.
struct key_source {
    std::string name;             ///< a URL; a file's name, for messages
    bool is_url = false;
    bool allow_loopback = false;  ///< addresses on loopback may be connected to
};

/// Numbers of the verifier.
struct verifier_limits {
    unsigned threads = 0;                     ///< that verify signatures; 0: half of the cores, at least one
    std::size_t waiting = 64;                 ///< signatures that wait for each thread: each takes up to a millisecond; more are 503
    std::size_t waiting_for_keys = 256;       ///< tokens that wait for a key set at the same time; more are refused
    std::chrono::milliseconds read{5'000};    ///< for one read of a key set: a token may be waiting for it
    auth::key_read_limits schedule{};
};

/// Decides of a token whose claims hold: is there a key, was it used before, is the signature good. Holds what changes while the
/// service runs: the clients' keys and the tokens that were used. One for all threads, and for the life of the program: a reload of
/// the knowledge does not make used tokens new.
///
/// Thread rule: any thread. Source: CH-JWT-10, CH-JWT-13, CH-JWT-14, CH-JWT-17; product.md 8, 13.
class token_verifier {
public:
    struct settings {
        std::vector<key_source> sources;   ///< one for each client, in the order of `auth::admission`
        verifier_limits limits{};
        client_settings client{};          ///< of what reads key sets
        oms::clock now;
        /// A key set was read, or not (its faults). On a thread of its own; must not throw.
        std::function<void(std::size_t client, std::vector<fault> const& why)> read;
    };
    explicit token_verifier(settings with);
    ~token_verifier();
    token_verifier(token_verifier const&) = delete;
    token_verifier& operator=(token_verifier const&) = delete;

    /// The text of a client's file. False: the keys from before stay, and `keys()` says why.
    bool use_keys(std::size_t client, std::string_view text);
    /// All key sets that come from URLs are read anew, as soon as may be.
    void read_keys();

    /// `done` is called once, on any thread, perhaps before this returns; it must not throw. What `t` views is copied.
    void check(auth::pending_token const& t, std::function<void(auth::verdict const&)> done);

    struct key_state {
        std::vector<std::string> kids;
        std::optional<std::chrono::milliseconds> age;   ///< of the set in force; nothing: there is none
        std::vector<fault> why;                         ///< of the last read; empty: it was good
    };
    /// One for each client.
    [[nodiscard]] std::vector<key_state> keys() const;
    [[nodiscard]] std::size_t waiting() const;
    [[nodiscard]] std::uint64_t rejected() const;

private:
    class impl;
    std::unique_ptr<impl> impl_;
};

}  // namespace oms::net
