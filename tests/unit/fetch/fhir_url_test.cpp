#include <oms/fetch/fhir_url.hpp>  // first, so that the header is proved self-contained

#include <gtest/gtest.h>

#include <array>

namespace {

using namespace oms::fetch;
namespace fhir = oms::fhir;

struct link_row {
    char const* link;
    char const* want;   ///< empty: not within the base
    char const* from = "https://h:8443/fhir/Condition?patient=1";
};

class Link : public testing::TestWithParam<link_row> {};

TEST_P(Link, IsFollowedOnlyWithinTheBase) {
    auto const base = fhir::parse_base_url("https://h:8443/fhir").value();
    auto const [link, want, from] = GetParam();
    EXPECT_EQ(resolve_within(base, from, link).value_or(""), want) << link << " from " << from;
}

INSTANTIATE_TEST_SUITE_P(Within, Link,
                         testing::Values(link_row{"https://h:8443/fhir?_getpages=a-b&_getpagesoffset=50",
                                                  "https://h:8443/fhir?_getpages=a-b&_getpagesoffset=50"},
                                         link_row{"https://h:8443/fhir/?_getpages=a", "https://h:8443/fhir/?_getpages=a"},
                                         link_row{"https://h:8443/fhir/Condition?page=2", "https://h:8443/fhir/Condition?page=2"},
                                         link_row{"HTTPS://H:8443/fhir/Condition?page=2", "https://h:8443/fhir/Condition?page=2"},
                                         link_row{"https://h.:8443/fhir/x", "https://h:8443/fhir/x"},
                                         link_row{"//h:8443/fhir/Condition?page=2", "https://h:8443/fhir/Condition?page=2"},
                                         link_row{"/fhir/Condition?page=2", "https://h:8443/fhir/Condition?page=2"},
                                         link_row{"Condition?page=2", "https://h:8443/fhir/Condition?page=2"},
                                         link_row{"?page=2", "https://h:8443/fhir/Condition?page=2"},
                                         link_row{"Condition?page=3", "https://h:8443/fhir/Condition?page=3",
                                                  "https://h:8443/fhir?_getpages=x"},
                                         link_row{"?_getpages=y", "https://h:8443/fhir?_getpages=y", "https://h:8443/fhir?_getpages=x"},
                                         link_row{"/fhir/c?code=http://loinc.org|1", "https://h:8443/fhir/c?code=http://loinc.org%7C1"},
                                         link_row{"/fhir/c?x=%2e%2e/..", "https://h:8443/fhir/c?x=%2e%2e/.."},  // a query climbs nowhere
                                         link_row{"/fhir/c?a=1#part", "https://h:8443/fhir/c?a=1"},
                                         link_row{"/fhir/c?a=\xC3\xA4", "https://h:8443/fhir/c?a=%C3%A4"}));

INSTANTIATE_TEST_SUITE_P(Elsewhere, Link,
                         testing::Values(link_row{"", ""}, link_row{"https://evil.example/fhir/x", ""},
                                         link_row{"//evil.example/fhir/x", ""}, link_row{"http://h:8443/fhir/x", ""},
                                         link_row{"https://h/fhir/x", ""}, link_row{"https://h:8444/fhir/x", ""},
                                         link_row{"https://h:8443/fhirevil/x", ""}, link_row{"https://h:8443/fhir2?_getpages=a", ""},
                                         link_row{"https://h:8443/", ""}, link_row{"https://h:8443/FHIR/x", ""}, link_row{"/other/x", ""},
                                         link_row{"../x", ""}, link_row{"/fhir/../x", ""}, link_row{"/fhir/%2e%2e/x", ""},
                                         link_row{"/fhir/.%2E/x", ""}, link_row{"/fhir/%252e%252e/x", ""}, link_row{"/fhir/..;a/x", ""},
                                         link_row{"/fhir/..%2fx", ""}, link_row{"/fhir/a%2fb", ""}, link_row{"/fhir/a%5cb", ""},
                                         link_row{"/fhir/..", ""}, link_row{"/fhir\\..\\x", ""}, link_row{"https:\\\\h:8443\\fhir", ""},
                                         link_row{"https:/fhir/x", ""}, link_row{"https://h:8443@evil.example/fhir/x", ""},
                                         link_row{"https://evil.example#@h:8443/fhir/x", ""}, link_row{"https://user@h:8443/fhir/x", ""},
                                         link_row{"javascript:alert(1)", ""}, link_row{"file:///fhir/x", ""},
                                         link_row{"/fhir/a\r\nHost: evil", ""}, link_row{"/fhir/a b", ""}, link_row{"/fhir/%zz", ""},
                                         link_row{"/fhir/%00", ""}));

TEST(LinkOfAServerAtTheRoot, MayBeAnywhereThere) {
    auto const base = fhir::parse_base_url("http://h").value();
    EXPECT_EQ(resolve_within(base, "http://h/Patient/1", "http://h?page=2").value_or(""), "http://h?page=2");
    EXPECT_EQ(resolve_within(base, "http://h/Patient/1", "/x").value_or(""), "http://h/x");
    EXPECT_FALSE(resolve_within(base, "http://h/Patient/1", "http://h.evil/x"));
}

TEST(LinkLength, IsBounded) {
    auto const base = fhir::parse_base_url("http://h/f").value();
    std::string const start = "http://h/f?x=";
    EXPECT_TRUE(resolve_within(base, "http://h/f", start + std::string(fhir::longest_url - start.size(), 'x')));
    EXPECT_FALSE(resolve_within(base, "http://h/f", start + std::string(fhir::longest_url - start.size() + 1, 'x')));
}

TEST(Template, IsFilledWithEncodedValues) {
    auto const base = fhir::parse_base_url("https://h/fhir/").value();
    std::array const values{context_value{"context.patientId", "a.b-1"}, context_value{"context.userId", "Practitioner/p&_x=1"},
                            context_value{"context.encounterId", ""}};

    EXPECT_EQ(fill_template(base, "Patient/{{context.patientId}}", values).value(), "https://h/fhir/Patient/a.b-1");
    EXPECT_EQ(fill_template(base, "Condition?patient={{context.patientId}}&_count=50", values).value(),
              "https://h/fhir/Condition?patient=a.b-1&_count=50");
    EXPECT_EQ(fill_template(base, "Task?owner={{context.userId}}", values).value(), "https://h/fhir/Task?owner=Practitioner%2Fp%26_x%3D1");
    EXPECT_FALSE(fill_template(base, "Condition?encounter={{context.encounterId}}", values)) << "it has no value";
    EXPECT_FALSE(fill_template(base, "Condition?x={{userPractitionerId}}", values)) << "not known";
}

}  // namespace
