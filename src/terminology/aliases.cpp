#include "load_parts.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <optional>
#include <utility>

#include <oms/json/document.hpp>

namespace oms::terminology {

namespace {

/// Reads `aliases.json` into the tables.
class alias_reader {
public:
    alias_reader(code_map::tables& t, fault_list& faults) : t_{t}, faults_{faults} {}

    void read(json::node const& file) {
        file.allow({"url", "version", "note", "uriSpelling", "systems", "textAnswers"}, faults_);
        for (json::node const rule : texts(file, "uriSpelling")) read_uri_rule(rule);
        for (json::node const n : json::collect(file.items("systems"), faults_)) {
            if (t_.systems.size() > std::numeric_limits<system_index>::max()) {
                faults_.push_back(n.bad("is one code system too many; 65,536 at most"));
                return;
            }
            read_system(n);
        }
        for (auto const& [of, node] : fallbacks_) t_.systems[of].fallback = find_system(node);
        for (auto const& [of, node] : editions_) t_.systems[of].codes_of = find_system(node);
        for (json::node const n : json::collect(file.members("textAnswers"), faults_)) read_answers(n);
    }

private:
    void read_system(json::node const& n) {
        n.allow({"id", "name", "uri", "aliases", "patterns", "spelling", "prefix", "prefixes", "fallback",
                 "codesOf", "shape", "checkDigit"}, faults_);
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
        if (auto const f = n.find("codesOf")) editions_.emplace_back(index, *f);
        read_shape(n, s.shape);
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

    void read_uri_rule(json::node const& n) {
        std::string_view const rule = json::collect(n.string(), faults_);
        if (rule == "https") t_.uri_rules.https = true;
        else if (rule == "letter-case") t_.uri_rules.any_case = true;
        else if (rule == "trailing-slash") t_.uri_rules.trailing_slash = true;
        else faults_.push_back(n.bad("is no rule for URIs; known: `https` `letter-case` `trailing-slash`"));
    }

    void read_shape(json::node const& n, code_shape& s) {
        if (auto const expression = n.find("shape")) {
            auto made = code_pattern::compile(json::collect(expression->string(), faults_));
            if (made) s.looks = *std::move(made);
            else faults_.push_back(expression->bad(made.error()));
        }
        auto const digit = n.find("checkDigit");
        if (!digit) return;
        std::string_view const rule = json::collect(digit->string(), faults_);
        if (rule == "verhoeff") s.last = check_digit::verhoeff;
        else if (rule == "loinc") s.last = check_digit::loinc;
        else faults_.push_back(digit->bad("is no rule for check digits; known: `verhoeff` `loinc`"));
        if (s.looks) return;
        faults_.push_back(digit->bad("needs a shape beside it"));
        s.last = check_digit::none;
    }

    std::optional<system_index> find_system(json::node const& n) {
        std::string_view const id = json::collect(n.string(), faults_);
        auto const at = std::ranges::find(t_.systems, id, &code_system::id);
        if (at != t_.systems.end()) return static_cast<system_index>(at - t_.systems.begin());
        faults_.push_back(n.bad("must be the id of a code system in this file, is " + quoted(id)));
        return std::nullopt;
    }

    void read_answers(json::node const& n) {
        auto const meant = fact_named(n.name());
        if (!meant) faults_.push_back(n.bad("is no fact of the program; see codesystems/oms-finding.json"));
        for (json::node const a : json::collect(n.items(), faults_)) t_.answers.emplace_back(text(a), meant.value_or(fact{}));
    }

    void add_uri(json::node const& n, std::string_view uri, system_index index) {
        std::array<char, longest_uri> text, other_text;
        std::string_view const normal = normal_uri(t_.uri_rules, uri, text);
        bool const known = std::ranges::any_of(t_.uris, [&](code_map::tables::alias const& other) {
            return other.uri == uri || (!normal.empty() && normal_uri(t_.uri_rules, other.uri, other_text) == normal);
        });
        if (known) faults_.push_back(n.bad("repeats the URI " + std::string{uri} + "; a URI names one code system"));
        t_.uris.push_back({uri, index});
    }

    json::list texts(json::node const& n, std::string_view name) {
        return n.find(name) ? json::collect(n.items(name), faults_) : json::list{};
    }
    std::string_view text(json::node const& n) { return t_.keep(json::collect(n.string(), faults_)); }

    code_map::tables& t_;
    fault_list& faults_;
    std::vector<std::pair<system_index, json::node>> fallbacks_, editions_;
};

}  // namespace

void read_aliases(json::node const& file, code_map::tables& t, fault_list& faults) { alias_reader{t, faults}.read(file); }

}  // namespace oms::terminology
