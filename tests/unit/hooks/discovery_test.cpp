#include <oms/hooks/discovery.hpp>  // first, so that the header is proved alone

#include "support/knowledge.hpp"

#include <oms/json/node.hpp>

#include <gtest/gtest.h>

#include <string>

namespace {

using namespace oms;
using namespace oms::hooks;

TEST(WriteDiscovery, SaysNothingWithAnEmptyList) {  // CH-DISC-04
    EXPECT_EQ(write_discovery({}, "2.0"), R"({"services":[]})");
}

TEST(WriteDiscovery, LeavesOutWhatIsEmpty) {  // CH-SVC-05, CH-SVC-07, CH-JSON-04
    knowledge::service_definition s;
    s.id = "a";
    s.hook = "patient-view";
    s.description = "says \"so\"";

    EXPECT_EQ(write_discovery({&s, 1}, ""), R"({"services":[{"hook":"patient-view","id":"a","description":"says \"so\""}]})");
}

TEST(WriteDiscovery, ShowsWhatClientsNeed) {  // CH-SVC-01…07
    std::string const body = write_discovery(test::knowledge().services, "2.0");

    auto const root = json::parse("discovery", body).value();
    auto const services = root.items("services").value();
    EXPECT_EQ(services.size(), 6u);
    for (json::node const& s : services) {
        for (auto const member : {"hook", "id", "title", "description", "usageRequirements"})
            EXPECT_FALSE(s.string(member).value().empty());
        EXPECT_EQ(s.string("version").value(), "2.0");
        EXPECT_EQ(s.string("id").value(), "oms-" + std::string{s.string("hook").value()});
        auto const prefetch = s.members("prefetch").value();
        EXPECT_EQ(prefetch.size(), 7u);
        for (json::node const& t : prefetch) EXPECT_TRUE(knowledge::lint_template(t.string().value(), "x").empty());
    }
    EXPECT_EQ(write_discovery(test::knowledge().services, "2.0"), body);  // CH-DISC-09
}

}  // namespace
