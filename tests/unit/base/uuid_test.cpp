#include <oms/base/uuid.hpp>  // first, so that the header is proved alone

#include <gtest/gtest.h>

#include <regex>
#include <set>
#include <string>

namespace oms {
namespace {

std::string uuid(std::initializer_list<std::string_view> parts) {
    std::string out;
    append_name_uuid(out, parts);
    return out;
}

TEST(AppendNameUuid, GivesTheSameIdForTheSameParts) { EXPECT_EQ(uuid({"call", "service", "R1a"}), uuid({"call", "service", "R1a"})); }

TEST(AppendNameUuid, GivesAnotherIdForOtherPartsAndOtherBorders) {
    std::set<std::string> const ids{uuid({"ab", "c"}), uuid({"a", "bc"}), uuid({"abc"}), uuid({"abc", ""}), uuid({"", "abc"}), uuid({})};

    EXPECT_EQ(ids.size(), 6U);
}

TEST(AppendNameUuid, WritesVersionFiveInLowerCase) {
    std::regex const form{"[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"};

    EXPECT_TRUE(std::regex_match(uuid({"call", "service", "R1a"}), form)) << uuid({"call", "service", "R1a"});
}

TEST(AppendNameUuid, AppendsAndStaysTheSameForEver) {
    std::string out = "id=";
    append_name_uuid(out, {"d1577c69-dfbe-44ad-ba6d-3e05e953b2ea", "oms-patient-view", "R1a"});

    EXPECT_EQ(out, "id=cc086dc3-52dd-58d3-b648-d3d3aa0cef0a");
}

}  // namespace
}  // namespace oms
