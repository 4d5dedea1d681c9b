#pragma once
#include <oms/app/chart_reader.hpp>
#include <oms/hooks/answer.hpp>

namespace oms::app {

/// The service of a hook. Fault: wrong_hook or missing_element (`given`: a hook was named), with the hooks there are.
[[nodiscard]] result<knowledge::service_definition const*> service_for(knowledge::catalogue const& k, std::string_view hook, bool given);

/// Commands answer calls to servers of any kind: whoever runs them has chosen.
[[nodiscard]] hooks::answer_options options_of_commands();

/// Answers a checked call in the format asked for, one that a patient made too. Fault: no_data.
[[nodiscard]] result<std::string> answer_call(knowledge::catalogue const& k, chart_question const& question,
                                              knowledge::service_definition const& service, hooks::hook_request const& request,
                                              findings::gatherer const& gathered);

/// Evaluates a chart and writes it in the format asked for; ends with a line break.
[[nodiscard]] std::string write_answer(knowledge::catalogue const& k, chart_question const& question, findings::chart const& chart,
                                       bool workup_checked, cards::occasion const& occasion);

}  // namespace oms::app
