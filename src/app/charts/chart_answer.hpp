#pragma once
#include <oms/app/chart_reader.hpp>
#include <oms/hooks/answer.hpp>

namespace oms::app {

/// The service of a hook. Fault: wrong_hook, or missing_element if no hook was named; its note lists the hooks there are.
[[nodiscard]] result<knowledge::service_definition const*> service_for(knowledge::catalogue const& k, std::string_view hook,
                                                                       bool is_named);

/// The options of the commands. They accept FHIR servers over http and on loopback, because whoever runs a command has chosen the server.
[[nodiscard]] hooks::answer_options options_of_commands();

/// Answers a checked call in the format of the question. A call by a patient or relative, to whom the service shows no card, is evaluated
/// too, except for the format `card`. Fault: no_data.
[[nodiscard]] result<std::string> answer_call(knowledge::catalogue const& k, chart_question const& question,
                                              knowledge::service_definition const& service, hooks::hook_request const& request,
                                              findings::gatherer const& gathered);

/// Evaluates a chart and writes the answer in the format of the question; ends with a line break.
[[nodiscard]] std::string write_answer(knowledge::catalogue const& k, chart_question const& question, findings::chart const& chart,
                                       bool workup_checked, cards::occasion const& occasion);

}  // namespace oms::app
