#include <oms/base/fault.hpp>  // first, so that the header is proved self-contained

#include <gtest/gtest.h>

#include <set>

namespace {

using oms::blame;
using oms::errc;

struct row {
    char const* name;
    errc code;
    blame who;
};

class FaultCode : public testing::TestWithParam<row> {};

TEST_P(FaultCode, HasANameAndSomebodyWhoMustAct) {
    EXPECT_EQ(oms::name_of(GetParam().code), GetParam().name);
    EXPECT_EQ(oms::blame_of(GetParam().code), GetParam().who);
}

TEST_P(FaultCode, IsNeverZeroSoThatNoFaultLooksLikeSuccess) { EXPECT_NE(static_cast<int>(GetParam().code), 0); }

INSTANTIATE_TEST_SUITE_P(All, FaultCode,
                         testing::Values(row{"bad_json", errc::bad_json, blame::caller},
                                         row{"duplicate_member", errc::duplicate_member, blame::caller},
                                         row{"too_deep", errc::too_deep, blame::caller},
                                         row{"too_large", errc::too_large, blame::caller},
                                         row{"bad_element", errc::bad_element, blame::caller},
                                         row{"missing_element", errc::missing_element, blame::caller},
                                         row{"wrong_hook", errc::wrong_hook, blame::caller},
                                         row{"unknown_service", errc::unknown_service, blame::caller},
                                         row{"wrong_method", errc::wrong_method, blame::caller},
                                         row{"wrong_media_type", errc::wrong_media_type, blame::caller},
                                         row{"no_data", errc::no_data, blame::data},
                                         row{"not_trusted", errc::not_trusted, blame::trust},
                                         row{"not_allowed", errc::not_allowed, blame::trust},
                                         row{"bad_knowledge", errc::bad_knowledge, blame::us},
                                         row{"bad_settings", errc::bad_settings, blame::us},
                                         row{"unavailable", errc::unavailable, blame::us},
                                         row{"internal", errc::internal, blame::us}),
                         [](auto const& p) { return std::string{p.param.name}; });

TEST(FaultText, SaysWhereWhatAndTheStableName) {
    EXPECT_EQ(oms::to_string({errc::missing_element, "context.patientId", "give the id of the patient"}),
              "context.patientId: give the id of the patient (missing_element)");
}

TEST(FaultText, LeavesThePlaceOutWhenThereIsNone) {
    EXPECT_EQ(oms::to_string({errc::bad_json, {}, "the body is empty"}), "the body is empty (bad_json)");
}

TEST(Result, ThrowsTheFaultsTextWhenAValueIsTakenThatIsNotThere) {
    oms::result<int> const none = oms::fault{errc::bad_settings, "listen", "not an address"};
    try {
        (void)none.value();
        FAIL() << "no exception";
    } catch (std::exception const& e) {
        EXPECT_STREQ(e.what(), "listen: not an address (bad_settings)");
    }
}

}  // namespace
