#pragma once
#include <oms/base/fault.hpp>
#include <oms/hooks/answer.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// The record of a call, and the lines of log and audit that are made of it. Nothing here reads a clock or writes a file.
namespace oms::telemetry {

/// What reading from a FHIR server cost: no patient data, no URL.
struct fetch_account {
    std::size_t queries = 0;             ///< lists and reads that were begun
    std::size_t pages = 0;               ///< bodies that came whole
    std::size_t bytes = 0;               ///< of all bodies, decoded
    std::vector<std::string> failures;   ///< `observations: timed-out`
};

/// What is kept of one finished request: no patient data, no token.
struct call_record {
    std::string_view route;         ///< `service`, `discovery`, `health`, …; a literal
    std::string service_id;
    unsigned status = 0;
    hooks::account what;            ///< what was decided, and which data were missing
    fetch_account fetched;
    std::optional<fault> why;       ///< why it was refused
    std::string issuer, subject, tenant;   ///< of a trusted caller; empty: none, or not said
    std::string_view refused;       ///< why the caller was not let in: a word of a closed set
};

/// Whether the request was for the address of a service, whether it was answered or refused; or a caller was not let in.
[[nodiscard]] bool is_call(call_record const& r) noexcept;

}  // namespace oms::telemetry
