#include <oms/service/routes.hpp>  // first, so that the header is proved self-contained

#include <gtest/gtest.h>

#include <set>

namespace {

using namespace oms::service;

auto name_of_row = [](auto const& p) { return std::string{p.param.name}; };

struct path_row {
    char const* name;
    char const* target;
    char const* path;   ///< nullptr: refused
};
class NormalPath : public testing::TestWithParam<path_row> {};

TEST_P(NormalPath, HasOneSpelling) {
    std::string storage = "left over";

    auto const got = normal_path(GetParam().target, storage);

    ASSERT_EQ(got.has_value(), GetParam().path != nullptr);
    if (got) {
        EXPECT_EQ(*got, GetParam().path);
    }
}

INSTANTIATE_TEST_SUITE_P(
    Rows, NormalPath,
    testing::Values(path_row{"Root", "/", "/"}, path_row{"Plain", "/cds-services", "/cds-services"},
                    path_row{"CH_DISC_09_TrailingSlash", "/cds-services/", "/cds-services"},
                    path_row{"Section20_DoubleSlash", "/cds-services//oms-patient-view", "/cds-services/oms-patient-view"},
                    path_row{"DoubleSlashAtBothEnds", "//cds-services//", "/cds-services"}, path_row{"OnlySlashes", "///", "/"},
                    path_row{"Query", "/healthz?probe=1&x=/", "/healthz"}, path_row{"Fragment", "/healthz#top", "/healthz"},
                    path_row{"FragmentBeforeQuery", "/healthz#top?x", "/healthz"},
                    path_row{"PercentInQuery", "/healthz?a=//%4", "/healthz"},
                    path_row{"AbsoluteTarget", "http://example.org:80/cds-services?x", "/cds-services"},
                    path_row{"AbsoluteWithoutPath", "http://example.org", "/"},
                    path_row{"EncodedLetter", "/cds%2Dservices/%6Fms", "/cds-services/oms"},
                    path_row{"EncodedSlashStays", "/cds-services%2foms", "/cds-services%2foms"},
                    path_row{"EncodedNulStays", "/a%00", "/a%00"}, path_row{"EncodedPercentStays", "/%2541", "/%2541"},
                    path_row{"CutPercent", "/a%4", nullptr}, path_row{"NoHex", "/a%zz", nullptr}, path_row{"PercentAtEnd", "/a%", nullptr},
                    path_row{"NoPath", "cds-services", nullptr}, path_row{"Asterisk", "*", nullptr}, path_row{"Empty", "", nullptr}),
    name_of_row);

struct route_row {
    char const* name;
    char const* path;
    char const* prefix;
    char const* route;   ///< its name; empty: none
    char const* id = "";
};
class FindRoute : public testing::TestWithParam<route_row> {};

TEST_P(FindRoute, KnowsTheAddressesOfTheProduct) {
    route_row const& row = GetParam();

    route_match const got = find_route(row.path, row.prefix);

    ASSERT_EQ(got.at != nullptr, *row.route != '\0');
    if (!got.at) return;
    EXPECT_EQ(got.at->name, row.route);
    EXPECT_EQ(got.service_id, row.id);
}

INSTANTIATE_TEST_SUITE_P(
    Rows, FindRoute,
    testing::Values(
        route_row{"Front", "/", "", "front"}, route_row{"Health", "/healthz", "", "health"}, route_row{"Ready", "/readyz", "", "ready"},
        route_row{"CH_DISC_01_Discovery", "/cds-services", "", "discovery"},
        route_row{"CH_REQ_01_Service", "/cds-services/oms-patient-view", "", "service", "oms-patient-view"},
        route_row{"CH_FB_01_Feedback", "/cds-services/x/feedback", "", "feedback", "x"},
        route_row{"IdOfTheNameFeedback", "/cds-services/feedback", "", "service", "feedback"}, route_row{"Unknown", "/cds", "", ""},
        route_row{"SlashBehindId", "/cds-services/x/", "", ""}, route_row{"LongerThanDiscovery", "/cds-servicesx", "", ""},
        route_row{"LongerThanFeedback", "/cds-services/x/feedbacks", "", ""}, route_row{"TooDeep", "/cds-services/x/feedback/y", "", ""},
        route_row{"OtherVerb", "/cds-services/x/analytics", "", ""}, route_row{"CaseMatters", "/CDS-services", "", ""},
        route_row{"CH_DISC_01_Prefix", "/oms/cds-services", "/oms", "discovery"}, route_row{"PrefixAlone", "/oms", "/oms", "front"},
        route_row{"WithoutPrefix", "/cds-services", "/oms", ""}, route_row{"LongerThanPrefix", "/omsx/cds-services", "/oms", ""},
        route_row{"DeepPrefix", "/a/b/healthz", "/a/b", "health"}),
    name_of_row);

TEST(Routes, TellMethodsApart) {
    route const& service = *find_route("/cds-services/x", "").at;

    EXPECT_TRUE(allows(service, "POST"));
    EXPECT_TRUE(allows(service, "OPTIONS"));
    for (auto const method : {"GET", "post", "POST,", "", "PUT", "DELETE"}) EXPECT_FALSE(allows(service, method)) << method;
}

TEST(Routes, HaveNamesOfTheirOwn) {
    std::set<std::string_view> names;
    for (route const& r : routes) names.insert(r.name);
    EXPECT_EQ(names.size(), routes.size());
}

}  // namespace
