#include "phrases.hpp"

#include <algorithm>

namespace oms::cards {
namespace {

struct row {
    std::string_view name;
    std::initializer_list<slot> slots;
};

constexpr std::initializer_list<slot> none{};
constexpr std::initializer_list<slot> of_n{slot::n};
constexpr std::initializer_list<slot> of_n_and_m{slot::n, slot::m};
constexpr std::initializer_list<slot> of_age{slot::age};
constexpr std::initializer_list<slot> of_date{slot::date};
constexpr std::initializer_list<slot> of_list{slot::list};
constexpr std::initializer_list<slot> of_feature{slot::feature};
constexpr std::initializer_list<slot> of_finding{slot::display, slot::system, slot::code};
constexpr std::initializer_list<slot> of_type{slot::type};
constexpr std::initializer_list<slot> of_status{slot::status};
constexpr std::initializer_list<slot> of_new_onset{slot::new_onset};
constexpr std::initializer_list<slot> of_stale_list{slot::stale_list};
constexpr std::initializer_list<slot> of_count{slot::count};
constexpr std::initializer_list<slot> of_rule{slot::rule};
constexpr std::initializer_list<slot> of_time{slot::time};
constexpr std::initializer_list<slot> of_workup{slot::imaging, slot::urine};
constexpr std::initializer_list<slot> of_version{slot::version};
constexpr std::initializer_list<slot> of_reason{slot::reason};
constexpr std::initializer_list<slot> of_title{slot::patient, slot::tier, slot::rule, slot::indicator};
constexpr std::initializer_list<slot> of_silent_title{slot::patient, slot::tier, slot::rule};

/// In the order of the enum.
constexpr row rows[] = {
    {"heading-counted", none}, {"heading-not-found", none}, {"heading-absent", none}, {"heading-not-counted", none},
    {"heading-also", none}, {"heading-cause", none}, {"heading-rule", none}, {"heading-why", none}, {"heading-limits", none},
    {"heading-consider", none}, {"heading-data", none}, {"heading-basis", none},
    {"feature", of_feature}, {"possible-opsoclonus", none}, {"finding", of_finding}, {"dated", of_date}, {"undated", none},
    {"at-age", of_age}, {"age-newborn", none}, {"age-one-month", none}, {"age-months", of_n}, {"age-years", of_n},
    {"age-between-months", of_n_and_m}, {"age-between-years", of_n_and_m}, {"age-about", of_age}, {"record", of_type},
    {"record-status", of_status}, {"provisional", none}, {"inferred", none}, {"records", of_n}, {"nothing-counted", none},
    {"not-seen", of_date}, {"refuted", of_date}, {"reason-explained", of_finding}, {"reason-not-new", of_new_onset},
    {"reason-weak", none}, {"reason-historical", none}, {"reason-stale", of_stale_list}, {"reason-suspected", none},
    {"oms-refuted", of_date}, {"and-more", of_n}, {"left-out", of_n},
    {"criteria", of_count}, {"rule-id", of_rule}, {"not-firm", of_count}, {"tumour-suspected", none}, {"ganglioneuroma", none},
    {"limits", none}, {"urine-without-imaging", none}, {"evaluated", of_time}, {"age-unknown", none}, {"missing", of_list},
    {"partly", of_list}, {"other-data", none}, {"not-checked", none}, {"workup", of_workup}, {"imaging-none", none},
    {"imaging-ordered", none}, {"imaging-partial", none}, {"imaging-done", none}, {"imaging-dated", of_date}, {"urine-none", none},
    {"urine-ordered", none}, {"urine-done", none}, {"mibg", none}, {"outstanding", of_list}, {"nothing-outstanding", none},
    {"item-imaging", none}, {"item-urine", none}, {"item-neurology", none}, {"item-oncology", none}, {"uncoded", of_n},
    {"policy", of_version}, {"regulatory", none},
    {"state-present", none}, {"state-historical", none}, {"state-absent", none}, {"state-unknown", none}, {"not-counted-mark", none},
    {"age-today", of_age}, {"age-not-known", none}, {"no-card", of_reason}, {"no-all-clear", none}, {"rule-title", of_title},
    {"rule-title-silent", of_silent_title}, {"indicator-info", none}, {"indicator-warning", none}, {"suggested", none},
    {"recommended", none},
};
static_assert(std::size(rows) == phrase_count);

}  // namespace

std::string_view name_of(phrase p) noexcept { return rows[static_cast<std::size_t>(p)].name; }

void append_heading(std::string& out, phrase_book const& words, phrase heading) {
    out.append("**").append(words[static_cast<std::size_t>(heading)].literal()).append(":**");
}

phrase_book read_phrases(json::node const& object, std::vector<fault>& faults) {
    std::array<std::string_view, phrase_count> names;
    std::ranges::transform(rows, names.begin(), &row::name);
    object.allow(names, faults);
    phrase_book book;
    for (std::size_t i = 0; i < phrase_count; ++i) {
        auto const n = object.member(rows[i].name);
        if (n) book[i] = compile(*n, rows[i].slots, faults);
        else faults.push_back(n.error());
    }
    return book;
}

}  // namespace oms::cards
