#include "../evidence.hpp"
#include "load.hpp"

#include <oms/json/write.hpp>

namespace oms::cards {
namespace {

std::string in_json(std::string_view text) {
    std::string out;
    json::append_escaped(out, text);
    return out;
}

language in_json(language l) {
    for (text_template& p : l.phrases) p = p.in_json();
    for (card_texts& t : l.cards) t = {t.summary.in_json(), t.sentence.in_json()};
    for (auto* const texts : {&l.whys, &l.alternatives})
        for (std::string& text : *texts) text = in_json(text);
    for (auto* const names : {&l.features, &l.feature_labels, &l.in_sentence})
        for (std::string& name : *names) name = in_json(name);
    for (std::string& name : l.regions) name = in_json(name);
    for (std::string& name : l.months) name = in_json(name);
    for (auto* const words : {&l.records, &l.statuses, &l.lists, &l.unread})
        for (auto& [name, text] : *words) text = in_json(text);
    return l;
}

/// Joins the pieces of all cards of one language.
class card_preparation {
public:
    explicit card_preparation(card_book::contents const& c, language const& l) : c_{c}, words_{in_json(l), {}, {}} {}

    card_words run(terminology::code_map const& codes) {
        for (terminology::term const& t : codes.terms())
            append_finding(words_.texts.findings.emplace_back(), texts(), t, {.markdown = true, .name_units = long_name});
        words_.test_limits = heading(phrase::heading_limits).append(" ").append(texts()[phrase::test_limits].literal()).append(part_end);
        for (std::size_t i = 0; i < c_.layouts.size(); ++i) words_.cards.push_back(prepare(c_.layouts[i], texts().cards[i]));
        return std::move(words_);
    }

private:
    [[nodiscard]] language const& texts() const noexcept { return words_.texts; }

    std::string heading(phrase p) const {
        std::string out;
        append_heading(out, texts().phrases, p);
        return out;
    }

    prepared_card prepare(layout const& l, card_texts const& own) const {
        prepared_card card;
        card.until_detail += R"(","summary":")";
        card.until_detail += own.summary;
        card.until_detail += R"(","detail":")";
        if (l.why) {
            card.brief_why = heading(phrase::heading_why).append(" ").append(texts().whys[*l.why]);
            card.why = card.brief_why + " (" + in_json(c_.whys[*l.why].links) + ")" + std::string{part_end};
            card.brief_why += part_end;
        }
        card.basis = basis(l.basis_links);
        card.brief_basis = basis(l.basis_links.substr(0, l.basis_links.find(", [")));
        card.end = R"(,"overrideReasons":)" + c_.override_reasons_json;
        if (!l.links_json.empty()) card.end.append(R"(,"links":)").append(l.links_json);
        card.end += '}';
        return card;
    }

    /// The version is the same on every card, the rule is not.
    text_template basis(std::string_view links) const {
        text_template out;
        out += heading(phrase::heading_basis).append(" ").append(in_json(links)).append("; ");
        out += texts()[phrase::policy].with(slot::version, in_json(c_.policy_identity));
        out += std::string{part_end}.append("> ").append(texts()[phrase::regulatory].literal());
        return out;
    }

    card_book::contents const& c_;
    card_words words_;
};

}  // namespace

void prepare_cards(card_book::contents& c, terminology::code_map const& codes) {
    c.codes = codes;
    for (language const& l : c.languages) c.in_cards.push_back(card_preparation{c, l}.run(codes));
}

}  // namespace oms::cards
