#pragma once
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace oms::app {

class line_buffer;

/// Lines of one thread that have left its buffer.
struct line_batch {
    std::string text;
    std::uint64_t last = 0;        ///< number of the last line
    std::uint64_t refused = 0;     ///< lines that found no room, after these
    line_buffer* from = nullptr;

    /// Tells the buffer that they are written.
    void clear_as_written();
};

/// The lines of one thread that wait to be written. That thread appends, the writing thread takes: its lock is hardly ever contended.
class line_buffer {
public:
    line_buffer(std::thread::id of, std::size_t bytes);

    struct taken {
        std::uint64_t number = 0;           ///< of the line, from 1; 0: it would have gone beyond `most`
        std::size_t before = 0, after = 0;  ///< bytes that wait
    };
    taken append(std::string_view line, std::size_t most);

    /// Puts what waits in place of `into`'s text, whose memory serves the lines to come. False: nothing waits.
    bool give(line_batch& into);

    std::thread::id const of;
    std::atomic<std::uint64_t> written = 0;   ///< number of the last line that is

private:
    std::mutex guard_;
    std::string waiting_;
    std::uint64_t last_ = 0, refused_ = 0;
};

/// The buffers of all threads. One of a thread that has ended stays, for a thread of the same id.
class line_buffers {
public:
    explicit line_buffers(std::size_t bytes);

    /// The calling thread's.
    [[nodiscard]] line_buffer& own();
    /// Null: there are no more.
    [[nodiscard]] line_buffer* at(std::size_t index);

private:
    line_buffer& find_or_make();

    std::size_t bytes_;
    std::uint64_t const id_;   ///< never used twice
    std::mutex guard_;
    std::vector<std::unique_ptr<line_buffer>> all_;
};

}  // namespace oms::app
