#include <oms/knowledge/catalogue.hpp>

#include "services.hpp"

#include <oms/terminology/load.hpp>

#include <algorithm>
#include <iterator>

namespace oms::knowledge {
namespace {

using fault_list = std::vector<fault>;
using json::document;

/// The version of the whole set; a set without manifest is as old as its rules.
std::string read_version(std::span<document const> documents, std::string const& rules_version, fault_list& faults) {
    auto const manifest = std::ranges::find(documents, std::string_view{"manifest.json"}, &document::file);
    if (manifest == documents.end()) return rules_version;
    auto const root = json::parse_document(*manifest, faults);
    return root ? std::string{json::collect(root->string("version"), faults)} : rules_version;
}

template <class Loaded>
void add_faults(Loaded const& loaded, fault_list& faults) {
    if (loaded) return;
    fault_list const found = loaded.error();
    faults.insert(faults.end(), found.begin(), found.end());
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
        if (!replace_template(services, key, query))
            faults.push_back({errc::bad_settings, where, "no service asks for this; leave it out"});
    }
}

}  // namespace

service_definition const* catalogue::find(std::string_view id) const noexcept {
    auto const at = std::ranges::find(services, id, &service_definition::id);
    return at == services.end() ? nullptr : &*at;
}

checked<catalogue> link(std::span<document const> documents, replacements const& by) {
    fault_list faults;
    auto codes = terminology::load(documents);
    add_faults(codes, faults);
    auto rules = criteria::load_policy(documents);
    add_faults(rules, faults);
    auto services = read_services(documents, faults);
    auto version = read_version(documents, rules ? rules->version : std::string{}, faults);
    if (!codes || !rules) return faults;  // card texts can only be judged against rules and codes
    replace_constants(*rules, by, faults);
    replace_templates(services, by, faults);
    auto book = cards::card_book::load(documents, *rules, *codes);
    add_faults(book, faults);
    if (!faults.empty()) return faults;
    return catalogue{std::move(*codes), std::move(*rules), std::move(*book), std::move(services), std::move(version)};
}

}  // namespace oms::knowledge
