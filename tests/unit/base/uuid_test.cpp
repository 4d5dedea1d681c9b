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

struct length_row {
    std::size_t size;
    char const* id;
};
class NameUuidByLength : public testing::TestWithParam<length_row> {};

// From Python as above. SHA-1 takes blocks of 64 bytes: 20 stand in front of the name, 9 at least behind it.
TEST_P(NameUuidByLength, StaysTheSameForEver) {
    std::string const name(GetParam().size, 'a');

    EXPECT_EQ(to_string(name_uuid({name})), GetParam().id);
}

INSTANTIATE_TEST_SUITE_P(BothSidesOfABlock, NameUuidByLength,
                         testing::Values(length_row{0, "85504f96-8290-55fc-b2e7-668606351251"},
                                         length_row{35, "f22272ea-2d9a-5426-9db0-bebd95749719"},
                                         length_row{36, "eb64b9b9-cdc0-59a2-8f35-c03e6a5e51a2"},
                                         length_row{43, "a48439a2-9798-5d48-900a-fa79e2c0b079"},
                                         length_row{44, "0e52883f-69f2-5d80-955d-f59b22779cb4"},
                                         length_row{99, "834eef6a-e527-52a1-8b0e-876f708ddf2b"},
                                         length_row{100, "069a01c2-b8dc-5c18-89c3-90ad3f40343d"},
                                         length_row{1000, "52d63612-41bc-5a2d-903b-37b57143e62d"}),
                         [](auto const& p) { return std::to_string(p.param.size); });

TEST(PreparedName, GivesInEachSpaceWhatItsPartsGive) {
    prepared_name const short_name{"urine"}, long_name{std::string(200, 'a'), "b"};
    for (auto const of : {"one", "other"}) {
        uuid const space = name_uuid({of});
        EXPECT_EQ(short_name.in(space), name_uuid(space, {"urine"}));
        EXPECT_EQ(long_name.in(space), name_uuid(space, {std::string(200, 'a'), "b"}));
    }
}

struct form_row {
    char const* name;
    char const* text;
    bool is_one;
};
class IsUuid : public testing::TestWithParam<form_row> {};

TEST_P(IsUuid, JudgesTheFormAlone) { EXPECT_EQ(is_uuid(GetParam().text), GetParam().is_one); }

INSTANTIATE_TEST_SUITE_P(Rfc4122, IsUuid,
                         testing::Values(form_row{"LowerCase", "d1577c69-dfbe-44ad-ba6d-3e05e953b2ea", true},
                                         form_row{"UpperCase", "D1577C69-DFBE-44AD-BA6D-3E05E953B2EA", true},
                                         form_row{"Empty", "", false}, form_row{"TooShort", "d1577c69-dfbe-44ad-ba6d-3e05e953b2e", false},
                                         form_row{"TooLong", "d1577c69-dfbe-44ad-ba6d-3e05e953b2eaa", false},
                                         form_row{"NoDash", "d1577c69xdfbe-44ad-ba6d-3e05e953b2ea", false},
                                         form_row{"DashTooMany", "d1577c69-dfbe-44ad-ba6d-3e05e953b2-a", false},
                                         form_row{"NotHex", "g1577c69-dfbe-44ad-ba6d-3e05e953b2ea", false},
                                         form_row{"Words", "Jane Doe 2020-01-01 is a child of 5 y", false}),
                         [](auto const& p) { return p.param.name; });

}  // namespace
}  // namespace oms
