#include "../guidance.hpp"
#include "../limits.hpp"
#include "../reasoning.hpp"
#include "load.hpp"

#include <algorithm>

namespace oms::cards {
namespace {

using criteria::imaging_state;
using criteria::urine_state;

/// Proves the lengths of one language by writing every card in its longest forms.
class length_check {
public:
    length_check(card_book::contents const& c, criteria::policy const& rules, terminology::code_map const& codes, language const& words,
                 card_words const& in_cards, fault_list& faults)
        : c_{c}, rules_{rules}, words_{words}, in_cards_{in_cards}, faults_{faults}, evidence_{least_units(c, in_cards.texts, codes)},
          widest_{widest_finding(in_cards.texts, codes, status_)} {
        bool partly = false;
        for (auto const& [name, label] : words.lists) gaps_.push_back({name, partly = !partly});
        for (bool const part : {false, true}) gaps_.push_back({"", part});   // "other data"
        for (auto const& r : rules.rules)
            if (find_id(c.layouts, r.id) && r.id.size() > longest_rule_.id.size()) longest_rule_ = r;   // of those on a card
        fill_chart();
    }

    void run() {
        for (std::size_t i = 0; i < c_.layouts.size(); ++i) {
            std::string const element = "cards." + c_.layouts[i].id;
            check(element + ".summary", longest_summary(i), most_summary_units);
            check(element + ", with all other parts of its detail,", evidence_ + longest_rest(i) + room_for_site_change(),
                  most_detail_units);
        }
        check_missing_data();
    }

private:
    void check(std::string const& what, std::size_t units, std::size_t most) {
        if (units <= most) return;
        faults_.push_back({errc::bad_knowledge, words_.file + ": " + what,
                           "can grow to " + std::to_string(units) + " UTF-16 units; " + std::to_string(most) + " are allowed, shorten it"});
    }

    /// As published, the set leaves room for what a change adds; of a changed set the identity is as long as it gets.
    [[nodiscard]] std::size_t room_for_site_change() const noexcept { return rules_.identity == rules_.version ? site_change_units : 0; }

    void check_missing_data() {
        std::string list;
        for (auto const& [name, label] : words_.lists) list.append(list.empty() ? "" : ", ").append(label);
        list.append(", ").append(words_[phrase::other_data].literal());
        std::array<std::size_t, slot_count> longest{};
        longest[static_cast<std::size_t>(slot::list)] = utf16_units(list);
        check("missingData.summary", words_.missing_summary.most_units(longest), most_summary_units);
    }

    std::size_t longest_summary(std::size_t at) const {
        std::size_t most = 0;
        for (criteria::workup_state const& w : workups()) {
            criteria::verdict v;
            v.as_of = instant{std::chrono::years{5}};   // four digits of days
            v.workup = w;
            v.workup.search = day{};
            std::string out;
            append_summary(out, words_, words_.cards[at].summary, v);
            most = std::max(most, utf16_units(out));
        }
        return most;
    }

    void fill_chart() {
        chart_.uncoded = 99'999;
        chart_.unread_total = 99'999;
        auto longer = words_.unread;   // the longest reasons
        std::ranges::sort(longer, {}, [](auto const& r) { return utf16_units(r.second); });
        for (auto r = longer.rbegin(); r != longer.rend(); ++r) {
            auto const own = std::ranges::find(words_.unread, r->first, &named_texts::value_type::first);
            chart_.unread.push_back({own->first, 9'999});
        }
    }

    criteria::evidence line(terminology::fact what, findings::polarity says) const {
        criteria::evidence e;
        e.what = what;
        e.says = says;
        e.newest = &widest_;
        e.date = partial_date{2026, 12, 31}.first_day();
        return e;
    }

    /// Says all that does not exclude each other; the rest is tried.
    criteria::verdict wordy(bool tumour) const {
        criteria::verdict v;
        v.as_of = instant{day{partial_date{2026, 12, 31}.first_day()}};
        v.decided = v.before_workup = &longest_rule_;
        v.count = criteria::feature_count;
        v.possible_opsoclonus = true;
        for (auto& f : v.features) f.counted = true;   // and no sign is firm
        v.features.back().counted = v.features.back().firm = tumour;   // that one is
        v.tumour_suspected = !tumour;
        v.ganglioneuroma_only = tumour;
        using enum terminology::fact;
        for (auto const what : {poisoning, named_cns_disease}) v.explanations.push_back(line(what, findings::polarity::positive));
        v.explanations.push_back(line(oms_diagnosis, findings::polarity::refuted));
        for (auto const what : {cord_compression, neuropathy}) v.emergencies.push_back(line(what, findings::polarity::positive));
        return v;
    }

    /// Ages on both sides of each border between alternatives: a birth year alone may allow two of them.
    std::vector<criteria::age> ages(layout const& card) const {
        using criteria::age_band;
        if (!rules_.find(card.id) && card.beside) return {{age_band::unknown, std::nullopt, std::nullopt}};
        std::vector<criteria::age> out{{age_band::lt6m, 0, 0}};
        for (auto const& g : c_.alternatives)
            for (auto const border : {g.from_months, g.below_months})
                if (border) out.push_back({age_band::m6_y6, *border - 1, *border});
        return out;
    }

    static std::vector<criteria::workup_state> workups() {
        std::vector<criteria::workup_state> out(1);   // not checked: nothing is known
        for (auto const imaging : {imaging_state::none, imaging_state::ordered, imaging_state::partial, imaging_state::done})
            for (auto const urine : {urine_state::none, urine_state::ordered, urine_state::done}) {
                criteria::workup_state w;
                w.checked = w.mibg = true;
                w.imaging = imaging;
                w.urine = urine;
                w.unread = 9'999;
                day const first = partial_date{2026, 12, 27}.first_day();
                for (std::size_t i = 0; i < criteria::region_count; ++i) {   // each on a day of its own
                    if (imaging == imaging_state::none || (imaging == imaging_state::partial && i == 0)) continue;
                    auto& r = w.regions[i];
                    (imaging == imaging_state::ordered ? r.ordered : r.done) = first + std::chrono::days{i};
                }
                out.push_back(w);
            }
        return out;
    }

    /// The rule with which a card that tells of another is the longest.
    criteria::rule longest_told(std::size_t at, criteria::verdict v) const {
        criteria::rule out = longest_rule_, other = longest_rule_;
        v.decided = v.before_workup = &other;
        v.how_old = ages(c_.layouts[at]).front();
        std::size_t most = 0;
        for (layout const& l : c_.layouts) {
            if (!rules_.find(l.id)) continue;
            other.id = l.id;
            std::size_t const units = units_with(at, v);
            if (units <= most) continue;
            most = units;
            out.id = l.id;
        }
        return out;
    }

    /// All but the evidence.
    std::size_t units_with(std::size_t at, criteria::verdict const& v) const {
        told const t{.book = c_, .words = in_cards_.texts, .verdict = v, .chart = chart_, .gaps = gaps_};
        std::string out;
        guidance const guide = guidance_for(c_, in_cards_.texts, at, v, chart_, {.markdown = true, .ours = true});
        append_reasoning(out, t, in_cards_, at, shortening::ours);
        return units_in_json(out) + units_in_json(guide.today) + units_in_json(guide.consider) + headings();
    }

    std::size_t longest_rest(std::size_t at) const {
        layout const& card = c_.layouts[at];
        criteria::rule other = longest_rule_;
        std::size_t most = 0;
        for (bool const tumour : {false, true}) {
            auto v = wordy(tumour);
            if (card.beside || card.replaces) {
                other = longest_told(at, v);
                v.decided = v.before_workup = &other;
            }
            for (auto const& how_old : ages(card))
                for (auto const& w : workups()) {
                    v.how_old = how_old;
                    v.workup = w;
                    most = std::max(most, units_with(at, v));
                }
        }
        return most;
    }

    /// Those of the guidance, with the blank behind the colon and the end of the part.
    std::size_t headings() const {
        constexpr std::size_t around = 16;
        return units_in_json(in_cards_.texts[phrase::heading_today].literal()) +
               units_in_json(in_cards_.texts[phrase::heading_consider].literal()) + around;
    }

    card_book::contents const& c_;
    criteria::policy const& rules_;
    language const& words_;
    card_words const& in_cards_;
    fault_list& faults_;
    std::size_t evidence_;
    std::string status_;
    findings::finding widest_;
    std::vector<data_gap> gaps_;
    findings::chart chart_;
    criteria::rule longest_rule_;
};

}  // namespace

void check_lengths(card_book::contents const& c, criteria::policy const& rules, terminology::code_map const& codes, fault_list& faults) {
    for (std::size_t i = 0; i < c.languages.size(); ++i) length_check{c, rules, codes, c.languages[i], c.in_cards[i], faults}.run();
}

}  // namespace oms::cards
