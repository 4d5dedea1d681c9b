#include "workup.hpp"

namespace oms::criteria {
namespace {

using terminology::fact;

constexpr std::array<fact, region_count> region_facts{fact::images_neck, fact::images_chest, fact::images_abdomen, fact::images_pelvis};

void add_regions(findings::workup_item const& item, workup_state& w) {
    for (std::size_t i = 0; i < region_count; ++i)
        if (item.what.has(region_facts[i])) keep_newest(item.done ? w.regions[i].done : w.regions[i].ordered, item.dated);
}

/// Orders cover the body together with what is done already.
imaging_state coverage(workup_state const& w) {
    auto const all = [&](auto test) { return std::all_of(w.regions.begin(), w.regions.end(), test); };
    auto const recorded = [](region_state const& r) { return r.done || r.ordered; };
    if (all([](region_state const& r) { return bool{r.done}; })) return imaging_state::done;
    if (all(recorded)) return imaging_state::ordered;
    return std::any_of(w.regions.begin(), w.regions.end(), recorded) ? imaging_state::partial : imaging_state::none;
}

}  // namespace

void judge_workup(findings::chart const& c, maybe_day first, constants const& constant, workup_state& w) {
    auto const in_episode = [&](maybe_day d) { return d && (!first || *d >= *first - std::chrono::days{constant.episode_pad}); };
    w.unread = static_cast<std::size_t>(std::count_if(c.unknown_orders.begin(), c.unknown_orders.end(), in_episode));
    for (auto const& item : c.workup) {
        if (!item.made_now && !in_episode(item.dated)) continue;
        add_regions(item, w);
        if (item.what.has(fact::urine_catecholamine)) w.urine = std::max(w.urine, item.done ? urine_state::done : urine_state::ordered);
        w.mibg |= item.done && item.what.has(fact::mibg);
        w.neurology_referral |= item.what.has(fact::refers_to_neurology);
        w.oncology_referral |= item.what.has(fact::refers_to_oncology);
    }
    w.imaging = coverage(w);
    if (w.imaging != imaging_state::done) return;
    for (auto const& r : w.regions) keep_earliest(w.search, r.done);
}

}  // namespace oms::criteria
