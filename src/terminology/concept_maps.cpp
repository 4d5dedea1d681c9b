#include "load_parts.hpp"

#include <algorithm>
#include <unordered_map>
#include <utility>

namespace oms::terminology {

namespace {

constexpr std::string_view level_extension = "/StructureDefinition/evidence-level";

/// Reads ConceptMaps into the tables.
class map_reader {
public:
    map_reader(code_map::tables& t, std::string_view target, fault_list& faults) : t_{t}, target_{target}, faults_{faults} {}

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
        if (g.find("extension"))
            for (json::node const x : json::collect(g.items("extension"), faults_)) {
                if (!json::collect(x.string("url"), faults_).ends_with(level_extension)) continue;
                auto const level = x.string("valueCode");
                if (level && (*level == "A" || *level == "B")) return level->front();
                faults_.push_back(x.bad("must have a valueCode of A or B"));
                return 'B';
            }
        faults_.push_back(g.bad("must have the extension evidence-level: A, code and display were seen together in a primary file, or B"));
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
            faults_.push_back(e.find("code")->bad(as.view().empty() ? "must be a code of at most " + std::to_string(longest_code) + " letters"
                                                                    : "must be written " + quoted(as.view())));
            return;
        }
        if (auto const wrong = fault_in(*code, s.shape); !wrong.empty()) faults_.push_back(e.find("code")->bad(quoted(*code) + " " + std::string{wrong}));
        std::string_view const display = json::collect(e.string("display"), faults_);
        if (e.find("display") && ascii::trimmed(display).empty()) faults_.push_back(e.find("display")->bad("is empty: write what people read"));
        add({.system = s.uri, .code = t_.keep(*code), .display = t_.keep(display), .what = read_targets(e), .level = level, .system_name = s.name},
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
            t_.add(t, system);
        } else if (t_.terms[at->second.first].what != t.what) {
            faults_.push_back(e.bad("maps " + std::string{t.code} + " to other facts than " + at->second.second.where()));
        }
    }

    code_map::tables& t_;
    std::string_view target_;
    fault_list& faults_;
    std::unordered_map<std::string, std::pair<std::size_t, json::node>> places_;
};

}  // namespace

void read_concept_maps(std::span<json::node const> files, std::string_view target, code_map::tables& t, fault_list& faults) {
    map_reader reader{t, target, faults};
    for (json::node const& file : files) reader.read(file);
}

}  // namespace oms::terminology
