#pragma once
#include <oms/app/arguments.hpp>
#include <oms/base/time.hpp>
#include <oms/findings/gather.hpp>
#include <oms/hooks/request.hpp>
#include <oms/knowledge/catalogue.hpp>

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace oms::app {

/// What `evaluate` was asked for.
struct chart_question {
    instant as_of;
    std::string patient;  ///< empty: the only Patient, or the one a request names
    output_format format = output_format::assessment;
    unsigned depth = 64;  ///< nesting of the JSON
};

/// Reads one chart in portions and answers: a Bundle, one resource, NDJSON of resources, or a CDS Hooks request.
///
/// A Bundle or NDJSON is taken for the whole chart: what it does not hold was not recorded; only a `next` link or an
/// OperationOutcome in it makes the data partial. In a request, the prefetch keys say what was looked up, and missing data have the
/// same consequence as in a call of the service (clinical.md 2.10). Memory is bounded by what counts, not by the size of the input.
/// Faults: those of the reader and of `hooks::check_request`; missing_element (no chart in it, no Patient, several Patients and
/// none chosen); no_data. After `end` or a fault only `reset` may be called. Thread rule: one thread at a time.
/// Source: product.md 3; clinical.md 2.2, 2.10.
class chart_reader {
public:
    chart_reader(std::shared_ptr<knowledge::catalogue const> knowledge, chart_question question);
    ~chart_reader();

    [[nodiscard]] result<void> feed(std::string_view bytes);
    /// One line of JSON, or a text of several lines; ends with a line break.
    [[nodiscard]] result<std::string> end();
    void reset();

    /// The ids of the patients of the input, for a message after a fault about them: `kid-1, kid-2 and 3 more`. Ids are patient data: they
    /// are shown to the person who runs the command, and must not be logged.
    [[nodiscard]] std::string patients() const;

private:
    class sink;
    result<std::string> answer_request(hooks::hook_request request);
    result<std::string> answer_chart(hooks::hook_request const& root);

    std::shared_ptr<knowledge::catalogue const> knowledge_;
    chart_question question_;
    std::unique_ptr<sink> sink_;
    hooks::request_reader reader_;
};

}  // namespace oms::app
