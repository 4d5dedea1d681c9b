#pragma once
#include "states.hpp"

/// The sub-findings of O, M and B, the flags Q and q, and the tumour: what is there, what is new, what is explained, what counts.
/// Source: clinical.md 2.5, 2.14 "Starts and newness".
namespace oms::criteria {

/// One sub-finding of O, M or B on its way to the rules.
struct sub_finding {
    sub_finding(terminology::fact about_what, feature part_of, bool is_weak, std::pmr::memory_resource& room)
        : what{about_what}, of{part_of}, weak{is_weak}, raw{room} {}

    terminology::fact what{};
    feature of{};
    bool weak = false;
    sub_state raw;
    findings::finding const* explained_by = nullptr;
    bool is_new = false;
    maybe_day core_start;     ///< earliest start among its evidence of the core list; none: no such evidence

    [[nodiscard]] bool present() const noexcept { return raw.is == state::present && !explained_by; }
    [[nodiscard]] bool historical() const noexcept { return raw.is == state::historical && !explained_by; }
    [[nodiscard]] bool absent() const noexcept { return raw.is == state::absent; }
};

/// All of one chart. Views it.
class sub_findings {
public:
    sub_findings(findings::chart const& c, window const& w, age const& how_old, std::pmr::memory_resource& room);

    std::pmr::vector<sub_finding> all;
    sub_state possible, irregular_or_nystagmus;   ///< Q and q, whether on or not
    bool possible_on = false, irregular_or_nystagmus_on = false;
    tumour_state tumour;
    bool opsoclonus = false, opsoclonus_historical = false, opsoclonus_absent = false;
    maybe_day first_counted;   ///< for R3d: first historical

    [[nodiscard]] bool any(feature of, bool (sub_finding::*test)() const noexcept) const;
    [[nodiscard]] bool all_absent(feature of) const;
    [[nodiscard]] sub_finding const& of(terminology::fact what) const;
    /// Behaviour or sleep that is not new is unknown to the rules, a weak code counts only beside opsoclonus.
    [[nodiscard]] bool counts(sub_finding const& s) const noexcept;
    /// Every positive statement that makes O, M or B present, before newness and explanations are asked.
    template <class Visit>
    void each_standing(Visit visit) const {
        for (auto const& s : all)
            if (s.raw.is == state::present)
                for (auto const* f : s.raw.positive) visit(*f);
    }

private:
    void judge_signs();
    void judge_flags();
    void find_explanations();
    void finish();
    [[nodiscard]] bool was_there_before(sub_finding const& s, std::span<findings::finding const* const> said) const noexcept;
    [[nodiscard]] bool is_named_since(maybe_day newest) const noexcept;
    [[nodiscard]] bool is_said(terminology::facts any_of) const noexcept { return said_.any(any_of); }

    findings::chart const& chart_;
    window window_;
    std::pmr::memory_resource& room_;
    terminology::facts said_;   // by any finding: most of what is asked for is not among them
    bool weak_counts_ = false;
};

}  // namespace oms::criteria
