#include <oms/app/line_writer.hpp>  // first, so that the header is proved alone

#include "line_writing.hpp"
#include "support/allocations.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cerrno>
#include <future>
#include <latch>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace oms::app {
namespace {

using test::kept_lines;
using test::ticks;
using test::writing;

using outcome = line_destination::outcome;

std::string line_number(int i) { return "line " + std::to_string(i) + "\n"; }

std::string lines_to(int last) {
    std::string all;
    for (int i = 1; i <= last; ++i) all += line_number(i);
    return all;
}

std::uint64_t append_to(line_writer& to, int last) {
    std::uint64_t number = 0;
    for (int i = 1; i <= last; ++i) number = to.append(line_number(i));
    return number;
}

// When lines are written.

TEST(LineWriter, WritesWhenTheIntervalIsOverAndNotBefore) {
    writing w;
    EXPECT_EQ(w.writer->append("a\n"), 1u);
    EXPECT_EQ(w.writer->append("b\n"), 2u);
    EXPECT_EQ(w.kept->text, "");
    w.time->tick();
    EXPECT_EQ(w.kept->text, "a\nb\n");
    w.time->tick();
    EXPECT_EQ(w.kept->text, "a\nb\n");
}

TEST(LineWriter, HandsOnManyLinesWithOneWrite) {
    writing w;
    append_to(*w.writer, 1000);
    w.time->tick();
    EXPECT_EQ(w.kept->text, lines_to(1000));
    EXPECT_EQ(w.kept->writes, 1);
    w.time->tick();
    EXPECT_EQ(w.kept->writes, 1);
}

TEST(LineWriter, IsWokenOnceWhenTheLinesOfAThreadReachTheLimit) {
    line_writer::options o;
    o.limits.wake_bytes = 100;
    writing w{std::move(o)};
    for (int round = 1; round <= 2; ++round) {
        EXPECT_NE(w.writer->append(std::string(98, 'x') + "\n"), 0u);
        EXPECT_EQ(w.time->wakes(), round - 1) << "99 bytes";
        EXPECT_NE(w.writer->append("\n"), 0u);
        EXPECT_EQ(w.time->wakes(), round) << "100 bytes";
        EXPECT_NE(w.writer->append("more\n"), 0u);
        EXPECT_EQ(w.time->wakes(), round);
        w.time->tick();
    }
}

TEST(LineWriter, IsWokenByWhoCannotWait) {
    writing w;
    EXPECT_NE(w.writer->append("a\n"), 0u);
    EXPECT_EQ(w.time->wakes(), 0);
    w.writer->write_soon();
    EXPECT_EQ(w.time->wakes(), 1);
}

TEST(LineWriter, WritesWhatWaitsWhenItEnds) {
    writing w;
    append_to(*w.writer, 3);
    w.end();
    EXPECT_EQ(w.kept->text, lines_to(3));
}

TEST(LineWriter, AsksForNoMemoryOnceAThreadHasWritten) {
    writing w;
    std::string const line(200, 'x');
    append_to(*w.writer, 1);
    w.time->tick();
    auto const before = oms::test::allocations();
    for (int i = 0; i < 5000; ++i) static_cast<void>(w.writer->append(line));
    EXPECT_EQ(oms::test::allocations(), before);
}

// What finds no room.

line_writer::options with_room_for(std::size_t bytes) {
    line_writer::options o;
    o.limits.waiting_bytes = bytes;
    o.say_refused = [](std::string& out, std::uint64_t count) { out += "refused " + std::to_string(count) + "\n"; };
    return o;
}

TEST(LineWriter, RefusesALineBeyondTheLimitAndSaysHowMany) {
    writing w{with_room_for(10)};
    EXPECT_EQ(w.writer->append("123456\n"), 1u);
    EXPECT_EQ(w.writer->append("123\n"), 0u) << "11 bytes";
    EXPECT_EQ(w.writer->append("12\n"), 2u) << "10 bytes";
    EXPECT_EQ(w.writer->append("\n"), 0u);
    EXPECT_EQ(w.writer->current().refused, 2u);

    w.time->tick();
    EXPECT_EQ(w.kept->text, "123456\n12\nrefused 2\n");
    EXPECT_EQ(w.writer->append("more\n"), 3u);
    w.time->tick();
    EXPECT_EQ(w.kept->text, "123456\n12\nrefused 2\nmore\n") << "said once";
    EXPECT_EQ(w.writer->current().refused, 2u);
}

TEST(LineWriter, SaysThatItRefusedALineThatNeverFits) {
    writing w{with_room_for(10)};
    EXPECT_EQ(w.writer->append("1234567890\n"), 0u);
    w.time->tick();
    EXPECT_EQ(w.kept->text, "refused 1\n");
}

TEST(LineWriter, SaysWhatItRefusedAlsoWhenItCouldNotBeSaidAtOnce) {
    writing w{with_room_for(10)};
    w.kept->answer = [](std::string_view) { return outcome{0, ENOSPC}; };
    EXPECT_EQ(append_to(*w.writer, 3), 0u);
    w.time->tick();
    EXPECT_EQ(append_to(*w.writer, 2), 0u);
    w.kept->answer = {};
    w.time->tick();
    EXPECT_EQ(w.kept->text, "line 1\nrefused 2\nline 1\nrefused 1\n");
}

TEST(LineWriter, NeverWaitsForADestinationThatHangs) {
    std::latch hangs{1}, released{1};
    writing w{with_room_for(10)};
    w.kept->answer = [&, first = true](std::string_view bytes) mutable {
        if (std::exchange(first, false)) hangs.count_down();
        released.wait();
        return outcome{bytes.size(), 0};
    };
    EXPECT_EQ(w.writer->append("a\n"), 1u);
    w.time->begin_tick();
    hangs.wait();
    EXPECT_EQ(append_to(*w.writer, 3), 0u) << "one fits, two do not";
    EXPECT_EQ(w.writer->written(), 0u);
    released.count_down();
    w.end();
    EXPECT_EQ(w.kept->text, "a\nline 1\nrefused 2\n");
}

TEST(LineWriter, EndsBesideADestinationThatHangs) {
    std::latch hangs{1}, released{1};
    auto o = with_room_for(10);
    o.limits.exit_wait = std::chrono::milliseconds{0};
    std::promise<void> gone;
    o.wrote = [owned = std::shared_ptr<void>(nullptr, [&](void*) { gone.set_value(); })](int) {};
    writing w{std::move(o)};
    w.kept->answer = [&](std::string_view bytes) {
        hangs.count_down();
        released.wait();
        return outcome{bytes.size(), 0};
    };
    EXPECT_EQ(w.writer->append("a\n"), 1u);
    w.time->begin_tick();
    hangs.wait();
    w.end();
    released.count_down();
    gone.get_future().wait();  // the thread has let go of all
    EXPECT_EQ(w.kept->text, "a\n");
}

// What is known to be written.

TEST(LineWriter, CountsALineAsWrittenWhenItsWriteHasReturned) {
    writing w;
    std::uint64_t seen_within = 99;
    w.kept->answer = [&](std::string_view bytes) {
        seen_within = w.writer->written();  // of the writing thread, which has no lines
        return outcome{bytes.size(), 0};
    };
    EXPECT_EQ(append_to(*w.writer, 3), 3u);
    EXPECT_EQ(w.writer->written(), 0u);
    w.time->tick();
    EXPECT_EQ(w.writer->written(), 3u);
    EXPECT_EQ(seen_within, 0u);
}

TEST(LineWriter, CountsNothingAsWrittenThatFailed) {
    writing w;
    w.kept->answer = [](std::string_view) { return outcome{4, ENOSPC}; };
    append_to(*w.writer, 2);
    w.time->tick();
    EXPECT_EQ(w.writer->written(), 0u);
    w.kept->answer = {};
    w.time->tick();
    EXPECT_EQ(w.writer->written(), 2u);
}

TEST(LineWriter, NumbersTheLinesOfEachThreadAlone) {
    writing w;
    append_to(*w.writer, 3);
    std::uint64_t other = 0, other_written = 99;
    std::thread{[&] {
        other = w.writer->append("other\n");
        other_written = w.writer->written();
    }}.join();
    EXPECT_EQ(other, 1u);
    EXPECT_EQ(other_written, 0u);
    EXPECT_EQ(w.writer->append("mine\n"), 4u);
}

TEST(LineWriter, TellsWhatBecameOfAWrite) {
    std::vector<int> told;
    line_writer::options o;
    o.wrote = [&told](int error) { told.push_back(error); };
    writing w{std::move(o)};
    w.time->tick();
    EXPECT_EQ(told, std::vector<int>{}) << "nothing waited";
    w.kept->answer = [](std::string_view) { return outcome{0, EIO}; };
    append_to(*w.writer, 1);
    w.time->tick();
    w.time->tick();
    w.kept->answer = {};
    w.time->tick();
    w.time->tick();
    EXPECT_EQ(told, (std::vector{EIO, EIO, 0}));
}

// A destination that fails.

TEST(LineWriter, RemembersTheErrorUntilAWriteIsGoodAndCountsAllOfThem) {
    writing w;
    EXPECT_EQ(w.writer->current().error, 0);
    w.kept->answer = [](std::string_view) { return outcome{0, ENOSPC}; };
    append_to(*w.writer, 1);
    w.time->tick();
    w.time->tick();
    EXPECT_EQ(w.writer->current().error, ENOSPC);
    EXPECT_EQ(w.writer->current().failures, 2u);
    w.kept->answer = {};
    w.time->tick();
    EXPECT_EQ(w.writer->current().error, 0);
    EXPECT_EQ(w.writer->current().failures, 2u);
    EXPECT_EQ(w.kept->text, lines_to(1));
}

TEST(LineWriter, TakesAWriteOfNothingForAFailure) {
    writing w;
    w.kept->answer = [](std::string_view) { return outcome{0, 0}; };
    append_to(*w.writer, 1);
    w.time->tick();
    EXPECT_EQ(w.writer->current().error, EIO);
}

struct failure_row {
    char const* name;
    std::size_t written;   // of what it was given, at most
    int error;
};
class FailEveryNthWrite : public testing::TestWithParam<failure_row> {};

TEST_P(FailEveryNthWrite, LosesNothingAndKeepsEveryLineWhole) {
    for (int n = 1; n <= 5; ++n) {
        writing w;
        int count = 0;
        w.kept->answer = [&](std::string_view bytes) {
            if (++count % n != 0 || count > 40) return outcome{bytes.size(), 0};
            return outcome{std::min(GetParam().written, bytes.size()), GetParam().error};
        };
        for (int round = 0; round < 50; ++round) {
            append_to(*w.writer, 3);
            w.time->tick();
        }
        w.end();
        std::string wanted;
        for (int round = 0; round < 50; ++round) wanted += lines_to(3);
        EXPECT_EQ(w.kept->text, wanted) << n;
    }
}

INSTANTIATE_TEST_SUITE_P(LineWriter, FailEveryNthWrite,
                         testing::Values(failure_row{"NothingWritten", 0, ENOSPC}, failure_row{"OneByteWritten", 1, EIO},
                                         failure_row{"LineAndAHalfWritten", 10, ENOSPC}, failure_row{"ShortWithoutError", 5, 0}),
                         [](auto const& p) { return p.param.name; });

TEST(LineWriter, WritesABegunLineAsAWholeWhereTheDestinationHasMoved) {
    for (std::size_t const written : {0u, 3u, 7u, 10u, 14u}) {
        writing w;
        append_to(*w.writer, 3);
        w.kept->answer = [&](std::string_view) { return outcome{written, ENOSPC}; };
        w.time->tick();
        w.kept->answer = {};
        w.kept->moves = true;
        w.time->tick();
        auto const whole = w.kept->before.substr(0, w.kept->before.rfind('\n') + 1);
        EXPECT_EQ(whole + w.kept->text, lines_to(3)) << written;
    }
}

TEST(LineWriter, LetsGoOfTheOldDestinationAlsoWhenNothingWaits) {
    writing w;
    w.kept->moves = true;
    w.time->tick();
    EXPECT_FALSE(w.kept->moves);
}

// The real timer.

TEST(Every, ReturnsWhenTheIntervalIsOver) {
    auto const timer = every(std::chrono::milliseconds{1});
    EXPECT_TRUE(timer->wait());
    EXPECT_TRUE(timer->wait());
}

TEST(Every, ReturnsSoonerWhenWokenAlsoIfThatWasBefore) {
    auto const timer = every(std::chrono::hours{1});
    timer->wake();
    EXPECT_TRUE(timer->wait());
    std::thread waker{[&] { timer->wake(); }};
    EXPECT_TRUE(timer->wait());
    waker.join();
}

TEST(Every, SaysThatItHasEnded) {
    auto const timer = every(std::chrono::hours{1});
    timer->wake();
    timer->end();
    EXPECT_FALSE(timer->wait());
    EXPECT_FALSE(timer->wait());
}

TEST(Every, LetsAFullBufferBeWrittenLongBeforeTheIntervalIsOver) {
    std::latch written{1};
    auto const kept = std::make_shared<kept_lines>();
    kept->answer = [&](std::string_view bytes) {
        written.count_down();
        return outcome{bytes.size(), 0};
    };
    line_writer::options o;
    o.timer = every(std::chrono::hours{1});
    line_writer writer{kept, std::move(o)};
    EXPECT_NE(writer.append(std::string(64 * 1024 - 1, 'x') + "\n"), 0u);
    written.wait();
}

}  // namespace
}  // namespace oms::app
