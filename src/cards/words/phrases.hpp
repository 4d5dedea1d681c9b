#pragma once
#include "text.hpp"

#include <string_view>

/// The fixed texts of a language file, by name. The words themselves are data.
namespace oms::cards {

enum class phrase : std::uint8_t {
    heading_counted, heading_today, heading_consider, heading_not_recorded, heading_absent, heading_not_counted, heading_also,
    heading_rule, heading_why, heading_limits, heading_data, heading_basis, feature, possible_opsoclonus, finding, mapped_finding, since,
    at_onset, recorded, dated, undated, at_age, age_newborn, age_one_month, age_months, age_years, age_between_months, age_between_years,
    age_about, record, record_status, provisional, unspecific, inferred, records, nothing_counted, in_part, not_seen, refuted,
    reason_explained, reason_explaining, reason_not_new, reason_remembered, reason_weak, reason_historical, reason_stale, reason_undated,
    reason_suspected, and_more, left_out, today, also_here, criteria, certain_one, certain_many, is_provisional, is_unspecific,
    tumour_suspected, ganglioneuroma, test_limits, evaluated, time, age_unknown, missing, partly, other_data, not_checked, workup,
    imaging_none, imaging_ordered, imaging_partial, imaging_done, region_ordered, region_done, regions_missing, unread_one, unread_many,
    urine_none, urine_ordered, urine_done, mibg, missing_imaging_result, missing_urine, missing_urine_result, uncoded_one, uncoded_many,
    not_read_one, not_read_many, not_read_reason, not_read_other, policy, regulatory, state_present, state_historical, state_absent,
    state_unknown, not_counted_mark, age_today, age_not_known, no_card, no_all_clear, rule_title, rule_title_silent, patient_without_id,
    indicator_info, indicator_warning, suggested, recommended,
};
inline constexpr std::size_t phrase_count = static_cast<std::size_t>(phrase::recommended) + 1;

using phrase_book = std::array<text_template, phrase_count>;

/// The name with hyphens, as in the language file.
[[nodiscard]] std::string_view name_of(phrase p) noexcept;

/// Appends a heading of the detail, as Markdown.
void append_heading(std::string& out, phrase_book const& words, phrase heading);
/// Ends a part of the detail: a blank line, in a JSON string.
inline constexpr std::string_view part_end = R"(\n\n)";

/// Reads `phrases`: each once, each with no other slots than its own. Faults: bad_knowledge, all of them.
[[nodiscard]] phrase_book read_phrases(json::node const& object, std::vector<fault>& faults);

}  // namespace oms::cards
