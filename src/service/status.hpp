#pragma once
#include <oms/service/exchange.hpp>

#include <string_view>

namespace oms::service {

/// The response to a request that is refused without a `fault`: an OperationOutcome with one issue of this code.
[[nodiscard]] response error_response(unsigned status, std::string_view issue_code, std::string_view text, std::string_view diagnostics);

}  // namespace oms::service
