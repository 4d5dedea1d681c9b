#pragma once
#include "record.hpp"
#include "statements.hpp"

#include <cstdint>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

namespace oms::findings {

/// What the members of header Observations say, wherever in the chart they stand (clinical.md 2.15, `hasMember`).
class members {
public:
    /// An Observation whose code says nothing to us, and that says yes or no.
    void add_answer(fhir::resource const& r, std::string_view full_url, answer_kind says);
    /// Adds to the references of the last record. `ref`: kept.
    void add_reference(std::string_view ref) { references_.push_back(ref); }
    [[nodiscard]] std::size_t reference_count() const noexcept { return references_.size(); }

    /// Before `rest_of`: makes records and answers to be found.
    void make_index(std::span<record const> records);
    /// What is left of `said` once the members of `header` are asked. Lifetime: until the next call.
    [[nodiscard]] std::span<statement const> rest_of(record const& header, std::span<statement const> said, std::span<record const> records,
                                                     std::span<statement const> all_statements);
    void clear();

private:
    struct answer {
        std::uint64_t by_id = 0, by_url = 0;
        answer_kind says = answer_kind::none;
    };
    struct row {
        std::uint64_t key = 0;
        std::size_t place = 0;   ///< of a record, or behind them of an answer
    };

    std::vector<std::string_view> references_;
    std::vector<answer> answers_;
    std::vector<row> index_;
    std::vector<statement> rest_;
};

}  // namespace oms::findings
