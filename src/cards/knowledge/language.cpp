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
                     "features", "types", "statuses", "lists", "phrases"},
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
        l.alternatives = texts_for("alternatives", c_.groups);
        read_features(l);
        read_silent(l, rules);
        l.records = read_words("types");
        for (auto& [type, text] : l.records) text = filled_in(l[phrase::record], {slot::type, text});
        l.statuses = read_words("statuses");
        l.lists = read_words("lists");
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
            n->allow({"summary", "sentence"}, faults_);
            if (auto const s = n->member("summary")) l.cards[i].summary = compile(*s, {slot::repeat_after}, faults_);
            else faults_.push_back(s.error());
            if (auto const s = n->member("sentence")) l.cards[i].sentence = compile(*s, {}, faults_);
            else faults_.push_back(s.error());
        }
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

    void read_features(language& l) {
        auto const object = section("features");
        if (!object) return;
        std::array<std::string_view, criteria::feature_count> names;
        for (std::size_t i = 0; i < names.size(); ++i) names[i] = criteria::name_of(static_cast<criteria::feature>(i));
        object->allow(names, faults_);
        for (std::size_t i = 0; i < names.size(); ++i) {
            auto const n = object->member(names[i]);
            if (n) l.features[i] = plain(*n);
            else faults_.push_back(n.error());
            l.feature_labels[i] = filled_in(l[phrase::feature], {slot::feature, l.features[i]});
        }
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
