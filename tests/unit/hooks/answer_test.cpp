#include <oms/hooks/answer.hpp>  // first, so that the header is proved self-contained

#include "support/card_validator.hpp"
#include "support/knowledge.hpp"
#include "support/resources.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <functional>

namespace {

using namespace oms;
using namespace oms::hooks;
using fhir::resource_type;
using test::resource_of;

constexpr char const* snomed = "http://snomed.info/sct";
constexpr char const* opsoclonus = "194177006";
constexpr char const* empty_answer = R"({"cards":[]})";

enum class child { with_opsoclonus, healthy, adult, nobody };

/// A call of which all is good, to be spoilt.
struct call {
    hook_request request;
    answer_options options;
    account log;
    findings::gatherer gathered{test::knowledge().codes};
    knowledge::service_definition const& service = *test::knowledge().find("oms-patient-view");

    explicit call(child who = child::with_opsoclonus) {
        request.hook = service.hook;
        request.hook_instance = "d1577c69-dfbe-44ad-ba6d-3e05e953b2ea";
        request.user_id = "Practitioner/p-3";
        request.patient_id = "kid-1";
        for (auto const& t : service.prefetch) request.prefetch.push_back({t.key, prefetch_state::resources});
        if (who != child::nobody)
            take(resource_of{resource_type::patient, "kid-1"}.born(who == child::adult ? "1990-01-01" : "2025-01-10"));
        if (who == child::with_opsoclonus || who == child::adult)
            take(resource_of{resource_type::condition, "c1"}.code({{snomed, opsoclonus}}).onset("2026-11-10").recorded("2026-11-10"));
    }
    void take(resource_of const& r) { gathered.take(r.get(), r.entry(), test::path_named{"prefetch"}); }
    prefetch_entry& key(std::string_view name) { return *std::ranges::find(request.prefetch, name, &prefetch_entry::key); }
    void drop(std::string_view name) {
        std::erase_if(request.prefetch, [&](prefetch_entry const& r) { return r.key == name; });
    }
    result<std::string> answer() {
        instant const now = parse_instant("2026-11-20T12:00:00Z").value();
        std::string body;
        if (auto got = hooks::answer(test::knowledge(), service, request, gathered, options, now, log, body); !got) return got.error();
        EXPECT_THAT(test::violations_of(body), testing::IsEmpty()) << body;
        return body;
    }
};

bool is_card(result<std::string> const& got) { return got && got->find(R"("summary")") != std::string::npos; }

enum class outcome { card, card_with_gap, no_cards, no_data };

struct row {
    char const* name;
    child who;
    std::function<void(call&)> spoil;
    outcome want;
    std::vector<std::string> gaps{};   ///< what the account names
};

class Answer : public testing::TestWithParam<row> {};

TEST_P(Answer, SaysOnPartialDataWhatClinical2_10Says) {
    row const& want = GetParam();
    call c{want.who};
    want.spoil(c);

    auto const got = c.answer();

    EXPECT_EQ(c.log.gaps, want.gaps);
    switch (want.want) {
        case outcome::card:
        case outcome::card_with_gap: EXPECT_TRUE(is_card(got)); break;
        case outcome::no_cards: EXPECT_TRUE(got && *got == empty_answer) << (got ? *got : to_string(got.error())); break;
        case outcome::no_data:
            ASSERT_FALSE(got.has_value()) << *got;
            EXPECT_EQ(got.error().code, errc::no_data);
            for (auto const& key : want.gaps) EXPECT_NE(got.error().note.find(key), std::string::npos) << got.error().note;
    }
    EXPECT_EQ(c.log.shown, is_card(got));
    EXPECT_EQ(c.log.rule.empty(), want.want == outcome::no_data);
    if (want.want == outcome::card_with_gap) {
        call whole{want.who};
        EXPECT_NE(*whole.answer(), *got) << "the card does not say what is missing";
    }
}

constexpr auto nothing = [](call&) {};
auto drop(std::vector<std::string_view> keys) {
    return [keys = std::move(keys)](call& c) {
        for (auto const k : keys) c.drop(k);
    };
}
auto state(std::string_view key, prefetch_state s) {
    return [=](call& c) { c.key(key).state = s; };
}
auto next_link(std::string_view key) {
    return [=](call& c) { c.key(key).has_next_link = true; };
}
auto warning(std::string_view key) {
    return [=](call& c) { c.key(key).outcome_warning = true; };
}
auto name_of_row = [](auto const& p) { return std::string{p.param.name}; };
std::vector<std::string> const workup_keys{"serviceRequests", "diagnosticReports", "procedures", "imagingStudies"};

INSTANTIATE_TEST_SUITE_P(
    WholeLists, Answer,
    testing::Values(
        row{"AllThere", child::with_opsoclonus, nothing, outcome::card},
        row{"CH_RES_02_HealthyChild", child::healthy, nothing, outcome::no_cards},
        row{"CH_PF_02_NullIsKnownEmpty", child::healthy, state("observations", prefetch_state::null), outcome::no_cards},
        row{"CH_PF_01_AbsentListHealthyChild", child::healthy, drop({"observations"}), outcome::no_data, {"observations"}},
        row{"CH_PF_01_AbsentListYieldsCard", child::with_opsoclonus, drop({"observations"}), outcome::card_with_gap, {"observations"}},
        row{"CH_PF_04_OutcomeInPlaceHealthyChild",
            child::healthy,
            state("conditions", prefetch_state::failed),
            outcome::no_data,
            {"conditions"}},
        row{"CH_PF_04_OutcomeInPlaceYieldsCard",
            child::with_opsoclonus,
            state("observations", prefetch_state::failed),
            outcome::card_with_gap,
            {"observations"}},
        row{"CH_PF_10_UnreadableHealthyChild",
            child::healthy,
            state("observations", prefetch_state::unreadable),
            outcome::no_data,
            {"observations"}},
        row{"BothListsMissing",
            child::with_opsoclonus,
            drop({"conditions", "observations"}),
            outcome::no_data,
            {"conditions", "observations"}},
        row{"NoPatient", child::nobody, drop({"patient"}), outcome::no_data, {"patient"}},
        row{"CH_PF_02_NullPatient", child::nobody, state("patient", prefetch_state::null), outcome::no_data, {"patient"}},
        row{"NothingAtAll",
            child::nobody,
            drop({"patient", "conditions", "observations", "serviceRequests", "diagnosticReports", "procedures", "imagingStudies"}),
            outcome::no_data,
            {"patient", "conditions", "observations"}}),
    name_of_row);

INSTANTIATE_TEST_SUITE_P(
    Parts, Answer,
    testing::Values(
        row{"CH_PF_06_PageHealthyChild", child::healthy, next_link("conditions"), outcome::no_cards, {"conditions"}},
        row{"CH_PF_06_PageYieldsCard", child::with_opsoclonus, next_link("conditions"), outcome::card_with_gap, {"conditions"}},
        row{"CH_PF_05_WarningHealthyChild", child::healthy, warning("observations"), outcome::no_cards, {"observations"}},
        row{"CH_PF_05_WarningYieldsCard", child::with_opsoclonus, warning("observations"), outcome::card_with_gap, {"observations"}}),
    name_of_row);

INSTANTIATE_TEST_SUITE_P(
    Workup, Answer,
    testing::Values(row{"NoneSupplied", child::with_opsoclonus,
                        drop({"serviceRequests", "diagnosticReports", "procedures", "imagingStudies"}), outcome::card_with_gap,
                        workup_keys},
                    row{"OneAbsent", child::with_opsoclonus, drop({"procedures"}), outcome::card_with_gap, {"procedures"}},
                    row{"OneFailed",
                        child::with_opsoclonus,
                        state("imagingStudies", prefetch_state::failed),
                        outcome::card_with_gap,
                        {"imagingStudies"}},
                    row{"OnePaged", child::with_opsoclonus, next_link("diagnosticReports"), outcome::card_with_gap, {"diagnosticReports"}},
                    row{"OneNull", child::with_opsoclonus, state("procedures", prefetch_state::null), outcome::card},
                    row{"NoneSuppliedHealthyChild", child::healthy,
                        drop({"serviceRequests", "diagnosticReports", "procedures", "imagingStudies"}), outcome::no_cards}),
    name_of_row);

INSTANTIATE_TEST_SUITE_P(BeforeTheData, Answer,
                         testing::Values(row{"GuardAnswersAdult", child::adult, nothing, outcome::no_cards},
                                         row{"GuardAnswersBeforeGaps",
                                             child::adult,
                                             drop({"conditions", "observations"}),
                                             outcome::no_cards,
                                             {"conditions", "observations"}}),
                         name_of_row);

TEST(AnswerToAUser, IsEmptyForPatientsAndTheirProxies) {  // CH-DEC-10
    struct {
        char const* user;
        bool card;
    } const rows[] = {{"Patient/kid-1", false},   {"RelatedPerson/r-1", false},    {"https://ehr.example.org/r4/Patient/kid-1", false},
                      {"patient/kid-1", false},   {"PractitionerRole/pr-7", true}, {"https://Patient/Practitioner/p-3", true},
                      {"p-3", true}};
    for (auto const& r : rows) {
        call c;
        c.request.user_id = r.user;
        EXPECT_EQ(is_card(c.answer()), r.card) << r.user;
    }
}

TEST(AnswerToAUser, IsEmptyForProxiesEvenWithoutData) {
    call c{child::nobody};
    c.request.user_id = "RelatedPerson/r-1";
    c.request.prefetch.clear();

    EXPECT_EQ(c.answer().value(), empty_answer);
}

TEST(AnswerWithoutData, IsAnInfoCardWhereTheSettingsSaySo) {  // CH-DEC-13
    call c{child::healthy};
    c.drop("observations");
    c.options.info_card_on_missing = true;

    auto const got = c.answer();

    ASSERT_TRUE(is_card(got));
    EXPECT_NE(got->find(R"("indicator":"info")"), std::string::npos) << *got;
    EXPECT_TRUE(c.log.rule.empty());
}

TEST(AnswerOfASilentService, EvaluatesAndAccountsButShowsNothing) {  // CH-DEC-14
    call c;
    c.options.silent = true;

    EXPECT_EQ(c.answer().value(), empty_answer);
    EXPECT_EQ(c.log.rule, "R3a");
    EXPECT_FALSE(c.log.shown);
}

TEST(Answer, HasTheSameCardForTheSameCall) {  // CH-DEC-04
    EXPECT_EQ(call{}.answer().value(), call{}.answer().value());
}

TEST(Answer, SaysWhyAKeyIsMissing) {  // CH-RES-03
    call c{child::nobody};
    c.key("patient").state = prefetch_state::null;
    c.key("conditions").state = prefetch_state::failed;
    c.drop("observations");

    auto const got = c.answer();

    ASSERT_FALSE(got.has_value());
    EXPECT_NE(
        got.error().note.find("patient (null was sent), conditions (an OperationOutcome was sent in its place), observations (not sent)"),
        std::string::npos)
        << got.error().note;
}

}  // namespace
