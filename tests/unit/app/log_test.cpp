#include <oms/app/log.hpp>  // first, so that the header is proved alone

#include "folder.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace oms::app {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(WriteLine, IsJsonOrOnePlainLine) {
    std::vector<log_field> const fields{{"service", "oms-patient-view"}, {"status", "200", true}, {"note", "two words"}, {"empty", ""}};
    EXPECT_EQ(write_line("call", fields, true),
              R"("event":"call","service":"oms-patient-view","status":200,"note":"two words","empty":"")");
    EXPECT_EQ(write_line("call", fields, false), R"(call service=oms-patient-view status=200 note="two words" empty="")");
}

TEST(WriteLine, KeepsOneEventOnOneLine) {
    std::vector<log_field> const fields{{"where", "a\nb\r\t\x01\"c\" d=e"}};
    for (bool const json : {false, true}) {
        auto const line = write_line("x", fields, json);
        for (char const c : line) EXPECT_GE(c, ' ') << line;
    }
}

settings quiet_with(std::string const& audit_file) {
    settings s;
    s.log.level = "off";
    s.log.audit_file = audit_file;
    return s;
}

http::record call() {
    http::record r;
    r.route = "service";
    r.service_id = "oms-patient-view";
    r.status = 200;
    r.what.rule = "R2a";
    r.what.hook_instance = "d1577c69-dfbe-44ad-ba6d-3e05e953b2ea";
    r.what.shown = true;
    r.what.findings = 3;
    r.what.skipped = 1;
    r.what.gaps = {"observations", "procedures"};
    return r;
}

std::string audit_of(http::record const& r) {
    folder const dir{{}};
    {
        auto const opened = log::open(quiet_with((dir.path() / "audit.log").string()), false);
        EXPECT_TRUE(opened);
        (*opened)->record(r, std::chrono::microseconds{1234});
    }  // what waits is written out here
    return dir.read("audit.log");
}

TEST(LogRecord, WritesOneLinePerCallToTheAuditFile) {
    auto const line = audit_of(call());
    EXPECT_THAT(
        line, HasSubstr(R"("level":"info","event":"call","route":"service","status":200,"duration_us":1234,"service":"oms-patient-view")"));
    EXPECT_THAT(line,
                HasSubstr(R"("hookInstance":"d1577c69-dfbe-44ad-ba6d-3e05e953b2ea","rule":"R2a","shown":true,"findings":3,"skipped":1)"));
    EXPECT_THAT(line, HasSubstr(R"("gaps":"observations,procedures")"));
    EXPECT_EQ(std::count(line.begin(), line.end(), '\n'), 1);
}

TEST(LogRecord, SaysWhatWasReadFromTheFhirServer) {
    auto r = call();
    EXPECT_THAT(audit_of(r), Not(HasSubstr("queries")));
    r.fetched = {.queries = 3, .pages = 7, .bytes = 4711, .failures = {"observations: timed-out", "procedures: status-403"}};
    EXPECT_THAT(audit_of(r), HasSubstr(R"("queries":3,"pages":7,"fetched_bytes":4711,"not_read":"observations: timed-out,procedures: status-403")"));
}

TEST(LogRecord, SaysWhyACallWasRefused) {
    auto r = call();
    r.status = 412;
    r.why = fault{errc::no_data, "prefetch", "is without data"};
    EXPECT_THAT(audit_of(r), HasSubstr(R"("fault":"no_data","where":"prefetch","note":"is without data")"));
}

TEST(LogRecord, LeavesOutAHookInstanceThatCouldSayAnything) {
    for (char const* text : {"Jane Doe 2020-01-01", "", "d1577c69-dfbe-44ad-ba6d-3e05e953b2e", "d1577c69xdfbe-44ad-ba6d-3e05e953b2ea"}) {
        auto r = call();
        r.what.hook_instance = text;
        EXPECT_THAT(audit_of(r), Not(HasSubstr("hookInstance"))) << text;
    }
}

TEST(LogRecord, KeepsOtherAddressesOutOfTheAudit) {
    http::record r;
    r.route = "health";
    r.status = 200;
    EXPECT_EQ(audit_of(r), "");
}

TEST(LogOpen, AppendsToAnAuditFile) {
    folder const dir{{{"audit.log", "before\n"}}};
    { ASSERT_TRUE(log::open(quiet_with((dir.path() / "audit.log").string()), false)); }
    EXPECT_THAT(dir.read("audit.log"), testing::StartsWith("before\n"));
}

TEST(LogOpen, NamesAnAuditFileThatCannotBeWritten) {
    folder const dir{{}};
    auto const opened = log::open(quiet_with(dir.path().string()), false);
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().code, errc::bad_settings);
    EXPECT_EQ(opened.error().where, "log.audit_file");
}

}  // namespace
}  // namespace oms::app
