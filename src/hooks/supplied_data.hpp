#pragma once
#include <oms/cards/card.hpp>
#include <oms/hooks/request.hpp>
#include <oms/knowledge/catalogue.hpp>

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace oms::hooks {

/// What of the data that the policy needs was there. Source: clinical.md 2.10; CH-PF-01 to CH-PF-11.
struct supplied_data {
    bool patient = false;                     ///< the patient's own Patient was among the data
    std::size_t lists = 0, lists_missing = 0;
    std::size_t workup = 0, workup_missing = 0;
    std::vector<cards::data_gap> gaps;        ///< of the Patient and the lists
    std::vector<cards::data_gap> workup_gaps; ///< of orders and reports
    std::string missing_text;                 ///< `patient (not sent), observations (…)`: what is missing altogether of the required keys

    /// All that the policy must have before it may say anything.
    [[nodiscard]] bool is_insufficient() const noexcept { return !patient || lists_missing == lists; }
    /// Orders and reports were looked up, at least in part; only then does it mean something that there are none.
    [[nodiscard]] bool workup_checked() const noexcept { return workup_missing < workup; }
};

/// `foreign`: the keys under which everything is about other patients: as good as not sent.
[[nodiscard]] supplied_data what_was_supplied(knowledge::service_definition const& s, hook_request const& r, bool patient_found,
                                              std::span<std::string_view const> foreign);

}  // namespace oms::hooks
