#include <oms/terminology/load.hpp>

#include "tables.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <unordered_map>

#include <oms/json/node.hpp>

namespace oms::terminology {

namespace {

constexpr std::string_view aliases_file = "aliases.json";
constexpr std::string_view findings_file = "codesystems/oms-finding.json";
constexpr std::string_view maps_folder = "conceptmaps/";
constexpr std::string_view level_extension = "/StructureDefinition/evidence-level";

using tables = code_map::tables;
using fault_list = std::vector<fault>;

std::string quoted(std::string_view name) { return "`" + std::string{name} + "`"; }

/// Reads `aliases.json` into the tables.
class alias_reader {
public:
    alias_reader(tables& t, fault_list& faults) : t_{t}, faults_{faults} {}

    void read(json::node const& file) {
        file.allow({"url", "version", "note", "systems", "textAnswers"}, faults_);
        for (json::node const n : json::collect(file.items("systems"), faults_)) {
            if (t_.systems.size() > std::numeric_limits<system_index>::max()) {
                faults_.push_back(n.bad("is one code system too many; 256 at most"));
                return;
            }
            read_system(n);
        }
        for (auto const& [name, node] : fallbacks_) find_fallback(name, node);
        for (json::node const n : json::collect(file.members("textAnswers"), faults_)) read_answers(n);
    }

private:
    void read_system(json::node const& n) {
        n.allow({"id", "name", "uri", "aliases", "patterns", "spelling", "prefix", "prefixes", "fallback"}, faults_);
        auto const index = static_cast<system_index>(t_.systems.size());
        code_system s;
        s.id = t_.keep(json::collect(n.string("id"), faults_));
        s.name = t_.keep(json::collect(n.string("name"), faults_));
        s.uri = t_.keep(json::collect(n.string("uri"), faults_));
        if (std::ranges::any_of(t_.systems, [&](code_system const& o) { return o.id == s.id; }))
            faults_.push_back(n.bad("is a second code system with the id " + quoted(s.id)));
        add_uri(n, s.uri, index);
        for (json::node const a : texts(n, "aliases")) add_uri(a, text(a), index);
        for (json::node const p : texts(n, "patterns")) t_.patterns.push_back({text(p), index});
        if (auto const prefix = n.find("prefix")) s.prefix = text(*prefix);
        for (json::node const p : texts(n, "prefixes")) s.prefixes.push_back(text(p));
        for (json::node const rule : texts(n, "spelling")) read_rule(rule, s);
        if (auto const f = n.find("fallback")) fallbacks_.emplace_back(index, *f);
        t_.systems.push_back(std::move(s));
    }

    void read_rule(json::node const& n, code_system& s) {
        static constexpr std::array<std::string_view, 3> known{"upper-case", "dot-optional", "cluster"};
        std::string_view const rule = json::collect(n.string(), faults_);
        if (rule == known[0]) s.upper_case = true;
        else if (rule == known[1]) s.dot_optional = true;
        else if (rule == known[2]) s.cluster = true;
        else faults_.push_back(n.bad("is no spelling rule; known: `upper-case` `dot-optional` `cluster`"));
    }

    void find_fallback(system_index of, json::node const& n) {
        std::string_view const id = json::collect(n.string(), faults_);
        auto const at = std::ranges::find(t_.systems, id, &code_system::id);
        if (at == t_.systems.end()) faults_.push_back(n.bad("must be the id of a code system in this file, is " + quoted(id)));
        else t_.systems[of].fallback = static_cast<system_index>(at - t_.systems.begin());
    }

    void read_answers(json::node const& n) {
        auto const meant = fact_named(n.name());
        if (!meant) faults_.push_back(n.bad("is no fact of the program; see codesystems/oms-finding.json"));
        for (json::node const a : json::collect(n.items(), faults_)) t_.answers.emplace_back(text(a), meant.value_or(fact{}));
    }

    void add_uri(json::node const& n, std::string_view uri, system_index index) {
        auto const other = std::ranges::find(t_.uris, uri, &tables::alias::uri);
        if (other != t_.uris.end()) faults_.push_back(n.bad("repeats the URI " + std::string{uri} + "; a URI names one code system"));
        t_.uris.push_back({uri, index});
    }

    json::list texts(json::node const& n, std::string_view name) {
        return n.find(name) ? json::collect(n.items(name), faults_) : json::list{};
    }
    std::string_view text(json::node const& n) { return t_.keep(json::collect(n.string(), faults_)); }

    tables& t_;
    fault_list& faults_;
    std::vector<std::pair<system_index, json::node>> fallbacks_;
};

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

/// Reads ConceptMaps into the tables.
class map_reader {
public:
    map_reader(tables& t, std::string_view target, fault_list& faults) : t_{t}, target_{target}, faults_{faults} {}

    void read(json::node const& file) {
        for (json::node const g : json::collect(file.items("group"), faults_))
            if (json::collect(g.string("target"), faults_) == target_) read_group(g);
    }

private:
    void read_group(json::node const& g) {
        std::string_view const source = json::collect(g.string("source"), faults_);
        auto const system = std::ranges::find(t_.systems, source, &code_system::uri);
        if (system == t_.systems.end()) {
            faults_.push_back(g.bad("has the source " + quoted(source) + ", which is the URI of no code system in aliases.json"));
            return;
        }
        char const level = read_level(g);
        auto const index = static_cast<system_index>(system - t_.systems.begin());
        for (json::node const e : json::collect(g.items("element"), faults_)) read_element(e, index, level);
    }

    char read_level(json::node const& g) {
        if (!g.find("extension")) return 'B';
        for (json::node const x : json::collect(g.items("extension"), faults_)) {
            if (!json::collect(x.string("url"), faults_).ends_with(level_extension)) continue;
            auto const level = x.string("valueCode");
            if (level && (*level == "A" || *level == "B")) return level->front();
            faults_.push_back(x.bad("must have a valueCode of A or B"));
        }
        return 'B';
    }

    void read_element(json::node const& e, system_index system, char level) {
        e.allow({"code", "display", "target"}, faults_);
        auto const code = e.string("code");
        if (!code) {
            faults_.push_back(code.error());
            return;
        }
        code_system const& s = t_.systems[system];
        if (spelling const as{s, *code}; as.view() != *code) {
            faults_.push_back(e.find("code")->bad(as.view().empty()
                                                      ? "must be a code of at most " + std::to_string(longest_code) + " letters"
                                                      : "must be written " + quoted(as.view())));
            return;
        }
        auto const display = e.find("display");
        add({.system = s.uri, .code = t_.keep(*code), .display = t_.keep(display ? json::collect(display->string(), faults_) : *code),
             .what = read_targets(e), .level = level, .system_name = s.name},
            system, e);
    }

    facts read_targets(json::node const& e) {
        facts all;
        if (!e.find("target")) return all;
        for (json::node const t : json::collect(e.items("target"), faults_)) {
            t.allow({"code", "display", "equivalence", "comment"}, faults_);
            std::string_view const equivalence = json::collect(t.string("equivalence"), faults_);
            if (equivalence == "unmatched") continue;
            if (equivalence != "equivalent" && equivalence != "equal" && equivalence != "wider" && equivalence != "subsumes")
                faults_.push_back(t.bad("must have the equivalence equivalent, equal, wider or subsumes, or else unmatched: "
                                        "a code states a whole fact or none; is " + quoted(equivalence)));
            std::string_view const name = json::collect(t.string("code"), faults_);
            if (auto const f = fact_named(name)) all |= *f;
            else faults_.push_back(t.bad("leads to " + quoted(name) + ", which is no code of oms-finding"));
        }
        return all;
    }

    void add(term const& t, system_index system, json::node const& e) {
        auto const [at, is_new] = places_.try_emplace(std::string{t.system} + "|" + std::string{t.code}, t_.terms.size(), e);
        if (is_new) {
            t_.terms.push_back(t);
            t_.term_systems.push_back(system);
        } else if (t_.terms[at->second.first].what != t.what) {
            faults_.push_back(e.bad("maps " + std::string{t.code} + " to other facts than " + at->second.second.where()));
        }
    }

    tables& t_;
    std::string_view target_;
    fault_list& faults_;
    std::unordered_map<std::string, std::pair<std::size_t, json::node>> places_;
};

}  // namespace

checked<code_map> load(std::span<json::document const> documents) {
    fault_list faults;
    auto t = std::make_shared<tables>();
    auto const aliases = json::parse_document(documents, aliases_file, faults);
    auto const findings = json::parse_document(documents, findings_file, faults);
    if (aliases) alias_reader{*t, faults}.read(*aliases);
    if (aliases && findings) {
        map_reader maps{*t, read_findings(*findings, faults), faults};
        for (json::document const& d : json::documents_in(documents, maps_folder))
            if (auto const map = json::parse_document(d, faults)) maps.read(*map);
    }
    if (!faults.empty()) return faults;
    t->index();
    return code_map{std::move(t)};
}

}  // namespace oms::terminology
