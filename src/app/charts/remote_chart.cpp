#include <oms/app/remote_chart.hpp>

#include "charts/chart_answer.hpp"
#include "files.hpp"
#include "limits.hpp"
#include "charts/prefetch_text.hpp"

#include <oms/app/load.hpp>
#include <oms/base/uuid.hpp>
#include <oms/hooks/answer.hpp>
#include <oms/hooks/intake.hpp>
#include <oms/json/write.hpp>

#include <algorithm>
#include <chrono>
#include <utility>

namespace oms::app {

namespace {

fault wrong(std::string_view option, std::string_view note) { return {errc::bad_settings, std::string{option}, std::string{note}}; }

result<std::string> read_token(std::string const& file) {
    auto text = read_whole(file, errc::bad_settings);
    if (!text) return wrong("--token-file", file + " " + text.error().note);
    while (text->ends_with('\n') || text->ends_with('\r') || text->ends_with(' ')) text->pop_back();
    if (text->empty() || !fetch::is_sendable(*text)) return wrong("--token-file", file + " must hold one access token and nothing else");
    return text;
}

/// What a person wants to know who named the server: not that nothing was sent, but what it did.
std::string why_unavailable(hooks::prefetch_entry const* r) {
    if (!r) return "was not asked for";
    constexpr std::string_view before = "not sent, and ";
    std::string_view const why = std::string_view{r->why}.starts_with(before) ? std::string_view{r->why}.substr(before.size()) : r->why;
    std::string text{why.empty() ? "is not there" : why};
    if (why.ends_with(" 401")) text += "; name a file with a token it takes with --token-file";
    return text;
}

}  // namespace

result<remote_patient> find_patient(remote_arguments const& a, settings const& s) {
    auto const base = fhir::parse_base_url(a.fhir);
    if (!base) return wrong("--fhir", "must be the base URL of a FHIR server, e.g. http://127.0.0.1:8080/fhir");
    if (!base->https && !base->is_loopback() && !s.fhir.allow_http)
        return wrong("--fhir", "is plain http to another machine, where others can read the chart: use https, or set fhir.allow_http");
    remote_patient whose{*base, a.patient, {}};
    if (a.token_file.empty()) return whose;
    auto token = read_token(a.token_file);
    if (!token) return token.error();
    whose.token = *std::move(token);
    return whose;
}

fetch::fetch_rules rules_of_commands(settings const& s, remote_patient const& whose) {
    fetch::fetch_rules rules{.servers = {whose.base.text()}, .allow_anonymous = true, .loopback = true, .limits = outbound_limits_of(s)};
    rules.limits.deadline = limits::longest_fetch;
    return rules;
}

/// The call as the service would get it, and what was read for it.
struct remote_chart::call {
    explicit call(knowledge::catalogue const& k) : gathered{k.codes}, intake{gathered}, plan{intake} {}

    knowledge::service_definition const* service = nullptr;
    hooks::hook_request request;
    findings::gatherer gathered;
    hooks::intake intake;
    fetch::retrieval plan;

    result<void> prepare(knowledge::catalogue const& k, remote_patient const& whose, call_wanted const& wanted) {
        auto const found = service_for(k, wanted.hook, true);
        if (!found) return wrong("--hook", found.error().note);
        service = *found;
        request.has_hook = request.has_hook_instance = request.has_context = true;
        request.has_conditions = request.has_draft_orders = request.has_selections = true;
        request.hook = wanted.hook;
        request.hook_instance = wanted.hook_instance;
        request.user_id = wanted.user;
        request.patient_id = whose.id;
        request.encounter_id = encounter_not_known;
        request.fhir_server = whose.base.text();
        if (!whose.token.empty()) {
            auto& with = request.authorization.emplace();
            with.access_token = whose.token;
            with.token_type = "Bearer";
        }
        hooks::account log;
        auto sound = hooks::check_request(request, *service, options_of_commands(), log);
        if (!sound) return wrong(sound.error().where == "context.patientId" ? "--patient" : "--user", sound.error().note);
        intake.reset(*service);
        return {};
    }

    /// What is needed and could not be had, each with what stood in the way; empty: all is there.
    [[nodiscard]] std::string missing(instant now) const {
        auto const& foreign = gathered.finish({request.patient_id, request.fhir_server, now}).foreign_lists;
        std::string text;
        for (auto const& t : service->prefetch) {
            auto const* const r = hooks::find_entry(request, t.key);
            if (t.how_much == knowledge::need::workup || !r) continue;
            bool const is_patient = t.how_much == knowledge::need::patient;
            bool const is_foreign = std::ranges::find(foreign, t.key) != foreign.end();
            if (hooks::was_looked_up(r) && !is_foreign && (!is_patient || r->why.empty())) continue;
            text.append(text.empty() ? "" : "; ").append(t.key).append(": ");
            text.append(is_foreign ? "everything that the FHIR server sent is about other patients" : why_unavailable(r));
            bool const unknown = t.how_much == knowledge::need::patient && r->why.ends_with(" 404");
            if (unknown) text.append("; it knows no patient ").append(request.patient_id);
        }
        return text;
    }
};

remote_chart::remote_chart(knowledge::catalogue const& k, fetch::fetch_rules const& rules, remote_patient whose, fetcher by)
    : knowledge_{k}, rules_{rules}, whose_{std::move(whose)}, fetch_{std::move(by)} {}

void remote_chart::read(call& c, instant now, fetch::reach until, fetch::page_observer observer) const {
    observer.requested = fetch_.requested;
    auto const options = options_of_commands();
    bool const asks = c.plan.begin({.knowledge = &knowledge_, .service = c.service, .options = &options, .rules = &rules_,
                                    .request = &c.request, .gathered = &c.gathered, .now = now, .until = until, .observer = &observer});
    if (asks) fetch_.run(c.plan);
    c.plan.reset();
}

result<std::string> remote_chart::evaluate(chart_question const& question) {
    call c{knowledge_};
    call_wanted wanted;
    wanted.hook_instance = to_string(name_uuid({whose_.base.text(), whose_.id}));
    if (auto const good = c.prepare(knowledge_, whose_, wanted); !good) return good.error();
    read(c, question.as_of, fetch::reach::chart, {});
    auto answer = answer_call(knowledge_, question, *c.service, c.request, c.gathered);
    if (!answer && answer.error().code == errc::no_data) return fault{errc::no_data, whose_.base.text(), c.missing(question.as_of)};
    return answer;
}

result<std::string> remote_chart::write_request(call_wanted const& wanted, instant now, std::vector<std::string>& left_out) {
    call c{knowledge_};
    if (auto const good = c.prepare(knowledge_, whose_, wanted); !good) return good.error();
    prefetch_text texts;
    read(c, now, fetch::reach::all, texts.observer());
    if (auto const text = c.missing(now); !text.empty()) return fault{errc::no_data, whose_.base.text(), text};

    std::string prefetch;
    {
        json::object_writer keys{prefetch};
        for (auto const& t : c.service->prefetch) {
            auto const* const r = hooks::find_entry(c.request, t.key);
            if (hooks::was_looked_up(r)) keys.raw(t.key, texts.merged(t.key, r->has_next_link));
            else left_out.push_back(t.key + ": " + why_unavailable(r));
        }
    }
    return write_call(c.request, prefetch);
}

}  // namespace oms::app
