#pragma once
#include <oms/fetch/retrieval.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>

namespace oms::fetch {

/// What stood in the way of a list or the Patient.
enum class obstacle : std::uint8_t {
    // before anything was asked
    not_registered, no_token, bad_token, no_scope, no_value,
    // on the way
    not_allowed, no_such_host, refused, tls, timed_out, broken, too_large,
    // what was answered
    status, redirect_elsewhere, too_many_redirects, not_json, bad_json, outcome, wrong_type, no_such_patient,
    // where the list goes on
    next_elsewhere, loop, nothing_of_total, too_many_pages,
};

struct failure {
    obstacle what{};
    unsigned status = 0;   ///< of obstacle::status
};

[[nodiscard]] obstacle obstacle_of(transport_failure f) noexcept;
/// A stable word to log and to count: `timed-out`, `status-401`.
[[nodiscard]] std::string word_for(failure f);
/// Why a key is missing, for people: `not sent, and the FHIR server timed out after 400 ms`.
[[nodiscard]] std::string reason_for(failure f, fetch_rules const& rules);

}  // namespace oms::fetch
