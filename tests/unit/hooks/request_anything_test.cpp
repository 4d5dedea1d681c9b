// What the command line reads: requests, Bundles, resources, lines of them.
#include "request_reading.hpp"

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

namespace oms::hooks {
namespace {

using testing_reading::read;
using testing_reading::request;

TEST(AnythingReader, ReadsABundleOrAResourceAtTheRoot) {
    auto const bundle = read(R"({"entry":[
            {"fullUrl":"u","resource":{"id":"1","resourceType":"Patient"}},
            {"resource":{"resourceType":"OperationOutcome","issue":[{"severity":"error"}]}}],
        "link":[{"relation":"next"}],"resourceType":"Bundle"})", accepts::anything);
    ASSERT_TRUE(bundle.accepted) << to_string(bundle.why);
    std::vector<std::string> const lines{"Bundle.entry[0].resource: Patient id=1 @u",
                                         "Bundle.entry[1].resource: OperationOutcome severity=error", "Bundle: Bundle next"};
    EXPECT_EQ(bundle.lines, lines);
    EXPECT_TRUE(bundle.request.root_has_next_link && bundle.request.root_outcome_warning);
    EXPECT_EQ(bundle.request.root_resources, 3u);
    EXPECT_FALSE(bundle.request.has_hook);

    auto const single = read(
        R"({"id":"1","context":{"reference":"Encounter/1"},"resourceType":"Observation","valueBoolean":true})", accepts::anything);
    ASSERT_TRUE(single.accepted) << to_string(single.why);
    EXPECT_EQ(single.lines, std::vector<std::string>{"Observation: Observation id=1 kind=true"});
    EXPECT_FALSE(single.request.has_context);
    EXPECT_TRUE(read(R"({"context":[{"x":1}],"resourceType":"DocumentReference"})", accepts::anything).accepted)
        << "a context of another kind";
}

TEST(AnythingReader, ReadsARequestAsTheServiceDoes) {
    auto const as_request = read(request);
    auto const got = read(request, accepts::anything);
    EXPECT_EQ(got, as_request) << to_string(got.why);
    EXPECT_EQ(got.request.root_resources, 0u);
    std::string_view const text = request;
    for (std::size_t i = 0; i <= text.size(); i += 7)
        ASSERT_EQ(read({text.substr(0, i), text.substr(i)}, accepts::anything), as_request) << i;
    auto const bad = read(R"({"context":[],"hook":"patient-view"})", accepts::anything);
    EXPECT_EQ(bad.why.code, errc::bad_element);
    EXPECT_EQ(bad.why.where, "context");
}

TEST(AnythingReader, ReadsLines) {
    std::string const resources = "{\"resourceType\":\"Patient\",\"id\":\"1\"}\n{\"resourceType\":\"Condition\"}\n\n";
    auto const got = read(resources + request + "\n{\"resourceType\":\"Bundle\"}\n", accepts::anything);
    ASSERT_TRUE(got.accepted) << to_string(got.why);
    EXPECT_EQ(got.request.documents, 4u);
    EXPECT_EQ(got.request.root_resources, 3u);
    EXPECT_EQ(got.request.hook, "order-select");
    EXPECT_EQ(got.lines[0], "Patient: Patient id=1");
    EXPECT_EQ(got.lines[1], "Condition: Condition");
    EXPECT_EQ(got.lines.back(), "Bundle: Bundle");
    EXPECT_EQ(read("", accepts::anything).request.documents, 0u);
    EXPECT_EQ(read("5", accepts::anything).why.code, errc::bad_element);
    EXPECT_EQ(read("{}\n[]", accepts::anything).why.code, errc::bad_element);
}

TEST(AnythingReader, PutsTheTypeBeforeThePathOfAFault) {
    EXPECT_EQ(read(R"({"resourceType":"Condition","code":{"coding":[tru]}})", accepts::anything).why.where, "Condition.code.coding");
    EXPECT_EQ(read(R"({"entry":[{"resource":{"code":}}]})", accepts::anything).why.where, "Bundle.entry[0].resource.code");
    EXPECT_EQ(read(R"({"code":})", accepts::anything).why.where, "code");
}

}  // namespace
}  // namespace oms::hooks
