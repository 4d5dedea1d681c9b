#include <oms/criteria/evaluate.hpp>

// The words of the assessment (product.md 3.1).
namespace oms::criteria {

std::string_view name_of(age_band b) noexcept {
    switch (b) {
        case age_band::lt6m: return "lt6m";
        case age_band::m6_y6: return "6m_6y";
        case age_band::y6_y18: return "6y_18y";
        case age_band::ge18: return "ge18";
        case age_band::unknown: return "unknown";
    }
    return "unknown";
}

std::string_view name_of(indicator i) noexcept {
    switch (i) {
        case indicator::none: return {};
        case indicator::info: return "info";
        case indicator::warning: return "warning";
    }
    return {};
}

std::string_view name_of(state s) noexcept {
    switch (s) {
        case state::present: return "present";
        case state::historical: return "historical";
        case state::absent: return "absent";
        case state::unknown: return "unknown";
    }
    return "unknown";
}

std::string_view name_of(feature f) noexcept {
    switch (f) {
        case feature::opsoclonus: return "opsoclonus";
        case feature::ataxia_myoclonus: return "ataxia_myoclonus";
        case feature::behaviour_sleep: return "behaviour_sleep";
        case feature::neuroblastoma: return "neuroblastoma";
    }
    return "opsoclonus";
}

std::string_view name_of(imaging_state s) noexcept {
    switch (s) {
        case imaging_state::none: return "none";
        case imaging_state::ordered: return "ordered";
        case imaging_state::partial: return "partial";
        case imaging_state::done: return "done";
    }
    return "none";
}

std::string_view name_of(region r) noexcept {
    switch (r) {
        case region::neck: return "neck";
        case region::chest: return "chest";
        case region::abdomen: return "abdomen";
        case region::pelvis: return "pelvis";
    }
    return "neck";
}

std::string_view name_of(urine_state s) noexcept {
    switch (s) {
        case urine_state::none: return "none";
        case urine_state::ordered: return "ordered";
        case urine_state::done: return "done";
    }
    return "none";
}

}  // namespace oms::criteria
