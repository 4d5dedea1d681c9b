#include <oms/fhir/media_type.hpp>  // first, so that the header is proved alone

#include <gtest/gtest.h>

namespace oms::fhir {
namespace {

TEST(IsJsonBody, TakesJsonAndFhirJsonInUtf8AndWhatIsNotDeclared) {
    for (auto const type : {"", "application/json", "Application/FHIR+JSON", "application/json ; charset=\"UTF-8\"",
                            "application/fhir+json; fhirVersion=4.0"})
        EXPECT_TRUE(is_json_body(type)) << type;
    for (auto const type :
         {"text/json", "application/json; charset=latin1", "application/fhir+xml", "application/json+fhir", "application/jsonp"})
        EXPECT_FALSE(is_json_body(type)) << type;
}

TEST(IsJsonResponse, TakesTheTypeOfDstu2Too) {
    EXPECT_TRUE(is_json_response("application/json+fhir;charset=UTF-8"));
    EXPECT_TRUE(is_json_response("application/fhir+json"));
    EXPECT_FALSE(is_json_response("application/xml+fhir"));
}

TEST(ParameterValue, IsWithoutItsQuotesAndOnlyOfThatName) {
    EXPECT_EQ(parameter_value("Charset = \"utf-8\"", "charset"), "utf-8");
    EXPECT_EQ(parameter_value("q=0.5", "charset"), "");
    EXPECT_EQ(parameter_value("charset", "charset"), "");
}

}  // namespace
}  // namespace oms::fhir
