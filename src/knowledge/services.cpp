#include "services.hpp"

#include <oms/base/ascii.hpp>
#include <oms/fhir/id.hpp>
#include <oms/json/node.hpp>
#include <oms/knowledge/hook_context.hpp>

#include <algorithm>
#include <optional>

namespace oms::knowledge {
namespace {

using json::document;

std::optional<need> need_named(std::string_view name) {
    if (name == "patient") return need::patient;
    if (name == "list") return need::list;
    if (name == "workup") return need::workup;
    return std::nullopt;
}

/// A member that must be there and say something.
std::string read_text(json::node const& n, std::string_view member, std::vector<fault>& faults) {
    std::string text{json::collect(n.string(member), faults)};
    if (auto const at = n.find(member); at && at->is_string() && text.empty())
        faults.push_back(at->bad("is empty: write what clients shall see"));
    return text;
}

prefetch_template read_template(json::node const& n, bool encounter_known, std::vector<fault>& faults) {
    n.allow({"query", "need"}, faults);
    prefetch_template t{std::string{n.name()}, std::string{json::collect(n.string("query"), faults)}, need::list};
    auto const word = json::collect(n.string("need"), faults);
    if (auto const how_much = need_named(word)) t.how_much = *how_much;
    else if (!word.empty()) faults.push_back(n.bad("has an unknown need: write patient, list or workup"));
    if (!std::ranges::all_of(t.key, ascii::is_letter)) faults.push_back(n.bad("has a key that is no plain word: use letters only"));
    if (!t.query.empty()) std::ranges::move(lint_template(t.query, n.where() + ".query", encounter_known), std::back_inserter(faults));
    return t;
}

void check_needs(service_definition const& s, json::node const& n, std::vector<fault>& faults) {
    auto const count = [&](need how_much) { return std::ranges::count(s.prefetch, how_much, &prefetch_template::how_much); };
    if (count(need::patient) != 1) faults.push_back(n.bad("needs exactly one prefetch key with need `patient`"));
    if (count(need::list) == 0) faults.push_back(n.bad("needs a prefetch key with need `list`: without one nothing is ever decided"));
}

service_definition read_service(json::node const& n, std::vector<fault>& faults) {
    n.allow({"id", "hook", "title", "description", "usageRequirements", "prefetch"}, faults);
    service_definition s;
    s.id = read_text(n, "id", faults);
    s.hook = read_text(n, "hook", faults);
    s.title = read_text(n, "title", faults);
    s.description = read_text(n, "description", faults);
    s.usage_requirements = read_text(n, "usageRequirements", faults);
    if (!s.id.empty() && !fhir::is_id(s.id))
        faults.push_back(n.bad("has an id that no address can hold: use letters, digits, - and ., 64 at most"));
    hook_context const* const context = context_of(s.hook);
    if (!s.hook.empty() && !context)
        faults.push_back(n.bad("is for a hook that this program does not know: see hooks of the conformance list"));
    for (json::node const& t : json::collect(n.members("prefetch"), faults))
        s.prefetch.push_back(read_template(t, context && context->encounter, faults));
    check_needs(s, n, faults);
    return s;
}

}  // namespace

std::vector<service_definition> read_services(std::span<document const> documents, std::vector<fault>& faults) {
    std::vector<service_definition> all;
    for (document const& d : json::documents_in(documents, "services/")) {
        auto const root = json::parse_document(d, faults);
        if (!root) continue;
        service_definition s = read_service(*root, faults);
        if (!s.id.empty() && std::ranges::find(all, s.id, &service_definition::id) != all.end())
            faults.push_back(root->bad("has the id of another service: every id is one address"));
        all.push_back(std::move(s));
    }
    if (all.empty())
        faults.push_back({errc::bad_knowledge, "services/", "holds no service: put back the files that came with the program"});
    std::ranges::sort(all, {}, &service_definition::id);
    return all;
}

}  // namespace oms::knowledge
