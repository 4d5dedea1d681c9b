#include "load_parts.hpp"

#include <algorithm>
#include <optional>
#include <utility>

namespace oms::terminology {

namespace {

constexpr std::string_view states_extension = "/StructureDefinition/states";

/// The fact that the codes of an `include` state, by its extension.
std::optional<fact> read_stated_fact(json::node const& include, fault_list& faults) {
    if (!include.find("extension")) return std::nullopt;
    for (json::node const x : json::collect(include.items("extension"), faults)) {
        if (!json::collect(x.string("url"), faults).ends_with(states_extension)) continue;
        std::string_view const name = json::collect(x.string("valueCode"), faults);
        auto const known = fact_named(name);
        if (!known) faults.push_back(x.bad("states " + quoted(name) + ", which is no code of oms-finding"));
        return known;
    }
    return std::nullopt;
}

void read_filter(json::node const& include, std::string_view title, fact stated, code_map::tables& t, fault_list& faults) {
    std::string_view const uri = json::collect(include.string("system"), faults);
    auto const system = std::ranges::find(t.systems, uri, &code_system::uri);
    if (system == t.systems.end()) {
        faults.push_back(include.bad("has the system " + quoted(uri) + ", which is the URI of no code system in aliases.json"));
        return;
    }
    auto const index = static_cast<system_index>(system - t.systems.begin());
    for (json::node const f : json::collect(include.items("filter"), faults)) {
        if (json::collect(f.string("property"), faults) != "code" || json::collect(f.string("op"), faults) != "regex")
            faults.push_back(f.bad("must have the property code and the op regex: nothing else is looked at"));
        std::string_view const expression = json::collect(f.string("value"), faults);
        auto const same = [&](code_family const& o) { return o.system == index && o.expression == expression && o.term.what == facts{stated}; };
        if (std::ranges::any_of(t.families, same)) continue;
        auto codes = code_pattern::compile(expression);
        if (!codes) {
            faults.push_back(f.bad(codes.error()));
            continue;
        }
        t.families.push_back({index, t.keep(expression), *std::move(codes),
                              {.system = system->uri, .code = {}, .display = t.keep(title), .what = stated, .level = 'B', .system_name = system->name}});
    }
}

/// The words of a family are the title of the ValueSet that is about its fact alone.
bool is_of_one_fact(std::vector<std::pair<json::node, std::optional<fact>>> const& includes) {
    return std::ranges::all_of(includes, [&](auto const& i) { return i.second == includes.front().second; });
}

void read_family_set(json::node const& file, code_map::tables& t, fault_list& faults) {
    auto const compose = file.find("compose");
    if (!compose || !compose->find("include")) return;
    std::vector<std::pair<json::node, std::optional<fact>>> found;
    for (json::node const i : json::collect(compose->items("include"), faults))
        if (i.find("filter")) found.emplace_back(i, read_stated_fact(i, faults));
    if (found.empty() || !is_of_one_fact(found)) return;
    std::string_view const title = json::collect(file.string("title"), faults);
    for (auto const& [include, stated] : found)
        if (stated) read_filter(include, title, *stated, t, faults);
}

}  // namespace

void read_families(std::span<json::node const> files, code_map::tables& t, fault_list& faults) {
    for (json::node const& file : files) read_family_set(file, t, faults);
}

void copy_to_editions(code_map::tables& t) {
    std::size_t const terms = t.terms.size(), families = t.families.size();
    for (std::size_t s = 0; s < t.systems.size(); ++s) {
        code_system const& edition = t.systems[s];
        auto const as_own = [&](term copy) {
            copy.system = edition.uri;
            copy.system_name = edition.name;
            return copy;
        };
        for (std::size_t i = 0; i < terms; ++i)
            if (edition.codes_of == t.term_systems[i]) t.add(as_own(t.terms[i]), static_cast<system_index>(s));
        for (std::size_t i = 0; i < families; ++i) {
            if (edition.codes_of != t.families[i].system) continue;
            code_family copy = t.families[i];
            copy.system = static_cast<system_index>(s);
            copy.term = as_own(copy.term);
            t.families.push_back(std::move(copy));
        }
    }
}

}  // namespace oms::terminology
