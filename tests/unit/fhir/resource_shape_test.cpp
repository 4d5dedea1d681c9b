#include <oms/fhir/resource_shape.hpp>

#include "support/resource_dump.hpp"

#include <gtest/gtest.h>

#include <array>
#include <string>
#include <string_view>
#include <vector>

namespace oms::fhir {
namespace {

constexpr std::string_view condition =
    R"({"fullUrl":"http://x/Condition/1","resource":{"resourceType":"Condition","id":"1","meta":{"versionId":"1","lastUpdated":"2026-01-01T00:00:00Z"},)"
    R"("clinicalStatus":{"coding":[{"system":"http://c","code":"active"}]},"category":[{"coding":[{"system":"http://k","code":"problem","display":"Problem"}]}],)"
    R"("code":{"coding":[{"system":"http://s","code":"12","userSelected":true},{"code":"34"}],"text":"words"},"subject":{"reference":"Patient/1"},)"
    R"("onsetAge":{"value":3,"code":"mo"},"recordedDate":"2026-01-02"},"search":{"mode":"match"}})";

constexpr std::string_view panel =
    R"({"resource":{"resourceType":"Observation","status":"final","subject":{"identifier":{"system":"i","value":"v"}},"code":{"coding":[{"code":"1"}]},"effectivePeriod":{"start":"2025","end":"2026"},)"
    R"("component":[{"code":{"coding":[{"code":"2"}]},"valueCodeableConcept":{"coding":[{"system":"s","code":"3"}]}},)"
    R"({"code":{"coding":[{"code":"4"}]},"valueString":"yes","interpretation":[{"coding":[{"code":"POS"}]}]},{"code":{"coding":[{"code":"5"}]},"valueQuantity":{"value":7}}]}})";

using form = resource_shape::form;

/// `text` as the shape of `like` has it, as a reader's line; nothing if it is not of that shape.
std::string line_by_shape(std::string_view like, std::string_view text, form as = form::entry) {
    auto const shape = resource_shape::of(like, as);
    if (!shape) return {};
    std::vector<json::scanner::position> marks(text.size() + json::scanner::block + json::scanner::spare);
    json::scanner scan;
    scan.begin(text.data(), text.size());
    marks.resize(static_cast<std::size_t>(scan.scan(text.size() / json::scanner::block + 1, marks.data()) - marks.data()));
    json::lookahead const ahead{text, marks};
    bool const alike = marks.size() == shape->looks().marks() && shape->looks().match(ahead) == shape->looks().pieces() && shape->read(ahead);
    if (!alike) return {};

    class here final : public place {
    public:
        explicit here(std::string name) : name_(std::move(name)) {}
        void append_to(std::string& out) const override { out += name_; }

    private:
        std::string name_;
    };
    testing_dump::lines_sink sink;
    sink.take(shape->found(), shape->entry(), here{as == form::entry ? "Bundle.entry[0].resource" : std::string{shape->found().type_name}});
    return sink.lines.front();
}

std::string line_by_reading(std::string_view text, form as = form::entry) {
    return testing_dump::lines_of(as == form::entry ? R"({"resourceType":"Bundle","entry":[)" + std::string{text} + "]}" : std::string{text}).front();
}

std::string with(std::string_view entry, std::string_view from, std::string_view to) {
    std::string text{entry};
    return text.replace(text.find(from), from.size(), to);
}

TEST(ResourceShape, SaysOfAnotherEntryWhatReadingItSays) {
    for (std::string_view const entry : {condition, panel}) {
        EXPECT_EQ(line_by_shape(entry, entry), line_by_reading(entry));
        EXPECT_NE(line_by_shape(entry, entry), "");
    }
    for (auto const& [from, to] : std::initializer_list<std::pair<std::string_view, std::string_view>>{
             {R"("12")", R"("a much longer code")"}, {R"(:3,)", R"(:12.5,)"}, {"words", "w\\u00f6rds"}, {"Patient/1", "urn:uuid:5"}, {"problem", "\xc3\xb6"}, {"2026-01-02", "2025"}}) {
        std::string const other = with(condition, from, to);
        EXPECT_EQ(line_by_shape(condition, other), line_by_reading(other)) << other;
    }
    for (auto const& [from, to] : std::initializer_list<std::pair<std::string_view, std::string_view>>{
             {"yes", "no"}, {"POS", "NEG"}, {R"("3")", R"("33")"}, {"2025", "2024-05"}, {":7}", ":-7e5}"}}) {
        std::string const other = with(panel, from, to);
        EXPECT_EQ(line_by_shape(panel, other), line_by_reading(other)) << other;
    }
}

TEST(ResourceShape, IsNotThatOfAnEntryThatMeansSomethingElse) {
    for (auto const& [from, to] : std::initializer_list<std::pair<std::string_view, std::string>>{
             {R"(:"Condition")", R"(:"Procedure")"}, {"true", "false"}, {"onsetAge", "onsetFoo"}, {R"("active")", R"("")"}, {R"("12")", R"("1\u0032")"}, {R"("code":"12")", R"("code":12)"}, {":3,", ":" + std::string(65, '3') + ","}}) {
        EXPECT_EQ(line_by_shape(condition, with(condition, from, to)), "") << to;
    }
}

TEST(ResourceShape, SaysOfAResourceAloneWhatReadingItSays) {
    constexpr std::string_view patient =
        R"({"resourceType":"Patient","id":"p","active":false,"identifier":[{"use":"usual","system":"mrn","value":"7"},{"value":"8"}],"name":[{"family":"Doe"}],"birthDate":"2025-07-10","deceasedBoolean":false})";
    constexpr std::string_view empty = R"({"resourceType":"Bundle","id":"b","total":0,"link":[{"relation":"self","url":"http://x/Condition?patient=p"}]})";
    for (std::string_view const text : {patient, empty}) {
        EXPECT_EQ(line_by_shape(text, text, form::alone), line_by_reading(text, form::alone));
        EXPECT_NE(line_by_shape(text, text, form::alone), "");
    }
    for (auto const& [like, from, to] : std::initializer_list<std::array<std::string_view, 3>>{
             {patient, "2025-07-10", "2011"}, {patient, R"("8")", R"("another")"}, {patient, "Doe", "\xc3\x96zt\xc3\xbcrk"}, {empty, "=p", "=q"}, {empty, ":0", ":17"}}) {
        std::string const other = with(like, from, to);
        EXPECT_EQ(line_by_shape(like, other, form::alone), line_by_reading(other, form::alone)) << other;
    }
    for (auto const& [like, from, to] : std::initializer_list<std::array<std::string_view, 3>>{
             {patient, R"("deceasedBoolean":false)", R"("deceasedBoolean":true)"}, {patient, "false", "true"}, {patient, "2025-07-10", ""}, {empty, "self", "next"}, {empty, R"("Bundle")", R"("Basic")"}}) {
        EXPECT_EQ(line_by_shape(like, with(like, from, to), form::alone), "") << to;
    }
}

TEST(ResourceShape, IsThatOfALongEntryOfWhichLittleIsRead) {
    std::string const entry = R"({"resource":{"resourceType":"Condition","note":[{"text":")" + std::string(15000, 'x') + R"("}]}})";
    EXPECT_EQ(line_by_shape(entry, entry), line_by_reading(entry));
}

TEST(ResourceShape, IsNoneOfAResourceInTheWrapperOfOldPrefetches) {
    EXPECT_EQ(resource_shape::of(R"({"response":{"status":"200"},"resource":{"resourceType":"Condition","id":"1"}})", form::alone), nullptr);
}

TEST(ResourceShape, IsNoneOfAListThatHasMore) {
    EXPECT_EQ(resource_shape::of(R"({"resourceType":"Bundle","link":[{"relation":"next","url":"u"}]})", form::alone), nullptr);
    EXPECT_EQ(resource_shape::of(R"({"resourceType":"Bundle","link":[{"relation":"first","url":"u"}]})", form::alone), nullptr) << "only `self` is known to mean nothing";
    EXPECT_EQ(resource_shape::of(R"({"resourceType":"Bundle","entry":[{"resource":{"resourceType":"Condition","id":"1"}}]})", form::alone), nullptr);
    EXPECT_EQ(resource_shape::of(R"({"resourceType":"Patient","link":[{"type":"replaced-by","other":{"reference":"Patient/2"}}]})", form::alone), nullptr);
}

struct shapeless {
    char const* name;
    std::string entry;
};
class EntryWithoutAShape : public testing::TestWithParam<shapeless> {};

TEST_P(EntryWithoutAShape, IsReadEachTime) { EXPECT_EQ(resource_shape::of(GetParam().entry), nullptr); }

INSTANTIATE_TEST_SUITE_P(ResourceShape, EntryWithoutAShape, testing::Values(
    shapeless{"AnOutcome", R"({"resource":{"resourceType":"OperationOutcome","issue":[{"severity":"error"}]}})"},
    shapeless{"AnotherType", R"({"resource":{"resourceType":"Encounter","id":"1"}})"},
    shapeless{"NoType", R"({"resource":{"id":"1"}})"},
    shapeless{"NoResource", R"({"fullUrl":"x"})"},
    shapeless{"ABundleWithEntries", R"({"resource":{"resourceType":"Bundle","entry":[{"resource":{"resourceType":"Condition"}}]}})"},
    shapeless{"AWrongElement", R"({"resource":{"resourceType":"Condition","code":5}})"},
    shapeless{"AContainedPatient", R"({"resource":{"resourceType":"Condition","contained":[{"resourceType":"Patient","id":"p"}],"subject":{"reference":"#p"}}})"},
    shapeless{"ImplicitRules", R"({"resource":{"resourceType":"Condition","implicitRules":"x"}})"},
    shapeless{"AnEmptyTextThatIsRead", R"({"resource":{"resourceType":"Condition","id":"","code":{"coding":[{"code":"1"}]}}})"},
    shapeless{"AnEscapeInATextThatIsRead", R"({"resource":{"resourceType":"Condition","id":"\u0031"}})"},
    shapeless{"AnEscapeInATextAsLongAsTheType", R"({"resource":{"resourceType":"DiagnosticReport","id":"\u0031234567890123456"}})"},
    shapeless{"AnEscapeInTheType", R"({"resource":{"resourceType":"Obse\u0072vation","id":"1"}})"},
    shapeless{"TwoDatesOfWhichOneCounts", R"({"resource":{"resourceType":"Condition","recordedDate":"2026","dateRecorded":"2025"}})"},
    shapeless{"AnIntegerValue", R"({"resource":{"resourceType":"Observation","valueInteger":5}})"},
    shapeless{"AVeryLongOne", R"({"resource":{"resourceType":"Condition","note":[{"text":")" + std::string(20000, 'x') + R"("}]}})"},
    shapeless{"VeryManyTokens", R"({"resource":{"resourceType":"Condition","x":[)" + std::string(600, '[') + std::string(600, ']') + "]}}"},
    shapeless{"OneThatDoesNotEnd", R"({"resource":{"resourceType":"Condition")"}), [](auto const& p) { return p.param.name; });

}  // namespace
}  // namespace oms::fhir
