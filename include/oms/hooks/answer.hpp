#pragma once
#include <oms/base/clock.hpp>
#include <oms/findings/gather.hpp>
#include <oms/hooks/request.hpp>
#include <oms/knowledge/catalogue.hpp>

#include <string>
#include <vector>

namespace oms::hooks {

/// Settings that change what a call is answered.
struct answer_options {
    bool lenient = true;                      ///< CH-DEC-05 and section 17.1: accept and normalise what clients get wrong
    bool info_card_on_missing = false;        ///< services.on_missing_data = "info-card" (CH-DEC-13)
    bool silent = false;                      ///< evaluate, count, answer no cards (CH-DEC-14)
    bool require_https_fhir = true;           ///< `fhirServer` must be https, loopback excepted when dev
    bool dev = false;
    std::string selection_behavior = "any";
};

/// What happened, for the audit record and metrics: no patient data.
struct account {
    std::string rule;            ///< decided rule, empty on a fault
    std::string hook_instance;
    bool shown = false;
    std::size_t findings = 0, skipped = 0;
    std::vector<std::string> gaps;       ///< prefetch keys that were missing or partial
    std::vector<std::string> leniencies;   ///< what was accepted although it is wrong: `hookInstance-not-uuid`, `patientId-with-type`
};

/// A request that is good enough to be answered, normalised (`Patient/kid-1` shortened when lenient).
/// Faults: missing_element, bad_element, wrong_hook, each with the path. Source: CH-REQ-02…09, CH-AUTHZ-01…06, section 17.1.
[[nodiscard]] result<void> check_request(hook_request& r, knowledge::service_definition const& s, answer_options const& o, account& log);

/// Whether it can still change the answer to read what is missing of one need: of the Patient when it is not there; of the lists
/// unless a guard answers; of orders and reports when a workup can change the rule reached so far, or what its card offers.
/// A chart that `gathered` made before is no longer valid.
/// Source: product.md 6; clinical.md 2.2, 2.8, 2.10.
[[nodiscard]] bool is_needed(knowledge::need what, knowledge::catalogue const& k, knowledge::service_definition const& s,
                             hook_request const& r, findings::gatherer const& gathered, instant now);

/// Answers a checked request from what was gathered: puts the body of a 200 into `body`. Fault: no_data, naming the missing keys (412).
/// Source: clinical.md 2.10, 2.11; CH-PF-08, CH-RES-01, CH-DEC-08, CH-DEC-10.
[[nodiscard]] result<void> answer(knowledge::catalogue const& k, knowledge::service_definition const& s, hook_request const& r,
                                  findings::gatherer const& gathered, answer_options const& o, instant now, account& log,
                                  std::string& body);

}  // namespace oms::hooks
