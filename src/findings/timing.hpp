#pragma once
#include "record.hpp"

#include <array>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

/// Dates of records as the policy reads them (clinical.md 2.3, 2.4, 2.14).
namespace oms::findings {

/// A date as clinical.md 2.15 reads it; `not_understood` is set when there is a text that is none.
[[nodiscard]] std::optional<partial_date> read_date(std::string_view text, bool& not_understood) noexcept;

/// Puts a time into `t`, of which nothing is known yet.
void read_choice(fhir::choice_of_time const& c, read_time& t) noexcept;

/// The dates of one order, report or study.
using workup_dates = std::array<std::optional<partial_date>, 3>;

/// Ties the dates of records to one patient and one day of evaluation.
class calendar {
public:
    /// A birth that lies ahead cannot be one: nothing is before it.
    calendar(std::optional<partial_date> birth, day today) noexcept
        : birth_(birth && birth->first_day() <= today ? birth : std::nullopt), today_(today) {}

    /// Adds what a record that is not of the future states, or returns why some of it cannot be dated: `no-date`, `before-birth`,
    /// `date-not-understood`; `note`: the same of dates that were set aside, though others gave it a place.
    [[nodiscard]] std::string_view date_findings(record const& given, std::span<statement const> said, std::vector<finding>& out,
                                                 std::string_view& note) const;
    [[nodiscard]] maybe_day date_of_workup(record const& r) const noexcept;
    /// The first that does not lie before birth; `is_made_now`: without one it is of today.
    [[nodiscard]] maybe_day date_of_workup(workup_dates const& written, bool is_made_now) const noexcept;
    /// As they were written, the one that counts first.
    [[nodiscard]] static workup_dates dates_of_workup(record const& r) noexcept;
    [[nodiscard]] bool is_ahead(std::optional<partial_date> const& d) const noexcept;
    [[nodiscard]] bool is_future(record const& r) const noexcept;

private:
    /// The first and the last day that a date can mean.
    struct reach {
        maybe_day first, last;
    };

    [[nodiscard]] bool is_before_birth(std::optional<partial_date> const& d) const noexcept;
    [[nodiscard]] bool set_aside_before_birth(record& r) const noexcept;
    [[nodiscard]] static bool has_date(record const& r) noexcept;
    [[nodiscard]] bool place_all(record const& r, std::span<statement const> said, bool was_before_birth, std::vector<finding>& out) const;
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
