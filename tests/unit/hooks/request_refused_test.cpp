// What a request reader refuses: wrong types, bad JSON, duplicate members, limits.
#include "request_reading.hpp"

#include <gtest/gtest.h>

#include <ostream>
#include <string>
#include <string_view>

namespace oms::hooks {
namespace {

using testing_reading::lines_sink;
using testing_reading::read;

struct bad_row {
    char const* name;
    std::string text;
    errc code;
    std::string where;

    friend std::ostream& operator<<(std::ostream& out, bad_row const& r) { return out << r.text; }
};

class RefusedRequest : public testing::TestWithParam<bad_row> {};

TEST_P(RefusedRequest, NamesTheElement) {
    auto const got = read(GetParam().text);
    EXPECT_FALSE(got.accepted);
    EXPECT_EQ(name_of(got.why.code), name_of(GetParam().code)) << to_string(got.why);
    EXPECT_EQ(got.why.where, GetParam().where);
    std::string_view const text = GetParam().text;
    for (std::size_t i = 0; i <= text.size(); ++i) EXPECT_EQ(read({text.substr(0, i), text.substr(i)}), got) << i << to_string(got.why);
}

auto const by_name = [](auto const& p) { return std::string(p.param.name); };

INSTANTIATE_TEST_SUITE_P(WrongType, RefusedRequest, testing::Values(
    bad_row{"Root", "[]", errc::bad_element, ""},
    bad_row{"RootText", "\"x\"", errc::bad_element, ""},
    bad_row{"RootNull", "null", errc::bad_element, ""},
    bad_row{"Hook", R"({"hook":5})", errc::bad_element, "hook"},
    bad_row{"HookObject", R"({"hook":{}})", errc::bad_element, "hook"},
    bad_row{"HookArray", R"({"hook":["patient-view"]})", errc::bad_element, "hook"},
    bad_row{"Instance", R"({"hookInstance":true})", errc::bad_element, "hookInstance"},
    bad_row{"Server", R"({"fhirServer":1})", errc::bad_element, "fhirServer"},
    bad_row{"Context", R"({"context":[]})", errc::bad_element, "context"},
    bad_row{"ContextText", R"({"context":"x"})", errc::bad_element, "context"},
    bad_row{"PatientId", R"({"context":{"patientId":5}})", errc::bad_element, "context.patientId"},
    bad_row{"UserId", R"({"context":{"userId":[]}})", errc::bad_element, "context.userId"},
    bad_row{"Prefetch", R"({"prefetch":[]})", errc::bad_element, "prefetch"},
    bad_row{"PrefetchText", R"({"prefetch":"x"})", errc::bad_element, "prefetch"},
    bad_row{"Selections", R"({"context":{"selections":"x"}})", errc::bad_element, "context.selections"},
    bad_row{"SelectionsObject", R"({"context":{"selections":{}}})", errc::bad_element, "context.selections"},
    bad_row{"Selection", R"({"context":{"selections":["a",5]}})", errc::bad_element, "context.selections[1]"},
    bad_row{"SelectionArray", R"({"context":{"selections":[[]]}})", errc::bad_element, "context.selections[0]"},
    bad_row{"Conditions", R"({"context":{"conditions":[]}})", errc::bad_element, "context.conditions"},
    bad_row{"DraftOrders", R"({"context":{"draftOrders":true}})", errc::bad_element, "context.draftOrders"},
    bad_row{"Authorization", R"({"fhirAuthorization":"t"})", errc::bad_element, "fhirAuthorization"},
    bad_row{"Token", R"({"fhirAuthorization":{"access_token":1}})", errc::bad_element, "fhirAuthorization.access_token"},
    bad_row{"Seconds", R"({"fhirAuthorization":{"expires_in":"soon"}})", errc::bad_element, "fhirAuthorization.expires_in"},
    bad_row{"SecondsOfAFraction", R"({"fhirAuthorization":{"expires_in":0.5}})", errc::bad_element, "fhirAuthorization.expires_in"},
    bad_row{"SecondsTooMany", R"({"fhirAuthorization":{"expires_in":1e400}})", errc::bad_element, "fhirAuthorization.expires_in"},
    bad_row{"SecondsBoolean", R"({"fhirAuthorization":{"expires_in":true}})", errc::bad_element, "fhirAuthorization.expires_in"}), by_name);

INSTANTIATE_TEST_SUITE_P(BadJson, RefusedRequest, testing::Values(
    bad_row{"Empty", "", errc::bad_json, ""},
    bad_row{"CutOff", R"({"prefetch":{"conditions":{"entry":[{"resource":{"code":{"coding":[{"code":"1)",
            errc::bad_json, "prefetch.conditions.entry[0].resource.code.coding[0].code"},
    bad_row{"SecondText", "{}{}", errc::bad_json, ""},
    bad_row{"InARoot", R"({"hook":x})", errc::bad_json, "hook"},
    bad_row{"InAResource", R"({"prefetch":{"c":{"resourceType":"Bundle","entry":[
                {"resource":{"id":"a"}},
                {"resource":{"id":"b","code":{"coding":[{"code":"1"},{"code":"\x"}]}}}]}}})",
            errc::bad_json, "prefetch.c.entry[1].resource.code.coding[1].code"},
    bad_row{"InASkippedMember", R"({"prefetch":{"c":{"entry":[{"resource":{"text":{"div":["a" "b"]}}}]}}})",
            errc::bad_json, "prefetch.c.entry[0].resource"},
    bad_row{"InASkippedRootMember", R"({"extension":{"a":[}})", errc::bad_json, ""},
    bad_row{"InASkippedContextMember", R"({"context":{"appointments":{"a":[}}})", errc::bad_json, "context"},
    bad_row{"UnderANameThatIsNone", R"({"context":{"John Doe, born 2020":}})", errc::bad_json, "context"},
    bad_row{"UnderAKeyThatNobodyAsksFor", R"({"prefetch":{"unasked":{"entry":[}}})", errc::bad_json, "prefetch"},
    bad_row{"DuplicateKeyThatNobodyAsksFor", R"({"prefetch":{"unasked":1,"unasked":{}}})", errc::duplicate_member, ""},
    bad_row{"Duplicate", R"({"hook":"a","hook":"b"})", errc::duplicate_member, "hook"},
    bad_row{"DuplicateEscaped", R"({"context":{"patientId":"a","patient\u0049d":"b"}})", errc::duplicate_member, "context.patientId"},
    bad_row{"DuplicateInAResource", R"({"prefetch":{"c":{"entry":[{"resource":{"code":{},"id":"1","code":{}}}]}}})",
            errc::duplicate_member, "prefetch.c.entry[0].resource.code"},
    bad_row{"DuplicateInACoding",
            R"({"prefetch":{"c":{"entry":[{"resource":{"code":{"coding":[{"code":"1","system":"s","code":"2"}]}}}]}}})",
            errc::duplicate_member, "prefetch.c.entry[0].resource.code.coding[0].code"},
    bad_row{"DuplicateOfNoMeaning", R"({"hook":"a","x":1,"x":2})", errc::duplicate_member, ""},
    bad_row{"DuplicateOfNoMeaningInTheContext", R"({"context":{"x":1,"\u0078":2}})", errc::duplicate_member, ""},
    bad_row{"DuplicatePrefetchKey", R"({"prefetch":{"c":null,"c":null}})", errc::duplicate_member, "prefetch.c"}), by_name);

TEST(RequestReader, RefusesDepthAndSizeOnOneSideOfTheLimitOnly) {
    auto const nested = [](std::size_t n) { return R"({"extension":)" + std::string(n - 1, '[') + std::string(n - 1, ']') + "}"; };
    EXPECT_TRUE(read(nested(64)).accepted);
    auto const deep = read(nested(65));
    EXPECT_EQ(deep.why.code, errc::too_deep);
    EXPECT_EQ(deep.why.where, "");

    std::string const text = R"({"hook":"patient-view"})";
    EXPECT_TRUE(read({text}, accepts::request, {.bytes = text.size()}).accepted);
    EXPECT_EQ(read({text}, accepts::request, {.bytes = text.size() - 1}).why.code, errc::too_large);
}

TEST(RequestReader, RefusesBundlesNestedDeeperThanEight) {
    for (std::size_t const n : {8u, 9u}) {
        std::string text = R"({"resourceType":"Patient"})";
        for (std::size_t i = 0; i < n; ++i) text = R"({"resourceType":"Bundle","entry":[{"resource":)" + text + "}]}";
        auto const got = read(R"({"prefetch":{"k":)" + text + "}}");
        EXPECT_EQ(got.accepted, n == 8);
        if (n == 9) {
            EXPECT_EQ(got.why.code, errc::too_deep);
        }
    }
}

TEST(RequestReader, SaysTheSameFaultAgainAfterAFault) {
    lines_sink sink;
    request_reader reader(sink, accepts::request);
    EXPECT_FALSE(reader.feed("{,"));
    auto const again = reader.feed("}");
    ASSERT_FALSE(again);
    EXPECT_EQ(again.error().code, errc::bad_json);
    EXPECT_FALSE(reader.end());
    reader.reset();
    EXPECT_TRUE(reader.feed(R"({"hook":"patient-view"})"));
    auto const end = reader.end();
    ASSERT_TRUE(end);
    EXPECT_EQ((*end)->hook, "patient-view");
}

}  // namespace
}  // namespace oms::hooks
