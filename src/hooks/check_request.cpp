#include <oms/hooks/answer.hpp>

#include <oms/base/ascii.hpp>
#include <oms/base/uuid.hpp>
#include <oms/fhir/base_url.hpp>
#include <oms/fhir/id.hpp>
#include <oms/fhir/reference.hpp>
#include <oms/knowledge/hook_context.hpp>

#include <algorithm>
#include <array>

namespace oms::hooks {
namespace {

/// One request on its way through the checks. Notes never repeat what was sent: it may be about a patient.
struct checks {
    hook_request& request;
    knowledge::service_definition const& service;
    answer_options const& options;
    account& log;

    /// Something clients get wrong: noted when lenient, a fault when strict (CH-DEC-05).
    [[nodiscard]] result<void> tolerate(std::string_view leniency, fault f) const {
        if (!options.lenient) return f;
        log.leniencies.emplace_back(leniency);
        return {};
    }
};

fault missing(std::string_view where, std::string_view what_to_send) {
    return {errc::missing_element, std::string{where}, std::string{"is missing: send "}.append(what_to_send)};
}

fault bad(std::string_view where, std::string_view note) { return {errc::bad_element, std::string{where}, std::string{note}}; }

/// A word such as every hook is; only such a word is repeated in an answer.
bool is_hook_word(std::string_view text) noexcept {
    bool const fits = text.size() <= 40 && !text.empty() && ascii::is_lower(text.front());
    return fits && std::ranges::all_of(text, [](char c) { return ascii::is_lower(c) || c == '-'; });
}

result<void> check_hook(checks& c) {
    hook_request const& r = c.request;
    if (!r.has_hook || r.hook.empty()) return missing("hook", "the name of the hook, a string");
    if (r.hook == c.service.hook) return {};
    std::string note = "is not the hook of this service: " + c.service.id + " answers `" + c.service.hook + "`, the request says ";
    note.append(is_hook_word(r.hook) ? "`" + r.hook + "`" : "something else");
    return fault{errc::wrong_hook, "hook", note.append("; call the service that discovery lists for the hook")};
}

result<void> check_hook_instance(checks& c) {
    hook_request const& r = c.request;
    if (!r.has_hook_instance || r.hook_instance.empty()) return missing("hookInstance", "a UUID that is new for each call");
    bool const fits = is_uuid(r.hook_instance);
    if (fits || fhir::is_id(r.hook_instance)) c.log.hook_instance = r.hook_instance;  // free text has no place in a log
    if (fits) return {};
    return c.tolerate("hookInstance-not-uuid", bad("hookInstance", "is no UUID: send one such as d1577c69-dfbe-44ad-ba6d-3e05e953b2ea"));
}

/// `Patient/kid-1` becomes `kid-1` when lenient. Source: section 17.1; product.md 13, ids.
result<void> check_id(checks& c, std::string& id, std::string_view type, std::string_view where, std::string_view leniency) {
    if (id.starts_with(type) && id.size() > type.size() && id[type.size()] == '/') {
        auto const known = c.tolerate(leniency, bad(where, "has a type before the id: send the bare id"));
        if (!known) return known;
        id.erase(0, type.size() + 1);
    }
    if (fhir::is_id(id)) return {};
    return bad(where, "is no FHIR id: send 1 to 64 letters, digits, - and ., not only dots");
}

result<void> check_user(checks& c) {
    std::string_view const user = c.request.user_id;
    if (user.empty()) return missing("context.userId", "a reference such as Practitioner/p-3");
    fhir::literal_reference const named = fhir::parse_reference(user);
    if (!named.type.empty() && fhir::is_id(named.id)) return {};
    return c.tolerate("userId-without-type", bad("context.userId", "is no reference with a type: send one such as Practitioner/p-3"));
}

result<void> check_ids(checks& c) {
    hook_request& r = c.request;
    if (!r.has_context) return missing("context", "an object with userId and patientId");
    if (auto const good = check_user(c); !good) return good;
    if (r.patient_id.empty()) return missing("context.patientId", "the bare id of the patient whose chart is open");
    if (auto const good = check_id(c, r.patient_id, "Patient", "context.patientId", "patientId-with-type"); !good) return good;
    if (r.encounter_id.empty()) {
        knowledge::hook_context const* const context = knowledge::context_of(c.service.hook);
        if (context && context->encounter) return missing("context.encounterId", "the bare id of the encounter");
        return {};
    }
    return check_id(c, r.encounter_id, "Encounter", "context.encounterId", "encounterId-with-type");
}

/// A Bundle of the context decides what is being recorded or ordered just now; half of it would be a wrong picture.
result<void> check_list(checks& c, bool has, std::string_view key) {
    std::string const where = std::string{"context."}.append(key);
    if (!has) return missing(where, "a Bundle");
    auto const at = std::ranges::find(c.request.context_lists, key, &prefetch_entry::key);
    bool const readable = at == c.request.context_lists.end() || at->state == prefetch_state::resources;
    if (!readable) return bad(where, "is no Bundle of resources: send one, an empty one if there is nothing in it");
    return {};
}

result<void> check_context(checks& c) {
    if (auto const good = check_ids(c); !good) return good;
    knowledge::hook_context const* const context = knowledge::context_of(c.service.hook);
    if (!context) return {};
    hook_request const& r = c.request;
    if (context->conditions)
        if (auto const good = check_list(c, r.has_conditions, "conditions"); !good) return good;
    if (context->selections && !r.has_selections) return missing("context.selections", "an array of references such as ServiceRequest/d-1");
    if (context->draft_orders)
        if (auto const good = check_list(c, r.has_draft_orders, "draftOrders"); !good) return good;
    return {};
}

result<void> check_fhir_server(checks& c) {
    hook_request const& r = c.request;
    if (r.fhir_server.empty()) {
        if (r.has_fhir_server) return bad("fhirServer", "is empty: send the base URL of the FHIR server, or leave it out");
        if (!r.authorization) return {};
        return missing("fhirServer", "the base URL that fhirAuthorization is for, or leave out both");
    }
    auto const origin = fhir::parse_origin(r.fhir_server);
    if (!origin) return bad("fhirServer", "is no base URL of a FHIR server: send https://host/path without user, query and fragment");
    bool const may_be_read = origin->https || !c.options.require_https_fhir || (c.options.dev && origin->is_loopback());
    if (may_be_read) return {};
    return bad("fhirServer", "is not https: chart data must not cross the network in the open");
}

result<void> check_token(checks& c) {
    fhir_authorization const& a = *c.request.authorization;
    if (a.access_token.empty()) return missing("fhirAuthorization.access_token", "the token, a string, or leave out fhirAuthorization");
    if (!ascii::equal_ignoring_case(a.token_type, "Bearer"))
        return bad("fhirAuthorization.token_type", "is not Bearer: no other type is known here");
    if (!a.expires_in) {
        auto const known = c.tolerate("expires_in-missing", missing("fhirAuthorization.expires_in", "the seconds until it expires"));
        if (!known) return known;
    }
    if (a.expires_in_is_text) c.log.leniencies.emplace_back("expires_in-as-text");
    if (a.scope.empty()) {
        auto const known = c.tolerate("scope-missing", missing("fhirAuthorization.scope", "the scopes that were granted"));
        if (!known) return known;
    }
    if (a.subject.empty())
        return c.tolerate("subject-missing", missing("fhirAuthorization.subject", "this service's client id at the EHR"));
    return {};
}

/// Source: CH-AUTHZ-01 to CH-AUTHZ-06.
result<void> check_authorization(checks& c) {
    if (!c.request.authorization) return {};
    if (auto const good = check_token(c); !good) return good;
    fhir_authorization& a = *c.request.authorization;
    constexpr std::string_view where = "fhirAuthorization.patient";
    if (!a.patient.empty()) {
        if (auto const good = check_id(c, a.patient, "Patient", where, "authorization-patient-with-type"); !good) return good;
        if (a.patient != c.request.patient_id)
            return bad(where, "is another patient than context.patientId: send the token of the open chart");
    }
    if (a.expires_in && *a.expires_in <= 0) {
        c.log.leniencies.emplace_back("token-expired");
        c.request.authorization.reset();
    }
    return {};
}

}  // namespace

result<void> check_request(hook_request& r, knowledge::service_definition const& s, answer_options const& o, account& log) {
    checks c{r, s, o, log};
    constexpr std::array in_order{check_hook, check_hook_instance, check_context, check_fhir_server, check_authorization};
    for (auto const check : in_order)
        if (auto const good = check(c); !good) return good;
    return {};
}

}  // namespace oms::hooks
