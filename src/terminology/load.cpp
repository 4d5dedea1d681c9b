#include <oms/terminology/load.hpp>

#include "load_parts.hpp"

#include <oms/json/node.hpp>

namespace oms::terminology {

namespace {

constexpr std::string_view aliases_file = "aliases.json";
constexpr std::string_view findings_file = "codesystems/oms-finding.json";

/// Holds the CodeSystem and the enum against each other; gives the CodeSystem's URL.
std::string_view read_findings(json::node const& file, fault_list& faults) {
    facts seen;
    for (json::node const c : json::collect(file.items("concept"), faults)) {
        auto const code = c.string("code");
        auto const known = code ? fact_named(*code) : std::nullopt;
        if (!code) faults.push_back(code.error());
        else if (!known) faults.push_back(c.find("code")->bad("is " + quoted(*code) + ", which is no fact of this program"));
        else if (seen.has(*known)) faults.push_back(c.find("code")->bad("is there twice: " + quoted(*code)));
        else seen |= *known;
    }
    for (std::size_t i = 0; i < fact_count; ++i)
        if (auto const f = static_cast<fact>(i); !seen.has(f))
            faults.push_back(file.bad("has no concept " + quoted(name_of(f)) + ", which the program knows"));
    return json::collect(file.string("url"), faults);
}

std::vector<json::node> parse_all(std::span<json::document const> documents, fault_list& faults) {
    std::vector<json::node> parsed;
    for (json::document const& d : documents)
        if (auto const file = json::parse_document(d, faults)) parsed.push_back(*file);
    return parsed;
}

/// What is wrong with a site's file is wrong with its settings.
void as_settings(fault_list& faults) {
    for (fault& f : faults) f.code = errc::bad_settings;
}

}  // namespace

checked<code_map> load(std::span<json::document const> documents, std::span<json::document const> site_maps, std::vector<fault>* remarks) {
    fault_list faults;
    auto t = std::make_shared<code_map::tables>();
    auto const aliases = json::parse_document(documents, aliases_file, faults);
    auto const findings = json::parse_document(documents, findings_file, faults);
    if (aliases) read_aliases(*aliases, *t, faults);
    if (aliases && findings) {
        std::string_view const facts_url = read_findings(*findings, faults);
        auto const maps = parse_all(json::documents_in(documents, "conceptmaps/"), faults);
        read_concept_maps(maps, facts_url, *t, faults);
        read_status_maps(maps, *t, faults);
        read_families(parse_all(json::documents_in(documents, "valuesets/"), faults), *t, faults);
    }
    if (!faults.empty()) return faults;
    copy_to_editions(*t);
    t->index();
    if (!site_maps.empty()) {
        fault_list passed_over;
        read_site_maps(parse_all(site_maps, faults), *t, faults, passed_over);
        as_settings(faults);
        as_settings(passed_over);
        if (remarks) remarks->insert(remarks->end(), passed_over.begin(), passed_over.end());
        if (!faults.empty()) return faults;
        t->index();
    }
    return code_map{std::move(t)};
}

}  // namespace oms::terminology
