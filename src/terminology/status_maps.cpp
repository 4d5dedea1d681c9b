#include "load_parts.hpp"

#include <algorithm>
#include <array>
#include <optional>

namespace oms::terminology {

namespace {

/// A code system of FHIR, by its id in aliases.json, and which of the words its codes are.
struct status_kind {
    std::string_view id;
    std::string_view status_words::*word;
};
constexpr std::array<status_kind, 2> kinds{{{"condition-clinical", &status_words::clinical},
                                            {"condition-ver-status", &status_words::verification}}};

class status_reader {
public:
    status_reader(code_map::tables& t, fault_list& faults) : t_{t}, faults_{faults} {}

    void read(json::node const& file) {
        fault_list said;   // by the reader of the other groups
        for (json::node const g : json::collect(file.items("group"), said)) {
            auto const target = system_with_uri(json::collect(g.string("target"), said));
            if (target == t_.systems.size()) continue;
            auto const kind = std::ranges::find(kinds, t_.systems[target].id, &status_kind::id);
            if (kind != kinds.end()) read_group(g, target, kind->word);
        }
    }

private:
    std::size_t system_with_uri(std::string_view uri) const {
        return static_cast<std::size_t>(std::ranges::find(t_.systems, uri, &code_system::uri) - t_.systems.begin());
    }

    void read_group(json::node const& g, std::size_t target, std::string_view status_words::*word) {
        std::size_t const from = system_with_uri(json::collect(g.string("source"), faults_));
        bool const is_known = from != t_.systems.size();
        auto const system = is_known ? std::optional{static_cast<system_index>(from)} : std::nullopt;
        for (json::node const e : json::collect(g.items("element"), faults_)) {
            std::string_view const code = json::collect(e.string("code"), faults_);
            auto const wrong = is_known ? fault_in(code, t_.systems[from].shape) : std::string_view{};
            if (!wrong.empty())
                faults_.push_back(e.find("code")->bad(quoted(code) + " " + std::string{wrong}));
            for (json::node const to : json::collect(e.items("target"), faults_))
                add({system, t_.keep(code), {}}, to, target, word);
        }
    }

    void add(known_status status, json::node const& to, std::size_t target, std::string_view status_words::*word) {
        std::string_view const equivalence = json::collect(to.string("equivalence"), faults_);
        if (equivalence != "equivalent" && equivalence != "equal" && equivalence != "wider" && equivalence != "subsumes")
            faults_.push_back(to.bad("must have the equivalence equivalent, equal, wider or subsumes; is " + quoted(equivalence)));
        std::string_view const code = json::collect(to.string("code"), faults_);
        auto const is_it = [&](term const& t) { return t.system == t_.systems[target].uri && t.code == code; };
        auto const known = std::ranges::find_if(t_.terms, is_it);
        if (known == t_.terms.end()) {
            faults_.push_back(to.bad("leads to " + quoted(code) + ", which is no known code of " + std::string{t_.systems[target].uri}));
            return;
        }
        status.means.*word = known->code;
        t_.statuses.push_back(status);
    }

    code_map::tables& t_;
    fault_list& faults_;
};

}  // namespace

void read_status_maps(std::span<json::node const> files, code_map::tables& t, fault_list& faults) {
    status_reader reader{t, faults};
    for (json::node const& file : files) reader.read(file);
}

}  // namespace oms::terminology
