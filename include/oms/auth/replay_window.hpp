#pragma once
#include <oms/base/time.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string_view>
#include <unordered_set>
#include <utility>
#include <vector>

namespace oms::auth {

/// The tokens of one issuer that were used and could be used again. Bounded: when it is full, the one that expires soonest is forgotten.
/// Of an id only a hash is kept, so that its length does not matter. Thread rule: one thread at a time.
/// Source: RFC 7519 4.1.7; CH-JWT-10.
class replay_window {
public:
    /// 131,072 ids are about 8 MiB: five minutes of 400 calls a second.
    explicit replay_window(std::size_t most = 128 * 1024) noexcept : most_(most) {}

    /// Whether it was used. `now`: what has expired is forgotten.
    [[nodiscard]] bool holds(std::string_view id, instant now);
    /// Keeps it until `expires`. False: it was used already.
    [[nodiscard]] bool add(std::string_view id, instant expires, instant now);

    [[nodiscard]] std::size_t size() const noexcept { return used_.size(); }
    /// How many were forgotten before they had expired.
    [[nodiscard]] std::uint64_t forgotten() const noexcept { return forgotten_; }

private:
    using key = std::array<std::uint64_t, 2>;  ///< the first 16 bytes of SHA-256
    struct hash {
        std::size_t operator()(key const& k) const noexcept { return static_cast<std::size_t>(k[0]); }
    };
    using entry = std::pair<instant, key>;

    static key key_of(std::string_view id);
    void forget_expired(instant now);
    void forget_soonest();

    std::size_t const most_;
    std::uint64_t forgotten_ = 0;
    std::unordered_set<key, hash> used_;
    std::vector<entry> by_expiry_;  ///< a heap, the one that expires soonest in front
};

}  // namespace oms::auth
