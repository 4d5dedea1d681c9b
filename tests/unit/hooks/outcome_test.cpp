#include <oms/hooks/outcome.hpp>  // first, so that the header is proved self-contained

#include <gtest/gtest.h>

#include <array>
#include <string>

namespace {

using oms::hooks::append_outcome;
using oms::hooks::issue;

TEST(AppendOutcome, WritesAnR4OperationOutcome) {
    std::array const issues{
        issue{.code = "required", .text = "An element is missing.", .diagnostics = "hook: is missing", .expression = "hook"},
        issue{.severity = "warning", .code = "transient"}};
    std::string out;

    append_outcome(out, issues);

    EXPECT_EQ(out, R"({"resourceType":"OperationOutcome","issue":[{"severity":"error","code":"required",)"
                   R"("details":{"text":"An element is missing."},"diagnostics":"hook: is missing","expression":["hook"]},)"
                   R"({"severity":"warning","code":"transient"}]})");
}

TEST(AppendOutcome, EscapesWhatTheNoteHolds) {
    issue const one{.code = "value", .diagnostics = "a \"word\"\n"};
    std::string out;

    append_outcome(out, {&one, 1});

    EXPECT_NE(out.find(R"("diagnostics":"a \"word\"\n")"), std::string::npos) << out;
}

}  // namespace
