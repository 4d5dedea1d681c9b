#pragma once
#include <oms/base/fault.hpp>
#include <oms/hooks/answer.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// What is said about a call: its record, and the lines that are made of it. Nothing here reads a clock or writes a file.
namespace oms::telemetry {

/// What reading from a FHIR server cost: no patient data, no URL.
struct fetch_account {
    std::size_t queries = 0, pages = 0, bytes = 0;   ///< lists and reads begun; whole bodies; bytes of all bodies, decoded
    std::vector<std::string> failures;               ///< `observations: timed-out`
};

/// What is kept of one finished request: no patient data, no token.
struct call_record {
    std::string_view route;         ///< `service`, `discovery`, `health`, …; a literal
    std::string service_id;
    unsigned status = 0;
    hooks::account what;
    fetch_account fetched;
    std::optional<fault> why;       ///< the reason of a refusal
};

/// Whether a service was called, be it answered or refused; else it was another address.
[[nodiscard]] bool is_call(call_record const& r) noexcept;

}  // namespace oms::telemetry
