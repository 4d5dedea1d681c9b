#include <oms/findings/gather.hpp>

#include "support/profiles.hpp"
#include "support/resources.hpp"

#include <gtest/gtest.h>

#include <string>

/// How long the texts of a chart live, and what a gatherer is after many of them.
namespace {

using namespace oms;
using findings::subject_of_care;
using test::resource_of;
using type = fhir::resource_type;

constexpr test::coded opsoclonus{"http://snomed.info/sct", "194177006"};

resource_of& sign(resource_of& r) {
    return r.code({opsoclonus}).clinical("active").verified("confirmed").onset("2026-11-10").recorded("2026-11-12");
}

TEST(GatherChart, ViewsTextThatOutlivesItsResource) {
    findings::gatherer g{test::codes()};
    std::string id = "a-patient-with-a-long-id";
    resource_of child{type::patient, id};
    g.take(child.get(), child.entry(), test::path_named{"p"});
    for (int i = 0; i < 2000; ++i) {   // more than one chunk of text
        std::string name = "condition-" + std::to_string(i);
        resource_of r{type::condition, name};
        sign(r).about("Patient/a-patient-with-a-long-id");
        g.take(r.get(), r.entry(), test::path_named{"prefetch.conditions." + name});
        name.assign(name.size(), '?');
    }
    id.assign(id.size(), '?');
    auto const& got = g.finish({{}, {}, parse_instant("2026-11-20").value()});
    EXPECT_EQ(got.patient.id, "a-patient-with-a-long-id");
    ASSERT_EQ(got.findings.size(), 2000u);
    EXPECT_EQ(got.findings[0].resource, "Condition/condition-0");
    EXPECT_EQ(got.findings[0].status, "active/confirmed");
    EXPECT_EQ(got.findings[1999].resource, "Condition/condition-999");
}

// The longest that a reader lets through: with its type's name before it, it is longer than a chunk of the store.
TEST(GatherChart, NamesAResourceWhoseIdIsAsLongAsCanBe) {
    for (std::size_t const size : {65'526u, 65'527u, 65'536u}) {
        findings::gatherer g{test::codes()};
        resource_of child{type::patient, "kid-1"};
        g.take(child.get(), child.entry(), test::path_named{"p"});
        for (char const c : {'x', 'y'}) {
            std::string const id(size, c);
            resource_of r{type::condition, id};
            sign(r);
            g.take(r.get(), r.entry(), test::path_named{"r"});
        }
        auto const& got = g.finish({"kid-1", {}, parse_instant("2026-11-20").value()});
        ASSERT_EQ(got.findings.size(), 2u);
        EXPECT_EQ(got.findings[0].resource, "Condition/" + std::string(size, 'x'));
        EXPECT_EQ(got.findings[1].resource, "Condition/" + std::string(size, 'y'));
    }
}

TEST(GatherReset, ForgetsAllAndTakesAgain) {
    findings::gatherer g{test::codes()};
    subject_of_care const who{"kid-1", {}, parse_instant("2026-11-20").value()};
    for (std::size_t const many : {1000u, 3u, 1000u}) {   // so many that their storage is given back
        resource_of child{type::patient, "kid-1"};
        g.take(child.get(), child.entry(), test::path_named{"p"});
        for (std::size_t i = 0; i < many; ++i) {
            auto const id = std::string(200, 'c') + std::to_string(i);
            resource_of r{type::condition, id};
            sign(r);
            g.take(r.get(), r.entry(), test::path_named{"r"});
        }
        EXPECT_EQ(g.finish(who).findings.size(), many);
        g.reset();
        EXPECT_FALSE(g.finish(who).patient.found);
        EXPECT_TRUE(g.finish(who).findings.empty());
    }
}

}  // namespace
