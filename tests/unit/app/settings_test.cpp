#include <oms/app/settings.hpp>  // first, so that the header is proved alone

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace oms::app {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::StartsWith;

auto from_toml(std::string_view text) { return read_settings({.file = "oms.toml", .toml = text, .environment = {}, .flags = {}}); }

auto from_environment(std::string const& name, std::string const& value) {
    return read_settings({.file = {}, .toml = {}, .environment = {{name, value}}, .flags = {}});
}

/// The one fault of a reading that must fail.
fault only_fault(checked<settings> const& got) {
    EXPECT_FALSE(got);
    if (got || got.error().size() != 1) {
        ADD_FAILURE() << "faults: " << (got ? 0 : got.error().size());
        return {};
    }
    EXPECT_EQ(got.error().front().code, errc::bad_settings);
    return got.error().front();
}

// ---- defaults ----

TEST(ReadSettings, GivesTheDefaultsOfTheContract) {
    auto const s = read_settings({});
    ASSERT_TRUE(s);
    EXPECT_EQ(s->listen, "127.0.0.1:8080");
    EXPECT_EQ(s->auth.mode, "required");
    EXPECT_EQ(s->limits.body_bytes, 32 << 20);
    EXPECT_EQ(s->limits.header_bytes, 16 << 10);
    EXPECT_EQ(s->limits.json_depth, 64);
    EXPECT_EQ(s->limits.connections, 4096);
    EXPECT_THAT(s->services.hooks, ElementsAre("patient-view", "problem-list-item-create", "encounter-start", "encounter-discharge",
                                               "order-select", "order-sign"));
    EXPECT_EQ(s->services.cds_hooks_version, "2.0");
    EXPECT_TRUE(s->services.lenient);
    EXPECT_FALSE(s->dev);
    EXPECT_TRUE(replaced_constants(*s).empty());
    EXPECT_TRUE(replaced_templates(*s).empty());
}

// ---- every number, both sides of its range ----

struct range_row {
    char const* key;
    long long low, high;
};
void PrintTo(range_row const& r, std::ostream* out) { *out << r.key; }

std::string in_its_table(std::string const& key, std::string const& value) {
    auto const dot = key.rfind('.');
    if (dot == std::string::npos) return key + " = " + value + "\n";
    return "[" + key.substr(0, dot) + "]\n" + key.substr(dot + 1) + " = " + value + "\n";
}

class ReadSettingsNumber : public testing::TestWithParam<range_row> {};

TEST_P(ReadSettingsNumber, TakesBothEndsAndNothingBeyond) {
    auto const& [key, low, high] = GetParam();
    for (auto const number : {low, high}) EXPECT_TRUE(from_toml(in_its_table(key, std::to_string(number)))) << key << " = " << number;
    for (auto const number : {low - 1, high + 1}) {
        auto const f = only_fault(from_toml(in_its_table(key, std::to_string(number))));
        EXPECT_THAT(f.where, HasSubstr(key));
        EXPECT_THAT(f.note, HasSubstr("must be from " + std::to_string(low)));
        EXPECT_THAT(f.note, HasSubstr(std::to_string(high)));
        EXPECT_EQ(only_fault(from_environment(variable_of(key), std::to_string(number))).where, variable_of(key));
    }
}

TEST_P(ReadSettingsNumber, TakesNoOtherType) {
    for (char const* value : {"\"5\"", "5.5", "true", "[5]", "{}", "2020-01-01"}) {
        auto const f = only_fault(from_toml(in_its_table(GetParam().key, value)));
        EXPECT_THAT(f.note, HasSubstr("whole number")) << GetParam().key << " = " << value;
    }
    for (char const* value : {"", " 5", "5 ", "5.0", "five", "99999999999999999999"})
        EXPECT_THAT(only_fault(from_environment(variable_of(GetParam().key), value)).note, HasSubstr("whole number")) << value;
}

INSTANTIATE_TEST_SUITE_P(ProductPage4, ReadSettingsNumber,
                         testing::Values(range_row{"threads", 0, 1024}, range_row{"auth.max_token_lifetime_s", 60, 86400},
                                         range_row{"auth.clock_skew_s", 0, 600}, range_row{"policy.lookback", 1, 3650},
                                         range_row{"policy.stale_list", 1, 36500}, range_row{"policy.new_onset", 1, 3650},
                                         range_row{"policy.pair_gap", 0, 3650}, range_row{"policy.fresh_neg_o", 0, 365},
                                         range_row{"policy.toxic_gap", 0, 365}, range_row{"policy.episode_pad", 0, 365},
                                         range_row{"policy.repeat_after", 1, 3650}, range_row{"cors.max_age_s", 0, 86400},
                                         range_row{"limits.body_bytes", 1024, 1 << 30}, range_row{"limits.header_bytes", 1024, 1 << 20},
                                         range_row{"limits.json_depth", 16, 512}, range_row{"limits.connections", 1, 65536},
                                         range_row{"limits.header_s", 1, 600}, range_row{"limits.body_s", 1, 600},
                                         range_row{"limits.idle_s", 1, 3600}, range_row{"limits.drain_s", 0, 600},
                                         range_row{"log.flush_ms", 1, 10000}),
                         [](auto const& p) {
                             std::string name = p.param.key;
                             for (char& c : name)
                                 if (c == '.') c = '_';
                             return name;
                         });

// ---- texts, lists, switches ----

struct value_row {
    char const* toml;
    char const* note;  // part of the fault's note; empty: taken
};

constexpr value_row value_rows[] = {
    {"listen = \"[::1]:0\"", ""},
    {"listen = \"localhost:80\"", ""},
    {"listen = 8080", "must be a text"},
    {"listen = \"8080\"", "ADDRESS:PORT"},
    {"public_url = \"https://cds.example.org/oms\"", ""},
    {"public_url = \"cds.example.org\"", "https://"},
    {"auth.mode = \"on\"", "required off"},
    {"auth.mode = \"required off\"", "required off"},
    {"auth.mode = \"\"", "required off"},
    {"auth.mode = \"off\"", ""},
    {"auth.i_know_this_is_open = 1", "true or false"},
    {"services.hooks = []", ""},
    {"services.hooks = [\"patient-view\"]", ""},
    {"services.hooks = \"patient-view\"", "list of texts"},
    {"services.hooks = [1]", "list of texts"},
    {"services.hooks = [\"patient-vue\"]", "patient-view"},
    {"services.silent = [\"oms-patient-view\"]", ""},
    {"services.on_missing_data = \"info-card\"", ""},
    {"services.on_missing_data = \"cards\"", "info-card"},
    {"services.lenient = false", ""},
    {"services.cds_hooks_version = \"\"", ""},
    {"services.cds_hooks_version = \"2.0.1\"", ""},
    {"services.cds_hooks_version = \"2\"", "major.minor"},
    {"services.cds_hooks_version = \"2..1\"", "major.minor"},
    {"services.cds_hooks_version = \"2.0.1.0\"", "major.minor"},
    {"services.cds_hooks_version = \"2.x\"", "major.minor"},
    {"services.cds_hooks_version = 2.0", "must be a text"},
    {"services.prefetch.observations = \"Observation?patient={{context.patientId}}&category=exam\"", ""},
    {"cors.origins = [\"https://ehr.example.org\"]", ""},
    {"cors.origins = [\"*\"]", "scheme://host"},
    {"fhir.allow_http = true", ""},
    {"log.level = \"debug\"", ""},
    {"log.level = \"loud\"", "debug info"},
    {"log.format = \"json\"", ""},
    {"log.audit_file = \"audit.log\"", ""},
    {"log.audit_file = \"a\\u0000b\"", "NUL"}};

TEST(ReadSettings, TakesOnlyTheValuesOfTheTable) {
    for (auto const& [toml, note] : value_rows) {
        auto const got = from_toml(toml);
        if (*note == '\0')
            EXPECT_TRUE(got) << toml << ": " << (got ? "" : got.error().front().note);
        else
            EXPECT_THAT(only_fault(got).note, HasSubstr(note)) << toml;
    }
}

// ---- what this version does not have ----

TEST(ReadSettings, NeverIgnoresAFeatureItDoesNotHave) {
    for (char const* toml : {"feedback.store = \"sqlite:other.db\"", "feedback.keep_comments = true", "feedback.snooze_days = 7",
                             "metrics.listen = \"127.0.0.1:9100\""})
        EXPECT_THAT(only_fault(from_toml(toml)).note, HasSubstr("not available in this version")) << toml;
}

TEST(ReadSettings, TakesTheDefaultOrOffOfAFeatureItDoesNotHave) {
    for (char const* toml : {"feedback.enabled = false", "feedback.store = \"none\"", "feedback.store = \"sqlite:oms-cds.db\"",
                             "metrics.listen = \"\"", "clients = []"})
        EXPECT_TRUE(from_toml(toml)) << toml;
}

TEST(ReadSettings, ChecksTypeAndRangeBeforeAvailability) {
    EXPECT_THAT(only_fault(from_toml("[fhir]\ndeadline_ms = 1")).note, HasSubstr("must be from 10"));
    EXPECT_THAT(only_fault(from_toml("[fhir]\ndeadline_ms = \"x\"")).note, HasSubstr("whole number"));
}

// ---- unknown names ----

struct unknown_row {
    char const* toml;
    char const* where;
    char const* nearest;
};

TEST(ReadSettings, NamesLineAndNearestKeyOfAnUnknownOne) {
    for (auto const& [toml, where, nearest] :
         {unknown_row{"\nlisen = \"x\"", "oms.toml:2: lisen", "did you mean listen?"},
          unknown_row{"[limits]\nbody_byte = 1", "oms.toml:2: limits.body_byte", "did you mean limits.body_bytes?"},
          unknown_row{"body_bytes = 1", "oms.toml:1: body_bytes", "did you mean limits.body_bytes?"},
          unknown_row{"[limit]\nbody_bytes = 4096", "oms.toml:1: limit", "unknown key"},
          unknown_row{"[services.prefetch]\nobservation = \"x\"", "oms.toml:2: services.prefetch.observation",
                      "services.prefetch.observations?"},
          unknown_row{"quite_another = 1", "oms.toml:1: quite_another", "--print-config"}}) {
        auto const f = only_fault(from_toml(toml));
        EXPECT_EQ(f.where, where);
        EXPECT_THAT(f.note, HasSubstr(nearest)) << toml;
    }
}

TEST(ReadSettings, NamesTheNearestVariableOfAnUnknownOne) {
    EXPECT_THAT(only_fault(from_environment("OMS_CDS_LISEN", "x")).note, HasSubstr("OMS_CDS_LISTEN"));
    EXPECT_EQ(only_fault(from_environment("OMS_CDS_LISEN", "x")).where, "OMS_CDS_LISEN");
}

TEST(ReadSettings, PassesOverVariablesThatAreNotItsOwn) {
    for (char const* name : {"PATH", "OMS_CDS", "OMS_CDS_NOW", "OMS_CDS_SERVICE_HOST", "OMS_CDS_SERVICE_PORT_HTTP", "OMS_CDS_PORT",
                             "OMS_CDS_PORT_8080_TCP_ADDR"})
        EXPECT_TRUE(from_environment(name, "10.0.0.1")) << name;
}

TEST(ReadSettings, TellsATableFromAValue) {
    EXPECT_THAT(only_fault(from_toml("limits = 5")).note, HasSubstr("is a table: write [limits]"));
    EXPECT_THAT(only_fault(from_toml("[listen]\nport = 5")).note, HasSubstr("must be a text"));
    EXPECT_THAT(only_fault(from_toml("clients = 5")).note, HasSubstr("write [[clients]]"));
    EXPECT_FALSE(from_toml("clients = [5]"));
}

TEST(ReadSettings, NamesTheLineOfWhatIsNoToml) {
    auto const f = only_fault(from_toml("listen = \"127.0.0.1:80\"\n[limits\n"));
    EXPECT_THAT(f.where, StartsWith("oms.toml:2"));
    EXPECT_THAT(f.note, StartsWith("not TOML: "));
    EXPECT_THAT(only_fault(from_toml("threads = 1\nthreads = 2")).note, StartsWith("not TOML: "));
    EXPECT_FALSE(from_toml(std::string_view{"\xFF\xFE\0", 3}));
}

TEST(ReadSettings, RefusesCharactersBeyondAsciiOutsideQuotesAndComments) {
    for (char const* text : {"threads = 1\n[a \u01cb]", "threads = 1\n\u00e9", "# it's\nx = \"\\\"\" \u00e9", "\nx = ''''' \u00e9",
                             "x = \"\"\"\n\"\"\"\"\" \u00e9", "x = \"\"\"\\\n\"\"\" \u00e9"})
        EXPECT_THAT(only_fault(from_toml(text)).where, StartsWith("oms.toml:2")) << text;
    auto const s = from_toml(
        "\uFEFF# \u00e9\nprofiles = '\u00e9' # it's \u00e9\npublic_url = \"\"\n"
        "log.audit_file = \"\"\"\"\u00e9\\\"\n\u00e9\"\"\"\"\"");
    ASSERT_TRUE(s) << to_string(s.error().front());
    EXPECT_EQ(s->profiles, "\u00e9");
    EXPECT_EQ(s->log.audit_file, "\"\u00e9\"\n\u00e9\"\"");
}

TEST(ReadSettings, ReportsTableNamesThatBeginWithNothingOfAName) {
    for (char const* text : {"[,a]", "[[[b]]]", "[=", "[["})
        EXPECT_THAT(only_fault(from_toml(text)).note, StartsWith("not TOML: ")) << text;
}

TEST(ReadSettings, FindsEveryFaultInOneGo) {
    auto const got = from_toml("threads = -1\nlisen = 1\n[limits]\nidle_s = \"x\"\ndrain_s = 601\n");
    ASSERT_FALSE(got);
    std::vector<std::string> places;
    for (auto const& f : got.error()) places.push_back(f.where);
    EXPECT_THAT(places, ElementsAre("oms.toml:1: threads", "oms.toml:2: lisen", "oms.toml:4: limits.idle_s", "oms.toml:5: limits.drain_s"));
}

// ---- precedence ----

TEST(ReadSettings, LetsVariablesOverrideTheFileAndFlagsBoth) {
    std::string_view const toml = "listen = \"127.0.0.1:1\"\npublic_url = \"https://file.example.org\"\nthreads = 1";
    auto const s =
        read_settings({.file = "oms.toml",
                       .toml = toml,
                       .environment = {{"OMS_CDS_LISTEN", "127.0.0.1:2"}, {"OMS_CDS_PUBLIC_URL", "https://variable.example.org"}},
                       .flags = {{"listen", "127.0.0.1:3"}}});
    ASSERT_TRUE(s);
    EXPECT_EQ(s->listen, "127.0.0.1:3");
    EXPECT_EQ(s->public_url, "https://variable.example.org");
    EXPECT_EQ(s->threads, 1);
}

TEST(ReadSettings, ReadsEveryTypeFromAVariable) {
    EXPECT_EQ(from_environment("OMS_CDS_LIMITS_IDLE_S", "5")->limits.idle_s, 5);
    EXPECT_FALSE(from_environment("OMS_CDS_SERVICES_LENIENT", "false")->services.lenient);
    EXPECT_THAT(from_environment("OMS_CDS_SERVICES_HOOKS", "patient-view,order-sign")->services.hooks,
                ElementsAre("patient-view", "order-sign"));
    EXPECT_TRUE(from_environment("OMS_CDS_SERVICES_HOOKS", "")->services.hooks.empty());
    EXPECT_EQ(from_environment("OMS_CDS_POLICY_LOOKBACK", "90")->policy.lookback, 90);
    EXPECT_EQ(from_environment("OMS_CDS_SERVICES_PREFETCH_SERVICEREQUESTS", "ServiceRequest?patient={{context.patientId}}")
                  ->services.prefetch.service_requests,
              "ServiceRequest?patient={{context.patientId}}");
    EXPECT_THAT(only_fault(from_environment("OMS_CDS_SERVICES_LENIENT", "yes")).note, HasSubstr("true or false"));
}

TEST(ReadSettings, NamesTheFlagThatIsWrong) {
    auto const f = only_fault(read_settings({.file = {}, .toml = {}, .environment = {}, .flags = {{"public_url", "x"}}}));
    EXPECT_EQ(f.where, "--public-url");
}

// ---- openness ----

struct open_row {
    char const* listen;
    char const* mode;
    bool known_open;
    bool dev;
    bool starts;
};

TEST(ReadSettings, ServesWithoutAuthenticationOnlyWhereThatWasWanted) {
    for (auto const& row :
         {open_row{"127.0.0.1:80", "required", false, false, true}, open_row{"0.0.0.0:80", "required", false, false, true},
          open_row{"127.0.0.1:80", "off", false, false, true}, open_row{"[::1]:80", "off", false, false, true},
          open_row{"0.0.0.0:80", "off", false, false, false}, open_row{"[::]:80", "off", false, false, false},
          open_row{"10.1.2.3:80", "off", true, false, true}, open_row{"127.0.0.1:80", "required", false, true, true},
          open_row{"0.0.0.0:80", "required", false, true, false}, open_row{"0.0.0.0:80", "off", true, true, false}}) {
        auto const got = read_settings(
            {.file = {},
             .toml = {},
             .environment = {{"OMS_CDS_AUTH_MODE", row.mode},
                             {"OMS_CDS_AUTH_I_KNOW_THIS_IS_OPEN", row.known_open ? "true" : "false"},
                             {"OMS_CDS_TLS_BEHIND_PROXY", "true"}},
             .flags = {{"listen", row.listen}},
             .dev = row.dev});
        EXPECT_EQ(static_cast<bool>(got), row.starts) << row.listen << " " << row.mode << " " << row.known_open << " " << row.dev;
    }
}

TEST(ReadSettings, TurnsTheDevProfileOnOnlyByItsFlag) {
    auto const dev = read_settings({.file = {}, .toml = {}, .environment = {}, .flags = {}, .dev = true});
    ASSERT_TRUE(dev);
    EXPECT_EQ(dev->auth.mode, "off");
    EXPECT_EQ(dev->feedback.store, "none");
    EXPECT_FALSE(from_toml("dev = true"));
    EXPECT_FALSE(from_environment("OMS_CDS_DEV", "true"));
}

TEST(ReadSettings, RefusesASilentServiceThatMustShowACard) {
    EXPECT_EQ(only_fault(from_toml("[services]\nsilent = [\"oms-patient-view\"]\non_missing_data = \"info-card\"")).where,
              "services.silent");
}

// ---- printing ----

TEST(WriteSettings, IsReadBackToTheSameSettings) {
    auto const odd = from_toml(
        "listen = \"[::1]:9\"\npublic_url = \"https://h/p\"\nprofiles = \"a \\\"b\\\\ \\u0007 \\u00e9\"\nthreads = 3\n"
        "[services]\nhooks = [\"patient-view\"]\nlenient = false\n[services.prefetch]\npatient = \"Patient/{{context.patientId}}\"\n"
        "[policy]\nlookback = 90\n[limits]\nbody_bytes = 5000\n[feedback]\nenabled = false\nstore = \"none\"\n");
    ASSERT_TRUE(odd);
    for (auto const& s : {settings{}, *odd}) {
        std::string const printed = write_settings(s);
        auto const again = from_toml(printed);
        ASSERT_TRUE(again) << printed;
        EXPECT_EQ(write_settings(*again), printed);
        EXPECT_EQ(again->profiles, s.profiles);
        EXPECT_EQ(again->limits.body_bytes, s.limits.body_bytes);
        EXPECT_EQ(again->services.hooks, s.services.hooks);
        EXPECT_EQ(again->policy.lookback, s.policy.lookback);
        EXPECT_EQ(again->services.prefetch.patient, s.services.prefetch.patient);
    }
}

/// Whatever the flags: with them, what was printed is read and printed as it is.
TEST(WriteSettings, IsReadBackWithTheSameFlags) {
    using flags = std::vector<std::pair<std::string, std::string>>;
    for (bool const dev : {false, true})
        for (auto const& given : {flags{}, flags{{"listen", "[::1]:9"}}, flags{{"cors.origins", "https://a.example,https://b.example"}}}) {
            auto const with = [&](std::string_view toml) {
                return read_settings({.file = "oms.toml", .toml = toml, .environment = {}, .flags = given, .dev = dev});
            };
            auto const first = with("[cors]\norigins = [\"https://file.example\"]\n");
            ASSERT_TRUE(first);
            std::string const printed = write_settings(*first);
            auto const again = with(printed);
            ASSERT_TRUE(again) << to_string(again.error().front()) << "\n" << printed;
            EXPECT_EQ(write_settings(*again), printed);
        }
}

TEST(WriteSettings, SaysUnitRangeDefaultAndReason) {
    std::string const printed = write_settings({});
    EXPECT_THAT(printed, HasSubstr("# Between two requests of a connection.\n#   1 to 3600 s; default: 60 s\nidle_s = 60\n"));
    EXPECT_THAT(printed, HasSubstr("33554432 bytes (32 MiB)"));
    EXPECT_THAT(printed, HasSubstr("not available in this version"));
    EXPECT_THAT(printed, HasSubstr("\n# lookback =\n"));
}

TEST(WriteSettings, HidesSecrets) {
    settings s;
    s.feedback.store = "postgresql://oms:geheim@db/oms";
    EXPECT_THAT(write_settings(s), HasSubstr("store = \"***\""));
    EXPECT_THAT(write_settings(s), testing::Not(HasSubstr("geheim")));
}

TEST(ReplacedConstants, GivesOnlyThoseThatWereSet) {
    auto const s = from_toml("[policy]\npair_gap = 0\nrepeat_after = 30");
    ASSERT_TRUE(s);
    EXPECT_THAT(replaced_constants(*s), ElementsAre(testing::Pair("pair_gap", 0), testing::Pair("repeat_after", 30)));
}

TEST(ReplacedTemplates, GivesOnlyThoseThatWereSet) {
    auto const s = from_toml("[services.prefetch]\nserviceRequests = \"ServiceRequest?patient={{context.patientId}}&_count=50\"");
    ASSERT_TRUE(s);
    EXPECT_THAT(replaced_templates(*s),
                ElementsAre(testing::Pair("serviceRequests", "ServiceRequest?patient={{context.patientId}}&_count=50")));
}

}  // namespace
}  // namespace oms::app
