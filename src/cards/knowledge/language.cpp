#include "../suggestions.hpp"
#include "load.hpp"

#include <oms/json/write.hpp>

#include <algorithm>

namespace oms::cards {
namespace {

/// Reads one language file against what the layout and the rules need.
class language_reader {
public:
    language_reader(json::node const& file, card_book::contents& c, fault_list& faults) : file_{file}, c_{c}, faults_{faults} {}

    void read(criteria::policy const& rules) {
        file_.allow({"version", "language", "note", "cards", "silent", "missingData", "suggestions", "orders", "whys", "alternatives",
                     "features", "inSentence", "regions", "months", "types", "statuses", "lists", "unread", "phrases"},
                    faults_);
        language l;
        l.id = json::collect(file_.string("language"), faults_);
        l.file = file_.where();
        if (find_id(c_.languages, l.id)) faults_.push_back(file_.bad("is a second file of the language `" + l.id + "`"));
        if (auto const n = section("phrases")) l.phrases = read_phrases(*n, faults_);
        read_cards(l);
        read_missing_data(l);
        l.suggestions = texts_for("suggestions", c_.suggestions);
        auto const descriptions = texts_for("orders", c_.orders);
        for (std::size_t i = 0; i < c_.suggestions.size(); ++i)
            l.prepared.push_back(prepare_suggestion(c_, c_.suggestions[i], l.suggestions[i], descriptions));
        l.whys = texts_for("whys", c_.whys);
        l.alternatives = texts_for("alternatives", c_.alternatives);
        read_features(l);
        read_silent(l, rules);
        l.records = read_words("types");
        for (auto& [type, text] : l.records) text = filled_in(l[phrase::record], {slot::type, text});
        l.statuses = read_words("statuses");
        l.lists = read_words("lists");
        l.unread = read_words("unread");
        read_names("inSentence", l.in_sentence, [](std::size_t i) { return criteria::name_of(static_cast<criteria::feature>(i)); });
        read_names("regions", l.regions, [](std::size_t i) { return criteria::name_of(static_cast<criteria::region>(i)); });
        read_months(l);
        c_.languages.push_back(std::move(l));
    }

private:
    std::optional<json::node> section(std::string_view name) {
        auto const n = file_.member(name);
        if (n && n->is_object()) return *n;
        faults_.push_back(n ? n->bad("must be an object") : n.error());
        return std::nullopt;
    }

    static std::string filled_in(text_template const& text, filled value) {
        std::string out;
        text.append(out, {value});
        return out;
    }

    std::string plain(json::node const& n) { return std::string{compile(n, {}, faults_).literal()}; }

    /// One text for each id, in the order of `all`, and none besides.
    template <class T>
    std::vector<std::string> texts_for(std::string_view name, std::vector<T> const& all) {
        std::vector<std::string> out(all.size());
        auto const object = section(name);
        if (!object) return out;
        std::vector<std::string_view> ids;
        for (T const& one : all) ids.push_back(one.id);
        object->allow(ids, faults_);
        for (std::size_t i = 0; i < all.size(); ++i) {
            auto const n = object->member(ids[i]);
            if (n) out[i] = plain(*n);
            else faults_.push_back(n.error());
        }
        return out;
    }

    void read_cards(language& l) {
        l.cards.resize(c_.layouts.size());
        auto const object = section("cards");
        if (!object) return;
        std::vector<std::string_view> ids;
        for (layout const& one : c_.layouts) ids.push_back(one.id);
        object->allow(ids, faults_);
        for (std::size_t i = 0; i < ids.size(); ++i) {
            auto const n = object->member(ids[i]);
            if (!n) {
                faults_.push_back(n.error());
                continue;
            }
            read_card(*n, c_.layouts[i], l.cards[i]);
        }
    }

    /// A card that tells the sentence of another rule has none of its own.
    void read_card(json::node const& n, layout const& card, card_texts& texts) {
        n.allow({"summary", "sentence"}, faults_);
        if (auto const s = n.member("summary")) texts.summary = compile(*s, {slot::missing, slot::n}, faults_);
        else faults_.push_back(s.error());
        auto const s = n.find("sentence");
        bool const of_another = card.replaces || card.beside;
        if (s.has_value() == of_another)
            faults_.push_back(n.bad(of_another ? "has a sentence; the layout says that it tells that of another rule" : "has no sentence"));
        else if (s) texts.sentence = compile(*s, {slot::cause, slot::date}, faults_);
    }

    void read_missing_data(language& l) {
        auto const object = section("missingData");
        if (!object) return;
        object->allow({"summary", "detail"}, faults_);
        if (auto const s = object->member("summary")) l.missing_summary = compile(*s, {slot::list}, faults_);
        else faults_.push_back(s.error());
        if (auto const s = object->member("detail")) l.missing_detail = compile(*s, {}, faults_);
        else faults_.push_back(s.error());
    }

    /// One text for each of a fixed list of names.
    template <std::size_t Size, class Name>
    void read_names(std::string_view section_name, std::array<std::string, Size>& into, Name name_at) {
        auto const object = section(section_name);
        if (!object) return;
        std::array<std::string_view, Size> names;
        for (std::size_t i = 0; i < Size; ++i) names[i] = name_at(i);
        object->allow(names, faults_);
        for (std::size_t i = 0; i < Size; ++i) {
            auto const n = object->member(names[i]);
            if (n) into[i] = plain(*n);
            else faults_.push_back(n.error());
        }
    }

    void read_features(language& l) {
        read_names("features", l.features, [](std::size_t i) { return criteria::name_of(static_cast<criteria::feature>(i)); });
        for (std::size_t i = 0; i < l.features.size(); ++i)
            l.feature_labels[i] = filled_in(l[phrase::feature], {slot::feature, l.features[i]});
    }

    void read_months(language& l) {
        auto const names = json::collect(file_.items("months"), faults_);
        std::size_t count = 0;
        for (json::node const n : names) {
            if (count < l.months.size()) l.months[count] = plain(n);
            ++count;
        }
        if (count != l.months.size()) faults_.push_back(file_.bad("must have twelve names under months"));
    }

    /// Why there is no card, for each rule that shows none.
    void read_silent(language& l, criteria::policy const& rules) {
        auto const object = section("silent");
        if (!object) return;
        std::vector<std::string_view> ids;
        for (auto const& r : rules.rules)
            if (r.default_indicator == criteria::indicator::none) ids.push_back(r.id);
        object->allow(ids, faults_);
        for (auto const id : ids) {
            auto const n = object->member(id);
            if (n) l.silent.emplace_back(id, plain(*n));
            else faults_.push_back(n.error());
        }
    }

    named_texts read_words(std::string_view name) {
        named_texts out;
        auto const object = section(name);
        if (!object) return out;
        for (json::node const n : json::collect(object->members(), faults_)) out.emplace_back(n.name(), plain(n));
        return out;
    }

    json::node const& file_;
    card_book::contents& c_;
    fault_list& faults_;
};

}  // namespace

std::string_view text_for(named_texts const& texts, std::string_view name) noexcept {
    auto const at = std::ranges::find(texts, name, &named_texts::value_type::first);
    return at == texts.end() ? std::string_view{} : std::string_view{at->second};
}

void read_language(json::node const& file, criteria::policy const& rules, card_book::contents& c, fault_list& faults) {
    language_reader{file, c, faults}.read(rules);
}

}  // namespace oms::cards
