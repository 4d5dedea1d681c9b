#pragma once
#include "record.hpp"

#include <span>
#include <string_view>
#include <vector>

/// Dates of records as the policy reads them (clinical.md 2.3, 2.4, 2.14).
namespace oms::findings {

/// Puts a time into `t`, of which nothing is known yet.
void read_choice(fhir::choice_of_time const& c, read_time& t) noexcept;

/// Ties the dates of records to one patient and one day of evaluation.
class calendar {
public:
    calendar(std::optional<partial_date> birth, day today) noexcept : birth_(birth), today_(today) {}

    /// Adds what a record that is not of the future states, or returns why some of it cannot be dated: `no-date`.
    [[nodiscard]] std::string_view date_findings(record const& r, std::span<statement const> said, std::vector<finding>& out) const;
    [[nodiscard]] maybe_day date_of_workup(record const& r) const noexcept;
    [[nodiscard]] bool is_future(record const& r) const noexcept;

private:
    /// The first and the last day that a date can mean.
    struct reach {
        maybe_day first, last;
    };

    [[nodiscard]] day not_after_today(day d) const noexcept { return d > today_ ? today_ : d; }
    [[nodiscard]] reach reach_of(std::optional<partial_date> const& d) const noexcept;
    [[nodiscard]] reach start_of(read_time const& t) const noexcept;
    [[nodiscard]] maybe_day end_of(read_time const& t) const noexcept;
    [[nodiscard]] reach observed_in(read_time const& t) const noexcept;
    void date_condition(record const& r, finding& f) const noexcept;
    void date_observation(record const& r, finding& f) const noexcept;

    std::optional<partial_date> birth_;
    day today_;
};

}  // namespace oms::findings
