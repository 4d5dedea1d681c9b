#pragma once
#include <oms/base/fault.hpp>

#include <filesystem>
#include <string>
#include <string_view>

namespace oms::app {

/// An open file or other descriptor; closes it, unless it is not ours (standard input).
class descriptor {
public:
    descriptor() = default;
    descriptor(int fd, bool ours) noexcept : fd_{fd}, ours_{ours} {}
    descriptor(descriptor&& other) noexcept;
    descriptor& operator=(descriptor&&) = delete;
    ~descriptor();
    [[nodiscard]] int number() const noexcept { return fd_; }

private:
    int fd_ = -1;
    bool ours_ = false;
};

/// Opens a file to read. Fault: what the system said; a folder is refused here, not at the first read.
[[nodiscard]] result<descriptor> open_to_read(std::filesystem::path const& path, errc if_not);

/// Reads at most `size` bytes; 0 at the end. Fault: what the system said.
[[nodiscard]] result<std::size_t> read_some(descriptor const& from, char* into, std::size_t size, errc if_not);

/// A whole file, for settings and knowledge. Charts are never read this way.
[[nodiscard]] result<std::string> read_whole(std::filesystem::path const& path, errc if_not);

/// Puts `text` in place of a file in one step: readers see the old file or the new one.
[[nodiscard]] result<void> replace_file(std::filesystem::path const& path, std::string_view text, errc if_not);

/// Writes all of it to a descriptor (standard output). Fault: errc::unavailable with what the system said.
[[nodiscard]] result<void> write_all(int fd, std::string_view text);

/// What the system says of an error number, with a word of advice where one is known.
[[nodiscard]] std::string words_of(int error);

}  // namespace oms::app
