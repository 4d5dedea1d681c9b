#pragma once
#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace oms::net {

/// One buffer for all connections of a thread: what arrives is read into it and used before the next wait. So an idle connection holds no
/// buffer, and one that sends 5.8 MB holds none either.
struct read_buffer {
    explicit read_buffer(std::size_t n) : size(n), bytes(std::make_unique_for_overwrite<char[]>(n)) {}
    std::size_t const size;
    std::unique_ptr<char[]> const bytes;
};

/// What has arrived on one connection and was not used yet.
///
/// A body may hold the token of a call: what was used is erased at the next `keep` (CH-AUTHZ-07).
/// Lifetime: the buffer outlives it. Thread rule: that of the buffer.
class input {
public:
    explicit input(read_buffer& shared) noexcept : shared_(shared) {}
    ~input();
    input(input const&) = delete;
    input& operator=(input const&) = delete;

    [[nodiscard]] std::string_view unread() const noexcept { return unread_; }
    void consume(std::size_t bytes) noexcept { unread_.remove_prefix(bytes); }

    /// Where to read to, behind what is unread. Until the next wait.
    [[nodiscard]] std::span<char> room() noexcept;
    /// So many bytes were read into `room`.
    void add(std::size_t bytes) noexcept;

    /// To be called before each wait: others use the buffer meanwhile. What is unread moves to storage of its own.
    void keep();

private:
    void forget_kept() noexcept;

    read_buffer& shared_;
    std::string kept_;
    std::string_view unread_;     ///< of `shared_` or of `kept_`
    std::size_t used_ = 0;        ///< of `shared_`: what this connection has put there
};

}  // namespace oms::net
