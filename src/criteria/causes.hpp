#pragma once
#include "sub_findings.hpp"

/// Other causes of the signs, and emergencies that are known. Source: clinical.md 2.7, 2.14 "R3x".
namespace oms::criteria {

struct other_causes {
    explicit other_causes(std::pmr::memory_resource& room)
        : near_opsoclonus{&room}, near_first{&room}, refuted_diagnoses{&room}, named_diseases{&room}, raised_pressure{&room},
          head_injuries{&room}, cord_compressions{&room}, neuropathies{&room} {}

    finding_list near_opsoclonus, near_first;   ///< poisonings
    finding_list refuted_diagnoses;
    finding_list named_diseases;
    finding_list raised_pressure, head_injuries, cord_compressions, neuropathies;
};

/// Puts the causes into `out`, of which nothing is known yet.
void find_other_causes(findings::chart const& c, sub_findings const& signs, window const& w, other_causes& out);

/// Opsoclonus and tumour are there, and no positive statement that stands is younger than KNOWN_AFTER (2.11).
[[nodiscard]] bool is_known_case(sub_findings const& signs, window const& w);

}  // namespace oms::criteria
