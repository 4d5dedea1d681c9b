#include <oms/service/exchange.hpp>

#include "talk.hpp"

#include <oms/json/node.hpp>

#include <gtest/gtest.h>

namespace {

using namespace oms;
using namespace oms::service;

struct row {
    errc code;
    unsigned status;
    char const* issue_code;
};
/// CH-DEC-01.
constexpr row rows[] = {
    {errc::bad_json, 400, "structure"},          {errc::duplicate_member, 400, "structure"}, {errc::too_deep, 400, "structure"},
    {errc::too_large, 413, "too-long"},          {errc::bad_element, 400, "value"},          {errc::missing_element, 400, "required"},
    {errc::wrong_hook, 400, "invalid"},          {errc::unknown_service, 404, "not-found"},  {errc::wrong_method, 405, "not-supported"},
    {errc::wrong_media_type, 415, "not-supported"}, {errc::no_data, 412, "incomplete"},      {errc::not_trusted, 401, ""},
    {errc::not_allowed, 403, "forbidden"},       {errc::bad_knowledge, 500, "exception"},    {errc::bad_settings, 500, "exception"},
    {errc::unavailable, 503, "transient"},       {errc::internal, 500, "exception"},
};

json::node issue_of(response const& r) {
    auto const root = json::parse("body", r.body).value();
    EXPECT_EQ(root.string("resourceType").value(), "OperationOutcome");
    EXPECT_EQ(root.items("issue").value().size(), 1u);
    return *root.items("issue").value().begin();
}

TEST(ReplyFor, GivesEachFaultItsStatusAndAnOperationOutcome) {
    for (row const& want : rows) {
        response const r = response_for({want.code, "context.patientId", "do this"});
        EXPECT_EQ(r.status, want.status);
        EXPECT_EQ(status_of(want.code), want.status);
        EXPECT_FALSE(r.close);
        if (want.status == 401) {
            EXPECT_TRUE(r.body.empty() && r.content_type.empty());
            continue;
        }
        json::node const issue = issue_of(r);
        EXPECT_EQ(issue.string("severity").value(), "error");
        EXPECT_EQ(issue.string("code").value(), want.issue_code);
        EXPECT_FALSE(issue.member("details").value().string("text").value().empty());
        bool const ours = blame_of(want.code) == blame::us;
        EXPECT_EQ(issue.find("diagnostics").has_value(), !ours) << "what is wrong inside is for the log";
    }
}

TEST(ReplyFor, PointsAtTheElement) {
    json::node const issue = issue_of(response_for({errc::missing_element, "context.patientId", "is missing: send it"}));

    EXPECT_EQ(issue.items("expression").value().begin().operator*().string().value(), "context.patientId");
    EXPECT_EQ(issue.string("diagnostics").value(), "context.patientId: is missing: send it");
}

TEST(ReplyFor, RepeatsNoPathThatCouldBeText) {
    for (std::string const& where : {std::string{"prefetch.Ada Invented"}, std::string{"<b>"}, std::string(201, 'a')}) {
        response const r = response_for({errc::bad_element, where, "do this"});
        EXPECT_EQ(r.body.find(where), std::string::npos) << r.body;
    }
}

TEST(ReplyFor, TellsTheCallerWhenToComeBack) {
    EXPECT_EQ(test::header(response_for({errc::unavailable, {}, {}}), "Retry-After"), "5");
    EXPECT_EQ(test::header(response_for({errc::not_trusted, {}, {}}), "WWW-Authenticate"), "Bearer");
}

TEST(Refuse, EndsTheConnectionWithAnOperationOutcome) {
    struct {
        unsigned status;
        char const* code;
    } const all[] = {{400, "structure"}, {408, "timeout"}, {413, "too-long"}, {414, "too-long"}, {417, "not-supported"},
                     {431, "too-long"},  {500, "exception"}, {501, "not-supported"}, {503, "transient"}, {505, "not-supported"}};
    for (auto const& want : all) {
        response const r = error_response(want.status, "do this");
        EXPECT_EQ(r.status, want.status);
        EXPECT_TRUE(r.close);
        EXPECT_EQ(issue_of(r).string("code").value(), want.code);
        EXPECT_EQ(issue_of(r).string("diagnostics").value(), "do this");
        EXPECT_EQ(test::header(r, "Retry-After"), want.status == 503 ? "5" : "");
    }
}

TEST(Reply, IsFreshAfterClear) {
    response r = error_response(503, "x");
    r.clear();
    EXPECT_EQ(r.status, 200u);
    EXPECT_EQ(r.content_type, "application/json");
    EXPECT_TRUE(r.body.empty() && r.headers.empty());
    EXPECT_FALSE(r.close);
}

}  // namespace
