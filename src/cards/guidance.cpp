#include "guidance.hpp"

#include <algorithm>

namespace oms::cards {
namespace {

using criteria::evidence;
using criteria::feature;

bool has_present_sign(criteria::verdict const& v) noexcept {
    auto const present = [&](feature f) { return v.features[static_cast<std::size_t>(f)].is == criteria::state::present; };
    return v.possible_opsoclonus || present(feature::opsoclonus) || present(feature::ataxia_myoclonus) || present(feature::behaviour_sleep);
}

/// Whether a child of this age, as far as it is known, can have it.
bool fits(alternative const& a, criteria::age const& how_old) noexcept {
    if (!a.by_age()) return false;
    bool const old_enough = !a.from_months || !how_old.max_months || *how_old.max_months >= *a.from_months;
    bool const young_enough = !a.below_months || !how_old.min_months || *how_old.min_months < *a.below_months;
    return old_enough && young_enough;
}

/// A standing disease, or what is close enough in time to explain the signs: a poisoning of last year leaves the question open.
bool is_recorded(alternative const& a, criteria::verdict const& v, findings::chart const& chart) noexcept {
    auto const explains_now = [&](evidence const& e) { return e.says == findings::polarity::positive && a.unless.has(e.what); };
    return std::ranges::any_of(v.explanations, explains_now) || std::ranges::any_of(chart.findings, [&](findings::finding const& f) {
               auto const* const t = f.term && f.term->target ? f.term->target : f.term;
               auto const is_of = [&](auto const& code) { return t && t->system == code.first && t->code == code.second; };
               return f.explains && std::ranges::any_of(a.unless_coded, is_of);
           });
}

evidence const* recorded_as(alternative const& a, criteria::verdict const& v) noexcept {
    if (!a.named) return nullptr;
    auto const found = std::ranges::find_if(v.emergencies, [&](evidence const& e) { return e.newest && e.what == *a.named; });
    return found == v.emergencies.end() ? nullptr : &*found;
}

/// Adds the alternatives of one card, one behind the other.
class alternatives_writer {
public:
    alternatives_writer(std::string& out, card_book::contents const& c, language const& words, criteria::verdict const& v, style as)
        : out_{out}, c_{c}, words_{words}, v_{v}, as_{as} {}

    void add(std::size_t at) {
        out_ += out_.empty() ? "" : "; ";
        evidence const* const known = recorded_as(c_.alternatives[at], v_);
        if (!known) {
            out_ += words_.alternatives[at];
            return;
        }
        words_[phrase::also_here].append(out_, [&](slot) { append_finding(out_, c_, words_, *known->newest, as_); });
        if (known->date) words_[phrase::dated].append(out_, [&](slot) { append_text(out_, *known->date); });
    }

private:
    std::string& out_;
    card_book::contents const& c_;
    language const& words_;
    criteria::verdict const& v_;
    style as_;
};

std::string consider(card_book::contents const& c, language const& words, layout const& card, criteria::verdict const& v,
                     findings::chart const& chart, style as) {
    std::string out;
    alternatives_writer writer{out, c, words, v, as};
    bool const tumour = v.features[static_cast<std::size_t>(feature::neuroblastoma)].counted && !card.alternatives_with_tumour.empty();
    auto const& named = tumour ? card.alternatives_with_tumour : card.alternatives;
    for (std::size_t i = 0; i < c.alternatives.size(); ++i) {
        alternative const& a = c.alternatives[i];
        bool const asked = std::ranges::find(named, i) != named.end() || (!tumour && card.age_alternatives && fits(a, v.how_old));
        if (asked && (!a.only_with_scorpions || c.scorpions) && !is_recorded(a, v, chart)) writer.add(i);
    }
    if (!out.empty()) out += '.';
    return out;
}

}  // namespace

guidance guidance_for(card_book::contents const& c, language const& words, std::size_t card, criteria::verdict const& v,
                      findings::chart const& chart, style as) {
    guidance g;
    if (has_present_sign(v)) g.today = words[phrase::today].literal();
    std::size_t const told = c.told_by(v, card);
    g.earlier_counts = c.layouts[told].earlier_counts;
    g.causes_told = words.cards[told].sentence.asks_for(slot::cause);
    // Another summary does not change what the signs may be.
    layout const& lists = c.layouts[c.layouts[card].beside ? told : card];
    g.consider = consider(c, words, lists, v, chart, {.markdown = as.markdown, .name_units = short_name, .ours = as.ours});
    return g;
}

}  // namespace oms::cards
