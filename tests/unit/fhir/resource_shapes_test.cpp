#include <oms/fhir/resource_shapes.hpp>

#include "support/resource_dump.hpp"

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace oms::fhir {
namespace {

using testing_dump::read_object;

/// An Observation with `members` more members that nobody reads: each number is a shape of its own.
std::string observation(std::size_t members, std::string_view code) {
    std::string text = R"({"fullUrl":"http://x/)" + std::string{code} + R"(","resource":{"resourceType":"Observation","status":"final","code":{"coding":[{"code":")" + std::string{code} + R"("}]})";
    for (std::size_t i = 0; i < members; ++i) text += R"(,"m)" + std::to_string(i) + R"(":"v")";
    return text + "}}";
}

std::string bundle(std::vector<std::string> const& entries, std::string_view between = ",") {
    std::string text = R"({"resourceType":"Bundle","entry":[)";
    for (std::size_t i = 0; i < entries.size(); ++i) text.append(i == 0 ? "" : between).append(entries[i]);
    return text + "]}";
}

TEST(ResourceShapes, SpareTheReadingOfEntriesThatAreAlike) {
    resource_shapes shapes;
    std::string const text = bundle({observation(1, "a"), observation(1, "b"), observation(1, "c")}, " , ");
    auto const got = read_object(text, &shapes);
    EXPECT_EQ(got.lines, read_object(text).lines);
    EXPECT_EQ(got.summary.resources, 4u);
    EXPECT_EQ(shapes.size(), 1u);
    EXPECT_EQ(got.known, 2 * 48 + 1u) << "the second and third with the comma between them";
    EXPECT_EQ(read_object(text, &shapes).known, 3 * 48 + 2u) << "all of the next list";
}

TEST(ResourceShapes, ForgetTheOneThatWasOfNoUseForLongest) {
    resource_shapes shapes;
    for (std::size_t m = 0; m < resource_shapes::most + 4; ++m) {
        for (int i = 0; i < 40; ++i) static_cast<void>(read_object(bundle({observation(m, "x")}), &shapes));
    }
    EXPECT_EQ(shapes.size(), resource_shapes::most);
    EXPECT_EQ(read_object(bundle({observation(0, "x")}), &shapes).known, 0u);
    EXPECT_GT(read_object(bundle({observation(resource_shapes::most + 3, "x")}), &shapes).known, 0u);
}

TEST(ResourceShapes, AreNotLearnedForEverWhereNothingRepeats) {
    resource_shapes shapes;
    std::vector<std::string> entries;
    for (std::size_t m = 0; m < 60; ++m) entries.push_back(observation(m, "x"));
    static_cast<void>(read_object(bundle(entries), &shapes));
    EXPECT_LE(shapes.size(), 4u);
}

TEST(ResourceShapes, AreNotAskedBeyondTheReadersLimits) {
    resource_shapes shapes;
    std::string const text = bundle({observation(0, "x")});
    static_cast<void>(read_object(text, &shapes));
    testing_dump::lines_sink sink;
    resource_reader resources(sink, &shapes);
    for (unsigned const depth : {6u, 7u}) {
        testing_dump::one_object handler{resources, nullptr, {}};
        json::reader<testing_dump::one_object> reader(handler, {.depth = depth});
        resources.begin_portion(text);
        EXPECT_EQ(reader.feed(text), depth == 7) << "an Observation's coding is the seventh";
        EXPECT_EQ(handler.known > 0, depth == 7);
        resources.abandon();
    }
}

TEST(ResourceShapes, AreNotAskedWhereBundlesAreNestedTooDeeply) {
    resource_shapes shapes;
    static_cast<void>(read_object(bundle({observation(0, "x")}), &shapes));
    for (std::size_t const n : {7u, 8u, 9u}) {
        std::string text = bundle({observation(0, "y")});
        for (std::size_t i = 1; i < n; ++i) text = R"({"resourceType":"Bundle","entry":[{"resource":)" + text + "}]}";
        auto const got = read_object(text, &shapes);
        EXPECT_EQ(got.lines, read_object(text).lines) << n;
        EXPECT_EQ(got.known > 0, n <= 8) << n;
    }
}

// Entries of a few shapes, their values anything, among others of no shape; warm from other lists, cut anywhere.
TEST(ResourceShapes, ChangeNothingOfWhatIsRead) {
    std::mt19937 random(20261120);
    auto const any_of = [&](std::initializer_list<std::string_view> all) { return std::string{all.begin()[random() % all.size()]}; };
    std::string const long_number(65, '1');
    auto const value = [&] { return any_of({"1", "x", "", "a\\\"b", "\xc3\xb6", "http://loinc.org", "2026-01-01", "a longer text than fits into any one block of bytes that is compared at once"}); };
    auto const entry = [&] {
        switch (random() % 12) {
            case 0: return any_of({"null", "{}", R"({"resource":{}})", R"({"resource":{"resourceType":"Patient","id":"p"}})", R"({"resource":{"resourceType":"Observation","code":5}})", R"({"resource":{"resourceType":"OperationOutcome","issue":[{"severity":"warning"}]}})",
                                   R"({"resource":{"resourceType":"Bundle","link":[{"relation":"next","url":"u"}]}})", R"({"resource":{"resourceType":"Bundle","link":[{"relation":"self","url":"u"}]}})"});
            case 1: return R"({"resource":{"resourceType":"Bundle","entry":[)" + observation(1, value()) + "," + observation(1, value()) + "]}}";
            case 2: return R"({"resource":{"resourceType":"Condition","subject":{"reference":")" + value() + R"("},"onsetAge":{"value":)" + any_of({"1", "-2.5", "1e3", std::string_view{long_number}}) + R"(,"unit":")" + value() + R"("}}})";
            case 3: return R"({"resource":{"resourceType":"Observation","valueBoolean":)" + any_of({"true", "false", "null"}) + R"(,"id":")" + value() + R"("},"search":{"mode":")" + value() + R"("}})";
            default: return observation(random() % 3, value());
        }
    };
    resource_shapes shapes;
    std::size_t known = 0;
    for (int round = 0; round < 400; ++round) {
        std::vector<std::string> entries(random() % 30);
        for (std::string& e : entries) e = entry();
        std::string text = bundle(entries, any_of({",", " ,\n"}));
        if (random() % 8 == 0) text[random() % text.size()] = "\x01\"}{,x"[random() % 6];
        auto const expected = read_object(text);
        std::size_t const portion = random() % 3 == 0 ? random() % text.size() + 1 : std::string::npos;
        auto const got = read_object(text, &shapes, portion);
        ASSERT_EQ(got.lines, expected.lines) << text << " in portions of " << portion;
        ASSERT_EQ(got.summary.resources, expected.summary.resources);
        ASSERT_EQ(got.summary.type, expected.summary.type);
        ASSERT_EQ(got.summary.has_type, expected.summary.has_type);
        ASSERT_EQ(got.summary.has_next_link, expected.summary.has_next_link);
        ASSERT_EQ(got.summary.outcome_warning, expected.summary.outcome_warning);
        known += got.known;
    }
    EXPECT_GT(known, 10000u);
}

}  // namespace
}  // namespace oms::fhir
