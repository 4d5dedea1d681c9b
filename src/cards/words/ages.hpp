#pragma once
#include "phrases.hpp"

#include <oms/base/time.hpp>
#include <oms/criteria/evaluate.hpp>

#include <optional>
#include <string>

namespace oms::cards {

/// Completed months on a day, from the earliest and the latest birthday that the birth date allows.
struct age_range {
    int low = 0, high = 0;
    bool exact = true;   ///< the birth date is a whole day
};

/// Nothing without a birth date, or when the day lies before it.
[[nodiscard]] std::optional<age_range> age_at(std::optional<partial_date> const& birth, maybe_day on) noexcept;

/// The birth date, unless it cannot be true: an age of then would be a wrong fact about the patient (clinical.md 2.3).
[[nodiscard]] inline std::optional<partial_date> known_birth(criteria::verdict const& v, findings::chart const& c) {
    return v.how_old.min_months ? c.patient.birth : std::nullopt;
}

/// `17 months`, `4 years`, `about 2 to 13 months`. Months below two years of age, completed years from then on.
void append_age(std::string& out, phrase_book const& words, age_range a);

/// `P1Y4M`; appends nothing when the birth date does not tell the month. Source: ISO 8601; product.md 3.1.
void append_duration(std::string& out, age_range a);

void append_number(std::string& out, std::size_t n);

}  // namespace oms::cards
