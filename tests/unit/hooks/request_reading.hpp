#pragma once
#include <oms/hooks/request.hpp>

#include "support/resource_dump.hpp"

#include <ostream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// What a request reader makes of a text, in a form that two readings can be compared in.
namespace oms::hooks::testing_reading {

/// Writes down what comes: the beginning of each list, each resource with its path.
class lines_sink : public request_sink {
public:
    std::vector<std::string> lines;

    /// All keys but those that begin with `unasked`.
    [[nodiscard]] bool asks_for(std::string_view key) const override { return !key.starts_with("unasked"); }

    void enter(list_source from, std::string_view key) override {
        static constexpr std::string_view names[] = {"root", "prefetch", "context"};
        lines.push_back("-> " + std::string(names[static_cast<std::size_t>(from)]) + " " + std::string(key));
    }
    void take(fhir::resource const& r, fhir::entry_info const& entry, fhir::element_path const& where) override {
        std::string line = where.to_string() + ": " + fhir::testing_dump::to_text(r);
        if (!entry.full_url.empty()) line.append(" @").append(entry.full_url);
        if (!entry.search_mode.empty()) line.append(" mode=").append(entry.search_mode);
        lines.push_back(std::move(line));
    }
};

inline std::string to_text(std::vector<prefetch_entry> const& entries) {
    static constexpr std::string_view states[] = {"null", "resources", "failed", "unreadable"};
    std::string out;
    for (prefetch_entry const& r : entries) {
        out.append(out.empty() ? "" : ", ").append(r.key).append(" ").append(states[static_cast<std::size_t>(r.state)]);
        out.append(r.has_next_link ? " next" : "").append(r.outcome_warning ? " warning" : "");
    }
    return out;
}

/// All that a reading gave, to compare it with another reading of the same text.
struct outcome {
    std::vector<std::string> lines;
    hook_request request;
    fault why{errc::internal, "", ""};
    bool accepted = false;

    bool operator==(outcome const& o) const {
        bool const same_lists =
            to_text(request.prefetch) == to_text(o.request.prefetch) && to_text(request.context_lists) == to_text(o.request.context_lists);
        bool const same_call = request.hook == o.request.hook && request.patient_id == o.request.patient_id &&
                               request.selections == o.request.selections;
        bool const same_fault = why.code == o.why.code && why.where == o.why.where && why.note == o.why.note;
        return lines == o.lines && accepted == o.accepted && same_lists && same_call && same_fault;
    }
    friend std::ostream& operator<<(std::ostream& out, outcome const& o) {
        for (std::string const& line : o.lines) out << '\n' << line;
        return out << '\n' << to_text(o.request.prefetch) << '\n' << (o.accepted ? "accepted" : to_string(o.why));
    }
};

inline outcome read(std::vector<std::string_view> const& portions, accepts what = accepts::request, reader_limits limits = {}) {
    lines_sink sink;
    request_reader reader(sink, what, limits);
    outcome got;
    got.accepted = true;
    for (std::string_view const portion : portions) {
        std::vector<char> const bytes(portion.begin(), portion.end());
        if (auto const fed = reader.feed({bytes.data(), bytes.size()}); got.accepted && !fed) {
            got.accepted = false;
            got.why = fed.error();
        }
    }
    if (got.accepted) {
        if (auto const end = reader.end(); end) {
            got.request = **end;
        } else {
            got.accepted = false;
            got.why = end.error();
        }
    }
    got.lines = std::move(sink.lines);
    return got;
}

inline outcome read(std::string_view text, accepts what = accepts::request) { return read(std::vector{text}, what); }

/// A request with every member, each in an unusual place.
inline std::string const request = R"({
  "prefetch": {
    "patient": {"resourceType":"Patient","id":"kid-1","birthDate":"2025-07-10"},
    "conditions": {"entry":[
        {"resource":{"code":{"coding":[{"system":"s","code":"1"}]},"id":"c-1","subject":{"reference":"Patient/kid-1"},
                     "resourceType":"Condition"},
         "fullUrl":"urn:uuid:1","search":{"mode":"match"}},
        {"search":{"mode":"outcome"},"resource":{"resourceType":"OperationOutcome","issue":[{"severity":"warning"}]}}],
      "link":[{"relation":"self","url":"u"},{"relation":"next","url":"v"}],"type":"searchset","resourceType":"Bundle","total":3},
    "nothing": null, "empty": {"resourceType":"Bundle","type":"searchset","total":0},
    "failed": {"resourceType":"OperationOutcome","issue":[{"severity":"error"}]},
    "text": "x", "list": [{"resourceType":"Patient"}], "number": 5, "untyped": {"id":"x"}
  },
  "context": {"userId":"Practitioner/p","patientId":"kid-1","encounterId":null,"selections":["ServiceRequest/d-1","x"],
    "draftOrders":{"resourceType":"Bundle","entry":[{"resource":{"resourceType":"ServiceRequest","id":"d-1"}}]}, "somethingElse":[1]},
  "fhirServer": "https://ehr.example.org/fhir", "extension": {"a":{"b":[1]}}, "user": 7,
  "fhirAuthorization": {"access_token":"t","token_type":"Bearer","expires_in":"300","scope":"patient/*.rs","subject":"me",
    "patient":"kid-1","more":{}},
  "hookInstance": "d1577c69-dfbe-44ad-ba6d-3e05e953b2ea", "hook": "order-select"})";

}  // namespace oms::hooks::testing_reading
