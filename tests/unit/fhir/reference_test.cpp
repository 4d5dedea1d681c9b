#include <oms/fhir/reference.hpp>  // first, so that the header is proved self-contained

#include <gtest/gtest.h>

namespace {

using namespace oms::fhir;

struct row {
    char const* name;
    char const* text;
    literal_reference want;

    friend std::ostream& operator<<(std::ostream& out, row const& r) { return out << r.text; }
};

class ParseReference : public testing::TestWithParam<row> {};

TEST_P(ParseReference, TakesTheFormsOfFhirApart) {
    literal_reference const got = parse_reference(GetParam().text), want = GetParam().want;
    EXPECT_EQ(got.form, want.form);
    EXPECT_EQ(got.url, want.url);
    EXPECT_EQ(got.base, want.base);
    EXPECT_EQ(got.type, want.type);
    EXPECT_EQ(got.id, want.id);
    EXPECT_EQ(got.version, want.version);
}

using form = reference_form;

INSTANTIATE_TEST_SUITE_P(
    Forms, ParseReference,
    testing::Values(
        row{"Empty", "", {}}, row{"Contained", "#p", {form::contained, "#p", "", "", "p", ""}},
        row{"Relative", "Patient/1", {form::relative, "Patient/1", "", "Patient", "1", ""}},
        row{"RelativeVersion", "Patient/1/_history/2", {form::relative, "Patient/1", "", "Patient", "1", "2"}},
        row{"IdAlone", "1", {form::relative, "1", "", "", "", ""}}, row{"SlashFirst", "/1", {form::relative, "/1", "", "", "", ""}},
        row{"Absolute", "https://h/fhir/Patient/1", {form::absolute, "https://h/fhir/Patient/1", "https://h/fhir", "Patient", "1", ""}},
        row{"AbsoluteVersion",
            "http://h:1/Patient/1/_history/a",
            {form::absolute, "http://h:1/Patient/1", "http://h:1", "Patient", "1", "a"}},
        row{"HostAlone", "https://h", {form::absolute, "https://h", "", "", "", ""}},
        row{"HostAndId", "https://h/1", {form::absolute, "https://h/1", "", "", "", ""}},
        row{"Uuid", "urn:uuid:0c31", {form::urn, "urn:uuid:0c31", "", "", "0c31", ""}},
        row{"Oid", "URN:oid:1.2", {form::urn, "URN:oid:1.2", "", "", "1.2", ""}},
        row{"Search", "Patient?identifier=http://x/Patient/1", {form::relative, "Patient?identifier=http://x/Patient/1", "", "", "", ""}}),
    [](auto const& p) { return p.param.name; });

TEST(NamesResource, ComparesBaseTypeAndId) {
    auto const names = [](char const* text, char const* base) { return names_resource(parse_reference(text), "Patient", "1", base); };
    EXPECT_TRUE(names("Patient/1", "https://h/fhir"));
    EXPECT_TRUE(names("Patient/1/_history/3", "https://h/fhir"));
    EXPECT_TRUE(names("https://h/fhir/Patient/1", "https://h/fhir"));
    EXPECT_TRUE(names("https://h/fhir/Patient/1", "HTTPS://H:443/fhir/"));
    EXPECT_TRUE(names("https://h/fhir/Patient/1", "")) << "any base";
    EXPECT_FALSE(names("https://h/fhir/Patient/1", "https://h/fhir2"));
    EXPECT_FALSE(names("https://h/fhir/x/Patient/1", "https://h/fhir"));
    EXPECT_FALSE(names("https://h/fhir/Patient/1", "http://h/fhir"));
    EXPECT_FALSE(names("x/Patient/1", "https://h/fhir"));
    for (char const* text : {"Patient/2", "Person/1", "patient/1", "#1", "urn:uuid:1", "1", ""}) EXPECT_FALSE(names(text, "")) << text;
    EXPECT_FALSE(names_resource(parse_reference("Patient/"), "Patient", "", "")) << "an empty id names nothing";
}

}  // namespace
