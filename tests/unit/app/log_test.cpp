#include <oms/app/log.hpp>  // first, so that the header is proved alone

#include "folder.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <thread>

#include <fcntl.h>
#include <unistd.h>

namespace oms::app {
namespace {

using testing::HasSubstr;
using testing::MatchesRegex;

settings with(std::string const& level, std::string const& format = "auto", std::string const& audit_file = {}) {
    settings s;
    s.log.level = level;
    s.log.format = format;
    s.log.audit_file = audit_file;
    return s;
}

settings quiet_with(std::string const& audit_file) { return with("off", "auto", audit_file); }

telemetry::call_record a_call(unsigned status = 200) {
    telemetry::call_record r;
    r.route = "service";
    r.service_id = "oms-patient-view";
    r.status = status;
    r.what.rule = "R2a";
    return r;
}

telemetry::call_record of_health() {
    telemetry::call_record r;
    r.route = "health";
    r.status = 200;
    return r;
}

constexpr std::chrono::microseconds took{1234};

/// Standard error goes into a file while this lives.
class kept_stderr {
public:
    kept_stderr() {
        std::fflush(stderr);
        int const file = ::open((dir_.path() / "stderr").c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
        ::dup2(file, STDERR_FILENO);
        ::close(file);
    }
    ~kept_stderr() {
        ::dup2(before_, STDERR_FILENO);
        ::close(before_);
    }
    kept_stderr(kept_stderr const&) = delete;
    kept_stderr& operator=(kept_stderr const&) = delete;
    [[nodiscard]] std::string text() const { return dir_.read("stderr"); }

private:
    folder dir_{{}};
    int before_ = ::dup(STDERR_FILENO);
};

/// What `write(log)` leaves on standard error.
template <class Write>
std::string said(settings const& s, messages_reader reader, Write write) {
    kept_stderr const kept;
    {
        auto const opened = log::open(s, reader);
        EXPECT_TRUE(opened);
        write(**opened);
    }  // what waits is written here
    return kept.text();
}

template <class Question>
bool becomes_true(Question question) {
    auto const until = std::chrono::steady_clock::now() + std::chrono::seconds{20};
    while (!question() && std::chrono::steady_clock::now() < until) std::this_thread::yield();
    return question();
}

// The audit file.

std::string audit_of(telemetry::call_record const& r) {
    folder const dir{{}};
    {
        auto const opened = log::open(quiet_with((dir.path() / "audit.log").string()), messages_reader::program);
        EXPECT_TRUE(opened);
        EXPECT_TRUE((*opened)->record(r, took));
    }
    return dir.read("audit.log");
}

TEST(LogRecord, WritesOneLineOfJsonPerCallToTheAuditFile) {
    EXPECT_THAT(audit_of(a_call()),
                MatchesRegex(R"(\{"time":"[-0-9]+T[0-9:]+\.[0-9]{3}Z","level":"info","event":"call","route":"service","status":200,)"
                             R"("duration_us":1234,"service":"oms-patient-view","rule":"R2a",.*\})"
                             "\n"));
}

TEST(LogRecord, KeepsOtherAddressesOutOfTheAudit) { EXPECT_EQ(audit_of(of_health()), ""); }

TEST(LogRecord, WritesACallToTheLogWithoutAnAuditFileAndAFailureToBoth) {
    folder const dir{{}};
    auto const audit = (dir.path() / "audit.log").string();
    for (unsigned const status : {200u, 500u}) {
        auto const record = [&](log& to) { EXPECT_TRUE(to.record(a_call(status), took)); };
        EXPECT_THAT(said(with("info"), messages_reader::program, record), HasSubstr(R"("event":"call")")) << status;
        EXPECT_EQ(said(with("info", "auto", audit), messages_reader::program, record).empty(), status == 200) << status;
    }
    auto const both = dir.read("audit.log");
    EXPECT_EQ(std::ranges::count(both, '\n'), 2);
    EXPECT_THAT(both, HasSubstr(R"("level":"info","event":"call","route":"service","status":500)"));
}

TEST(LogOpen, AppendsToAnAuditFile) {
    folder const dir{{{"audit.log", "before\n"}}};
    { ASSERT_TRUE(log::open(quiet_with((dir.path() / "audit.log").string()), messages_reader::program)); }
    EXPECT_EQ(dir.read("audit.log"), "before\n");
}

TEST(LogOpen, NamesAnAuditFileThatCannotBeWrittenAndMakesNoFolder) {
    folder const dir{{}};
    for (auto const& path : {dir.path(), dir.path() / "none" / "audit.log"}) {
        auto const opened = log::open(quiet_with(path.string()), messages_reader::program);
        ASSERT_FALSE(opened);
        EXPECT_EQ(opened.error().code, errc::bad_settings);
        EXPECT_EQ(opened.error().where, "log.audit_file");
        EXPECT_THAT(opened.error().note, HasSubstr(path.string()));
    }
    EXPECT_FALSE(std::filesystem::exists(dir.path() / "none"));
}

TEST(LogReopen, GoesOnInANewFileOnceTheOldOneIsRenamed) {
    folder const dir{{}};
    auto const path = dir.path() / "audit.log";
    {
        auto const opened = log::open(quiet_with(path.string()), messages_reader::program);
        ASSERT_TRUE(opened);
        EXPECT_TRUE((*opened)->record(a_call(201), took));
        std::filesystem::rename(path, dir.path() / "audit.1");
        ASSERT_TRUE((*opened)->reopen());
        EXPECT_TRUE((*opened)->record(a_call(202), took));
    }
    EXPECT_THAT(dir.read("audit.log"), HasSubstr(R"("status":202)"));
    auto const both = dir.read("audit.1") + dir.read("audit.log");
    EXPECT_EQ(std::ranges::count(both, '\n'), 2);
    EXPECT_LT(both.find(R"("status":201)"), both.find(R"("status":202)"));
}

TEST(LogReopen, KeepsTheOldFileWhereThereCanBeNoNewOne) {
    folder const dir{{{"logs/audit.log", ""}}};
    {
        auto const opened = log::open(quiet_with((dir.path() / "logs" / "audit.log").string()), messages_reader::program);
        ASSERT_TRUE(opened);
        std::filesystem::rename(dir.path() / "logs", dir.path() / "old");
        EXPECT_FALSE((*opened)->reopen());
        EXPECT_TRUE((*opened)->record(a_call(), took));
    }
    EXPECT_THAT(dir.read("old/audit.log"), HasSubstr("call"));
}

TEST(LogReopen, HasNothingToDoWithoutAnAuditFile) {
    auto const opened = log::open(with("off"), messages_reader::program);
    ASSERT_TRUE(opened);
    EXPECT_TRUE((*opened)->reopen());
    EXPECT_EQ((*opened)->audit().error, 0);
}

TEST(LogAudit, KnowsOfAFullDiskAndSaysSo) {
    auto s = with("info", "auto", "/dev/full");
    s.log.flush_ms = 1;
    auto const text = said(s, messages_reader::program, [](log& to) {
        EXPECT_EQ(to.audit().error, 0);
        EXPECT_TRUE(to.record(a_call(), took));
        EXPECT_TRUE(becomes_true([&] { return to.audit().error == ENOSPC && to.audit().failures > 1; }));
    });
    EXPECT_THAT(text, HasSubstr(R"("level":"error","event":"the audit file cannot be written","note":"No space left on device")"));
    EXPECT_EQ(std::ranges::count(text, '\n'), 1) << "said once: " << text;
}

TEST(LogAudit, TellsItsCallerThatThereIsNoRoomAndSaysHowManyThen) {
    folder const dir{{}};
    auto const path = dir.path() / "audit.log";
    std::filesystem::create_symlink("/dev/full", path);
    std::uint64_t taken = 0, refused = 0;
    auto s = with("info", "auto", path.string());
    s.log.flush_ms = 1;
    auto const text = said(s, messages_reader::program, [&](log& to) {
        ++(to.record(a_call(), took) ? taken : refused);
        EXPECT_TRUE(becomes_true([&] { return to.audit().error == ENOSPC; }));
        for (int i = 0; i < 20'000; ++i) ++(to.record(a_call(), took) ? taken : refused);
        EXPECT_EQ(to.audit().refused, refused);
        std::filesystem::remove(path);  // an operator mends it
        EXPECT_TRUE(to.reopen());
    });
    EXPECT_GT(refused, 0u);
    EXPECT_EQ(std::ranges::count(dir.read("audit.log"), '\n'), static_cast<std::ptrdiff_t>(taken));
    EXPECT_THAT(text, HasSubstr(R"("event":"no room for audit lines","count":)" + std::to_string(refused) + "}"));
    EXPECT_THAT(text, HasSubstr("the audit file is written again"));
}

// The log.

TEST(LogMessages, AreJsonForAProgramAndTextForATerminal) {
    auto const write = [](log& to) { to.warning("the clock stands still", {{"now", "2026-11-20"}, {"count", "3", true}}); };
    EXPECT_THAT(said(with("info"), messages_reader::program, write),
                MatchesRegex(R"(\{"time":"[^"]*","level":"warning","event":"the clock stands still","now":"2026-11-20","count":3\})"
                             "\n"));
    std::string const text = "[-0-9T:.]+Z warning the clock stands still now=2026-11-20 count=3\n";
    EXPECT_THAT(said(with("info"), messages_reader::terminal, write), MatchesRegex(text));
    EXPECT_THAT(said(with("info", "text"), messages_reader::program, write), MatchesRegex(text));
    EXPECT_THAT(said(with("info", "json"), messages_reader::terminal, write), HasSubstr(R"("level":"warning")"));
    EXPECT_THAT(said(with("info"), messages_reader::coloured_terminal, write), HasSubstr("\033[33m\033[1mwarning\033[m "));
}

struct level_row {
    char const* level;
    char const* said;   // first letters of the levels that are
};

TEST(LogMessages, AreWrittenFromTheLevelOfTheSettingsOn) {
    for (auto const& [level, wanted] : {level_row{"debug", "diwer"}, level_row{"info", "iwe"}, level_row{"warning", "we"},
                                        level_row{"error", "e"}, level_row{"off", ""}}) {
        auto const text = said(with(level, "text"), messages_reader::program, [](log& to) {
            to.debug("d");
            to.info("i");
            to.warning("w");
            to.error("e");
            EXPECT_TRUE(to.record(of_health(), took));
        });
        std::string found;
        for (std::size_t at = 0; (at = text.find("Z ", at)) != std::string::npos;) {
            at = text.find(' ', at + 2) + 1;
            found.push_back(text[at]);
        }
        EXPECT_EQ(found, wanted) << text;
    }
}

TEST(LogMessages, AreWrittenAtOnceHoweverLongTheIntervalIs) {
    kept_stderr const kept;
    auto s = with("info");
    s.log.flush_ms = 10'000;
    auto const opened = log::open(s, messages_reader::program);
    ASSERT_TRUE(opened);
    (*opened)->info("serving");
    EXPECT_TRUE(becomes_true([&] { return kept.text().find("serving") != std::string::npos; }));
}

}  // namespace
}  // namespace oms::app
