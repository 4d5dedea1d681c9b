#include "load.hpp"

#include <oms/base/ascii.hpp>
#include <oms/json/node.hpp>

#include <algorithm>
#include <charconv>

namespace oms::criteria {
namespace {

using faults_t = std::vector<fault>;

struct constant_row {
    std::string_view name;
    int constants::*target;
};

constexpr std::array<constant_row, 18> constant_rows{{
    {"lookback", &constants::lookback},
    {"stale_list", &constants::stale_list},
    {"new_onset", &constants::new_onset},
    {"new_memory", &constants::new_memory},
    {"pair_gap", &constants::pair_gap},
    {"fresh_neg_o", &constants::fresh_neg_o},
    {"toxic_gap", &constants::toxic_gap},
    {"injury_gap", &constants::injury_gap},
    {"episode_pad", &constants::episode_pad},
    {"repeat_after", &constants::repeat_after},
    {"repeat_until", &constants::repeat_until},
    {"known_after", &constants::known_after},
    {"adult_years", &constants::adult_years},
    {"adrenal_years", &constants::adrenal_years},
    {"young_child_years", &constants::young_child_years},
    {"infant_months", &constants::infant_months},
    {"implausible_years", &constants::implausible_years},
    {"scorpions", &constants::scorpions},
}};

std::optional<comparison> parse_comparison(std::string_view text) noexcept {
    comparison c;
    text = ascii::trimmed(text);
    if (text.starts_with('!')) {
        auto const q = question_named(ascii::trimmed(text.substr(1)));
        if (!q || is_number(*q)) return std::nullopt;
        return comparison{*q, comparison::relation::is_not, 0};
    }
    struct relation_row {
        std::string_view sign;
        comparison::relation how;
    };
    constexpr relation_row signs[] = {
        {">=", comparison::relation::at_least}, {"==", comparison::relation::equal}, {"<", comparison::relation::below}};
    for (auto const& row : signs) {
        auto const at = text.find(row.sign);
        if (at == std::string_view::npos) continue;
        auto const q = question_named(ascii::trimmed(text.substr(0, at)));
        auto const number = ascii::trimmed(text.substr(at + row.sign.size()));
        auto const [end, ec] = std::from_chars(number.data(), number.data() + number.size(), c.number);
        if (!q || !is_number(*q) || ec != std::errc{} || end != number.data() + number.size()) return std::nullopt;
        return comparison{*q, row.how, c.number};
    }
    auto const q = question_named(text);
    if (!q || is_number(*q)) return std::nullopt;
    return comparison{*q, comparison::relation::is, 0};
}

void read_term(json::node const& n, std::vector<comparison>& group, faults_t& faults) {
    auto const text = n.string();
    if (!text) {
        faults.push_back(text.error());
        return;
    }
    if (auto const c = parse_comparison(*text)) group.push_back(*c);
    else faults.push_back(n.bad("must be a question of docs/rules.md, `!question`, or a number with >=, == or <"));
}

condition read_condition(json::node const& n, faults_t& faults) {
    condition when;
    for (json::node const part : json::collect(n.items("when"), faults)) {
        auto& group = when.groups.emplace_back();
        if (!part.is_array()) {
            read_term(part, group, faults);
            continue;
        }
        for (json::node const alternative : json::collect(part.items(), faults)) read_term(alternative, group, faults);
    }
    when.index();
    return when;
}

std::optional<indicator> read_indicator(json::node const& n, faults_t& faults) {
    auto const text = json::collect(n.string(), faults);
    if (text == "info") return indicator::info;
    if (text == "warning") return indicator::warning;
    faults.push_back(n.bad("must be info or warning; critical is never used (clinical.md 2.6)"));
    return std::nullopt;
}

rule read_rule(json::node const& n, faults_t& faults) {
    n.allow({"id", "tier", "indicator", "meaning", "sources"}, faults);
    rule r;
    r.id = json::collect(n.string("id"), faults);
    r.tier = json::collect(n.string("tier"), faults);
    r.meaning = json::collect(n.string("meaning"), faults);
    for (json::node const s : json::collect(n.items("sources"), faults)) r.sources.emplace_back(json::collect(s.string(), faults));
    if (auto const shown = n.find("indicator")) r.default_indicator = read_indicator(*shown, faults).value_or(indicator::none);
    if (r.tier.size() != 2 || r.tier[0] != 'T' || r.tier[1] < '0' || r.tier[1] > '4') faults.push_back(n.bad("tier must be T0 to T4"));
    if ((r.tier == "T0") != (r.default_indicator == indicator::none))
        faults.push_back(n.bad("a rule of tier T0 has no indicator, every other has one"));
    if (r.sources.empty()) faults.push_back(n.bad("a rule needs at least one source"));
    return r;
}

class rules_reader {
public:
    rules_reader(policy& p, faults_t& faults) : policy_(p), faults_(faults) {}

    void read(json::node const& root) {
        root.allow({"version", "source", "rules", "stages"}, faults_);
        if (auto const version = root.find("version")) policy_.version = json::collect(version->string(), faults_);
        for (json::node const n : json::collect(root.items("rules"), faults_)) {
            rule r = read_rule(n, faults_);
            if (policy_.find(r.id)) faults_.push_back(n.bad("rule id used twice"));
            policy_.rules.push_back(std::move(r));
        }
        for (json::node const n : json::collect(root.items("stages"), faults_)) read_stage(n);
        if (auto const* none = policy_.find("R0")) policy_.nothing = static_cast<std::size_t>(none - policy_.rules.data());
        else faults_.push_back(root.bad("rule R0 is missing: it is where evaluation starts"));
    }

private:
    std::optional<std::size_t> rule_index(json::node const& n) {
        auto const id = json::collect(n.string(), faults_);
        if (auto const* r = policy_.find(id)) return static_cast<std::size_t>(r - policy_.rules.data());
        faults_.push_back(n.bad("no rule of this id under rules"));
        return std::nullopt;
    }

    void read_stage(json::node const& n) {
        n.allow({"id", "ends", "rows"}, faults_);
        stage& s = policy_.stages.emplace_back();
        s.id = json::collect(n.string("id"), faults_);
        if (auto const ends = n.find("ends")) s.ends = json::collect(ends->boolean(), faults_);
        for (json::node const r : json::collect(n.items("rows"), faults_)) s.rows.push_back(read_row(r));
    }

    row read_row(json::node const& n) {
        n.allow({"from", "to", "when", "indicator", "text"}, faults_);
        row r;
        r.where = n.where();
        if (auto const from = n.find("from"))
            for (json::node const id : json::collect(from->items(), faults_))
                if (auto const index = rule_index(id)) r.from.push_back(*index);
        if (auto const to = n.find("to")) r.to = rule_index(*to);
        r.when = read_condition(n, faults_);
        if (auto const shown = n.find("indicator")) r.shown_as = read_indicator(*shown, faults_);
        if (auto const text = n.find("text")) r.text = std::string{json::collect(text->string(), faults_)};
        return r;
    }

    policy& policy_;
    faults_t& faults_;
};

constexpr long long longest_span = 36500;   ///< days; a hundred years

long long within_dates(json::node const& n, std::string_view name, faults_t& faults) {
    auto const bound = n.member(name);
    if (!bound) {
        faults.push_back(bound.error());
        return 0;
    }
    return json::collect(bound->integer(0, longest_span), faults);
}

void read_constants(json::node const& root, constants& out, faults_t& faults) {
    root.allow({"version", "source", "constants"}, faults);
    std::vector<std::string_view> seen;
    for (json::node const n : json::collect(root.items("constants"), faults)) {
        n.allow({"name", "value", "unit", "min", "max", "why", "source"}, faults);
        auto const name = json::collect(n.string("name"), faults);
        // The file narrows its ranges, it cannot widen them: dates must stay dates.
        auto const low = within_dates(n, "min", faults);
        auto const high = within_dates(n, "max", faults);
        auto const value = n.member("value");
        int* const target = constant_named(out, name);
        if (!target) {
            faults.push_back(n.bad("no constant of this name; see clinical.md 2.1"));
            continue;
        }
        if (std::find(seen.begin(), seen.end(), name) != seen.end()) {
            faults.push_back(n.bad("constant used twice"));
            continue;
        }
        seen.push_back(name);
        if (!value) {
            faults.push_back(value.error());
            continue;
        }
        *target = static_cast<int>(json::collect(value->integer(low, high), faults));
    }
    for (auto const& row : constant_rows)
        if (std::find(seen.begin(), seen.end(), row.name) == seen.end())
            faults.push_back(root.bad("constant " + std::string{row.name} + " is missing"));
}

}  // namespace

int* constant_named(constants& c, std::string_view name) noexcept {
    for (auto const& row : constant_rows)
        if (row.name == name) return &(c.*(row.target));
    return nullptr;
}

result<void> override_constant(constants& c, std::string_view name, long long value) {
    int* const target = constant_named(c, name);
    std::string const where = "policy." + std::string{name};
    if (!target) return fault{errc::bad_settings, where, "no constant of this name"};
    if (value < 0 || value > longest_span) return fault{errc::bad_settings, where, "must be a number of days from 0 to 36500"};
    *target = static_cast<int>(value);
    return {};
}

checked<policy> load_policy(std::span<json::document const> documents) {
    policy p;
    faults_t faults;
    if (auto const root = json::parse_document(documents, "rules/constants.json", faults)) read_constants(*root, p.constants, faults);
    if (auto const root = json::parse_document(documents, "rules/oms.json", faults)) rules_reader{p, faults}.read(*root);
    if (faults.empty()) check_reachable(p, faults);
    if (!faults.empty()) return faults;
    return p;
}

}  // namespace oms::criteria
