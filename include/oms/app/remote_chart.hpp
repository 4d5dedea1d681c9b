#pragma once
#include <oms/app/arguments.hpp>
#include <oms/app/chart_reader.hpp>
#include <oms/app/settings.hpp>
#include <oms/fhir/base_url.hpp>
#include <oms/fetch/retrieval.hpp>

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace oms::app {

/// A patient on a FHIR server, as the person at the terminal named them.
struct remote_patient {
    fhir::base_url base;
    std::string id;
    std::string token;  ///< empty: none
};

/// Faults, bad_settings: `--fhir` is no base URL, or plain http to another machine without fhir.allow_http; `--patient` is no FHIR id;
/// `--token-file` cannot be read or does not hold one token.
[[nodiscard]] result<remote_patient> find_patient(remote_arguments const& a, settings const& s);

/// How much a command reads. Nobody waits at a bedside, so it has a minute where the service has fhir.deadline_ms.
[[nodiscard]] fetch::fetch_rules rules_of_commands(settings const& s, remote_patient const& whose);

/// What `oms-cds request` writes beside the prefetch.
struct call_wanted {
    std::string hook = "patient-view";
    std::string hook_instance;  ///< a UUID
    std::string user = "Practitioner/oms-cds";
};

/// How FHIR servers are asked.
struct fetcher {
    std::function<void(fetch::retrieval& plan)> run;              ///< until nothing is under way: `net::fetch_chart`, in tests a fake
    std::function<void(fetch::page_request const&)> requested{};  ///< shows progress; may be empty
};

/// One patient's chart on a FHIR server, read when a method is called, each time anew.
///
/// Faults: no_data with the server's base and, for each key that is needed, what stood in the way.
/// Lifetime: knowledge and rules outlive it. Source: product.md 3, 6; clinical.md 2.10.
class remote_chart {
public:
    remote_chart(knowledge::catalogue const& k, fetch::fetch_rules const& rules, remote_patient whose, fetcher by);

    /// As the service answers patient-view, and orders and reports in any case, as the assessment shows them. One line of JSON, or a text.
    [[nodiscard]] result<std::string> evaluate(chart_question const& question);

    /// A CDS Hooks request with every key of the service's prefetch, one JSON object and a line break. It holds no token.
    /// A list of several pages becomes one Bundle, its decimals as JSON numbers of the same value.
    /// Orders and reports that cannot be had are left out and named in `left_out`.
    [[nodiscard]] result<std::string> write_request(call_wanted const& wanted, instant now, std::vector<std::string>& left_out);

private:
    struct call;
    void read(call& c, instant now, fetch::reach until, fetch::page_observer observer) const;

    knowledge::catalogue const& knowledge_;
    fetch::fetch_rules const& rules_;
    remote_patient whose_;
    fetcher fetch_;
};

}  // namespace oms::app
