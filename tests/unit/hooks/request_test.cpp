#include <oms/hooks/request.hpp>

#include "support/resource_dump.hpp"

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

namespace oms::hooks {
namespace {

class lines_sink : public request_sink {
public:
    std::vector<std::string> lines;

    /// Of all keys but those that say so.
    [[nodiscard]] bool asks_for(std::string_view key) const override { return !key.starts_with("unasked"); }

    void enter(list_source from, std::string_view key) override {
        static constexpr std::string_view names[] = {"root", "prefetch", "context"};
        lines.push_back("-> " + std::string(names[static_cast<std::size_t>(from)]) + " " + std::string(key));
    }
    void take(fhir::resource const& r, fhir::entry_info const& entry, fhir::element_path const& where) override {
        std::string line = where.to_string() + ": " + fhir::testing_dump::to_text(r);
        if (!entry.full_url.empty()) line.append(" @").append(entry.full_url);
        if (!entry.search_mode.empty()) line.append(" mode=").append(entry.search_mode);
        lines.push_back(std::move(line));
    }
};

std::string to_text(std::vector<prefetch_entry> const& entries) {
    static constexpr std::string_view states[] = {"null", "resources", "failed", "unreadable"};
    std::string out;
    for (prefetch_entry const& r : entries) {
        out.append(out.empty() ? "" : ", ").append(r.key).append(" ").append(states[static_cast<std::size_t>(r.state)]);
        out.append(r.has_next_link ? " next" : "").append(r.outcome_warning ? " warning" : "");
    }
    return out;
}

struct outcome {
    std::vector<std::string> lines;
    hook_request request;
    fault why{errc::internal, "", ""};
    bool accepted = false;

    bool operator==(outcome const& o) const {
        return lines == o.lines && accepted == o.accepted && to_text(request.prefetch) == to_text(o.request.prefetch) && request.hook == o.request.hook &&
               to_text(request.context_lists) == to_text(o.request.context_lists) && request.patient_id == o.request.patient_id &&
               request.selections == o.request.selections && why.code == o.why.code && why.where == o.why.where && why.note == o.why.note;
    }
    friend std::ostream& operator<<(std::ostream& out, outcome const& o) {
        for (std::string const& line : o.lines) out << '\n' << line;
        return out << '\n' << to_text(o.request.prefetch) << '\n' << (o.accepted ? "accepted" : to_string(o.why));
    }
};

outcome read(std::vector<std::string_view> const& portions, accepts what = accepts::request, reader_limits limits = {}) {
    lines_sink sink;
    request_reader reader(sink, what, limits);
    outcome got;
    got.accepted = true;
    for (std::string_view const portion : portions) {
        std::vector<char> const bytes(portion.begin(), portion.end());
        if (auto const fed = reader.feed({bytes.data(), bytes.size()}); got.accepted && !fed) {
            got.accepted = false;
            got.why = fed.error();
        }
    }
    if (got.accepted) {
        if (auto const end = reader.end(); end) {
            got.request = **end;
        } else {
            got.accepted = false;
            got.why = end.error();
        }
    }
    got.lines = std::move(sink.lines);
    return got;
}

outcome read(std::string_view text, accepts what = accepts::request) { return read(std::vector{text}, what); }

std::string const request = R"({
  "prefetch": {
    "patient": {"resourceType":"Patient","id":"kid-1","birthDate":"2025-07-10"},
    "conditions": {"entry":[
        {"resource":{"code":{"coding":[{"system":"s","code":"1"}]},"id":"c-1","subject":{"reference":"Patient/kid-1"},"resourceType":"Condition"},"fullUrl":"urn:uuid:1","search":{"mode":"match"}},
        {"search":{"mode":"outcome"},"resource":{"resourceType":"OperationOutcome","issue":[{"severity":"warning"}]}}],
      "link":[{"relation":"self","url":"u"},{"relation":"next","url":"v"}],"type":"searchset","resourceType":"Bundle","total":3},
    "nothing": null, "empty": {"resourceType":"Bundle","type":"searchset","total":0},
    "failed": {"resourceType":"OperationOutcome","issue":[{"severity":"error"}]},
    "text": "x", "list": [{"resourceType":"Patient"}], "number": 5, "untyped": {"id":"x"}
  },
  "context": {"userId":"Practitioner/p","patientId":"kid-1","encounterId":null,"selections":["ServiceRequest/d-1","x"],
    "draftOrders":{"resourceType":"Bundle","entry":[{"resource":{"resourceType":"ServiceRequest","id":"d-1"}}]}, "somethingElse":[1]},
  "fhirServer": "https://ehr.example.org/fhir", "extension": {"a":{"b":[1]}}, "user": 7,
  "fhirAuthorization": {"access_token":"t","token_type":"Bearer","expires_in":"300","scope":"patient/*.rs","subject":"me","patient":"kid-1","more":{}},
  "hookInstance": "d1577c69-dfbe-44ad-ba6d-3e05e953b2ea", "hook": "order-select"})";

TEST(RequestReader, ReadsARequestWhoseMembersStandInAnyOrder) {
    auto const got = read(request);
    ASSERT_TRUE(got.accepted) << to_string(got.why);
    EXPECT_EQ(got.lines, (std::vector<std::string>{
        "-> prefetch patient", "prefetch.patient: Patient id=kid-1 birth_date=2025-07-10", "-> root ",
        "-> prefetch conditions", "prefetch.conditions.entry[0].resource: Condition id=c-1 subject=Patient/kid-1 code=<s|1> @urn:uuid:1 mode=match",
        "prefetch.conditions.entry[1].resource: OperationOutcome severity=warning mode=outcome", "prefetch.conditions: Bundle total=3 next", "-> root ",
        "-> prefetch empty", "prefetch.empty: Bundle total=0", "-> root ", "-> prefetch failed", "prefetch.failed: OperationOutcome severity=error", "-> root ",
        "-> prefetch untyped", "-> root ", "-> context draftOrders", "context.draftOrders.entry[0].resource: ServiceRequest id=d-1", "context.draftOrders: Bundle", "-> root "}));
    auto const& r = got.request;
    EXPECT_EQ(to_text(r.prefetch), "patient resources, conditions resources next warning, nothing null, empty resources, failed failed, text unreadable, list unreadable, "
                                   "number unreadable, untyped unreadable");
    EXPECT_EQ(to_text(r.context_lists), "draftOrders resources");
    EXPECT_TRUE(r.has_hook && r.has_hook_instance && r.has_context && r.has_draft_orders && r.has_selections && !r.has_conditions);
    EXPECT_EQ(r.hook, "order-select");
    EXPECT_EQ(r.hook_instance, "d1577c69-dfbe-44ad-ba6d-3e05e953b2ea");
    EXPECT_EQ(r.fhir_server, "https://ehr.example.org/fhir");
    EXPECT_EQ(r.user_id, "Practitioner/p");
    EXPECT_EQ(r.patient_id, "kid-1");
    EXPECT_EQ(r.encounter_id, "");
    EXPECT_EQ(r.selections, (std::vector<std::string>{"ServiceRequest/d-1", "x"}));
    ASSERT_TRUE(r.authorization);
    EXPECT_EQ(r.authorization->access_token + r.authorization->token_type + r.authorization->scope + r.authorization->subject + r.authorization->patient, "tBearerpatient/*.rsmekid-1");
    EXPECT_EQ(r.authorization->expires_in, 300);
    EXPECT_EQ(r.documents, 1u);
}

TEST(RequestReader, ReadsTheSameAtEverySplit) {
    auto const whole = read(request);
    std::string_view const text = request;
    for (std::size_t i = 0; i <= text.size(); ++i) ASSERT_EQ(read({text.substr(0, i), text.substr(i)}), whole) << i;
    std::vector<std::string_view> bytes;
    for (std::size_t i = 0; i < text.size(); ++i) bytes.push_back(text.substr(i, 1));
    EXPECT_EQ(read(bytes), whole);
}

TEST(RequestReader, UnwrapsThePre1_0Prefetch) {
    auto const got = read(R"({"prefetch":{"c":{"response":{"status":"200"},"resource":{"entry":[{"resource":{"resourceType":"Condition"}}],"resourceType":"Bundle"}},
        "p":{"resource":{"id":"1","resourceType":"Patient"}},"n":{"response":{"status":"404"},"resource":null},"o":{"resource":{"resourceType":"OperationOutcome"}}}})");
    ASSERT_TRUE(got.accepted) << to_string(got.why);
    EXPECT_EQ(to_text(got.request.prefetch), "c resources, p resources, n unreadable, o failed");
    EXPECT_EQ(got.lines[1], "prefetch.c.resource.entry[0].resource: Condition");
    EXPECT_EQ(got.lines[2], "prefetch.c.resource: Bundle");
}

TEST(RequestReader, TakesAWrappedResourceForNoneWhenStrict) {
    auto const got = read(R"({"prefetch":{"c":{"response":{"status":"200"},"resource":{"entry":[{"resource":{"resourceType":"Condition"}}],"resourceType":"Bundle"}},
        "p":{"resource":{"id":"1","resourceType":"Patient"}},"q":{"id":"1","resourceType":"Patient"}}})", accepts::strict_request);
    ASSERT_TRUE(got.accepted) << to_string(got.why);
    EXPECT_EQ(to_text(got.request.prefetch), "c unreadable, p unreadable, q resources");
    EXPECT_EQ(std::ranges::count_if(got.lines, [](std::string const& l) { return !l.starts_with("->"); }), 1) << "nothing of what is wrapped is evidence";
}

TEST(RequestReader, TellsWarningsFromInformation) {
    for (auto const& [severity, state] : {std::pair{"information", "k resources"}, std::pair{"warning", "k resources warning"}, std::pair{"error", "k resources warning"},
                                          std::pair{"fatal", "k resources warning"}}) {
        auto const got = read(R"({"prefetch":{"k":{"resourceType":"Bundle","entry":[{"resource":{"resourceType":"OperationOutcome","issue":[{"severity":")" + std::string(severity) + R"("}]}}]}}})");
        EXPECT_EQ(to_text(got.request.prefetch), state);
    }
}

TEST(RequestReader, TakesNullAndNothingAsAbsent) {
    for (char const* const text : {"{}", R"({"hook":null,"hookInstance":null,"fhirServer":null,"fhirAuthorization":null,"context":null,"prefetch":null})"}) {
        auto const got = read(text);
        ASSERT_TRUE(got.accepted) << to_string(got.why);
        EXPECT_FALSE(got.request.has_hook || got.request.has_hook_instance || got.request.has_context || got.request.authorization || !got.request.prefetch.empty());
    }
    auto const got = read(R"({"context":{"conditions":null,"draftOrders":null,"selections":null,"userId":null},"fhirAuthorization":{"expires_in":null}})");
    ASSERT_TRUE(got.accepted) << to_string(got.why);
    EXPECT_FALSE(got.request.has_conditions || got.request.has_draft_orders || got.request.has_selections);
    EXPECT_TRUE(got.request.authorization && !got.request.authorization->expires_in);
}

TEST(RequestReader, TakesSecondsAsNumberOrNumericText) {
    for (auto const& [text, seconds] : {std::pair{"3600", 3600LL}, std::pair{"\"3600\"", 3600LL}, std::pair{"3600.0", 3600LL}, std::pair{"3.6e3", 3600LL}, std::pair{"-1", -1LL}}) {
        auto const got = read(R"({"fhirAuthorization":{"expires_in":)" + std::string(text) + "}}");
        ASSERT_TRUE(got.accepted) << text;
        EXPECT_EQ(got.request.authorization->expires_in, seconds) << text;
    }
}

struct bad_row {
    char const* name;
    std::string text;
    errc code;
    std::string where;

    friend std::ostream& operator<<(std::ostream& out, bad_row const& r) { return out << r.text; }
};

class RefusedRequest : public testing::TestWithParam<bad_row> {};

TEST_P(RefusedRequest, NamesTheElement) {
    auto const got = read(GetParam().text);
    EXPECT_FALSE(got.accepted);
    EXPECT_EQ(name_of(got.why.code), name_of(GetParam().code)) << to_string(got.why);
    EXPECT_EQ(got.why.where, GetParam().where);
    std::string_view const text = GetParam().text;
    for (std::size_t i = 0; i <= text.size(); ++i) EXPECT_EQ(read({text.substr(0, i), text.substr(i)}), got) << i << to_string(got.why);
}

auto const by_name = [](auto const& p) { return std::string(p.param.name); };

INSTANTIATE_TEST_SUITE_P(WrongType, RefusedRequest, testing::Values(
    bad_row{"Root", "[]", errc::bad_element, ""}, bad_row{"RootText", "\"x\"", errc::bad_element, ""}, bad_row{"RootNull", "null", errc::bad_element, ""},
    bad_row{"Hook", R"({"hook":5})", errc::bad_element, "hook"}, bad_row{"HookObject", R"({"hook":{}})", errc::bad_element, "hook"},
    bad_row{"HookArray", R"({"hook":["patient-view"]})", errc::bad_element, "hook"}, bad_row{"Instance", R"({"hookInstance":true})", errc::bad_element, "hookInstance"},
    bad_row{"Server", R"({"fhirServer":1})", errc::bad_element, "fhirServer"}, bad_row{"Context", R"({"context":[]})", errc::bad_element, "context"},
    bad_row{"ContextText", R"({"context":"x"})", errc::bad_element, "context"}, bad_row{"PatientId", R"({"context":{"patientId":5}})", errc::bad_element, "context.patientId"},
    bad_row{"UserId", R"({"context":{"userId":[]}})", errc::bad_element, "context.userId"}, bad_row{"Prefetch", R"({"prefetch":[]})", errc::bad_element, "prefetch"},
    bad_row{"PrefetchText", R"({"prefetch":"x"})", errc::bad_element, "prefetch"}, bad_row{"Selections", R"({"context":{"selections":"x"}})", errc::bad_element, "context.selections"},
    bad_row{"SelectionsObject", R"({"context":{"selections":{}}})", errc::bad_element, "context.selections"},
    bad_row{"Selection", R"({"context":{"selections":["a",5]}})", errc::bad_element, "context.selections[1]"},
    bad_row{"SelectionArray", R"({"context":{"selections":[[]]}})", errc::bad_element, "context.selections[0]"},
    bad_row{"Conditions", R"({"context":{"conditions":[]}})", errc::bad_element, "context.conditions"},
    bad_row{"DraftOrders", R"({"context":{"draftOrders":true}})", errc::bad_element, "context.draftOrders"},
    bad_row{"Authorization", R"({"fhirAuthorization":"t"})", errc::bad_element, "fhirAuthorization"},
    bad_row{"Token", R"({"fhirAuthorization":{"access_token":1}})", errc::bad_element, "fhirAuthorization.access_token"},
    bad_row{"Seconds", R"({"fhirAuthorization":{"expires_in":"soon"}})", errc::bad_element, "fhirAuthorization.expires_in"},
    bad_row{"SecondsOfAFraction", R"({"fhirAuthorization":{"expires_in":0.5}})", errc::bad_element, "fhirAuthorization.expires_in"},
    bad_row{"SecondsTooMany", R"({"fhirAuthorization":{"expires_in":1e400}})", errc::bad_element, "fhirAuthorization.expires_in"},
    bad_row{"SecondsBoolean", R"({"fhirAuthorization":{"expires_in":true}})", errc::bad_element, "fhirAuthorization.expires_in"}), by_name);

INSTANTIATE_TEST_SUITE_P(BadJson, RefusedRequest, testing::Values(
    bad_row{"Empty", "", errc::bad_json, ""}, bad_row{"CutOff", R"({"prefetch":{"conditions":{"entry":[{"resource":{"code":{"coding":[{"code":"1)", errc::bad_json, "prefetch.conditions.entry[0].resource.code.coding[0].code"},
    bad_row{"SecondText", "{}{}", errc::bad_json, ""}, bad_row{"InARoot", R"({"hook":x})", errc::bad_json, "hook"},
    bad_row{"InAResource", R"({"prefetch":{"c":{"resourceType":"Bundle","entry":[{"resource":{"id":"a"}},{"resource":{"id":"b","code":{"coding":[{"code":"1"},{"code":"\x"}]}}}]}}})", errc::bad_json,
        "prefetch.c.entry[1].resource.code.coding[1].code"},
    bad_row{"InASkippedMember", R"({"prefetch":{"c":{"entry":[{"resource":{"text":{"div":["a" "b"]}}}]}}})", errc::bad_json, "prefetch.c.entry[0].resource"},
    bad_row{"InASkippedRootMember", R"({"extension":{"a":[}})", errc::bad_json, ""}, bad_row{"InASkippedContextMember", R"({"context":{"appointments":{"a":[}}})", errc::bad_json, "context"},
    bad_row{"UnderANameThatIsNone", R"({"context":{"John Doe, born 2020":}})", errc::bad_json, "context"},
    bad_row{"UnderAKeyThatNobodyAsksFor", R"({"prefetch":{"unasked":{"entry":[}}})", errc::bad_json, "prefetch"},
    bad_row{"DuplicateKeyThatNobodyAsksFor", R"({"prefetch":{"unasked":1,"unasked":{}}})", errc::duplicate_member, ""},
    bad_row{"Duplicate", R"({"hook":"a","hook":"b"})", errc::duplicate_member, "hook"},
    bad_row{"DuplicateEscaped", R"({"context":{"patientId":"a","patient\u0049d":"b"}})", errc::duplicate_member, "context.patientId"},
    bad_row{"DuplicateInAResource", R"({"prefetch":{"c":{"entry":[{"resource":{"code":{},"id":"1","code":{}}}]}}})", errc::duplicate_member, "prefetch.c.entry[0].resource.code"},
    bad_row{"DuplicateInACoding", R"({"prefetch":{"c":{"entry":[{"resource":{"code":{"coding":[{"code":"1","system":"s","code":"2"}]}}}]}}})", errc::duplicate_member,
            "prefetch.c.entry[0].resource.code.coding[0].code"},
    bad_row{"DuplicateOfNoMeaning", R"({"hook":"a","x":1,"x":2})", errc::duplicate_member, ""},
    bad_row{"DuplicateOfNoMeaningInTheContext", R"({"context":{"x":1,"\u0078":2}})", errc::duplicate_member, ""},
    bad_row{"DuplicatePrefetchKey", R"({"prefetch":{"c":null,"c":null}})", errc::duplicate_member, "prefetch.c"}), by_name);

TEST(RequestReader, RefusesDepthAndSizeOnOneSideOfTheLimitOnly) {
    auto const nested = [](std::size_t n) { return R"({"extension":)" + std::string(n - 1, '[') + std::string(n - 1, ']') + "}"; };
    EXPECT_TRUE(read(nested(64)).accepted);
    auto const deep = read(nested(65));
    EXPECT_EQ(deep.why.code, errc::too_deep);
    EXPECT_EQ(deep.why.where, "");

    std::string const text = R"({"hook":"patient-view"})";
    EXPECT_TRUE(read({text}, accepts::request, {.bytes = text.size()}).accepted);
    EXPECT_EQ(read({text}, accepts::request, {.bytes = text.size() - 1}).why.code, errc::too_large);
}

TEST(RequestReader, RefusesBundlesNestedDeeperThanEight) {
    for (std::size_t const n : {8u, 9u}) {
        std::string text = R"({"resourceType":"Patient"})";
        for (std::size_t i = 0; i < n; ++i) text = R"({"resourceType":"Bundle","entry":[{"resource":)" + text + "}]}";
        auto const got = read(R"({"prefetch":{"k":)" + text + "}}");
        EXPECT_EQ(got.accepted, n == 8);
        if (n == 9) {
            EXPECT_EQ(got.why.code, errc::too_deep);
        }
    }
}

TEST(RequestReader, SaysTheSameFaultAgainAfterAFault) {
    lines_sink sink;
    request_reader reader(sink, accepts::request);
    EXPECT_FALSE(reader.feed("{,"));
    auto const again = reader.feed("}");
    ASSERT_FALSE(again);
    EXPECT_EQ(again.error().code, errc::bad_json);
    EXPECT_FALSE(reader.end());
    reader.reset();
    EXPECT_TRUE(reader.feed(R"({"hook":"patient-view"})"));
    auto const end = reader.end();
    ASSERT_TRUE(end);
    EXPECT_EQ((*end)->hook, "patient-view");
}

// ---- the command line: requests, Bundles, resources, lines -----------------------------------------------------------

TEST(AnythingReader, ReadsABundleOrAResourceAtTheRoot) {
    auto const bundle = read(R"({"entry":[{"fullUrl":"u","resource":{"id":"1","resourceType":"Patient"}},{"resource":{"resourceType":"OperationOutcome","issue":[{"severity":"error"}]}}],
        "link":[{"relation":"next"}],"resourceType":"Bundle"})", accepts::anything);
    ASSERT_TRUE(bundle.accepted) << to_string(bundle.why);
    EXPECT_EQ(bundle.lines, (std::vector<std::string>{"Bundle.entry[0].resource: Patient id=1 @u", "Bundle.entry[1].resource: OperationOutcome severity=error", "Bundle: Bundle next"}));
    EXPECT_TRUE(bundle.request.root_has_next_link && bundle.request.root_outcome_warning);
    EXPECT_EQ(bundle.request.root_resources, 3u);
    EXPECT_FALSE(bundle.request.has_hook);

    auto const single = read(R"({"id":"1","context":{"reference":"Encounter/1"},"resourceType":"Observation","valueBoolean":true})", accepts::anything);
    ASSERT_TRUE(single.accepted) << to_string(single.why);
    EXPECT_EQ(single.lines, std::vector<std::string>{"Observation: Observation id=1 kind=true"});
    EXPECT_FALSE(single.request.has_context);
    EXPECT_TRUE(read(R"({"context":[{"x":1}],"resourceType":"DocumentReference"})", accepts::anything).accepted) << "a context of another kind";
}

TEST(AnythingReader, ReadsARequestAsTheServiceDoes) {
    auto const as_request = read(request);
    auto const got = read(request, accepts::anything);
    EXPECT_EQ(got, as_request) << to_string(got.why);
    EXPECT_EQ(got.request.root_resources, 0u);
    std::string_view const text = request;
    for (std::size_t i = 0; i <= text.size(); i += 7) ASSERT_EQ(read({text.substr(0, i), text.substr(i)}, accepts::anything), as_request) << i;
    auto const bad = read(R"({"context":[],"hook":"patient-view"})", accepts::anything);
    EXPECT_EQ(bad.why.code, errc::bad_element);
    EXPECT_EQ(bad.why.where, "context");
}

TEST(AnythingReader, ReadsLines) {
    auto const got = read("{\"resourceType\":\"Patient\",\"id\":\"1\"}\n{\"resourceType\":\"Condition\"}\n\n" + request + "\n{\"resourceType\":\"Bundle\"}\n", accepts::anything);
    ASSERT_TRUE(got.accepted) << to_string(got.why);
    EXPECT_EQ(got.request.documents, 4u);
    EXPECT_EQ(got.request.root_resources, 3u);
    EXPECT_EQ(got.request.hook, "order-select");
    EXPECT_EQ(got.lines[0], "Patient: Patient id=1");
    EXPECT_EQ(got.lines[1], "Condition: Condition");
    EXPECT_EQ(got.lines.back(), "Bundle: Bundle");
    EXPECT_EQ(read("", accepts::anything).request.documents, 0u);
    EXPECT_EQ(read("5", accepts::anything).why.code, errc::bad_element);
    EXPECT_EQ(read("{}\n[]", accepts::anything).why.code, errc::bad_element);
}

TEST(AnythingReader, PutsTheTypeBeforeThePathOfAFault) {
    EXPECT_EQ(read(R"({"resourceType":"Condition","code":{"coding":[tru]}})", accepts::anything).why.where, "Condition.code.coding");
    EXPECT_EQ(read(R"({"entry":[{"resource":{"code":}}]})", accepts::anything).why.where, "Bundle.entry[0].resource.code");
    EXPECT_EQ(read(R"({"code":})", accepts::anything).why.where, "code");
}

TEST(FindReading, TellsWhatWasLookedUpFromWhatWasNot) {
    hook_request r;
    for (auto const state : {prefetch_state::null, prefetch_state::resources, prefetch_state::failed, prefetch_state::unreadable, prefetch_state::unavailable})
        r.prefetch.push_back({std::to_string(static_cast<int>(state)), state});
    for (auto const& known : r.prefetch) {
        bool const looked_up = known.state == prefetch_state::null || known.state == prefetch_state::resources;
        EXPECT_EQ(find_entry(r, known.key), &known);
        EXPECT_EQ(was_looked_up(find_entry(r, known.key)), looked_up) << known.key;
    }
    EXPECT_EQ(find_entry(r, "unknown"), nullptr);
    EXPECT_FALSE(was_looked_up(nullptr));
}

}  // namespace
}  // namespace oms::hooks
