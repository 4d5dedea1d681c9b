#include <oms/app/arguments.hpp>  // first, so that the header is proved alone

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace oms::app {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::Pair;

command read(std::vector<char const*> const& arguments) { return read_arguments(arguments); }

template <class Command>
Command expect(std::vector<char const*> const& arguments) {
    auto got = read(arguments);
    if (auto* const wanted = std::get_if<Command>(&got)) return std::move(*wanted);
    ADD_FAILURE() << "another command" << (got.index() == 0 ? ": " + std::get<notice>(got).text : "");
    return {};
}

TEST(ReadArguments, TakesFlagsAsSettings) {
    auto const serve = expect<serve_arguments>(
        {"serve", "--config", "oms.toml", "--listen", "127.0.0.1:0", "--public-url=https://h/p", "--profiles", "dir", "--store", "none"});
    EXPECT_EQ(serve.from.config, "oms.toml");
    EXPECT_THAT(serve.from.flags, ElementsAre(Pair("listen", "127.0.0.1:0"), Pair("public_url", "https://h/p"), Pair("profiles", "dir"),
                                              Pair("feedback.store", "none")));
    EXPECT_FALSE(serve.from.dev);
    EXPECT_FALSE(serve.print_config);
}

TEST(ReadArguments, KeepsSettingsThatWereNotGivenOut) {
    EXPECT_TRUE(expect<serve_arguments>({"serve"}).from.flags.empty());
    EXPECT_TRUE(expect<serve_arguments>({"serve", "--dev"}).from.dev);
    EXPECT_TRUE(expect<serve_arguments>({"serve", "--print-config"}).print_config);
    EXPECT_TRUE(expect<check_arguments>({"check"}).from.flags.empty());
    EXPECT_TRUE(expect<check_arguments>({"check", "--accept"}).accept);
}

TEST(ReadArguments, KeepsFilesInTheirOrder) {
    auto const evaluate = expect<evaluate_arguments>({"evaluate", "--as-of", "2026-11-20", "b.json", "-", "--patient", "kid-1", "a.json"});
    EXPECT_THAT(evaluate.files, ElementsAre("b.json", "-", "a.json"));
    EXPECT_EQ(evaluate.as_of, "2026-11-20");
    EXPECT_EQ(evaluate.from_server.patient, "kid-1");
    EXPECT_FALSE(evaluate.format);
}

TEST(ReadArguments, TakesAFileThatLooksLikeAFlagBehindTwoDashes) {
    EXPECT_THAT(expect<evaluate_arguments>({"evaluate", "--", "--chart.json"}).files, ElementsAre("--chart.json"));
}

TEST(ReadArguments, KnowsThreeFormats) {
    EXPECT_EQ(expect<evaluate_arguments>({"evaluate", "--format", "assessment", "a"}).format, output_format::assessment);
    EXPECT_EQ(expect<evaluate_arguments>({"evaluate", "--format=card", "a"}).format, output_format::card);
    EXPECT_EQ(expect<evaluate_arguments>({"evaluate", "a", "--format", "text"}).format, output_format::text);
}

TEST(ReadArguments, TakesAPatientOfAServer) {
    auto const evaluate = expect<evaluate_arguments>({"evaluate", "--fhir", "https://h/fhir", "--patient", "kid-1", "--token-file", "t"});
    EXPECT_EQ(evaluate.from_server.fhir, "https://h/fhir");
    EXPECT_EQ(evaluate.from_server.patient, "kid-1");
    EXPECT_EQ(evaluate.from_server.token_file, "t");
    auto const request = expect<request_arguments>({"request", "--fhir", "https://h/fhir", "--patient", "kid-1", "--profiles", "p"});
    EXPECT_EQ(request.hook, "patient-view");
    EXPECT_EQ(request.user, "Practitioner/oms-cds");
    EXPECT_THAT(request.from.flags, ElementsAre(Pair("profiles", "p")));
    EXPECT_EQ(
        expect<request_arguments>({"request", "--fhir", "f", "--patient", "p", "--hook", "order-sign", "--user", "Practitioner/7"}).user,
        "Practitioner/7");
}

struct misuse_row {
    std::vector<char const*> arguments;
    char const* says;
};

TEST(ReadArguments, NamesWhatIsWrongAndTheHelpForIt) {
    for (auto const& [arguments, says] :
         {misuse_row{{}, "needs a command"}, misuse_row{{"serv"}, "serv"}, misuse_row{{"serve", "extra"}, "extra"},
          misuse_row{{"serve", "--listne", "x"}, "--listne"}, misuse_row{{"serve", "--listen"}, "--listen"},
          misuse_row{{"evaluate"}, "needs a FILE"}, misuse_row{{"evaluate", "-", "a", "-"}, "only once"},
          misuse_row{{"evaluate", "--patient", "", "a"}, "--patient needs a value"},
          misuse_row{{"evaluate", "--as-of", "", "a"}, "--as-of needs a value"},
          misuse_row{{"serve", "--config", ""}, "--config needs a value"},
          misuse_row{{"evaluate", "--format", "xml", "a"}, "assessment, card or text"},
          misuse_row{{"evaluate", "--fhir", "https://f", "--patient", "x", "a"}, "not both"},
          misuse_row{{"evaluate", "--fhir", "https://f"}, "needs --patient"},
          misuse_row{{"evaluate", "--fhir", "", "--patient", "x"}, "--fhir needs a value"},
          misuse_row{{"evaluate", "--token-file", "t", "a"}, "name it with --fhir"},
          misuse_row{{"request", "--fhir", "https://f"}, "needs --patient"}, misuse_row{{"request", "--patient", "x"}, "needs --fhir"},
          misuse_row{{"request", "--fhir", "https://f", "--patient", "x", "--hook", ""}, "--hook needs a value"},
          misuse_row{{"screen"}, "screen is not available in this version"},
          misuse_row{{"replay", "a"}, "replay is not available in this version"},
          misuse_row{{"report", "--store", "none"}, "report is not available in this version"}, misuse_row{{"check", "serve"}, "serve"},
          misuse_row{{"--dev"}, "--dev"}}) {
        auto const got = expect<notice>(arguments);
        EXPECT_EQ(got.status, 2);
        EXPECT_THAT(got.text, HasSubstr(says));
        EXPECT_THAT(got.text, HasSubstr("--help"));
    }
}

TEST(ReadArguments, HelpsWithExamplesAndExitStatus) {
    for (auto const& arguments : std::vector<std::vector<char const*>>{
             {"--help"}, {"-h"}, {"serve", "--help"}, {"evaluate", "--help"}, {"request", "--help"}, {"check", "--help"}}) {
        auto const got = expect<notice>(arguments);
        EXPECT_EQ(got.status, 0);
        EXPECT_THAT(got.text, HasSubstr("Examples:\n  oms-cds "));
        EXPECT_THAT(got.text, HasSubstr("Exit status:"));
        for (char const* later : {"screen", "replay", "report"}) EXPECT_THAT(got.text, Not(HasSubstr(later)));
    }
}

TEST(ReadArguments, SaysItsVersion) {
    auto const got = expect<notice>({"--version"});
    EXPECT_EQ(got.status, 0);
    EXPECT_THAT(got.text, testing::MatchesRegex("oms-cds [0-9]+\\.[0-9]+\\.[0-9]+\n"));
}

}  // namespace
}  // namespace oms::app
