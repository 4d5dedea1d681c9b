#include "load_parts.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <optional>
#include <unordered_map>
#include <utility>

namespace oms::terminology {

namespace {

/// What an equivalence is worth. Source: FHIR R4 ConceptMapEquivalence; clinical.md 2.4.
enum class worth : std::uint8_t { firm, provisional, nothing };
struct equivalence {
    std::string_view word;
    worth is;
};
constexpr std::array<equivalence, 10> equivalences{{{"equivalent", worth::firm},
                                                    {"equal", worth::firm},
                                                    {"relatedto", worth::provisional},
                                                    {"wider", worth::provisional},
                                                    {"subsumes", worth::provisional},
                                                    {"narrower", worth::provisional},
                                                    {"specializes", worth::provisional},
                                                    {"inexact", worth::provisional},
                                                    {"unmatched", worth::nothing},
                                                    {"disjoint", worth::nothing}}};

/// What is left of a code's facts when a map says less than equivalent: nothing is denied, explained or done by it.
/// Source: clinical.md 2.14 "Systems and maps".
facts provisional_part(facts all) noexcept {
    using enum fact;
    constexpr std::array kept{opsoclonus, ocular_flutter, possible_opsoclonus, irregular_or_nystagmus, inappropriate_saccades, ataxia,
                              myoclonus, weak_ataxia, weak_provisional_ataxia, behaviour, sleep, core_behaviour, oms_diagnosis,
                              neuroblastic_tumour, ganglioneuroma, tumour_stage, adrenal_medulla_tumour, adrenal_tumour, suspected_tumour,
                              also_recorded, mimic, answer_probable, answer_unknown, interpretation_unknown, examination};
    facts left;
    for (fact const f : kept)
        if (all.has(f)) left |= f;
    if (all.has(answer_positive)) left |= answer_probable;
    if (all.has(answer_negative)) left |= answer_unknown;
    if (all.any(facts{interpretation_positive} | interpretation_negative)) left |= interpretation_unknown;
    return left;
}

std::string_view last_segment(std::string_view uri) noexcept {
    while (uri.ends_with('/')) uri.remove_suffix(1);
    auto const cut = uri.find_last_of("/:#");
    return cut == std::string_view::npos ? uri : uri.substr(cut + 1);
}

class site_map_reader {
public:
    site_map_reader(code_map::tables& t, fault_list& faults, fault_list& remarks) : t_{t}, faults_{faults}, remarks_{remarks} {}

    void read(json::node const& file) {
        if (json::collect(file.string("resourceType"), faults_) != "ConceptMap") {
            faults_.push_back(file.bad("must be a FHIR ConceptMap"));
            return;
        }
        for (json::node const g : json::collect(file.items("group"), faults_)) read_group(g);
    }

    /// After all files, so that the codes of several groups stand together.
    void put() {
        for (auto const& [own, system] : fresh_) t_.add(own, system);
        for (mapped const& m : codes_) {
            std::string_view const code = t_.keep(m.code);
            for (auto const& [target, firm] : m.targets) put_term(m.system, code, target, firm);
        }
    }

private:
    struct mapped {
        system_index system = 0;
        std::string code;
        std::vector<std::pair<std::size_t, bool>> targets;   ///< where the term stands; firm
    };

    void read_group(json::node const& g) {
        std::string_view const source = json::collect(g.string("source"), faults_), target = json::collect(g.string("target"), faults_);
        if (source.empty() || target.empty()) return;
        auto const to = t_.system_of(target);
        if (!to) {
            faults_.push_back(g.find("target")->bad(quoted(target) + " is no code system of aliases.json: map to one of those"));
            return;
        }
        auto const from = source_system(g, source);
        if (g.find("unmapped")) remarks_.push_back(g.find("unmapped")->bad("is not read: what has no element is not mapped"));
        for (json::node const e : json::collect(g.items("element"), faults_)) read_element(e, from, source, target);
    }

    system_index source_system(json::node const& g, std::string_view source) {
        if (auto const known = t_.system_of(source)) return *known;
        if (auto const at = std::ranges::find(t_.uris, source, &code_map::tables::alias::uri); at != t_.uris.end()) return at->system;
        if (t_.systems.size() > std::numeric_limits<system_index>::max()) {
            faults_.push_back(g.bad("is of one code system too many"));
            return 0;
        }
        auto const index = static_cast<system_index>(t_.systems.size());
        code_system& s = t_.systems.emplace_back();
        s.uri = t_.keep(source);
        s.name = last_segment(s.uri);
        t_.uris.push_back({s.uri, index});
        return index;
    }

    void read_element(json::node const& e, system_index from, std::string_view source, std::string_view target) {
        std::string_view const code = ascii::trimmed(json::collect(e.string("code"), faults_));
        if (code.empty()) return;
        if (has_row(source, code)) {
            remarks_.push_back(e.bad(quoted(code) + " is not mapped: it has a row of its own, which counts"));
            return;
        }
        if (!e.find("target")) return;
        for (json::node const to : json::collect(e.items("target"), faults_)) read_target(to, from, code, target);
    }

    /// A code of a family has no row.
    bool has_row(std::string_view source, std::string_view code) const {
        auto const system = t_.system_of(source);
        if (!system) return false;
        auto const fallback = t_.systems[*system].fallback;
        return t_.term_of(*system, code) != nullptr || (fallback && t_.term_of(*fallback, code) != nullptr);
    }

    void read_target(json::node const& n, system_index from, std::string_view code, std::string_view target) {
        if (n.find("relationship") && !n.find("equivalence"))
            faults_.push_back(n.bad("has a relationship, as FHIR R5 writes it: write the equivalence of R4"));
        std::string_view const word = json::collect(n.string("equivalence"), faults_);
        auto const known = std::ranges::find(equivalences, word, &equivalence::word);
        if (known == equivalences.end()) {
            if (!word.empty()) faults_.push_back(n.find("equivalence")->bad(quoted(word) + " is no equivalence of FHIR R4"));
            return;
        }
        if (known->is == worth::nothing) return;
        if (n.find("dependsOn") || n.find("product")) {
            remarks_.push_back(n.bad("is not mapped: it depends on other codes, which are not looked at"));
            return;
        }
        std::string_view const to = json::collect(n.string("code"), faults_);
        if (auto const place = find_target(target, to)) add(from, code, *place, known->is == worth::firm);
        else if (!to.empty()) faults_.push_back(n.find("code")->bad(quoted(to) + " is no code that is known in " + std::string{target}));
    }

    /// Where the term of a code of ours stands; a code of a family gets a term of its own.
    std::optional<std::size_t> find_target(std::string_view system, std::string_view code) {
        meaning const m = t_.find(system, code);
        if (m.count == 0) return std::nullopt;
        if (m.family_code().empty()) return static_cast<std::size_t>(m.terms[0] - t_.terms.data());
        term own = *m.terms[0];
        own.code = m.family_code();
        auto const same = [&](auto const& other) { return other.first.system == own.system && other.first.code == own.code; };
        auto const at = std::ranges::find_if(fresh_, same);
        std::size_t const place = t_.terms.size() + static_cast<std::size_t>(at - fresh_.begin());
        own.code = t_.keep(own.code);
        if (at == fresh_.end()) fresh_.emplace_back(own, *t_.system_of(own.system));
        return place;
    }

    /// As the tables write codes: in upper case, with its dot, wherever the system has it so.
    static std::string spell(code_system const& system, std::string_view code) {
        spelling const as{system, code};
        if (system.has_one_spelling() || as.view().empty()) return std::string{code};
        std::array<char, longest_code> text;
        std::string_view const dotted{text.data(), with_dot(system, as.view(), text)};
        return std::string{system.shape.looks && system.shape.looks->matches(dotted) ? dotted : as.view()};
    }

    void add(system_index from, std::string_view code, std::size_t target, bool firm) {
        std::string const spelled = spell(t_.systems[from], code);
        auto const [at, is_new] = places_.try_emplace(std::to_string(from) + "|" + spelled, codes_.size());
        if (is_new) codes_.push_back({from, spelled, {}});
        auto& targets = codes_[at->second].targets;
        auto const same = std::ranges::find(targets, target, &std::pair<std::size_t, bool>::first);
        if (same == targets.end()) targets.emplace_back(target, firm);
        else same->second = same->second && firm;   // said twice: the weaker holds
    }

    void put_term(system_index system, std::string_view code, std::size_t target, bool firm) {
        term own = t_.terms[target];
        own.system = t_.systems[system].uri;
        own.system_name = t_.systems[system].name;
        own.code = code;
        own.provisional = !firm;
        if (!firm) own.what = provisional_part(own.what);
        t_.add(own, system, target);
    }

    code_map::tables& t_;
    fault_list& faults_;
    fault_list& remarks_;
    std::vector<mapped> codes_;
    std::unordered_map<std::string, std::size_t> places_;            ///< of `codes_`
    std::vector<std::pair<term, system_index>> fresh_;               ///< codes of families that are targets
};

}  // namespace

void read_site_maps(std::span<json::node const> files, code_map::tables& t, fault_list& faults, fault_list& remarks) {
    site_map_reader reader{t, faults, remarks};
    for (json::node const& file : files) reader.read(file);
    if (faults.empty()) reader.put();
}

}  // namespace oms::terminology
