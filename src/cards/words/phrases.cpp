#include "phrases.hpp"

#include <algorithm>

namespace oms::cards {
namespace {

struct row {
    std::string_view name;
    std::initializer_list<slot> slots;
};

constexpr std::initializer_list<slot> none{};
constexpr std::initializer_list<slot> of_age{slot::age};
constexpr std::initializer_list<slot> of_count{slot::count};
constexpr std::initializer_list<slot> of_date{slot::date};
constexpr std::initializer_list<slot> of_date_and_time{slot::date, slot::time};
constexpr std::initializer_list<slot> of_display_and_system_and_code{slot::display, slot::system, slot::code};
constexpr std::initializer_list<slot> of_display_and_system_and_code_and_target{slot::display, slot::system, slot::code, slot::target};
constexpr std::initializer_list<slot> of_feature{slot::feature};
constexpr std::initializer_list<slot> of_finding{slot::finding};
constexpr std::initializer_list<slot> of_imaging_and_urine{slot::imaging, slot::urine};
constexpr std::initializer_list<slot> of_item{slot::item};
constexpr std::initializer_list<slot> of_list{slot::list};
constexpr std::initializer_list<slot> of_list_and_date{slot::list, slot::date};
constexpr std::initializer_list<slot> of_n{slot::n};
constexpr std::initializer_list<slot> of_n_and_m{slot::n, slot::m};
constexpr std::initializer_list<slot> of_n_and_reason{slot::n, slot::reason};
constexpr std::initializer_list<slot> of_new_onset{slot::new_onset};
constexpr std::initializer_list<slot> of_patient_and_tier_and_rule{slot::patient, slot::tier, slot::rule};
constexpr std::initializer_list<slot> of_patient_and_tier_and_rule_and_indicator{slot::patient, slot::tier, slot::rule, slot::indicator};
constexpr std::initializer_list<slot> of_reason{slot::reason};
constexpr std::initializer_list<slot> of_rule_and_version{slot::rule, slot::version};
constexpr std::initializer_list<slot> of_stale_list{slot::stale_list};
constexpr std::initializer_list<slot> of_status{slot::status};
constexpr std::initializer_list<slot> of_time{slot::time};
constexpr std::initializer_list<slot> of_type{slot::type};

/// In the order of the enum.
constexpr row rows[] = {
    {"heading-counted", none}, {"heading-today", none}, {"heading-consider", none}, {"heading-not-recorded", none},
    {"heading-absent", none}, {"heading-not-counted", none}, {"heading-also", none}, {"heading-rule", none}, {"heading-why", none},
    {"heading-limits", none}, {"heading-data", none}, {"heading-basis", none}, {"feature", of_feature}, {"possible-opsoclonus", none},
    {"finding", of_display_and_system_and_code}, {"mapped-finding", of_display_and_system_and_code_and_target}, {"since", of_date},
    {"at-onset", of_age}, {"recorded", of_date}, {"dated", of_date}, {"undated", none}, {"at-age", of_age}, {"age-newborn", none},
    {"age-one-month", none}, {"age-months", of_n}, {"age-years", of_n}, {"age-between-months", of_n_and_m},
    {"age-between-years", of_n_and_m}, {"age-about", of_age}, {"record", of_type}, {"record-status", of_status}, {"provisional", none},
    {"unspecific", none}, {"inferred", none}, {"records", of_n}, {"nothing-counted", none}, {"in-part", none}, {"not-seen", of_date},
    {"refuted", of_date}, {"reason-explained", of_finding}, {"reason-explaining", none}, {"reason-not-new", of_new_onset},
    {"reason-remembered", of_new_onset}, {"reason-weak", none}, {"reason-historical", none}, {"reason-stale", of_stale_list},
    {"reason-undated", none}, {"reason-suspected", none}, {"and-more", of_n}, {"left-out", of_n}, {"today", none},
    {"also-here", of_finding}, {"criteria", of_count}, {"certain-one", none}, {"certain-many", of_count}, {"is-provisional", of_item},
    {"is-unspecific", of_item}, {"tumour-suspected", none}, {"ganglioneuroma", none}, {"limits", none}, {"evaluated", of_time},
    {"time", of_date_and_time}, {"age-unknown", none}, {"missing", of_list}, {"partly", of_list}, {"other-data", none},
    {"not-checked", none}, {"workup", of_imaging_and_urine}, {"imaging-none", none}, {"imaging-ordered", of_list},
    {"imaging-partial", of_list}, {"imaging-done", of_list}, {"region-ordered", of_list_and_date}, {"region-done", of_list_and_date},
    {"regions-missing", of_list}, {"unread-one", none}, {"unread-many", of_n}, {"urine-none", none}, {"urine-ordered", none},
    {"urine-done", none}, {"mibg", none}, {"missing-imaging-result", none}, {"missing-urine", none}, {"missing-urine-result", none},
    {"uncoded-one", none}, {"uncoded-many", of_n}, {"not-read-one", of_reason}, {"not-read-many", of_n_and_reason},
    {"not-read-reason", of_n_and_reason}, {"not-read-other", of_n}, {"policy", of_rule_and_version}, {"regulatory", none},
    {"state-present", none}, {"state-historical", none}, {"state-absent", none}, {"state-unknown", none}, {"not-counted-mark", none},
    {"age-today", of_age}, {"age-not-known", none}, {"no-card", of_reason}, {"no-all-clear", none},
    {"rule-title", of_patient_and_tier_and_rule_and_indicator}, {"rule-title-silent", of_patient_and_tier_and_rule},
    {"patient-without-id", none}, {"indicator-info", none}, {"indicator-warning", none}, {"suggested", none}, {"recommended", none},
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
