#include "table.hpp"

#include <oms/app/address.hpp>
#include <oms/base/ascii.hpp>

#include <algorithm>
#include <array>

namespace oms::app {

namespace {

using s = settings;

/// A pointer to the member that a path of member pointers leads to.
template <auto... Path>
slot at(settings& all) {
    return &(all.*....*Path);
}

template <class Read>
std::string note_of(Read const& got) {
    return got ? std::string{} : got.error().note;
}

std::string check_listen(std::string_view text) { return note_of(parse_listen(text)); }

std::string check_public_url(std::string_view text) { return text.empty() ? std::string{} : note_of(parse_public_url(text)); }

std::string check_origin(std::string_view text) {
    return is_origin(text) ? std::string{}
                           : "each must be scheme://host or scheme://host:port and nothing more, e.g. https://ehr.example.org";
}

std::string check_version(std::string_view text) {
    auto const dots = std::ranges::count(text, '.');
    bool const digits = std::ranges::all_of(text, [](char c) { return c == '.' || ascii::is_digit(c); });
    bool const ends = !text.starts_with('.') && !text.ends_with('.') && text.find("..") == std::string_view::npos;
    return text.empty() || (digits && ends && (dots == 1 || dots == 2)) ? std::string{}
                                                                        : "must be major.minor or major.minor.patch, or empty";
}

constexpr std::int64_t kib = 1024, mib = 1024 * kib, gib = 1024 * mib;
constexpr std::int64_t day_s = 86'400;
constexpr std::string_view hooks = "patient-view problem-list-item-create encounter-start encounter-discharge order-select order-sign";

// clang-format off: two lines per row, what it is and why
constexpr setting table[] = {
    {.key = "listen",
     .at = at<&s::listen>,
     .check = check_listen,
     .why = "Address and port to serve on; loopback until somebody decides otherwise."},
    {.key = "public_url",
     .at = at<&s::public_url>,
     .check = check_public_url,
     .why = "What clients call, when a proxy stands in between; its path is put before every address. Empty: from listen."},
    {.key = "profiles",
     .at = at<&s::profiles>,
     .why = "Folder of the knowledge. Empty: fhir_profiles beside the program, else share/oms-cds/fhir_profiles of its prefix."},
    {.key = "threads", .at = at<&s::threads>, .unit = "threads", .high = 1024, .why = "Threads that serve; 0 is one per core."},

    {.key = "tls.certificate",
     .at = at<&s::tls, &s::tls_table::certificate>,
     .why = "PEM file: the server's certificate, then those of its issuers. Setting it turns TLS on; SIGHUP reads it anew."},
    {.key = "tls.private_key",
     .at = at<&s::tls, &s::tls_table::private_key>,
     .why = "PEM file of the key that belongs to the certificate, without a passphrase."},
    {.key = "tls.client_ca",
     .at = at<&s::tls, &s::tls_table::client_ca>,
     .why = "PEM file of authorities; clients must then show a certificate (mutual TLS)."},
    {.key = "tls.min_version",
     .at = at<&s::tls, &s::tls_table::min_version>,
     .choices = "1.2 1.3",
     .why = "Oldest version of TLS that is spoken."},
    {.key = "tls.behind_proxy",
     .at = at<&s::tls, &s::tls_table::behind_proxy>,
     .why = "A proxy in front ends TLS: lets plain HTTP be served on an address that others can reach."},

    {.key = "auth.mode",
     .at = at<&s::auth, &s::auth_table::mode>,
     .choices = "required off",
     .why = "Whether a call must prove who makes it; off only on loopback."},
    {.key = "auth.i_know_this_is_open",
     .at = at<&s::auth, &s::auth_table::i_know_this_is_open>,
     .why = "Lets mode be off on an address that others can reach."},
    {.key = "auth.max_token_lifetime_s",
     .at = at<&s::auth, &s::auth_table::max_token_lifetime_s>,
     .unit = "s",
     .low = 60,
     .high = day_s,
     .why = "A token that lives longer is refused, whoever signed it."},
    {.key = "auth.clock_skew_s",
     .at = at<&s::auth, &s::auth_table::clock_skew_s>,
     .unit = "s",
     .high = 600,
     .why = "How far the clock of a client may be off."},

    {.key = "codes.concept_maps", .at = at<&s::codes, &s::codes_table::concept_maps>,
     .why = "FHIR ConceptMap files from your own code systems to those that are known; read at start and on SIGHUP."},

    {.key = "fhir.deadline_ms", .at = at<&s::fhir, &s::fhir_table::deadline_ms>, .unit = "ms", .low = 10, .high = 60'000,
     .why = "For all reads of one call together; a clinician waits for the card."},
    {.key = "fhir.max_pages",
     .at = at<&s::fhir, &s::fhir_table::max_pages>,
     .unit = "pages",
     .low = 1,
     .high = 10'000,
     .why = "Of one list; what lies beyond makes it partial."},
    {.key = "fhir.max_bytes",
     .at = at<&s::fhir, &s::fhir_table::max_bytes>,
     .unit = "bytes",
     .low = 64 * kib,
     .high = gib,
     .why = "Of one body that a FHIR server sends."},
    {.key = "fhir.connections_per_server",
     .at = at<&s::fhir, &s::fhir_table::connections_per_server>,
     .unit = "connections",
     .low = 1,
     .high = 1024,
     .why = "Kept open to one server, so that no EHR is flooded."},
    {.key = "fhir.allow_anonymous",
     .at = at<&s::fhir, &s::fhir_table::allow_anonymous>,
     .why = "Read from fhir.servers without a token too, for a call that brings none."},
    {.key = "fhir.allow_http", .at = at<&s::fhir, &s::fhir_table::allow_http>, .why = "Accept calls whose fhirServer is plain http."},
    {.key = "fhir.servers",
     .at = at<&s::fhir, &s::fhir_table::servers>,
     .check = check_origin,
     .why = "Origins of FHIR servers that may be read; no other is ever contacted."},

    {.key = "services.hooks",
     .at = at<&s::services, &s::services_table::hooks>,
     .choices = hooks,
     .why = "Hooks that are offered; services of others are neither discovered nor found."},
    {.key = "services.silent",
     .at = at<&s::services, &s::services_table::silent>,
     .why = "Ids of services that evaluate and count but answer no card, for a roll-out that disturbs nobody."},
    {.key = "services.on_missing_data",
     .at = at<&s::services, &s::services_table::on_missing_data>,
     .choices = "412 info-card",
     .why = "Answer when needed data cannot be had; info-card is for clients that show a refusal as an all-clear."},
    {.key = "services.lenient",
     .at = at<&s::services, &s::services_table::lenient>,
     .why = "Accept and count what clients commonly get wrong, such as a hookInstance that is no UUID."},
    {.key = "services.cds_hooks_version",
     .at = at<&s::services, &s::services_table::cds_hooks_version>,
     .check = check_version,
     .why = "Sent as version in discovery; empty: not sent."},
    {.key = "services.prefetch.patient",
     .at = at<&s::services, &s::services_table::prefetch, &s::prefetch_table::patient>,
     .why = "Template for the Patient, in place of the knowledge's own."},
    {.key = "services.prefetch.conditions",
     .at = at<&s::services, &s::services_table::prefetch, &s::prefetch_table::conditions>,
     .why = "The same for the list of Conditions."},
    {.key = "services.prefetch.observations",
     .at = at<&s::services, &s::services_table::prefetch, &s::prefetch_table::observations>,
     .why = "The same for the list of Observations."},
    {.key = "services.prefetch.serviceRequests",
     .at = at<&s::services, &s::services_table::prefetch, &s::prefetch_table::service_requests>,
     .why = "The same for orders."},
    {.key = "services.prefetch.diagnosticReports",
     .at = at<&s::services, &s::services_table::prefetch, &s::prefetch_table::diagnostic_reports>,
     .why = "The same for reports."},
    {.key = "services.prefetch.procedures",
     .at = at<&s::services, &s::services_table::prefetch, &s::prefetch_table::procedures>,
     .why = "The same for procedures."},
    {.key = "services.prefetch.imagingStudies",
     .at = at<&s::services, &s::services_table::prefetch, &s::prefetch_table::imaging_studies>,
     .why = "The same for imaging studies."},

    {.key = "policy.lookback",
     .at = at<&s::policy, &s::policy_table::lookback>,
     .unit = "d",
     .low = 1,
     .high = 3650,
     .why = "Findings within one such window are counted together."},
    {.key = "policy.stale_list",
     .at = at<&s::policy, &s::policy_table::stale_list>,
     .unit = "d",
     .low = 1,
     .high = 36'500,
     .why = "An active list entry nobody touched for this long is no evidence of the present."},
    {.key = "policy.new_onset",
     .at = at<&s::policy, &s::policy_table::new_onset>,
     .unit = "d",
     .low = 1,
     .high = 3650,
     .why = "What counts only when it is new must have started within this time."},
    {.key = "policy.new_memory", .at = at<&s::policy, &s::policy_table::new_memory>, .unit = "d", .high = 36'500,
     .why = "So long before it an earlier sign of the same kind makes the present one not new."},
    {.key = "policy.pair_gap", .at = at<&s::policy, &s::policy_table::pair_gap>, .unit = "d", .high = 3650,
     .why = "Two new signs belong together when they start this close."},
    {.key = "policy.fresh_neg_o",
     .at = at<&s::policy, &s::policy_table::fresh_neg_o>,
     .unit = "d",
     .high = 365,
     .why = "An examination that found nothing silences the advice to examine for this long."},
    {.key = "policy.toxic_gap",
     .at = at<&s::policy, &s::policy_table::toxic_gap>,
     .unit = "d",
     .high = 365,
     .why = "A poisoning this close to the first sign explains it."},
    {.key = "policy.injury_gap", .at = at<&s::policy, &s::policy_table::injury_gap>, .unit = "d", .high = 365,
     .why = "A head injury this close to the first sign explains a new ataxia for now."},
    {.key = "policy.episode_pad", .at = at<&s::policy, &s::policy_table::episode_pad>, .unit = "d", .high = 365,
     .why = "Workup up to this long before the first finding belongs to the episode."},
    {.key = "policy.repeat_after",
     .at = at<&s::policy, &s::policy_table::repeat_after>,
     .unit = "d",
     .low = 1,
     .high = 3650,
     .why = "Earliest prompt to repeat imaging."},
    {.key = "policy.repeat_until", .at = at<&s::policy, &s::policy_table::repeat_until>, .unit = "d", .low = 1, .high = 36'500,
     .why = "No prompt to repeat imaging later than this after the first sign."},
    {.key = "policy.known_after", .at = at<&s::policy, &s::policy_table::known_after>, .unit = "d", .low = 1, .high = 3650,
     .why = "A known case with nothing newer for so long gets no card."},
    {.key = "policy.scorpions", .at = at<&s::policy, &s::policy_table::scorpions>,
     .why = "Bark scorpions live here: the card names their stings among the alternatives."},

    {.key = "feedback.enabled",
     .at = at<&s::feedback, &s::feedback_table::enabled>,
     .built = false,
     .off = "false",
     .why = "Keep what clinicians did with the cards."},
    {.key = "feedback.store",
     .at = at<&s::feedback, &s::feedback_table::store>,
     .built = false,
     .off = "none",
     .secret = true,
     .why = "Where: sqlite:FILE, postgresql://…, or none."},
    {.key = "feedback.keep_comments",
     .at = at<&s::feedback, &s::feedback_table::keep_comments>,
     .built = false,
     .why = "Keep free text that clinicians write; it can hold patient data."},
    {.key = "feedback.snooze_days",
     .at = at<&s::feedback, &s::feedback_table::snooze_days>,
     .unit = "d",
     .high = 365,
     .built = false,
     .why = "How long a card stays away that was overridden with a reason."},

    {.key = "cors.origins",
     .at = at<&s::cors, &s::cors_table::origins>,
     .check = check_origin,
     .why = "Pages in browsers that may call, exactly as they say Origin; any, in the dev profile."},
    {.key = "cors.max_age_s",
     .at = at<&s::cors, &s::cors_table::max_age_s>,
     .unit = "s",
     .high = day_s,
     .why = "How long a browser may remember that it may."},

    {.key = "limits.body_bytes",
     .at = at<&s::limits, &s::limits_table::body_bytes>,
     .unit = "bytes",
     .low = kib,
     .high = gib,
     .why = "A larger request body is 413; memory does not grow with it."},
    {.key = "limits.header_bytes",
     .at = at<&s::limits, &s::limits_table::header_bytes>,
     .unit = "bytes",
     .low = kib,
     .high = mib,
     .why = "A larger request head is 431."},
    {.key = "limits.json_depth",
     .at = at<&s::limits, &s::limits_table::json_depth>,
     .unit = "levels",
     .low = 16,
     .high = 512,
     .why = "Deeper nesting is refused; extensions of FHIR need about thirty."},
    {.key = "limits.connections",
     .at = at<&s::limits, &s::limits_table::connections>,
     .unit = "connections",
     .low = 1,
     .high = 65'536,
     .why = "Open at a time; one more is answered 503."},
    {.key = "limits.header_s",
     .at = at<&s::limits, &s::limits_table::header_s>,
     .unit = "s",
     .low = 1,
     .high = 600,
     .why = "To send a whole request head, from its first byte."},
    {.key = "limits.body_s",
     .at = at<&s::limits, &s::limits_table::body_s>,
     .unit = "s",
     .low = 1,
     .high = 600,
     .why = "For each MiB of a body, from its first byte, and of an answer; a trickle does not renew it."},
    {.key = "limits.idle_s",
     .at = at<&s::limits, &s::limits_table::idle_s>,
     .unit = "s",
     .low = 1,
     .high = 3600,
     .why = "Between two requests of a connection."},
    {.key = "limits.drain_s",
     .at = at<&s::limits, &s::limits_table::drain_s>,
     .unit = "s",
     .high = 600,
     .why = "What runs may finish after SIGTERM for this long."},

    {.key = "log.level",
     .at = at<&s::log, &s::log_table::level>,
     .choices = "debug info warning error off",
     .why = "Least important thing that is written; a record of each call is info."},
    {.key = "log.format",
     .at = at<&s::log, &s::log_table::format>,
     .choices = "auto json text",
     .why = "One JSON object or one plain line for each; auto is text on a terminal, else json."},
    {.key = "log.audit_file", .at = at<&s::log, &s::log_table::audit_file>, .why = "File that gets the records of calls; empty: the log."},
    {.key = "log.flush_ms",
     .at = at<&s::log, &s::log_table::flush_ms>,
     .unit = "ms",
     .low = 1,
     .high = 10'000,
     .why = "Records of calls are written together this often, sooner when they are many; a killed process loses what waits."},

    {.key = "metrics.listen",
     .at = at<&s::metrics, &s::metrics_table::listen>,
     .built = false,
     .why = "Address of its own for metrics; empty: the same port, loopback only."},
};
// clang-format on

}  // namespace

std::span<setting const> all_settings() noexcept { return table; }

std::string with_unit(std::int64_t number, std::string_view unit) {
    std::string text = std::to_string(number);
    if (!unit.empty()) text.append(" ").append(unit);
    if (unit != "bytes") return text;
    if (number >= mib && number % mib == 0) return text + " (" + std::to_string(number / mib) + " MiB)";
    if (number >= kib && number % kib == 0) return text + " (" + std::to_string(number / kib) + " KiB)";
    return text;
}

}  // namespace oms::app
