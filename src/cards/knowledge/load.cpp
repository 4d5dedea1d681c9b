#include "load.hpp"

#include <algorithm>
#include <cassert>
#include <functional>

namespace oms::cards {
namespace {

constexpr std::string_view required_language = "en";
constexpr std::string_view layout_path = "cards/layout.json";
constexpr std::string_view cards_folder = "cards/";
constexpr std::string_view orders_folder = "activitydefinitions/";
constexpr std::string_view sources_path = "sources.json";
constexpr std::string_view topic_path = "codesystems/oms-topic.json";
constexpr std::string_view reasons_path = "codesystems/oms-override-reason.json";

void read_all(std::span<json::document const> documents, criteria::policy const& rules, terminology::code_map const& codes,
              card_book::contents& c, fault_list& faults) {
    std::string topic;
    if (auto const file = json::parse_document(documents, sources_path, faults)) read_sources(*file, c, faults);
    if (auto const file = json::parse_document(documents, topic_path, faults)) topic = read_topic(*file, faults);
    if (auto const file = json::parse_document(documents, reasons_path, faults)) read_override_reasons(*file, c, faults);
    for (auto const& d : json::documents_in(documents, orders_folder))
        if (auto const file = json::parse_document(d, faults)) read_order(*file, codes, c, faults);
    if (auto const file = json::parse_document(documents, layout_path, faults)) {
        read_layout(*file, topic, codes, c, faults);
        link_rules(*file, rules, c, faults);
    }
    for (auto const& d : json::documents_in(documents, cards_folder)) {
        if (d.file == layout_path) continue;
        if (auto const file = json::parse_document(d, faults)) read_language(*file, rules, c, faults);
    }
    auto const english = std::ranges::find(c.languages, required_language, &language::id);
    if (english == c.languages.end())
        faults.push_back({errc::bad_knowledge, std::string{cards_folder} + std::string{required_language} + ".json",
                          "is missing; it is the language that must be there"});
    else std::iter_swap(c.languages.begin(), english);
}

}  // namespace

card_book::card_book(std::shared_ptr<contents const> c) : contents_{std::move(c)} {}

checked<card_book> card_book::load(std::span<json::document const> documents, criteria::policy const& rules,
                                   terminology::code_map const& codes) {
    fault_list faults;
    auto c = std::make_shared<contents>();
    c->policy_identity = rules.identity.empty() ? rules.version : rules.identity;
    c->new_onset = std::to_string(rules.constants.new_onset);
    c->stale_list = std::to_string(rules.constants.stale_list);
    c->scorpions = rules.constants.scorpions != 0;
    read_all(documents, rules, codes, *c, faults);
    if (faults.empty()) {
        prepare_cards(*c, codes);
        check_lengths(*c, rules, codes, faults);
    }
    if (!faults.empty()) return faults;
    return card_book{std::move(c)};
}

std::vector<std::string_view> card_book::languages() const {
    std::vector<std::string_view> ids;
    for (language const& l : contents_->languages) ids.emplace_back(l.id);
    std::ranges::sort(ids);
    return ids;
}

std::size_t card_book::contents::card_for(criteria::verdict const& v) const noexcept { return card_named(v.decided->id, v.text); }

std::size_t card_book::contents::card_named(std::string_view rule, std::string_view text) const noexcept {
    auto const at = find_id(layouts, text.empty() ? rule : text);
    assert(at && "load has linked every rule that shows a card");
    return *at;
}

std::size_t card_book::contents::told_by(criteria::verdict const& v, std::size_t card) const noexcept {
    layout const& own = layouts[card];
    return own.replaces || own.beside ? card_named(v.before_workup->id, v.text_before_workup) : card;
}

std::string_view card_book::contents::finding_of(terminology::term const& t, language const& words) const noexcept {
    auto const terms = codes->terms();
    bool const ours = std::less_equal{}(terms.data(), &t) && std::less{}(&t, terms.data() + terms.size());
    return ours ? std::string_view{words.findings[static_cast<std::size_t>(&t - terms.data())]} : std::string_view{};
}

std::size_t card_book::contents::language_for(occasion const& o) const noexcept {
    return find_id(languages, o.language).value_or(0);
}

}  // namespace oms::cards
