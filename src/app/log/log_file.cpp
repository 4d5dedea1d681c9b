#include "log_file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

namespace oms::app {

namespace {

/// Without waiting, so that a FIFO that nobody reads does not stop the start. What is opened may wait in `write`, for a slow reader.
result<descriptor> open_to_append(std::string const& path) {
    int const fd = ::open(path.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOCTTY | O_NONBLOCK, 0640);
    if (fd < 0) return fault{errc::bad_settings, {}, "cannot be opened for appending: " + path + ": " + words_of(errno)};
    descriptor opened{fd, true};
    if (::fcntl(fd, F_SETFL, O_APPEND) != 0) return fault{errc::bad_settings, {}, path + ": " + words_of(errno)};
    return opened;
}

}  // namespace

result<std::shared_ptr<log_file>> log_file::open(std::string path) {
    auto opened = open_to_append(path);
    if (!opened) return opened.error();
    std::shared_ptr<log_file> file{new log_file{std::move(path)}};
    file->current_.emplace(*std::move(opened));
    return file;
}

std::shared_ptr<log_file> log_file::standard_error() {
    std::shared_ptr<log_file> file{new log_file{{}}};
    file->current_.emplace(STDERR_FILENO, false);
    return file;
}

result<void> log_file::reopen() {
    if (path_.empty()) return {};
    auto opened = open_to_append(path_);
    if (!opened) return opened.error();
    std::lock_guard const lock{guard_};
    next_.emplace(*std::move(opened));
    return {};
}

line_destination::outcome log_file::write(std::string_view bytes) {
    for (;;) {
        auto const put = ::write(current_->number(), bytes.data(), bytes.size());
        if (put >= 0) return {static_cast<std::size_t>(put), 0};
        if (errno != EINTR) return {0, errno};
    }
}

bool log_file::moved() {
    std::lock_guard const lock{guard_};
    if (!next_) return false;
    current_.emplace(std::move(*next_));
    next_.reset();
    return true;
}

}  // namespace oms::app
