#pragma once
#include <chrono>
#include <cstdint>
#include <optional>

namespace oms::auth {

/// When a key set is read from its URL. Times are counted from any point that stays: no calendar is needed here.
struct key_read_limits {
    std::chrono::milliseconds interval{300'000};  ///< between two reads when all is well: a key that was taken out holds no longer
    std::chrono::milliseconds retry{15'000};      ///< after one that failed
    std::chrono::milliseconds unknown{7'000};     ///< between two reads for keys that are not known: at most nine a minute (product.md 13)
};

/// Decides when the key set of one client is read. Thread rule: one thread at a time. Source: CH-JWT-14; product.md 13.
class key_schedule {
public:
    using time = std::chrono::milliseconds;

    explicit key_schedule(key_read_limits bounds = {}) noexcept : bounds_(bounds) {}

    /// A token has named a key that is not known. True: a read is under way, or due at once, and may bring it; false: one will
    /// follow when the limit allows it, which is too late for this token.
    bool want_unknown(time now) noexcept;
    [[nodiscard]] bool is_due(time now) const noexcept { return !under_way_ && now >= next_; }
    /// When it is due next; nothing: while a read is under way.
    [[nodiscard]] std::optional<time> next() const noexcept;

    /// To be called when a read begins, and when it has ended.
    void begin() noexcept { under_way_ = true; }
    void end(time now, bool succeeded) noexcept;

private:
    key_read_limits const bounds_;
    time next_ = time::min();
    std::optional<time> last_unknown_;  ///< when a read for a key that was not known was last due
    bool under_way_ = false;
};

}  // namespace oms::auth
