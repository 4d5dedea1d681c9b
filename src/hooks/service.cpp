#include <oms/hooks/service.hpp>

#include "hook_table.hpp"
#include "template.hpp"

#include <oms/base/ascii.hpp>
#include <oms/fhir/id.hpp>
#include <oms/json/node.hpp>
#include <oms/json/write.hpp>

#include <algorithm>
#include <optional>

namespace oms::hooks {
namespace {

using terminology::document;

bool is_service_file(std::string_view file) { return file.starts_with("services/") && file.ends_with(".json"); }

std::optional<need> need_named(std::string_view name) {
    if (name == "patient") return need::patient;
    if (name == "list") return need::list;
    if (name == "workup") return need::workup;
    return std::nullopt;
}

/// A member that must be there and say something.
std::string read_text(json::node const& n, std::string_view member, std::vector<fault>& faults) {
    std::string text{json::collect(n.string(member), faults)};
    if (auto const at = n.find(member); at && at->is_string() && text.empty()) faults.push_back(at->bad("is empty: write what clients shall see"));
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
    if (!s.id.empty() && !fhir::is_id(s.id)) faults.push_back(n.bad("has an id that no address can hold: use letters, digits, - and ., 64 at most"));
    hook_context const* const context = context_of(s.hook);
    if (!s.hook.empty() && !context) faults.push_back(n.bad("is for a hook that this program does not know: see hooks of the conformance list"));
    for (json::node const& t : json::collect(n.members("prefetch"), faults))
        s.prefetch.push_back(read_template(t, context && context->encounter, faults));
    check_needs(s, n, faults);
    return s;
}

std::vector<service_definition> read_services(std::span<document const> documents, std::vector<fault>& faults) {
    std::vector<document> files;
    std::ranges::copy_if(documents, std::back_inserter(files), is_service_file, &document::file);
    std::ranges::sort(files, {}, &document::file);  // whatever order the folder was listed in
    std::vector<service_definition> all;
    for (document const& d : files) {
        auto const root = json::parse(d.file, d.text);
        if (!root) {
            faults.push_back(root.error());
            continue;
        }
        service_definition s = read_service(*root, faults);
        if (!s.id.empty() && std::ranges::find(all, s.id, &service_definition::id) != all.end())
            faults.push_back(root->bad("has the id of another service: every id is one address"));
        all.push_back(std::move(s));
    }
    if (all.empty()) faults.push_back({errc::bad_knowledge, "services/", "holds no service: put back the files that came with the program"});
    std::ranges::sort(all, {}, &service_definition::id);
    return all;
}

/// The version of the whole set; a set without manifest is as old as its rules.
std::string read_version(std::span<document const> documents, std::string const& rules_version, std::vector<fault>& faults) {
    auto const manifest = std::ranges::find(documents, std::string_view{"manifest.json"}, &document::file);
    if (manifest == documents.end()) return rules_version;
    auto const root = json::parse(manifest->file, manifest->text);
    if (!root) {
        faults.push_back(root.error());
        return rules_version;
    }
    return std::string{json::collect(root->string("version"), faults)};
}

template <class Loaded>
void add_faults(Loaded const& loaded, std::vector<fault>& faults) {
    if (!loaded) std::ranges::move(loaded.error(), std::back_inserter(faults));
}

void write_service(std::string& out, json::array_writer& all, service_definition const& s, std::string_view cds_hooks_version) {
    json::object_writer one(out, all);
    one.text("hook", s.hook).text("id", s.id).text("title", s.title).text("description", s.description);
    one.text("usageRequirements", s.usage_requirements).text("version", cds_hooks_version);
    json::object_writer prefetch(out, one, "prefetch");
    for (prefetch_template const& t : s.prefetch) prefetch.text(t.key, t.query);
}

}  // namespace

std::string_view type_asked(prefetch_template const& t) noexcept { return std::string_view{t.query}.substr(0, t.query.find_first_of("/?")); }

bool is_read(prefetch_template const& t) noexcept { return std::string_view{t.query}.substr(0, t.query.find('?')).find('/') != std::string_view::npos; }

service_definition const* catalogue::find(std::string_view id) const noexcept {
    auto const at = std::ranges::find(services, id, &service_definition::id);
    return at == services.end() ? nullptr : &*at;
}

checked<catalogue> link(std::span<document const> documents) {
    std::vector<fault> faults;
    auto codes = terminology::load(documents);
    add_faults(codes, faults);
    auto rules = criteria::load_policy(documents);
    add_faults(rules, faults);
    auto services = read_services(documents, faults);
    auto version = read_version(documents, rules ? rules->version : std::string{}, faults);
    if (!codes || !rules) return faults;  // card texts can only be judged against rules and codes
    auto book = cards::card_book::load(documents, *rules, *codes);
    add_faults(book, faults);
    if (!faults.empty()) return faults;
    return catalogue{std::move(*codes), std::move(*rules), std::move(*book), std::move(services), std::move(version)};
}

std::string write_discovery(std::span<service_definition const> services, std::string_view cds_hooks_version) {
    std::string out;
    {
        json::object_writer body(out);
        json::array_writer all(out, body, "services", true);
        for (service_definition const& s : services) write_service(out, all, s, cds_hooks_version);
    }
    return out;
}

}  // namespace oms::hooks
