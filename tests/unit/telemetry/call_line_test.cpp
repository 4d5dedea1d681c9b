#include <oms/telemetry/call_line.hpp>  // first, so that the header is proved alone

#include "support/allocations.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace oms::telemetry {
namespace {

using testing::HasSubstr;
using testing::Not;

call_record a_call() {
    call_record r;
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

void append_line(std::string& out, call_record const& r, line_format how = line_format::json) {
    append_call_line(out, how, "2026-11-20T12:00:00.000Z", level_of(r), r, std::chrono::microseconds{1234});
}

std::string line_of(call_record const& r, line_format how = line_format::json) {
    std::string out;
    append_line(out, r, how);
    return out;
}

TEST(AppendCallLine, SaysWhatWasAskedDecidedAndMissing) {
    EXPECT_EQ(line_of(a_call()),
              R"({"time":"2026-11-20T12:00:00.000Z","level":"info","event":"call","route":"service","status":200,"duration_us":1234,)"
              R"("service":"oms-patient-view","hookInstance":"d1577c69-dfbe-44ad-ba6d-3e05e953b2ea","rule":"R2a","shown":true,)"
              R"("findings":3,"skipped":1,"gaps":"observations,procedures"})"
              "\n");
    EXPECT_EQ(line_of(a_call(), line_format::text),
              "2026-11-20T12:00:00.000Z info call route=service status=200 duration_us=1234 service=oms-patient-view "
              "hookInstance=d1577c69-dfbe-44ad-ba6d-3e05e953b2ea rule=R2a shown=true findings=3 skipped=1 gaps=observations,procedures\n");
}

TEST(AppendCallLine, SaysWhatWasReadFromTheFhirServer) {
    auto r = a_call();
    EXPECT_THAT(line_of(r), Not(HasSubstr("queries")));
    r.fetched = {.queries = 3, .pages = 7, .bytes = 4711, .failures = {"observations: timed-out", "procedures: status-403"}};
    EXPECT_THAT(line_of(r), HasSubstr(R"("queries":3,"pages":7,"fetched_bytes":4711,)"
                                      R"("not_read":"observations: timed-out,procedures: status-403")"));
}

TEST(AppendCallLine, NamesATrustedCaller) {
    auto r = a_call();
    r.issuer = "https://ehr.example.org";
    r.subject = "client-7";
    r.tenant = "t";
    EXPECT_THAT(line_of(r), HasSubstr(R"("issuer":"https://ehr.example.org","subject":"client-7","tenant":"t","service")"));
}

TEST(AppendCallLine, SaysWhyACallerWasNotLetInAtEveryAddress) {
    call_record r;
    r.route = "discovery";
    r.status = 401;
    r.refused = "audience";
    EXPECT_EQ(level_of(r), level::info);
    EXPECT_THAT(line_of(r), HasSubstr(R"("event":"refused","route":"discovery","status":401,"duration_us":1234,"reason":"audience")"));
}

TEST(AppendCallLine, SaysWhyACallWasRefused) {
    auto r = a_call();
    r.status = 412;
    r.why = fault{errc::no_data, "prefetch", "is without data"};
    EXPECT_THAT(line_of(r), HasSubstr(R"("fault":"no_data","where":"prefetch","note":"is without data")"));
    r.why = fault{errc::internal, {}, {}};
    EXPECT_THAT(line_of(r), testing::EndsWith(R"("fault":"internal"})" "\n"));
}

TEST(AppendCallLine, LeavesOutAHookInstanceThatCouldSayAnything) {
    for (char const* text : {"Jane Doe 2020-01-01", "", "d1577c69-dfbe-44ad-ba6d-3e05e953b2e", "d1577c69xdfbe-44ad-ba6d-3e05e953b2ea"}) {
        auto r = a_call();
        r.what.hook_instance = text;
        EXPECT_THAT(line_of(r), Not(HasSubstr("hookInstance"))) << text;
    }
}

TEST(AppendCallLine, SaysOfOtherAddressesOnlyHowTheyWereAnswered) {
    call_record r;
    r.route = "health";
    r.status = 200;
    EXPECT_EQ(line_of(r),
              R"({"time":"2026-11-20T12:00:00.000Z","level":"debug","event":"request","route":"health","status":200,"duration_us":1234})"
              "\n");
}

TEST(AppendCallLine, AsksForNoMemoryWhereTheTextHasRoom) {
    auto r = a_call();
    r.what.leniencies = {"hookInstance-not-uuid"};
    r.fetched = {.queries = 3, .pages = 7, .bytes = 4711, .failures = {"observations: timed-out"}};
    r.why = fault{errc::no_data, "prefetch", "is without data"};
    std::string out;
    out.reserve(2000);
    auto const before = test::allocations();
    append_line(out, r);
    append_line(out, r, line_format::text);
    EXPECT_EQ(test::allocations(), before);
}

struct level_row {
    char const* name;
    char const* route;
    unsigned status;
    level wanted;
};
class LevelOf : public testing::TestWithParam<level_row> {};

TEST_P(LevelOf, FollowsRouteAndStatus) {
    call_record r;
    r.route = GetParam().route;
    r.status = GetParam().status;
    EXPECT_EQ(level_of(r), GetParam().wanted);
}

INSTANTIATE_TEST_SUITE_P(CallLine, LevelOf,
                         testing::Values(level_row{"Call", "service", 200, level::info},
                                         level_row{"RefusedCall", "service", 412, level::info},
                                         level_row{"FailedCall", "service", 500, level::error},
                                         level_row{"Health", "health", 200, level::debug},
                                         level_row{"NotReady", "ready", 503, level::error},
                                         level_row{"RefusedHead", "refused", 400, level::debug}),
                         [](auto const& p) { return p.param.name; });

}  // namespace
}  // namespace oms::telemetry
