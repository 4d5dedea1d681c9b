#include "support/json_checks.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <set>

/// Discovery and OperationOutcome.
namespace oms::test {
namespace {

struct hook_row {
    std::string_view version;
    std::set<std::string_view> required;   ///< context fields that may be tokens and are always there
};

/// Section 17 of the conformance list.
std::map<std::string_view, hook_row> const& hooks() {
    static std::map<std::string_view, hook_row> const rows{
        {"patient-view", {"1.0", {"userId", "patientId"}}},
        {"problem-list-item-create", {"0.1.0", {"userId", "patientId"}}},
        {"encounter-start", {"1.0", {"userId", "patientId", "encounterId"}}},
        {"encounter-discharge", {"1.0", {"userId", "patientId", "encounterId"}}},
        {"order-select", {"1.0", {"userId", "patientId"}}},
        {"order-sign", {"1.0", {"userId", "patientId"}}},
    };
    return rows;
}

void check_tokens(element const& at, std::string_view text, std::string_view hook, check& c) {
    static std::set<std::string_view> const user_tokens{"userPractitionerId", "userPractitionerRoleId", "userPatientId",
                                                        "userRelatedPersonId"};
    while (true) {
        auto const open = text.find_first_of("{}");
        if (open == std::string_view::npos) return;
        auto const close = text.find("}}", open);
        if (!text.substr(open).starts_with("{{") || close == std::string_view::npos)
            return c.fail(at, "must put tokens between {{ and }}", "CH-TPL-02");
        std::string_view const token = text.substr(open + 2, close - open - 2);
        constexpr std::string_view context = "context.";
        auto const row = hooks().find(hook);
        bool const known = token.starts_with(context) ? row != hooks().end() && row->second.required.contains(token.substr(context.size()))
                                                      : user_tokens.contains(token);
        c.expect(known, at, "asks for " + std::string{token} + ", which this hook does not always have", "CH-TPL-03, CH-TPL-04, CH-TPL-10");
        text.remove_prefix(close + 2);
    }
}

void check_parameters(element const& at, std::string_view query, check& c) {
    std::set<std::string_view> seen;
    while (!query.empty()) {
        auto const end = std::min(query.find('&'), query.size());
        std::string_view const name = query.substr(0, std::min(query.find('='), end));
        bool const plain = name.find('.') == std::string_view::npos && (name.find(':') == std::string_view::npos || name.ends_with(":in"));
        bool const portable = plain && name != "_include" && name != "_revinclude" && !name.starts_with("_has");
        c.expect(portable, at, "uses " + std::string{name} + ", which not every client has", "CH-TPL-05");
        c.expect(seen.insert(name).second, at, "uses " + std::string{name} + " twice", "CH-TPL-10");
        query.remove_prefix(std::min(end + 1, query.size()));
    }
}

void check_template(element const& at, std::string_view hook, check& c) {
    auto const text = at.text();
    if (!text) return c.fail(at, "must be a string that is not empty", "CH-SVC-05");
    c.matches(at, R"([A-Z][A-Za-z]+(/[^?]+|\?[^?]+))", "a relative read or search", "CH-TPL-01");
    c.expect(text->size() < 2000, at, "must be shorter than 2,000 characters", "CH-TPL-10");
    check_tokens(at, *text, hook, c);
    if (auto const query = text->find('?'); query != std::string_view::npos) check_parameters(at, text->substr(query + 1), c);
}

void check_service(element const& s, check& c, bool ours) {
    if (!s.is_object()) return c.fail(s, "must be an object", "CH-DISC-03");
    auto const hook = c.required_text(s, "hook", "CH-SVC-01");
    c.matches(s["id"], R"([A-Za-z0-9._~-]+)", "an id that can stand in a URL", "CH-SVC-02");
    c.required_text(s, "description", "CH-SVC-03");
    c.optional_text(s, "title", "CH-SVC-04");
    c.optional_text(s, "usageRequirements", "CH-SVC-06");
    if (s.has("version")) c.matches(s["version"], R"(\d+\.\d+(\.\d+)?(-[0-9A-Za-z.-]+)?)", "a version", "CH-SVC-07");
    if (s.has("prefetch")) {
        c.expect(s["prefetch"].is_object(), s["prefetch"], "must be an object", "CH-SVC-05");
        if (s["prefetch"].is_object())
            for (auto const& member : s["prefetch"].value->as_object()) check_template(s["prefetch"][member.key()], hook.value_or(""), c);
    }
    c.extension(s);
    auto const row = hooks().find(hook.value_or(""));
    if (s.has("hookVersion") && row != hooks().end())
        c.expect(s["hookVersion"].text() == row->second.version, s["hookVersion"], "must be " + std::string{row->second.version},
                 "CH-SVC-08");
    if (!ours) return;
    c.expect(row != hooks().end(), s["hook"], "must be a hook of ours", "CH-SVC-01");
    c.required_text(s, "title", "CH-SVC-04");
    c.required_text(s, "usageRequirements", "CH-SVC-06");
}

}  // namespace

void check_discovery(element const& root, check& c, bool ours) {
    if (!root.is_object()) return c.fail(root, "must be an object", "CH-DISC-03");
    element const services = root["services"];
    if (!services.is_array()) return c.fail(services, "must be an array", "CH-DISC-03");
    std::set<std::string> ids, pairs;
    for (element const& s : services.items()) {
        check_service(s, c, ours);
        std::string const id{s["id"].text().value_or("")}, hook{s["hook"].text().value_or("")};
        c.expect(pairs.insert(id + " " + hook).second, s["id"], "must not be there twice for one hook", "CH-DISC-06");
        if (ours) c.expect(ids.insert(id).second, s["id"], "must be unique", "CH-DEC-03");
    }
    c.extension(root);
}

void check_outcome(element const& root, check& c) {
    c.one_of(root, "resourceType", {"OperationOutcome"}, "CH-RES-05");
    element const issues = root["issue"];
    c.expect(issues.is_array() && !issues.items().empty(), issues, "must hold at least one issue", "CH-RES-05");
    for (element const& i : issues.items()) {
        c.one_of(i, "severity", {"fatal", "error", "warning", "information"}, "CH-RES-05");
        c.one_of(i, "code", {"invalid",          "structure", "required",     "value",      "invariant",    "security",      "login",
                             "unknown",          "expired",   "forbidden",    "suppressed", "processing",   "not-supported", "duplicate",
                             "multiple-matches", "not-found", "deleted",      "too-long",   "code-invalid", "extension",     "too-costly",
                             "business-rule",    "conflict",  "transient",    "lock-error", "no-store",     "exception",     "timeout",
                             "incomplete",       "throttled", "informational"},
                 "CH-RES-05");
        bool const says = i["details"]["text"].text() || i["diagnostics"].text();
        c.expect(says, i, "must say what is wrong, in details.text or diagnostics", "CH-RES-05");
        for (auto const name : {"diagnostics", "text"}) {
            auto const text = (name == std::string_view{"text"} ? i["details"]["text"] : i[name]).text().value_or("");
            // With what stands around them; a member name that the sender made up may hold the same letters.
            bool const inside = std::ranges::any_of(std::array<std::string_view, 4>{".cpp:", ".hpp:", " 0x", "Bearer "},
                                                    [&](auto const& mark) { return text.find(mark) != std::string_view::npos; });
            c.expect(!inside, i, "must show nothing of the inside", "CH-RES-05");
        }
    }
}

}  // namespace oms::test
