#pragma once
#include <oms/app/log.hpp>

#include <cstdint>
#include <map>
#include <mutex>
#include <string_view>

namespace oms::app {

/// Says which TLS handshakes were refused without filling the log: of each reason the 1st, 2nd, 4th, 8th … is a warning, the others are
/// `debug`. Thread rule: any thread.
class refused_handshakes {
public:
    explicit refused_handshakes(log& to) noexcept : log_{to} {}
    /// `why` is kept: one of a closed set of texts that live as long as the program.
    void add(std::string_view why, std::string_view peer);

private:
    log& log_;
    std::mutex mutex_;
    std::map<std::string_view, std::uint64_t> counts_;
};

}  // namespace oms::app
