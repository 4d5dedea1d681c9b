#include "workup_text.hpp"

#include "words/ages.hpp"

namespace oms::cards {
namespace {

using criteria::imaging_state;
using criteria::region_count;
using criteria::urine_state;
using criteria::workup_state;

/// Names of regions with a comma between.
class region_list {
public:
    explicit region_list(language const& words) : words_{words} {}
    void add(std::size_t region) { text_.append(text_.empty() ? "" : ", ").append(words_.regions[region]); }
    [[nodiscard]] std::string const& text() const noexcept { return text_; }
    [[nodiscard]] bool empty() const noexcept { return text_.empty(); }

private:
    language const& words_;
    std::string text_;
};

/// Of one kind and day; briefly: of one kind.
bool is_told_with(criteria::region_state const& first, criteria::region_state const& other, bool brief) noexcept {
    if (first.done) return brief ? bool{other.done} : other.done == first.done;
    return !other.done && (brief ? bool{other.ordered} : other.ordered == first.ordered);
}

/// `neck done 2026-11-10; chest, pelvis ordered 2026-11-18`: regions of one kind and day together.
void append_regions(std::string& out, language const& words, workup_state const& w, bool brief) {
    bool begun = false;
    std::array<bool, region_count> told{};
    for (std::size_t i = 0; i < region_count; ++i) {
        auto const& first = w.regions[i];
        if (told[i] || (!first.done && !first.ordered)) continue;
        region_list same{words};
        for (std::size_t j = i; j < region_count; ++j) {
            auto const& other = w.regions[j];
            if (!is_told_with(first, other, brief)) continue;
            told[j] = true;
            same.add(j);
        }
        out += begun ? "; " : "";
        begun = true;
        words[first.done ? phrase::region_done : phrase::region_ordered].append(out, [&](slot asked) {
            if (asked == slot::list) out += same.text();
            else if (!brief) append_text(out, first.done ? *first.done : *first.ordered);
        });
    }
}

void append_unread(std::string& out, language const& words, workup_state const& w) {
    if (w.unread == 0) return;
    words[w.unread == 1 ? phrase::unread_one : phrase::unread_many].append(out, [&](slot) { append_number(out, w.unread); });
}

void append_imaging(std::string& out, language const& words, workup_state const& w, bool brief) {
    constexpr phrase states[] = {phrase::imaging_none, phrase::imaging_ordered, phrase::imaging_partial, phrase::imaging_done};
    words[states[static_cast<std::size_t>(w.imaging)]].append(out, [&](slot) { append_regions(out, words, w, brief); });
    if (w.imaging == imaging_state::partial) {
        region_list missing{words};
        for (std::size_t i = 0; i < region_count; ++i)
            if (!w.regions[i].done && !w.regions[i].ordered) missing.add(i);
        words[phrase::regions_missing].append(out, {{slot::list, missing.text()}});
    }
    if (w.imaging == imaging_state::none || w.imaging == imaging_state::partial) append_unread(out, words, w);
}

void append_urine(std::string& out, language const& words, workup_state const& w) {
    constexpr phrase states[] = {phrase::urine_none, phrase::urine_ordered, phrase::urine_done};
    words[states[static_cast<std::size_t>(w.urine)]].append(out);
    if (w.mibg) words[phrase::mibg].append(out);
}

}  // namespace

void append_workup(std::string& out, language const& words, workup_state const& w, bool brief) {
    if (!w.checked) return words[phrase::not_checked].append(out);
    words[phrase::workup].append(out, [&](slot asked) {
        if (asked == slot::imaging) append_imaging(out, words, w, brief);
        else append_urine(out, words, w);
    });
}

void append_missing(std::string& out, language const& words, workup_state const& w) {
    std::size_t const begin = out.size();
    auto const add = [&](bool missing, phrase item) {
        if (!missing) return;
        if (out.size() != begin) out += ", ";
        words[item].append(out);
    };
    add(w.imaging == imaging_state::ordered, phrase::missing_imaging_result);
    add(w.urine == urine_state::none, phrase::missing_urine);
    add(w.urine == urine_state::ordered, phrase::missing_urine_result);
}

}  // namespace oms::cards
