#include <oms/base/time.hpp>  // first, so that the header is proved self-contained

#include <gtest/gtest.h>

#include <string>

namespace {

using oms::age_unit;

oms::day d(std::string_view text) { return oms::parse_partial_date(text)->first_day(); }

TEST(MaybeDay, IsNoneUntilItIsOneAndThenBeforeEveryDay) {
    oms::maybe_day const none, first = d("0001-01-01"), later = d("2026-11-20");
    EXPECT_FALSE(none);
    ASSERT_TRUE(first);
    EXPECT_EQ(*later, d("2026-11-20"));
    EXPECT_LT(none, first);
    EXPECT_LT(first, later);
    EXPECT_EQ(none, oms::maybe_day{});
}

struct date_row {
    char const* name;
    char const* text;
    char const* first;
    char const* last;
};

class PartialDate : public testing::TestWithParam<date_row> {};

TEST_P(PartialDate, MeansEveryDayFromTheFirstToTheLastItCanBe) {
    auto const date = oms::parse_partial_date(GetParam().text);
    ASSERT_TRUE(date);
    EXPECT_EQ(oms::to_string(date->first_day()), GetParam().first);
    EXPECT_EQ(oms::to_string(date->last_day()), GetParam().last);
}

INSTANTIATE_TEST_SUITE_P(Fhir, PartialDate,
                         testing::Values(date_row{"Year", "2024", "2024-01-01", "2024-12-31"},
                                         date_row{"Month", "2024-02", "2024-02-01", "2024-02-29"},
                                         date_row{"MonthOfACommonYear", "2023-02", "2023-02-01", "2023-02-28"},
                                         date_row{"Day", "2024-05-17", "2024-05-17", "2024-05-17"},
                                         date_row{"InstantInUtc", "2024-05-17T23:59:59Z", "2024-05-17", "2024-05-17"},
                                         date_row{"OwnOffsetNotUtc", "2024-05-17T23:30:00-08:00", "2024-05-17", "2024-05-17"},
                                         date_row{"Fraction", "2024-05-17T10:00:00.123456+02:00", "2024-05-17", "2024-05-17"},
                                         date_row{"NoSeconds", "2024-05-17T10:00Z", "2024-05-17", "2024-05-17"},
                                         date_row{"NoOffset", "2024-05-17T10:00:00", "2024-05-17", "2024-05-17"},
                                         date_row{"LeapSecond", "2016-12-31T23:59:60Z", "2016-12-31", "2016-12-31"}),
                         [](auto const& p) { return std::string{p.param.name}; });

class NoDate : public testing::TestWithParam<char const*> {};

TEST_P(NoDate, IsRefusedRatherThanGuessed) { EXPECT_FALSE(oms::parse_partial_date(GetParam())) << GetParam(); }

INSTANTIATE_TEST_SUITE_P(Fhir, NoDate,
                         testing::Values("", "X2002-09-26", "2024-13", "2024-00", "2023-02-29", "2024-02-30", "2024-1-1", "24-01-01",
                                         "0000", "2024-05-17T", "2024-05-17T25:00:00Z", "2024-05-17T10:61:00Z", "2024-05-17T10:00:00+15:00",
                                         "2024-05-17T10:00:00Zx", "2024-05-17 10:00:00", "2024-05-17T10:00:00.Z", "2024-05-", "2024-"));

struct instant_row {
    char const* name;
    char const* text;
    char const* utc;   ///< nullptr: refused
};

class Instant : public testing::TestWithParam<instant_row> {};

TEST_P(Instant, IsReadInUtcOrRefused) {
    auto const at = oms::parse_instant(GetParam().text);
    ASSERT_EQ(at.has_value(), GetParam().utc != nullptr);
    if (at) EXPECT_EQ(oms::to_string(*at), GetParam().utc);
    else EXPECT_NE(at.error().note.find("2026-11-20T12:00:00Z"), std::string::npos) << "the message shows how to write one";
}

INSTANTIATE_TEST_SUITE_P(Forms, Instant,
                         testing::Values(instant_row{"Utc", "2026-11-20T12:00:00Z", "2026-11-20T12:00:00Z"},
                                         instant_row{"Offset", "2026-11-20T01:00:00+02:00", "2026-11-19T23:00:00Z"},
                                         instant_row{"NegativeOffset", "2026-11-20T23:30:00-01:00", "2026-11-21T00:30:00Z"},
                                         instant_row{"Milliseconds", "2026-11-20T12:00:00.25Z", "2026-11-20T12:00:00.250Z"},
                                         instant_row{"ADateIsItsMidnight", "2026-11-20", "2026-11-20T00:00:00Z"},
                                         instant_row{"BeforeTheEpoch", "1950-01-01T06:00:00Z", "1950-01-01T06:00:00Z"},
                                         instant_row{"WithoutOffset", "2026-11-20T12:00:00", nullptr},
                                         instant_row{"OnlyAMonth", "2026-11", nullptr}, instant_row{"Nonsense", "now", nullptr}),
                         [](auto const& p) { return std::string{p.param.name}; });

struct months_row {
    char const* name;
    char const* from;
    int months;
    char const* to;
};

class AddMonths : public testing::TestWithParam<months_row> {};

TEST_P(AddMonths, TurnsADayThatTheMonthLacksIntoTheFirstOfTheNext) {
    EXPECT_EQ(oms::to_string(oms::add_months(d(GetParam().from), GetParam().months)), GetParam().to);
}

INSTANTIATE_TEST_SUITE_P(Calendar, AddMonths,
                         testing::Values(months_row{"Plain", "2024-01-15", 1, "2024-02-15"},
                                         months_row{"BornOn29FebruaryTurns18On1March", "2008-02-29", 12 * 18, "2026-03-01"},
                                         months_row{"LeapToLeap", "2008-02-29", 48, "2012-02-29"},
                                         months_row{"The31st", "2026-08-31", 6, "2027-03-01"},
                                         months_row{"OverTheYear", "2025-12-31", 2, "2026-03-01"}),
                         [](auto const& p) { return std::string{p.param.name}; });

struct between_row {
    char const* name;
    char const* birth;
    char const* on;
    int months;
};

class MonthsBetween : public testing::TestWithParam<between_row> {};

TEST_P(MonthsBetween, CountsCompletedMonths) { EXPECT_EQ(oms::months_between(d(GetParam().birth), d(GetParam().on)), GetParam().months); }

INSTANTIATE_TEST_SUITE_P(Calendar, MonthsBetween,
                         testing::Values(between_row{"SameDay", "2026-11-20", "2026-11-20", 0},
                                         between_row{"DayBefore", "2026-05-21", "2026-11-20", 5},
                                         between_row{"OnTheDay", "2026-05-20", "2026-11-20", 6},
                                         between_row{"LastDayBeforeAdult", "2008-11-23", "2026-11-22", 215},
                                         between_row{"EighteenthBirthday", "2008-11-22", "2026-11-22", 216},
                                         between_row{"LeapDayIsNotYetOfAgeOn28February", "2008-02-29", "2026-02-28", 215},
                                         between_row{"LeapDayOn1March", "2008-02-29", "2026-03-01", 216},
                                         between_row{"Future", "2026-12-20", "2026-11-20", -1}),
                         [](auto const& p) { return std::string{p.param.name}; });

TEST(AddAge, UsesTheCalendarOfItsUnit) {
    EXPECT_EQ(oms::to_string(oms::add_age(d("2024-02-29"), 1, age_unit::years)), "2025-03-01");
    EXPECT_EQ(oms::to_string(oms::add_age(d("2024-01-31"), 1, age_unit::months)), "2024-03-01");
    EXPECT_EQ(oms::to_string(oms::add_age(d("2024-01-01"), 2, age_unit::weeks)), "2024-01-15");
    EXPECT_EQ(oms::to_string(oms::add_age(d("2024-12-31"), 1, age_unit::days)), "2025-01-01");
}

TEST(PartialDateText, IsAsItWasWritten) {
    for (auto const* text : {"2024", "2024-05", "2024-05-17"}) EXPECT_EQ(oms::to_string(*oms::parse_partial_date(text)), text);
}

TEST(AppendText, LeavesWhatStandsThere) {
    std::string text = "on ";
    oms::append_text(text, d("2024-05-17"));
    oms::append_text(text += " at ", oms::parse_instant("2026-11-20T12:00:00.250Z").value());

    EXPECT_EQ(text, "on 2024-05-17 at 2026-11-20T12:00:00.250Z");
}

TEST(DayOf, IsTheUtcDay) { EXPECT_EQ(oms::to_string(oms::day_of(oms::parse_instant("2026-11-20T01:00:00+02:00").value())), "2026-11-19"); }

}  // namespace
