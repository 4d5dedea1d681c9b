#include <oms/app/commands.hpp>  // first, so that the header is proved alone

#include "folder.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

// What commands print and do is tested with the built program, tests/cli.
namespace oms::app {
namespace {

using testing::HasSubstr;

environment plain() {
    return {.program = "/nowhere/oms-cds", .variables = {}, .now = [] { return instant{}; }};
}

TEST(Run, GivesTheExitStatusOfTheContract) {
    for (auto const& [arguments, status] :
         std::vector<std::pair<std::vector<char const*>, int>>{{{"--version"}, done},
                                                               {{"--help"}, done},
                                                               {{"no-such-command"}, wrong_usage},
                                                               {{"serve", "--listen", "x"}, wrong_usage},
                                                               {{"serve", "--dev", "--listen", "0.0.0.0:0"}, wrong_usage},
                                                               {{"check", "--config", "no-such-file"}, wrong_usage},
                                                               {{"check"}, not_evaluated},
                                                               {{"evaluate", "x.json"}, cannot_serve},
                                                               {{"serve", "--dev"}, cannot_serve}})
        EXPECT_EQ(run(arguments, plain()), status) << arguments.front();
}

TEST(SettingsFor, ReadsTheFileThatWasNamed) {
    folder const dir{{{"oms.toml", "threads = 3\nlisten = \"127.0.0.1:1\""}}};
    auto env = plain();
    env.variables = {{"OMS_CDS_LISTEN", "127.0.0.1:2"}, {"PATH", "/bin"}};
    auto const s = settings_for({.config = (dir.path() / "oms.toml").string(), .flags = {}}, env);
    ASSERT_TRUE(s);
    EXPECT_EQ(s->threads, 3);
    EXPECT_EQ(s->listen, "127.0.0.1:2");
}

TEST(SettingsFor, NamesAFileThatCannotBeRead) {
    folder const dir{{}};
    for (auto const& name : {dir.path() / "gone.toml", dir.path()}) {
        auto const s = settings_for({.config = name.string(), .flags = {}}, plain());
        ASSERT_FALSE(s);
        EXPECT_EQ(s.error()[0].code, errc::bad_settings);
        EXPECT_EQ(s.error()[0].where, name.string());
    }
}

TEST(Say, WritesOneLineToStandardErrorAndNothingToStandardOutput) {
    testing::internal::CaptureStderr();
    testing::internal::CaptureStdout();
    say(std::vector<fault>{{errc::bad_settings, "--listen", "is wrong"}, {errc::bad_knowledge, "rules/oms.json", "is wrong too"}});
    say("a word");
    EXPECT_EQ(testing::internal::GetCapturedStderr(),
              "oms-cds: --listen: is wrong (bad_settings)\noms-cds: rules/oms.json: is wrong too (bad_knowledge)\noms-cds: a word\n");
    EXPECT_EQ(testing::internal::GetCapturedStdout(), "");
}

TEST(SayFirst, SaysTenOfManyAndHowManyMore) {
    testing::internal::CaptureStderr();
    say_first(std::vector<fault>(13, {errc::bad_knowledge, "x", "y"}));
    auto const said = testing::internal::GetCapturedStderr();
    EXPECT_EQ(std::count(said.begin(), said.end(), '\n'), 11);
    EXPECT_THAT(said, HasSubstr("and 3 more; oms-cds check says all of them"));
}

}  // namespace
}  // namespace oms::app
