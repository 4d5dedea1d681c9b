#include "charts/chart_answer.hpp"

#include <oms/cards/assessment.hpp>

#include <algorithm>

namespace oms::app {

result<knowledge::service_definition const*> service_for(knowledge::catalogue const& k, std::string_view hook, bool is_named) {
    auto const found = std::ranges::find(k.services, hook, &knowledge::service_definition::hook);
    if (found != k.services.end()) return &*found;
    std::string known;
    for (auto const& s : k.services) known.append(known.empty() ? "" : ", ").append(s.hook);
    return fault{is_named ? errc::wrong_hook : errc::missing_element, "hook", "must be one of: " + known};
}

hooks::answer_options options_of_commands() { return {.require_https_fhir = false, .dev = true}; }

result<std::string> answer_call(knowledge::catalogue const& k, chart_question const& question, knowledge::service_definition const& service,
                                hooks::hook_request const& request, findings::gatherer const& gathered) {
    bool const as_card = question.format == output_format::card;
    hooks::hook_request asked = request;
    if (!as_card) asked.user_id.clear();  // a patient's own call gets no cards, but a command is to show what is in the chart
    hooks::account log;
    std::string body;
    auto const answered = hooks::answer(k, service, asked, gathered, options_of_commands(), question.as_of, log, body);
    if (!answered) return answered.error();
    if (as_card) return body + "\n";

    auto const& chart = gathered.finish({request.patient_id, request.fhir_server, question.as_of});
    auto const is_there = [&](std::string_view key) {
        return hooks::was_looked_up(hooks::find_entry(request, key)) &&
               std::ranges::find(chart.foreign_lists, key) == chart.foreign_lists.end();
    };
    std::vector<cards::data_gap> gaps;
    for (auto const& key : log.gaps) gaps.push_back({key, is_there(key)});
    bool const workup_checked = std::ranges::any_of(service.prefetch, [&](knowledge::prefetch_template const& t) {
        return t.how_much == knowledge::need::workup && is_there(t.key);
    });
    return write_answer(k, question, chart, workup_checked,
                        {.hook_instance = request.hook_instance, .service_id = service.id, .gaps = gaps});
}

std::string write_answer(knowledge::catalogue const& k, chart_question const& question, findings::chart const& chart, bool workup_checked,
                         cards::occasion const& occasion) {
    auto const verdict = criteria::evaluate(k.rules, chart, question.as_of, workup_checked);
    std::string out;
    switch (question.format) {
        case output_format::assessment: cards::append_assessment(out, k.rules, verdict, chart, &k.book, occasion); break;
        case output_format::text: k.book.append_text(out, verdict, chart, occasion); break;
        case output_format::card:
            out = "{\"cards\":[";
            if (verdict.shown_as != criteria::indicator::none) k.book.append_card(out, verdict, chart, occasion);
            out += "]}";
            break;
    }
    if (!out.ends_with('\n')) out += '\n';
    return out;
}

}  // namespace oms::app
