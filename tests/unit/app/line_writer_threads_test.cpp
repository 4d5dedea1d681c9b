// The line writer under many threads at once; the thread sanitizer runs it too.
#include "folder.hpp"
#include "line_writing.hpp"
#include "log/log_file.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <cstdio>
#include <numeric>
#include <string>
#include <thread>
#include <vector>

namespace oms::app {
namespace {

using outcome = line_destination::outcome;

constexpr int thread_count = 4;
constexpr int lines_of_each = 5000;
std::string const filling(90, 'x');

std::string line_of(int thread, int number) {
    return "line " + std::to_string(thread) + " " + std::to_string(number) + " " + filling + " end\n";
}

/// Runs `work(thread)` on all threads.
template <class Work>
void on_all_threads(Work work) {
    std::vector<std::thread> threads;
    for (int t = 0; t < thread_count; ++t) threads.emplace_back(work, t);
    for (auto& t : threads) t.join();
}

/// What was written, by thread; a line that is not whole fails the test.
struct counted {
    std::array<std::vector<int>, thread_count> numbers;
    std::uint64_t refused = 0;
};

counted read_lines(std::string_view text) {
    counted got;
    while (!text.empty()) {
        auto const end = text.find('\n');
        std::string const line{text.substr(0, end + 1)};
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
        int thread = -1, number = -1;
        unsigned long refused = 0;
        if (std::sscanf(line.c_str(), "refused %lu", &refused) == 1)
            got.refused += refused;
        else if (std::sscanf(line.c_str(), "line %d %d ", &thread, &number) == 2 && thread >= 0 && thread < thread_count &&
                 line == line_of(thread, number))
            got.numbers[static_cast<std::size_t>(thread)].push_back(number);
        else
            ADD_FAILURE() << "not a whole line: " << line;
    }
    return got;
}

void expect_all_in_order(counted const& got) {
    std::vector<int> all(lines_of_each);
    std::iota(all.begin(), all.end(), 0);
    for (auto const& numbers : got.numbers) EXPECT_EQ(numbers, all);
}

void append_until_taken(line_writer& to, std::string const& line) {
    while (to.append(line) == 0) std::this_thread::yield();
}

line_writer::options small_and_quick() {
    line_writer::options o;
    o.timer = every(std::chrono::milliseconds{1});
    o.limits = {.wake_bytes = 1000, .waiting_bytes = 5000};
    return o;
}

TEST(LineWriterThreads, LosesNothingOfWhoTriesAgainThoughWritesFail) {
    auto const kept = std::make_shared<test::kept_lines>();
    std::atomic<bool> works = false;
    int count = 0;
    kept->answer = [&](std::string_view bytes) {
        if (works) return outcome{bytes.size(), 0};
        if (++count % 7 == 0) return outcome{0, ENOSPC};
        if (count % 5 == 0) return outcome{bytes.size() / 2, EIO};
        return count % 3 == 0 ? outcome{bytes.size() / 2 + 1, 0} : outcome{bytes.size(), 0};
    };
    {
        line_writer writer{kept, small_and_quick()};
        on_all_threads([&](int thread) {
            for (int i = 0; i < lines_of_each; ++i) append_until_taken(writer, line_of(thread, i));
        });
        works = true;  // it ends with one more try
    }
    expect_all_in_order(read_lines(kept->text));
}

TEST(LineWriterThreads, CountsWhatItRefusedExactly) {
    auto const kept = std::make_shared<test::kept_lines>();
    auto o = small_and_quick();
    o.say_refused = [](std::string& out, std::uint64_t refused) { out += "refused " + std::to_string(refused) + "\n"; };
    std::uint64_t refused = 0;
    {
        line_writer writer{kept, std::move(o)};
        on_all_threads([&](int thread) {
            for (int i = 0; i < lines_of_each; ++i) static_cast<void>(writer.append(line_of(thread, i)));
        });
        refused = writer.current().refused;
    }
    auto const got = read_lines(kept->text);
    std::size_t written = 0;
    for (auto const& numbers : got.numbers) {
        EXPECT_TRUE(std::ranges::is_sorted(numbers));
        written += numbers.size();
    }
    EXPECT_EQ(got.refused, refused);
    EXPECT_EQ(written + refused, thread_count * lines_of_each);
}

TEST(LineWriterThreads, WritesALineBeforeItSaysThatItIsWritten) {
    auto const kept = std::make_shared<test::kept_lines>();
    std::atomic<std::size_t> lines_there = 0;
    kept->answer = [&](std::string_view bytes) {
        lines_there += static_cast<std::size_t>(std::ranges::count(bytes, '\n'));
        return outcome{bytes.size(), 0};
    };
    std::atomic<bool> early = false;
    {
        line_writer writer{kept, small_and_quick()};
        on_all_threads([&](int thread) {
            for (int i = 0; i < 50; ++i) {
                auto const number = writer.append(line_of(thread, i));
                writer.write_soon();
                while (writer.written() < number) std::this_thread::yield();
                if (lines_there < number) early = true;
            }
        });
    }
    EXPECT_FALSE(early);
    EXPECT_EQ(lines_there, thread_count * 50u);
}

TEST(LineWriterThreads, LosesNothingWhenFilesAreRotated) {
    folder const dir{{}};
    auto const path = dir.path() / "audit.log";
    std::string all;
    {
        auto const file = log_file::open(path.string()).value();
        line_writer writer{file, small_and_quick()};
        std::thread rotation{[&] {
            for (int i = 0; i < 20; ++i) {
                std::filesystem::rename(path, dir.path() / ("audit." + std::to_string(i)));
                EXPECT_TRUE(file->reopen());
                writer.write_soon();
                std::this_thread::yield();
            }
        }};
        on_all_threads([&](int thread) {
            for (int i = 0; i < lines_of_each; ++i) append_until_taken(writer, line_of(thread, i));
        });
        rotation.join();
    }
    for (int i = 0; i < 20; ++i) all += dir.read("audit." + std::to_string(i));
    expect_all_in_order(read_lines(all + dir.read("audit.log")));
}

TEST(LineWriterThreads, ServesThreadsThatComeAndGo) {
    auto const kept = std::make_shared<test::kept_lines>();
    {
        line_writer writer{kept, small_and_quick()};
        for (int i = 0; i < 50; ++i) {
            on_all_threads([&](int thread) { append_until_taken(writer, line_of(thread, i)); });
        }
    }
    auto const got = read_lines(kept->text);
    for (auto const& numbers : got.numbers) EXPECT_EQ(numbers.size(), 50u);
}

}  // namespace
}  // namespace oms::app
