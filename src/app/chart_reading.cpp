#include <oms/app/chart_reading.hpp>

#include <oms/cards/assessment.hpp>
#include <oms/hooks/answer.hpp>

#include <algorithm>
#include <limits>
#include <set>
#include <utility>

namespace oms::app {

namespace {

constexpr std::size_t patients_named = 10;
constexpr std::size_t patients_counted = 1000;  // beyond it "more than" is said, so that no input fills the memory

bool is_request(hooks::hook_request const& r) noexcept { return r.has_hook || r.has_hook_instance || r.has_context || !r.prefetch.empty(); }

hooks::service_definition const* service_for(hooks::catalogue const& k, std::string_view hook) noexcept {
    auto const found = std::ranges::find(k.services, hook, &hooks::service_definition::hook);
    return found == k.services.end() ? nullptr : &*found;
}

fault unknown_hook(hooks::catalogue const& k, bool given) {
    std::string known;
    for (auto const& s : k.services) known.append(known.empty() ? "" : ", ").append(s.hook);
    return {given ? errc::wrong_hook : errc::missing_element, "hook", "must be one of: " + known};
}

hooks::reading const* reading_of(hooks::hook_request const& r, std::string_view key) noexcept {
    auto const found = std::ranges::find(r.prefetch, key, &hooks::reading::key);
    return found == r.prefetch.end() ? nullptr : &*found;
}

/// Looked up, whatever was found.
bool was_looked_up(hooks::reading const* r) noexcept {
    return r && (r->state == hooks::reading_state::null || r->state == hooks::reading_state::resources);
}

}  // namespace

/// Hands resources on, those of a request twice: the service's own answer consumes one gatherer, the assessment the other.
class chart_reading::sink final : public hooks::request_sink {
public:
    explicit sink(hooks::catalogue const& k) : knowledge_{k}, chart{k.codes}, for_service{k.codes} {}

    void enter(hooks::origin from, std::string_view key) override {
        from_request_ = from != hooks::origin::root;
        wanted_ = from != hooks::origin::prefetch || is_asked_for(key);
        chart.from_context(from == hooks::origin::context);
        for_service.from_context(from == hooks::origin::context);
    }

    void take(fhir::resource const& r, fhir::entry_info const& entry, fhir::place const& where) override {
        if (!wanted_) return;
        if (r.type == fhir::resource_type::patient) remember(r.id);
        chart.take(r, entry, where);
        if (from_request_) for_service.take(r, entry, where);
    }

    void reset() {
        chart.reset();
        for_service.reset();
        first_.clear();
        all_.clear();
        wanted_ = true;
        from_request_ = false;
    }

    [[nodiscard]] std::size_t patient_count() const noexcept { return all_.size(); }

    [[nodiscard]] std::string patients() const {
        std::string text;
        for (auto const& id : first_) text.append(text.empty() ? "" : ", ").append(id.empty() ? "one without id" : id);
        if (all_.size() > first_.size()) {
            bool const capped = all_.size() == patients_counted;
            text.append(capped ? " and at least " : " and ").append(std::to_string(all_.size() - first_.size())).append(" more");
        }
        return text;
    }

private:
    bool is_asked_for(std::string_view key) const {
        return std::ranges::any_of(knowledge_.services, [&](auto const& s) {
            return std::ranges::find(s.prefetch, key, &hooks::prefetch_template::key) != s.prefetch.end();
        });
    }

    void remember(std::string_view id) {
        if (all_.size() == patients_counted || !all_.emplace(id).second) return;
        if (first_.size() < patients_named) first_.emplace_back(id);
    }

    hooks::catalogue const& knowledge_;
    std::vector<std::string> first_;
    std::set<std::string, std::less<>> all_;
    bool wanted_ = true, from_request_ = false;

public:
    findings::gatherer chart, for_service;
};

chart_reading::chart_reading(std::shared_ptr<hooks::catalogue const> knowledge, chart_question question)
    : knowledge_{std::move(knowledge)},
      question_{std::move(question)},
      sink_{std::make_unique<sink>(*knowledge_)},
      reader_{*sink_, hooks::accepts::anything, {.bytes = std::numeric_limits<std::size_t>::max(), .depth = question_.depth}} {}

chart_reading::~chart_reading() = default;

result<void> chart_reading::feed(std::string_view bytes) { return reader_.feed(bytes); }

result<std::string> chart_reading::end() {
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

void chart_reading::reset() {
    reader_.reset();
    sink_->reset();
}

std::string chart_reading::patients() const { return sink_->patients(); }

result<std::string> chart_reading::answer_request(hooks::hook_request request) {
    auto const* const service = service_for(*knowledge_, request.hook);
    if (!service) return unknown_hook(*knowledge_, request.has_hook);
    if (!question_.patient.empty()) request.patient_id = question_.patient;
    hooks::answer_options const options{.require_https_fhir = false, .dev = true};
    hooks::account log;
    if (auto const sound = hooks::check_request(request, *service, options, log); !sound) return sound.error();
    bool const as_card = question_.format == output_format::card;
    hooks::hook_request asked = request;
    if (!as_card) asked.user_id.clear();  // a patient's own call is answered without cards; here somebody asks about the chart
    std::string body;
    if (auto good = hooks::answer(*knowledge_, *service, asked, sink_->for_service, options, question_.as_of, log, body); !good)
        return std::move(good).error();
    if (as_card) return body + "\n";

    std::vector<cards::data_gap> gaps;
    for (auto const& key : log.gaps) gaps.push_back({key, was_looked_up(reading_of(request, key))});
    bool const workup_checked = std::ranges::any_of(service->prefetch, [&](hooks::prefetch_template const& t) {
        return t.how_much == hooks::need::workup && was_looked_up(reading_of(request, t.key));
    });
    auto const chart = sink_->chart.finish({request.patient_id, request.fhir_server, question_.as_of});
    return write(chart, workup_checked, gaps, request.hook_instance, service->id);
}

result<std::string> chart_reading::answer_chart(hooks::hook_request const& root) {
    if (question_.patient.empty() && sink_->patient_count() > 1)
        return fault{errc::missing_element, "Patient", "holds several patients: choose one with --patient ID"};
    auto const chart = sink_->chart.finish({question_.patient, {}, question_.as_of});
    if (!chart.patient.found)
        return fault{errc::missing_element, "Patient",
                     sink_->patient_count() == 0 ? "holds no Patient: without a date of birth nothing can be said"
                                                 : "holds no Patient of the id given with --patient"};
    std::vector<cards::data_gap> gaps;
    if (root.root_has_next_link || root.root_outcome_warning) gaps.push_back({"Bundle", true});
    return write(chart, true, gaps, {}, {});
}

std::string chart_reading::write(findings::chart const& c, bool workup_checked, std::vector<cards::data_gap> const& gaps,
                                 std::string_view hook_instance, std::string_view service_id) const {
    auto const verdict = criteria::evaluate(knowledge_->rules, c, question_.as_of, workup_checked);
    cards::occasion const occasion{.hook_instance = hook_instance, .service_id = service_id, .gaps = gaps};
    std::string out;
    switch (question_.format) {
        case output_format::assessment: cards::append_assessment(out, knowledge_->rules, verdict, c, &knowledge_->book, occasion); break;
        case output_format::text: knowledge_->book.append_text(out, verdict, c, occasion); break;
        case output_format::card:
            out = "{\"cards\":[";
            if (verdict.shown_as != criteria::indicator::none) knowledge_->book.append_card(out, verdict, c, occasion);
            out += "]}";
            break;
    }
    if (!out.ends_with('\n')) out += '\n';
    return out;
}

}  // namespace oms::app
