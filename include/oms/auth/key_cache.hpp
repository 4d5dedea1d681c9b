#pragma once
#include <oms/auth/key_schedule.hpp>
#include <oms/auth/key_set.hpp>

#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace oms::auth {

/// The keys of one client over time: the last good set stays until a better one comes. Whoever reads files and URLs gives it what came.
/// Thread rule: one thread at a time; a set that was given out may be used by any number.
/// Source: CH-JWT-14, CH-JWT-16; product.md 13, 14.
class key_cache {
public:
    using time = key_schedule::time;

    /// `source`: the file or URL, for messages. `scheduled`: it is read from a URL when the schedule says so.
    key_cache(std::string source, bool scheduled, key_read_limits bounds = {});

    /// What a token's key is looked for in. Null: none was read yet.
    [[nodiscard]] std::shared_ptr<key_set const> const& keys() const noexcept { return keys_; }

    /// A token names a key that is not there. True: it is worth waiting for the read that is under way or due.
    [[nodiscard]] bool want_unknown(time now) noexcept { return scheduled_ && schedule_.want_unknown(now); }
    [[nodiscard]] bool is_due(time now) const noexcept { return scheduled_ && schedule_.is_due(now); }
    [[nodiscard]] std::optional<time> next() const noexcept { return scheduled_ ? schedule_.next() : std::nullopt; }
    void begin() noexcept { schedule_.begin(); }

    /// The text of a set has come. False: it stays as it was, and `why` says what is wrong with the text. A set with a published
    /// private key is not taken.
    bool take(std::string_view text, time now);
    /// It could not be read.
    void fail(std::string note, time now);

    [[nodiscard]] std::string const& source() const noexcept { return source_; }
    /// Why the last read brought nothing; empty: it did.
    [[nodiscard]] std::vector<fault> const& why() const noexcept { return why_; }
    /// When the set was read; nothing: none yet.
    [[nodiscard]] std::optional<time> read_at() const noexcept { return read_at_; }

private:
    std::string const source_;
    bool const scheduled_;
    key_schedule schedule_;
    std::shared_ptr<key_set const> keys_;
    std::vector<fault> why_;
    std::optional<time> read_at_;
};

/// Faults (bad_settings): keys whose private part is published. Source: CH-JWT-16.
[[nodiscard]] std::vector<fault> published_keys_in(std::string_view source, key_set const& keys);

}  // namespace oms::auth
