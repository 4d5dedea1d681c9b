#include <oms/knowledge/catalogue.hpp>

#include "services.hpp"

#include <oms/knowledge/manifest.hpp>
#include <oms/terminology/load.hpp>

#include <algorithm>
#include <iterator>

namespace oms::knowledge {
namespace {

using fault_list = std::vector<fault>;
using json::document;

/// Of the manifest; a set without one is as old as its rules and nobody's release.
identity read_identity(std::span<document const> documents, replacements const& by, criteria::policy const& rules, fault_list& faults) {
    identity i{rules.version, digest_of(documents, by), false};
    auto const manifest = std::ranges::find(documents, manifest_name, &document::file);
    if (manifest == documents.end()) return i;
    auto const root = json::parse_document(*manifest, faults);
    if (!root) return i;
    i.version = json::collect(root->string("version"), faults);
    if (!i.version.empty() && !is_semver(i.version)) faults.push_back(root->find("version")->bad("must be a version like 2.0.0 (SemVer)"));
    if (!rules.version.empty() && rules.version != i.version)
        faults.push_back({errc::bad_knowledge, "rules/oms.json: version", "is not that of manifest.json; leave it out: the manifest says it"});
    i.changed_by_site = !root->find("released") || json::collect(root->string("released"), faults) != i.digest;
    return i;
}

template <class Loaded>
void add_faults(Loaded const& loaded, fault_list& faults) {
    if (loaded) return;
    fault_list const found = loaded.error();
    faults.insert(faults.end(), found.begin(), found.end());
}

/// A constant that is set to what it is anyway changes nothing.
replacements only_changes(replacements by, criteria::constants const& as_shipped) {
    std::erase_if(by.constants, [&](auto const& c) {
        criteria::constants replaced = as_shipped;
        return criteria::override_constant(replaced, c.first, c.second) && replaced == as_shipped;
    });
    return by;
}

void replace_constants(criteria::policy& rules, replacements const& by, fault_list& faults) {
    for (auto const& [name, days] : by.constants)
        if (auto const done = criteria::override_constant(rules.constants, name, days); !done)
            faults.push_back({errc::bad_settings, "policy." + std::string{name}, done.error().note});
}

/// True when some service has the key.
bool replace_template(std::vector<service_definition>& services, std::string_view key, std::string const& query) {
    bool found = false;
    for (service_definition& s : services)
        for (prefetch_template& t : s.prefetch)
            if (t.key == key) {
                t.query = query;
                found = true;
            }
    return found;
}

void replace_templates(std::vector<service_definition>& services, replacements const& by, fault_list& faults) {
    for (auto const& [key, query] : by.templates) {
        std::string const where = "services.prefetch." + std::string{key};
        for (fault& f : lint_template(query, where)) faults.push_back({errc::bad_settings, std::move(f.where), std::move(f.note)});
        if (!replace_template(services, key, query)) faults.push_back({errc::bad_settings, where, "no service asks for this; leave it out"});
    }
}

}  // namespace

service_definition const* catalogue::find(std::string_view id) const noexcept {
    auto const at = std::ranges::find(services, id, &service_definition::id);
    return at == services.end() ? nullptr : &*at;
}

checked<catalogue> link(std::span<document const> documents, replacements const& by) {
    fault_list faults;
    std::vector<fault> remarks;
    auto codes = terminology::load(documents, by.concept_maps, &remarks);
    add_faults(codes, faults);
    auto rules = criteria::load_policy(documents);
    add_faults(rules, faults);
    auto services = read_services(documents, faults);
    if (!codes || !rules) return faults;  // card texts can only be judged against rules and codes
    identity is = read_identity(documents, only_changes(by, rules->constants), *rules, faults);
    rules->version = is.version;
    rules->identity = text_of(is);
    rules->knowledge = digest_text(is);
    replace_constants(*rules, by, faults);
    replace_templates(services, by, faults);
    auto book = cards::card_book::load(documents, *rules, *codes);
    add_faults(book, faults);
    if (!faults.empty()) return faults;
    return catalogue{std::move(*codes), std::move(*rules), std::move(*book), std::move(services), is.version, is, std::move(remarks)};
}

}  // namespace oms::knowledge
