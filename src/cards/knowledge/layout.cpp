#include "load.hpp"

#include <oms/json/write.hpp>

#include <algorithm>

namespace oms::cards {
namespace {

bool is_https(std::string_view url) noexcept {
    constexpr std::string_view scheme = "https://";
    constexpr std::string_view never = " \"<>[]()\\`|\n\t";   // would end a Markdown link or the URL
    if (!url.starts_with(scheme) || url.find_first_of(never) != std::string_view::npos) return false;
    auto const host = url.substr(scheme.size(), url.find('/', scheme.size()) - scheme.size());
    return host.find('.') != std::string_view::npos && !host.ends_with('.');
}

/// Reads a layout file into the contents.
class layout_reader {
public:
    layout_reader(terminology::code_map const& codes, card_book::contents& c, fault_list& faults) : codes_{codes}, c_{c}, faults_{faults} {}

    void read(json::node const& file, std::string_view topic_json) {
        file.allow({"version", "note", "cardSource", "suggestions", "whys", "alternatives", "cards"}, faults_);
        if (auto const n = file.member("cardSource")) read_card_source(*n, topic_json);
        else faults_.push_back(n.error());
        for (json::node const n : list(file, "suggestions")) read_suggestion(n);
        for (json::node const n : list(file, "whys")) read_why(n);
        for (json::node const n : list(file, "alternatives")) read_alternative(n);
        for (json::node const n : list(file, "cards")) read_card(n);
    }

private:
    json::list list(json::node const& n, std::string_view name) { return json::collect(n.items(name), faults_); }
    json::list optional_list(json::node const& n, std::string_view name) { return n.find(name) ? list(n, name) : json::list{}; }
    bool flag(json::node const& n, std::string_view name) { return n.find(name) && json::collect(n.boolean(name), faults_); }

    template <class T>
    std::optional<std::size_t> known(std::vector<T> const& all, json::node const& n, std::string_view kind) {
        auto const id = json::collect(n.string(), faults_);
        auto const at = find_id(all, id);
        if (!at) faults_.push_back(n.bad("names the " + std::string{kind} + " `" + std::string{id} + "`, which there is not"));
        return at;
    }

    template <class T>
    void refuse_second(std::vector<T> const& all, json::node const& n, std::string const& id) {
        if (find_id(all, id)) faults_.push_back(n.bad("is a second one with the id `" + id + "`"));
    }

    /// A source that a card links, so it must have a url.
    std::optional<std::size_t> linked(json::node const& n) {
        auto const at = known(c_.sources, n, "source");
        if (at && c_.sources[*at].url.empty()) faults_.push_back(n.bad("names a source without url; cards link their sources"));
        return at;
    }

    void read_card_source(json::node const& n, std::string_view topic_json) {
        n.allow({"source", "label"}, faults_);
        auto const named = n.member("source");
        if (!named) return faults_.push_back(named.error());
        auto const at = linked(*named);
        json::object_writer{c_.source_json}
            .text("label", json::collect(n.string("label"), faults_))
            .text("url", at ? c_.sources[*at].url : "")
            .raw("topic", topic_json);
    }

    void read_suggestion(json::node const& n) {
        n.allow({"id", "orders", "repeats"}, faults_);
        suggestion s;
        s.id = string_of(n, "id", faults_);
        refuse_second(c_.suggestions, n, s.id);
        for (json::node const o : list(n, "orders"))
            if (auto const at = known(c_.orders, o, "order")) s.orders.push_back(*at);
        if (s.orders.empty()) faults_.push_back(n.bad("must name at least one order"));
        else s.serves = c_.orders[s.orders.front()].serves;
        for (auto const o : s.orders)
            if (c_.orders[o].serves != s.serves)
                faults_.push_back(n.bad("mixes orders for different things; they are accepted together or not at all"));
        s.repeats = flag(n, "repeats");
        c_.suggestions.push_back(std::move(s));
    }

    std::string markdown_links(std::vector<std::size_t> const& sources) const {
        std::string out;
        for (auto const s : sources) {
            source const& named = c_.sources[s];
            out.append(out.empty() ? "" : ", ").append("[").append(named.label).append("](").append(named.url).append(")");
        }
        return out;
    }

    void read_why(json::node const& n) {
        n.allow({"id", "sources"}, faults_);
        why w{string_of(n, "id", faults_), {}, {}};
        refuse_second(c_.whys, n, w.id);
        for (json::node const s : list(n, "sources"))
            if (auto const at = linked(s)) w.sources.push_back(*at);
        if (w.sources.empty()) faults_.push_back(n.bad("must name its source: a number without one may not be printed"));
        w.links = markdown_links(w.sources);
        c_.whys.push_back(std::move(w));
    }

    void read_alternative(json::node const& n) {
        n.allow({"id", "fromMonths", "belowMonths", "unless", "unlessCoded", "named", "if"}, faults_);
        alternative g;
        g.id = string_of(n, "id", faults_);
        refuse_second(c_.alternatives, n, g.id);
        auto const months = [&](std::string_view name) -> std::optional<int> {
            auto const found = n.find(name);
            if (!found) return std::nullopt;
            return static_cast<int>(json::collect(found->integer(0, 1440), faults_));
        };
        g.from_months = months("fromMonths");
        g.below_months = months("belowMonths");
        for (json::node const f : optional_list(n, "unless"))
            if (auto const known = read_fact(f)) g.unless |= *known;
        for (json::node const code : optional_list(n, "unlessCoded")) read_code(code, g);
        if (auto const f = n.find("named")) g.named = read_fact(*f);
        g.only_with_scorpions = is_word(n, "if", "scorpions");
        c_.alternatives.push_back(std::move(g));
    }

    std::optional<terminology::fact> read_fact(json::node const& n) {
        auto const known = terminology::fact_named(json::collect(n.string(), faults_));
        if (!known) faults_.push_back(n.bad("must be a code of the CodeSystem oms-finding"));
        return known;
    }

    void read_code(json::node const& n, alternative& g) {
        auto const text = json::collect(n.string(), faults_);
        auto const bar = text.find('|');
        auto const code = bar == std::string_view::npos ? std::string_view{} : text.substr(bar + 1);
        if (code.empty() || codes_.find(text.substr(0, bar), code).count == 0)
            faults_.push_back(n.bad("must be `system|code`, a code that the terminology knows"));
        else g.unless_coded.emplace_back(text.substr(0, bar), code);
    }

    /// Whether the member is there; there is one word that it may be.
    bool is_word(json::node const& n, std::string_view name, std::string_view word) {
        auto const found = n.find(name);
        if (found && json::collect(found->string(), faults_) != word) faults_.push_back(found->bad("must be `" + std::string{word} + "`"));
        return found.has_value();
    }

    void read_card(json::node const& n) {
        n.allow({"id", "why", "whyOnly", "limits", "replaces", "beside", "earlierCounts", "consider", "considerWithTumour", "basis",
                 "suggest"},
                faults_);
        layout l;
        l.id = string_of(n, "id", faults_);
        refuse_second(c_.layouts, n, l.id);
        if (auto const w = n.member("why")) l.why = known(c_.whys, *w, "reason");
        else faults_.push_back(w.error());
        l.why_only_for_poisoning = is_word(n, "whyOnly", "poisoning");
        l.test_limits = flag(n, "limits");
        l.replaces = flag(n, "replaces");
        l.beside = flag(n, "beside");
        l.earlier_counts = flag(n, "earlierCounts");
        for (json::node const g : optional_list(n, "consider")) read_considered(g, l);
        for (json::node const g : optional_list(n, "considerWithTumour"))
            if (auto const at = known(c_.alternatives, g, "alternative")) l.alternatives_with_tumour.push_back(*at);
        for (json::node const s : list(n, "basis"))
            if (auto const at = linked(s)) l.basis.push_back(*at);
        if (l.why)
            for (auto const told : c_.whys[*l.why].sources)
                if (std::ranges::find(l.basis, told) == l.basis.end()) l.basis.push_back(told);
        append_links(l);
        if (l.why)   // the source of the number stands beside the number
            for (auto const told : c_.whys[*l.why].sources) std::erase(l.basis, told);
        l.basis_links = markdown_links(l.basis);
        for (json::node const s : optional_list(n, "suggest")) read_offered(s, l);
        c_.layouts.push_back(std::move(l));
    }

    void read_considered(json::node const& n, layout& l) {
        if (json::collect(n.string(), faults_) == "by-age") l.age_alternatives = true;
        else if (auto const at = known(c_.alternatives, n, "alternative")) l.alternatives.push_back(*at);
    }

    void append_links(layout& l) const {
        if (l.basis.empty()) return;
        json::array_writer links{l.links_json};
        for (auto const s : l.basis) {
            json::object_writer link{l.links_json, links};
            link.text("label", c_.sources[s].label).text("url", c_.sources[s].url).text("type", "absolute");
        }
    }

    void read_offered(json::node const& n, layout& l) {
        n.allow({"id", "recommended", "recommendedAt", "if"}, faults_);
        auto const id = n.member("id");
        if (!id) return faults_.push_back(id.error());
        auto const at = known(c_.suggestions, *id, "suggestion");
        if (!at) return;
        l.suggestions.push_back({.suggestion = *at,
                                 .recommended = flag(n, "recommended"),
                                 .only_at_warning = is_word(n, "recommendedAt", "warning"),
                                 .only_in_remission = is_word(n, "if", "tumour-in-remission")});
    }

    terminology::code_map const& codes_;
    card_book::contents& c_;
    fault_list& faults_;
};

}  // namespace

void read_sources(json::node const& file, card_book::contents& c, fault_list& faults) {
    file.allow({"version", "note", "sources"}, faults);
    for (json::node const n : json::collect(file.items("sources"), faults)) {
        n.allow({"id", "label", "citation", "url"}, faults);
        source s{string_of(n, "id", faults), string_of(n, "label", faults), string_of(n, "citation", faults), {}};
        if (find_id(c.sources, s.id)) faults.push_back(n.bad("is a second source with the id `" + s.id + "`"));
        if (s.label.find_first_of("<>&[]*_`|\\~") != std::string::npos)
            faults.push_back(n.bad("has a label that Markdown would act on; write plain words"));
        if (auto const url = n.find("url")) {
            s.url = json::collect(url->string(), faults);
            if (!is_https(s.url)) faults.push_back(url->bad("must be an absolute https URL"));
        }
        c.sources.push_back(std::move(s));
    }
}

void read_layout(json::node const& file, std::string_view topic_json, terminology::code_map const& codes, card_book::contents& c,
                 fault_list& faults) {
    layout_reader{codes, c, faults}.read(file, topic_json);
}

void link_rules(json::node const& layout_file, criteria::policy const& rules, card_book::contents const& c, fault_list& faults) {
    std::vector<std::string_view> needed;
    for (auto const& r : rules.rules)
        if (r.default_indicator != criteria::indicator::none) needed.push_back(r.id);
    for (auto const& s : rules.stages)
        for (auto const& row : s.rows)
            if (row.text) needed.push_back(*row.text);
    for (auto const id : needed)
        if (!find_id(c.layouts, id)) faults.push_back(layout_file.bad("has no card `" + std::string{id} + "`, which the rules show"));
    for (auto const& l : c.layouts)
        if (std::ranges::find(needed, l.id) == needed.end())
            faults.push_back(layout_file.bad("has a card `" + l.id + "` that no rule shows"));
    for (auto const& r : rules.rules)
        for (auto const& s : r.sources)
            if (s != "call" && !find_id(c.sources, s))
                faults.push_back({errc::bad_knowledge, "sources.json", "has no source `" + s + "`, which rule " + r.id + " cites"});
}

}  // namespace oms::cards
