#include <oms/fhir/resource_reader.hpp>

#include "support/resource_dump.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace oms::fhir {
namespace {

using testing_dump::lines_of;
using lines = std::vector<std::string>;

TEST(ResourceReader, HandsOverEntriesWithWhatStandsBesideThem) {
    root_summary summary;
    EXPECT_EQ(lines_of(R"({"resourceType":"Bundle","id":"b","type":"searchset","entry":[
        {"resource":{"resourceType":"Patient","id":"1"},"search":{"score":1,"mode":"match"},"fullUrl":"urn:uuid:1"},
        {"fullUrl":"urn:uuid:2","search":{"mode":"include"},"resource":{"id":"2","resourceType":"Condition","code":{"coding":[{"code":"1"}]}}},
        {"fullUrl":"urn:uuid:3"}, {"resource":null}, null, {},
        {"resource":{"resourceType":"Condition"}}],"link":[{"relation":"next","url":"u"}]})",
                       &summary),
              (lines{"Bundle.entry[0].resource: Patient id=1 @urn:uuid:1 mode=match",
                     "Bundle.entry[1].resource: Condition id=2 code=<|1> @urn:uuid:2 mode=include", "Bundle.entry[2]: odd",
                     "Bundle.entry[3]: odd", "Bundle.entry[5]: odd", "Bundle.entry[6].resource: Condition", "Bundle: Bundle id=b next"}));
    EXPECT_TRUE(summary.has_type && summary.has_next_link && !summary.outcome_warning);
    EXPECT_EQ(summary.type, resource_type::bundle);
    EXPECT_EQ(summary.resources, 4u);
}

TEST(ResourceReader, ReadsBundlesInsideBundles) {
    root_summary summary;
    EXPECT_EQ(
        lines_of(
            R"({"type":"collection","entry":[{"fullUrl":"outer","resource":{"entry":[{"resource":{"id":"1","resourceType":"Patient"}},{"resource":{"id":"2","resourceType":"Patient"}}],
        "resourceType":"Bundle","link":[{"relation":"next"}]}},{"resource":{"resourceType":"Patient","id":"3"}}],"id":"b","resourceType":"Bundle"})",
            &summary),
        (lines{"Bundle.entry[0].resource.entry[0].resource: Patient id=1", "Bundle.entry[0].resource.entry[1].resource: Patient id=2",
               "Bundle.entry[0].resource: Bundle next @outer", "Bundle.entry[1].resource: Patient id=3", "Bundle: Bundle id=b"}));
    EXPECT_TRUE(summary.has_next_link) << "a page of an inner Bundle is missing too";
}

TEST(ResourceReader, RemembersTheWorstEntryThatIsAnOutcome) {
    auto const warning = [](std::string const& severities) {
        root_summary summary;
        lines_of(R"({"entry":[{"resource":{"resourceType":"OperationOutcome","issue":[)" + severities + R"(]}}],"resourceType":"Bundle"})",
                 &summary);
        return summary.outcome_warning;
    };
    EXPECT_FALSE(warning(""));
    EXPECT_FALSE(warning(R"({"severity":"information"})"));
    EXPECT_TRUE(warning(R"({"severity":"warning"},{"severity":"information"})"));
    EXPECT_TRUE(warning(R"({"severity":"information"},{"severity":"fatal"})"));
}

struct entries_row {
    char const* name;
    char const* entries;     ///< value of Bundle.entry
    lines expected;          ///< of the entries
    std::size_t good, odd;
    bool warning = false;

    friend std::ostream& operator<<(std::ostream& out, entries_row const& r) { return out << r.name; }
};

class ReadEntries : public testing::TestWithParam<entries_row> {};

TEST_P(ReadEntries, TellsGoodOnesFromOdd) {
    for (std::string const type : {R"(,"type":"searchset")", ""}) {
        root_summary summary;
        auto got = lines_of(R"({"resourceType":"Bundle")" + type + R"(,"entry":)" + GetParam().entries + "}", &summary);
        got.pop_back();   // the Bundle
        EXPECT_EQ(got, GetParam().expected);
        EXPECT_EQ(summary.good_entries, GetParam().good);
        EXPECT_EQ(summary.odd_entries, GetParam().odd);
        EXPECT_EQ(summary.outcome_warning, GetParam().warning);
    }
}

#define PATIENT R"({"resourceType":"Patient"})"

INSTANTIATE_TEST_SUITE_P(
    Shapes, ReadEntries,
    testing::Values(
        entries_row{"None", "[]", {}, 0, 0},
        entries_row{"Empty", R"([{},null,{"resource":{}},{"resource":null}])",
                    {"Bundle.entry[0]: odd", "Bundle.entry[2].resource: untyped", "Bundle.entry[2].resource: odd", "Bundle.entry[3]: odd"},
                    0, 3},
        entries_row{"AnObject", R"({"resource":)" PATIENT R"(,"fullUrl":"x"})", {"Bundle.entry: odd"}, 0, 1},
        entries_row{"AText", R"("Patient/1")", {"Bundle.entry: odd"}, 0, 1},
        entries_row{"Texts", R"(["a","b"])", {"Bundle.entry[0]: odd", "Bundle.entry[1]: odd"}, 0, 2},
        entries_row{"Bare", "[" PATIENT "]", {"Bundle.entry[0]: odd"}, 0, 1},
        entries_row{"Arrays",
                    R"([[5,6],)"
                    R"({"resource":)" PATIENT "}]",
                    {"Bundle.entry[0]: odd", "Bundle.entry[1].resource: Patient"},
                    1,
                    1},
        entries_row{"Wrapped", R"([{"Patient":{"id":"1"}}])", {"Bundle.entry[0]: odd"}, 0, 1},
        entries_row{"WithoutType",
                    R"([{"resource":{"id":"1"}}])",
                    {"Bundle.entry[0].resource: untyped id=1", "Bundle.entry[0].resource: odd"},
                    0,
                    1},
        entries_row{"LinkOnly", R"([{"fullUrl":"Patient/1"}])", {"Bundle.entry[0]: odd"}, 0, 1},
        entries_row{"ResponseOnly", R"([{"response":{"status":"201 Created"}},{"request":{"method":"GET","url":"x"}}])", {}, 2, 0},
        entries_row{"FailedResponse", R"([{"response":{"status":"403 Forbidden"}}])", {}, 1, 0, true},
        entries_row{"FailedServer", R"([{"response":{"status":"500"}}])", {}, 1, 0, true},
        entries_row{
            "ResponseWithOutcome",
            R"([{"response":{"status":"200","outcome":{"resourceType":"OperationOutcome","issue":[{"severity":"warning"}]}},"resource":)" PATIENT
            "}]",
            {"Bundle.entry[0].resource: Patient"},
            1,
            0,
            true},
        entries_row{
            "ResponseWithInformation", R"([{"response":{"status":"200","outcome":{"issue":[{"severity":"information"}]}}}])", {}, 1, 0},
        entries_row{"Deleted", R"([{"request":{"method":"DELETE","url":"Condition/a"}}])", {"Bundle.entry[0]: deleted Condition/a"}, 1, 0},
        entries_row{
            "DeletedVersion",
            R"([{"fullUrl":"http://h/Condition/a","request":{"method":"DELETE","url":"http://h/Condition/a/_history/3"},"response":{"status":"204","lastModified":"2026"}}])",
            {"Bundle.entry[0]: deleted Condition/a @http://h/Condition/a when=2026"},
            1,
            0},
        entries_row{"DeletedWithItsLastVersion",
                    R"([{"resource":{"resourceType":"Condition","id":"a"},"request":{"method":"DELETE"}}])",
                    {"Bundle.entry[0]: deleted Condition/a"},
                    1,
                    0},
        entries_row{"DeletedWhere", R"([{"request":{"method":"DELETE","url":"Condition?identifier=1"}}])", {"Bundle.entry[0]: odd"}, 0, 1}),
    [](auto const& p) { return std::string(p.param.name); });

TEST(ResourceReader, TakesAnEntryOfAHistoryWithoutResourceForDeleted) {
    EXPECT_EQ(
        lines_of(
            R"({"resourceType":"Bundle","type":"history","entry":[{"fullUrl":"http://h/Condition/a","response":{"status":"410"}},{"fullUrl":"urn:uuid:1"}]})"),
        (lines{"Bundle.entry[0]: deleted Condition/a @http://h/Condition/a", "Bundle.entry[1]: deleted / @urn:uuid:1", "Bundle: Bundle"}));
}

TEST(ResourceReader, CountsWhatIsPartOfTheTotal) {
    auto const read = [](std::string const& entries) {
        root_summary summary;
        lines_of(R"({"resourceType":"Bundle","total":3,"entry":[)" + entries + "]}", &summary);
        return summary;
    };
    std::string const found = R"({"resource":{"resourceType":"Condition"}})",
                      matched = R"({"resource":{"resourceType":"Condition"},"search":{"mode":"match"}})",
                      included = R"({"resource":{"resourceType":"Patient"},"search":{"mode":"include"}})";
    EXPECT_EQ(read(found + "," + matched + "," + included).matches, 2u);
    EXPECT_EQ(read(found).total, std::optional<std::size_t>{3});
    EXPECT_FALSE(read(found).outcome_warning) << "further pages may follow: who asked for them judges it";
    EXPECT_TRUE(read(R"({"resource":{"resourceType":"Bundle","total":2,"entry":[)" + found + "]}}").outcome_warning);
    EXPECT_FALSE(read(R"({"resource":{"resourceType":"Bundle","total":1,"entry":[)" + found + "]}}").outcome_warning);
    EXPECT_FALSE(
        read(R"({"resource":{"resourceType":"Bundle","total":2,"link":[{"relation":"next"}],"entry":[)" + found + "]}}").outcome_warning);
    EXPECT_EQ(read(R"({"resource":{"resourceType":"Bundle","entry":[)" + found + "," + found + "]}}").matches, 1u);
}

TEST(ResourceReader, HandsOverEntriesOfNoKnownType) {
    EXPECT_EQ(
        lines_of(
            R"({"resourceType":"Bundle","entry":[{"resource":{"resourceType":"Encounter","id":"e"}},{"resource":{"id":"x"}},{"resource":{}}]})"),
        (lines{"Bundle.entry[0].resource: Encounter id=e", "Bundle.entry[1].resource: untyped id=x", "Bundle.entry[1].resource: odd",
               "Bundle.entry[2].resource: untyped", "Bundle.entry[2].resource: odd", "Bundle: Bundle"}));
}

TEST(ResourceReader, KeepsEntriesOfAnObjectWithoutAType) {
    root_summary summary;
    EXPECT_EQ(lines_of(R"({"entry":[{"resource":{"resourceType":"Patient"}}]})", &summary), lines{"Bundle.entry[0].resource: Patient"});
    EXPECT_FALSE(summary.has_type);
    EXPECT_EQ(summary.resources, 1u);
}

TEST(ResourceReader, UnwrapsOneObjectWithoutATypeOfItsOwn) {
    root_summary summary;
    EXPECT_EQ(
        lines_of(R"({"response":{"status":"200"},"resource":{"resourceType":"Bundle","entry":[{"resource":{"resourceType":"Patient"}}]}})",
                 &summary),
        (lines{".resource.entry[0].resource: Patient", ".resource: Bundle"}));
    EXPECT_TRUE(summary.has_type);
    EXPECT_EQ(lines_of(R"({"resourceType":"Basic","resource":{"resourceType":"Patient"}})"), lines{"Basic: Basic"});
    EXPECT_EQ(lines_of(R"({"resource":{"resource":{"resourceType":"Patient"}}})"), lines{});
}

TEST(ResourceReader, ForgetsOneResourceBeforeTheNext) {
    EXPECT_EQ(lines_of(R"({"resourceType":"Bundle","entry":[
        {"resource":{"resourceType":"Observation","status":"final","focus":[{"reference":"x"}],"component":[{"valueBoolean":true,"code":{"coding":[{"code":"1"}]}}],"valueString":"present",
          "code":5,"contained":[{"resourceType":"Patient","id":"p","identifier":[{"value":"7"}]}],"interpretation":[{"coding":[{"code":"POS"}]}],"modifierExtension":[{"url":"u"}]}},
        {"resource":{"resourceType":"Observation"}},{"resource":{"resourceType":"Patient","identifier":[{"value":"8"}]}}]})"),
              (lines{"Bundle.entry[0].resource: Observation modifier focus status=final kind=text text=present interpretation=<|POS> "
                     "[code=<|1> kind=true] contained[id=p identifier=|7] malformed=code",
                     "Bundle.entry[1].resource: Observation", "Bundle.entry[2].resource: Patient identifier=|8", "Bundle: Bundle"}));
}

TEST(ResourceReader, RefusesANameThatIsReadAndStandsTwiceInOneObject) {
    for (std::string const text :
         {R"({"id":"1","id":"1"})", R"({"resourceType":"Patient","resourceType":"Patient"})",
          R"({"code":{"coding":[{"system":"a","code":"1","\u0073ystem":"b"}]}})",
          R"({"entry":[{"resource":{"resourceType":"Patient"},"resource":{}}]})", R"({"status":null,"status":"final"})",
          R"({"resourceType":"Observation","component":[{"valueBoolean":true,"valueBoolean":false}]})"}) {
        auto const got = lines_of(text);
        ASSERT_FALSE(got.empty()) << text;
        EXPECT_EQ(got.back(), "refused: a member name occurs twice in one object; send it once") << text;
    }
    EXPECT_EQ(lines_of(R"({"resourceType":"Patient","x":1,"x":2,"text":{"div":1,"div":2}})"), lines{"Patient: Patient"})
        << "what is not read is not compared";
    EXPECT_EQ(lines_of(R"({"resourceType":"Condition","category":[{"coding":[]},{"coding":[]}]})"), lines{"Condition: Condition"})
        << "names of other objects";
}

std::string object_of(schema::row in, std::string_view type);

/// What makes an element leave a trace in its resource.
std::string value_of(schema::element const& e) {
    using enum schema::element_kind;
    switch (e.what) {
        case number: return "5";
        case flag: return e.when != schema::no_bit ? "true" : "false";
        case contained_type: return R"("Patient")";
        case link_type: return R"("replaced-by")";
        case bundle_type: return R"("history")";
        case link_relation: return R"("next")";
        case severity: return R"("warning")";
        case present: return (e.forms & schema::list) != 0 ? R"([{"x":1}])" : R"({"x":1})";
        default: break;
    }
    if ((e.forms & schema::list) != 0) return "[" + object_of(e.members, "") + "]";
    return (e.forms & schema::one) != 0 ? object_of(e.members, "") : R"("2020")";
}

/// An object with every element that is read in it.
std::string object_of(schema::row in, std::string_view type) {
    std::string out = "{";
    auto const add = [&](std::string_view name, std::string const& value) {
        if (out.size() > 1) out += ',';
        out.append("\"").append(name).append("\":").append(value);
    };
    if (!type.empty()) add("resourceType", "\"" + std::string{type} + "\"");
    for (schema::element const& e : schema::elements) {
        bool const of_type =
            e.in == schema::row::any_type && in < schema::row::any_type && (e.types >> static_cast<unsigned>(in) & 1u) != 0;
        bool const is_read = e.what != schema::element_kind::type_name && e.what != schema::element_kind::wrapped_resource;
        if (is_read && (e.in == in || of_type)) add(e.name, value_of(e));
    }
    return out + "}";
}

/// Storage that is lent from call to call must not carry anything of one patient to the next.
TEST(ResourceReader, ShowsNothingOfTheResourceBefore) {
    testing_dump::lines_sink sink;
    resource_reader resources(sink);
    testing_dump::one_object handler{resources, nullptr, {}};
    json::reader<testing_dump::one_object> reader(handler);
    auto const read = [&](std::string_view text) {
        sink.lines.clear();
        reader.reset();
        EXPECT_TRUE(reader.feed(text) && reader.end()) << text;
        return sink.lines;
    };
    for (std::string_view const type :
         {"Patient", "Condition", "Observation", "ServiceRequest", "DiagnosticReport", "Procedure", "ImagingStudy"}) {
        std::string const nothing = R"({"resourceType":")" + std::string{type} + R"("})";
        auto const empty = read(nothing);
        EXPECT_NE(read(object_of(schema::row_of(type_of(type)), type)), empty);
        EXPECT_EQ(read(nothing), empty);
        resources.clear();
        EXPECT_EQ(read(nothing), empty);
    }
}

TEST(ResourceReader, AllowsEightBundlesInsideEachOther) {
    for (std::size_t const n : {8u, 9u}) {
        std::string text = R"({"resourceType":"Patient"})";
        for (std::size_t i = 0; i < n; ++i) text = R"({"resourceType":"Bundle","entry":[{"resource":)" + text + "}]}";
        auto const got = lines_of(text);
        EXPECT_EQ(got.size(), n == 8 ? 9u : 1u);
        EXPECT_EQ(got.back() == "stopped", n == 9);
    }
}

TEST(ResourceReader, SaysWhichElementOfABundleIsMalformed) {
    EXPECT_EQ(lines_of(R"({"resourceType":"Bundle","entry":[5,{"resource":{"resourceType":"Patient"}}],"link":{"relation":"next"}})"),
              (lines{"Bundle.entry[0]: odd", "Bundle.entry[1].resource: Patient", "Bundle: Bundle malformed=entry[0]"}));
}

TEST(ResourceReader, SaysWhereItIs) {
    testing_dump::lines_sink sink;
    resource_reader resources(sink);
    testing_dump::one_object handler{resources, nullptr, {}};
    auto const path_after = [&](std::string_view text) {
        json::reader<testing_dump::one_object> reader(handler);
        resources.clear();
        EXPECT_TRUE(reader.feed(text)) << text;
        return resources.path();
    };
    EXPECT_EQ(path_after("{"), "");
    EXPECT_EQ(path_after(R"({"a":1,"code")"), ".code");
    EXPECT_EQ(path_after(R"({"code":{"coding":[{},{"system":1,"display":)"), ".code.coding[1]") << "nobody reads a display";
    EXPECT_EQ(path_after(R"({"entry":[{},{"resource":{"text":{"div":[)"), ".entry[1].resource");
    EXPECT_EQ(path_after(R"({"Doe, John":[)"), "");
    EXPECT_EQ(path_after(R"({"code":{"JohnDoe":{"born":[)"), ".code") << "a member that is not read has the sender's own text for a name";
    EXPECT_EQ(path_after(R"({"category":["a","b")"), ".category[1]");
    EXPECT_EQ(path_after(R"({"c\u006fde":{"c\u006fding":[{"\u0061":)"), ".code.coding[0]");
}

}  // namespace
}  // namespace oms::fhir
