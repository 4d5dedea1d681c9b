// Charts in the shapes that the field writes (clinical.md 2.15), from their JSON to what the chart states.
#include "taken.hpp"

#include "support/resource_dump.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

namespace {

using namespace oms;

constexpr std::string_view subject = R"("subject":{"reference":"Patient/kid-1"},)";
constexpr std::string_view opsoclonus = R"("code":{"coding":[{"system":"http://snomed.info/sct","code":"194177006"}]},)";
constexpr std::string_view active_item =
    R"("clinicalStatus":{"coding":[{"code":"active"}]},"category":[{"coding":[{"code":"problem-list-item"}]}],)";

constexpr std::string_view seen = R"("status":"final","valueBoolean":true,"effectiveDateTime":"2026-11-01")";
constexpr std::string_view listed = R"("resource":{"resourceType":"Condition",$s$o$a)";
constexpr std::string_view began = R"("onsetDateTime":"2026-11-01"})";
constexpr std::string_view report =
    R"("resource":{"resourceType":"DiagnosticReport",$s"status":"final",)"
    R"("code":{"coding":[{"system":"http://loinc.org","code":"36235-0"}]},)";

/// `$s` subject, `$o` code of opsoclonus, `$a` an active item of the problem list, `$v` seen on a day after birth, `$l` a listed
/// Condition, `$b` when it began and its end, `$r` a report of a CT of the neck.
std::string filled(std::string text) {
    for (auto const& [mark, words] : {std::pair{"$l", listed}, std::pair{"$r", report}, std::pair{"$s", subject},
                                     std::pair{"$o", opsoclonus}, std::pair{"$a", active_item}, std::pair{"$v", seen},
                                     std::pair{"$b", began}})
        for (std::size_t at = 0; (at = text.find(mark)) != std::string::npos;) text.replace(at, 2, words);
    return text;
}

/// The chart of a Bundle of the child `kid-1`. Views `gathered`.
findings::chart const& read(std::string const& bundle, findings::gatherer& gathered) {
    fhir::resource_reader resources{gathered};
    fhir::testing_dump::one_object handler{resources, nullptr, {}};
    json::reader<fhir::testing_dump::one_object> reader{handler};
    EXPECT_TRUE(reader.feed(bundle) && reader.end()) << bundle;
    return gathered.finish({"kid-1", {}, parse_instant("2026-11-20T12:00:00Z").value()});
}

struct shape_row {
    char const* name;
    char const* head;           ///< of the Bundle
    char const* patient;        ///< members beside resourceType
    char const* entries;
    std::size_t findings, workup;
    char const* reason;         ///< of the only record that is listed; empty: none is
};

class GatherFieldShapes : public testing::TestWithParam<shape_row> {};

TEST_P(GatherFieldShapes, ReadsWhatIsMeantAndListsTheRest) {
    shape_row const& row = GetParam();
    findings::gatherer gathered{test::codes()};
    std::string const text = std::string{R"({"resourceType":"Bundle",)"} + row.head + R"("entry":[{"resource":{"resourceType":"Patient",)" +
                             row.patient + "}}," + filled(row.entries) + "]}";

    auto const& chart = read(text, gathered);

    EXPECT_EQ(chart.findings.size(), row.findings);
    EXPECT_EQ(chart.workup.size(), row.workup);
    std::string reasons;
    for (auto const& s : chart.skipped) reasons.append(s.reason);
    EXPECT_EQ(reasons, row.reason);
}

constexpr char const* born = R"("id":"kid-1","birthDate":"2024-05-05")";
constexpr char const* none = "";
constexpr char const* sign = R"({"resource":{"resourceType":"Observation",$s$o$v}})";

INSTANTIATE_TEST_SUITE_P(
    BirthDates, GatherFieldShapes,
    testing::Values(
        shape_row{"NothingIsBeforeABirthThatLiesAhead", none, R"("id":"kid-1","birthDate":"2099-01-01")", sign, 1, 0, none},
        shape_row{"ASignBeforeBirthIsNone", none, R"("id":"kid-1","birthDate":"2026-11-02")", sign, 0, 0, "before-birth"},
        shape_row{"AStudyBeforeBirthIsNone", none, born,
                  R"({$r"effectiveDateTime":"2020-01-01"}})",
                  0, 0, "before-birth"},
        shape_row{"AStudyDatedOnlyBeforeBirthByItsEffectiveDateHasItsOther", none, born,
                  R"({$r"effectiveDateTime":"2020-01-01","issued":"2026-11-01T08:00:00Z"}})",
                  0, 1, "before-birth"}),
    [](auto const& p) { return std::string{p.param.name}; });

INSTANTIATE_TEST_SUITE_P(
    Dates, GatherFieldShapes,
    testing::Values(
        shape_row{"ADateThatIsOnlyAnExtensionIsListed", none, born,
                  R"({$l"_onsetDateTime":{"extension":[{"url":"u"}]},"recordedDate":"2026-11-01"}})", 1,
                  0, "date-not-understood"},
        shape_row{"AnEmptyDateIsListed", none, born,
                  R"({$l"onsetDateTime":"","recordedDate":"2026-11-01"}})", 1, 0,
                  "date-not-understood"},
        shape_row{"AnExtensionBesideADateIsNothing", none, born,
                  R"({$l"_onsetDateTime":{"extension":[{"url":"u"}]},"onsetDateTime":"2026-11-01"}})", 1,
                  0, none},
        shape_row{"AnUnknownAnswerWithoutADateIsListed", none, born,
                  R"({"resource":{"resourceType":"Observation",$s$o"status":"final","dataAbsentReason":{"text":"not performed"}}})", 0, 0,
                  "no-date"}),
    [](auto const& p) { return std::string{p.param.name}; });

INSTANTIATE_TEST_SUITE_P(
    EntriesAndReferences, GatherFieldShapes,
    testing::Values(
        shape_row{"AnEmptyEntryIsOdd", none, born, "{}", 0, 0, "entry-not-understood"},
        shape_row{"AnEntryWithoutAResourceIsOdd", none, born, R"({"resource":null})", 0, 0, "entry-not-understood"},
        shape_row{"AUrnOfTheIdIsComparedWithoutCase", none, born,
                  R"({"resource":{"resourceType":"Observation","subject":{"reference":"urn:uuid:KID-1"},$o$v}})",
                  1, 0, none},
        shape_row{"AReferenceIsDecoded", none, born,
                  R"({"resource":{"resourceType":"Observation","subject":{"reference":"./Patient/%6Bid-1"},$o$v}})",
                  1, 0, none},
        shape_row{"ARecordIsDeleted", none, born,
                  R"({$l"id":"c",$b},{"request":{"method":"DELETE","url":"Condition/c"}})",
                  0, 0, "deleted"},
        shape_row{"ARecordThatAHistoryTellsFirstWasWrittenAgain", R"("type":"history",)", born,
                  R"({$l"id":"c",$b},{"request":{"method":"DELETE","url":"Condition/c"}})",
                  1, 0, none},
        shape_row{"ARecordThatAHistoryTellsLastIsDeleted", R"("type":"history",)", born,
                  R"({"request":{"method":"DELETE","url":"Condition/c"}},{$l"id":"c",$b})",
                  0, 0, "deleted"},
        shape_row{"ADeletionNamesAFullUrlInAnySpelling", none, born,
                  R"({"fullUrl":"http://h/fhir/Condition/c",$l$b},)"
                  R"({"fullUrl":"HTTP://h:80/fhir/Condition/c","request":{"method":"DELETE","url":"Condition?x=y"}})",
                  0, 0, "deleted"}),
    [](auto const& p) { return std::string{p.param.name}; });

struct abatement_row {
    char const* name;
    char const* abatement;
    findings::persistence lasts;
};

class GatherAbatement : public testing::TestWithParam<abatement_row> {};

TEST_P(GatherAbatement, EndsOnlyWhatItCanBeReadToEnd) {
    findings::gatherer gathered{test::codes()};
    std::string const text =
        std::string{R"({"resourceType":"Bundle","entry":[{"resource":{"resourceType":"Patient",)"} + born + "}}," +
        filled(R"({$l"onsetDateTime":"2026-10-10",)") + GetParam().abatement + "}}]}";

    auto const& chart = read(text, gathered);

    bool const is_ended = GetParam().lasts == findings::persistence::ended;
    bool const is_dated = std::ranges::any_of(chart.findings, [&](auto const& f) { return f.lasts == GetParam().lasts; });
    EXPECT_EQ(is_dated, chart.findings.size() == 1) << text;
    EXPECT_TRUE(is_dated || is_ended) << text;
}

INSTANTIATE_TEST_SUITE_P(
    Forms, GatherAbatement,
    testing::Values(abatement_row{"Date", R"("abatementDateTime":"2026-11-01")", findings::persistence::ended},
                    abatement_row{"UnreadableDate", R"("abatementDateTime":"11/10/2026")", findings::persistence::ongoing},
                    abatement_row{"EmptyDate", R"("abatementDateTime":"")", findings::persistence::ongoing},
                    abatement_row{"DateBeforeBirth", R"("abatementDateTime":"2020-01-01")", findings::persistence::ongoing},
                    abatement_row{"UnreadablePeriod", R"("abatementPeriod":{"end":"soon"})", findings::persistence::ongoing},
                    abatement_row{"UnreadableAge", R"("abatementAge":{"value":2,"code":"fortnight"})", findings::persistence::ongoing},
                    abatement_row{"EndOfARange", R"("abatementRange":{"high":{"value":30,"code":"mo"}})", findings::persistence::ended},
                    abatement_row{"Words", R"("abatementString":"last week","recordedDate":"2026-10-10")", findings::persistence::ended}),
    [](auto const& p) { return std::string{p.param.name}; });

}  // namespace
