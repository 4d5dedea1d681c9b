#include "files.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>
#include <utility>

namespace oms::app {

namespace {

fault failed(std::string_view what, int error, errc code) { return {code, {}, std::string{what} + ": " + words_of(error)}; }

}  // namespace

descriptor::descriptor(descriptor&& other) noexcept : fd_{std::exchange(other.fd_, -1)}, ours_{std::exchange(other.ours_, false)} {}

descriptor::~descriptor() {
    if (ours_) ::close(fd_);
}

std::string words_of(int error) {
    std::string words = std::generic_category().message(error);
    if (error == ENOENT) words += "; check the name";
    if (error == EACCES) words += "; check its rights";
    return words;
}

result<descriptor> open_to_read(std::filesystem::path const& path, errc if_not) {
    int const fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (fd < 0) return failed("cannot be opened", errno, if_not);
    descriptor opened{fd, true};
    struct stat status {};
    if (::fstat(fd, &status) == 0 && S_ISDIR(status.st_mode)) return fault{if_not, {}, "is a folder; name a file"};
    return opened;
}

result<std::size_t> read_some(descriptor const& from, char* into, std::size_t size, errc if_not) {
    for (;;) {
        auto const got = ::read(from.number(), into, size);
        if (got >= 0) return static_cast<std::size_t>(got);
        if (errno != EINTR) return failed("cannot be read", errno, if_not);
    }
}

result<std::string> read_whole(std::filesystem::path const& path, errc if_not) {
    auto file = open_to_read(path, if_not);
    if (!file) return file.error();
    struct stat status {};
    auto const known_size = ::fstat(file->number(), &status) == 0 && S_ISREG(status.st_mode) ? static_cast<std::size_t>(status.st_size) : 0;
    std::string text(known_size + 1, '\0');  // one more, so that the end is met without growing
    std::size_t filled = 0;
    for (;;) {
        if (filled == text.size()) text.resize(text.size() * 2);
        auto const got = read_some(*file, text.data() + filled, text.size() - filled, if_not);
        if (!got) return got.error();
        if (*got == 0) break;
        filled += *got;
    }
    text.resize(filled);
    return text;
}

result<void> write_all(int fd, std::string_view text) {
    while (!text.empty()) {
        auto const put = ::write(fd, text.data(), text.size());
        if (put >= 0)
            text.remove_prefix(static_cast<std::size_t>(put));
        else if (errno != EINTR)
            return failed("cannot be written", errno, errc::unavailable);
    }
    return {};
}

result<void> replace_file(std::filesystem::path const& path, std::string_view text, errc if_not) {
    std::filesystem::path const beside = path.string() + ".new";
    int const fd = ::open(beside.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    if (fd < 0) return failed("cannot be written", errno, if_not);
    result<void> written;
    {
        descriptor const file{fd, true};
        written = write_all(fd, text);
    }
    if (written && ::rename(beside.c_str(), path.c_str()) != 0) written = failed("cannot be replaced", errno, if_not);
    if (!written) {
        ::unlink(beside.c_str());
        return fault{if_not, {}, written.error().note};
    }
    return {};
}

}  // namespace oms::app
