#include "charts/chart_answer.hpp"
#include "limits.hpp"

#include <algorithm>
#include <limits>
#include <set>
#include <utility>

namespace oms::app {

namespace {

bool is_request(hooks::hook_request const& r) noexcept { return r.has_hook || r.has_hook_instance || r.has_context || !r.prefetch.empty(); }

}  // namespace

/// Gives resources to the gatherer, and remembers the ids of the Patients among them.
class chart_reader::sink final : public hooks::request_sink {
public:
    explicit sink(knowledge::catalogue const& k) : knowledge_{k}, chart{k.codes} {}

    [[nodiscard]] bool asks_for(std::string_view key) const override {
        return std::ranges::any_of(knowledge_.services, [&](auto const& s) {
            return std::ranges::find(s.prefetch, key, &knowledge::prefetch_template::key) != s.prefetch.end();
        });
    }

    void enter(hooks::list_source from, std::string_view key) override {
        chart.from_context(from == hooks::list_source::context);
        chart.begin_list(from == hooks::list_source::prefetch ? key : std::string_view{});
    }

    void take(fhir::resource const& r, fhir::entry_info const& entry, fhir::element_path const& where) override {
        if (r.type == fhir::resource_type::patient) remember(r.id);
        chart.take(r, entry, where);
    }

    void take_deletion(fhir::deletion const& gone, fhir::element_path const& where) override {
        chart.take_deletion(gone, where);
    }

    void take_odd_entry(fhir::element_path const& where) override {
        chart.take_odd_entry(where);
    }

    void reset() {
        chart.reset();
        first_ids_.clear();
        ids_.clear();
    }

    [[nodiscard]] std::size_t patient_count() const noexcept { return ids_.size(); }

    [[nodiscard]] std::string patients() const {
        std::string text;
        for (auto const& id : first_ids_) text.append(text.empty() ? "" : ", ").append(id.empty() ? "one without id" : id);
        if (ids_.size() > first_ids_.size()) {
            bool const capped = ids_.size() == limits::most_patients_counted;
            text.append(capped ? " and at least " : " and ").append(std::to_string(ids_.size() - first_ids_.size())).append(" more");
        }
        return text;
    }

private:
    void remember(std::string_view id) {
        if (ids_.size() == limits::most_patients_counted || !ids_.emplace(id).second) return;
        if (first_ids_.size() < limits::most_named) first_ids_.emplace_back(id);
    }

    knowledge::catalogue const& knowledge_;
    std::vector<std::string> first_ids_;  ///< in the order of the input
    std::set<std::string, std::less<>> ids_;

public:
    findings::gatherer chart;
};

chart_reader::chart_reader(std::shared_ptr<knowledge::catalogue const> knowledge, chart_question question)
    : knowledge_{std::move(knowledge)},
      question_{std::move(question)},
      sink_{std::make_unique<sink>(*knowledge_)},
      reader_{*sink_, hooks::accepts::anything, {.bytes = std::numeric_limits<std::size_t>::max(), .depth = question_.depth}} {}

chart_reader::~chart_reader() = default;

result<void> chart_reader::feed(std::string_view bytes) { return reader_.feed(bytes); }

result<std::string> chart_reader::end() {
    auto const read = reader_.end();
    if (!read) return read.error();
    hooks::hook_request const& r = **read;
    if (is_request(r)) {
        if (r.documents > 1)
            return fault{errc::bad_element, "", "holds a CDS Hooks request beside other documents; a request stands in a file of its own"};
        return answer_request(r);
    }
    if (r.root_resources == 0)
        return fault{errc::missing_element, "",
                     r.documents == 0 ? "is empty; a chart is a FHIR Bundle, a resource, NDJSON or a CDS Hooks request"
                                      : "holds no FHIR resource (resourceType) and no CDS Hooks request (hook)"};
    return answer_chart(r);
}

void chart_reader::reset() {
    reader_.reset();
    sink_->reset();
}

std::string chart_reader::patients() const { return sink_->patients(); }

result<std::string> chart_reader::answer_request(hooks::hook_request request) {
    auto const service = service_for(*knowledge_, request.hook, request.has_hook);
    if (!service) return service.error();
    if (!question_.patient.empty()) request.patient_id = question_.patient;
    hooks::account log;
    if (auto const sound = hooks::check_request(request, **service, options_of_commands(), log); !sound) return sound.error();
    return answer_call(*knowledge_, question_, **service, request, sink_->chart);
}

result<std::string> chart_reader::answer_chart(hooks::hook_request const& root) {
    if (question_.patient.empty() && sink_->patient_count() > 1)
        return fault{errc::missing_element, "Patient", "holds several patients: choose one with --patient ID"};
    auto const& chart = sink_->chart.finish({question_.patient, {}, question_.as_of});
    if (!chart.patient.found)
        return fault{errc::missing_element, "Patient",
                     sink_->patient_count() == 0 ? "holds no Patient: without a date of birth nothing can be said"
                                                 : "holds no Patient of the id given with --patient"};
    std::vector<cards::data_gap> gaps;
    if (root.root_has_next_link || root.root_outcome_warning) gaps.push_back({"Bundle", true});
    return write_answer(*knowledge_, question_, chart, true, {.hook_instance = {}, .service_id = {}, .gaps = gaps});
}

}  // namespace oms::app
