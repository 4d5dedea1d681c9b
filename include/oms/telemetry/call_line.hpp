#pragma once
#include <oms/telemetry/call_record.hpp>
#include <oms/telemetry/line.hpp>

#include <chrono>
#include <string>
#include <string_view>

namespace oms::telemetry {

/// A failure of ours is an error; a call of a service and a caller who was refused are worth saying; any other address is of interest only
/// to who looks for a fault.
[[nodiscard]] level level_of(call_record const& r) noexcept;

/// Appends the line of one finished request: what was asked, decided, missing, read, and why it was refused. What is empty is left out,
/// and so is a hookInstance that is not a UUID: it is the client's own text and could say anything about anyone.
/// `took`: from the whole head to the answer.
/// Source: CH-SEC-04, CH-REQ-11.
void append_call_line(std::string& out, line_format how, std::string_view time, level l, call_record const& r,
                      std::chrono::microseconds took);

}  // namespace oms::telemetry
