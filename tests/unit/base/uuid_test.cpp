#include <oms/base/uuid.hpp>  // first, so that the header is proved alone

#include <gtest/gtest.h>

#include <regex>
#include <set>
#include <string>

namespace oms {
namespace {

TEST(NameUuid, GivesTheSameIdForTheSameParts) { EXPECT_EQ(name_uuid({"call", "service", "R1a"}), name_uuid({"call", "service", "R1a"})); }

TEST(NameUuid, GivesAnotherIdForOtherPartsOtherBordersAndAnotherSpace) {
    uuid const space = name_uuid({"space"});
    std::set<std::string> const ids{to_string(name_uuid({"ab", "c"})), to_string(name_uuid({"a", "bc"})), to_string(name_uuid({"abc"})),
                                    to_string(name_uuid({"abc", ""})), to_string(name_uuid({"", "abc"})), to_string(name_uuid({})),
                                    to_string(name_uuid(space, {"abc"}))};

    EXPECT_EQ(ids.size(), 7U);
}

TEST(NameUuid, IsWrittenAsVersionFiveInLowerCase) {
    std::regex const form{"[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"};

    uuid const id = name_uuid({"call", "service", "R1a"});
    EXPECT_TRUE(std::regex_match(to_string(id), form));
    auto const characters = characters_of(id);
    EXPECT_EQ(std::string(characters.begin(), characters.end()), to_string(id));
    std::string behind = "id ";
    append_text(behind, id);
    EXPECT_EQ(behind, "id " + to_string(id));
}

// The value comes from Python's hashlib and uuid: SHA-1 over the name space and each part behind its length.
TEST(NameUuid, StaysTheSameForEver) {
    uuid const id = name_uuid({"d1577c69-dfbe-44ad-ba6d-3e05e953b2ea", "oms-patient-view", "R1a"});

    EXPECT_EQ(to_string(id), "cc086dc3-52dd-58d3-b648-d3d3aa0cef0a");
}

}  // namespace
}  // namespace oms
