#pragma once
#include <oms/service/exchange.hpp>

#include <string_view>

namespace oms::service {

/// Makes `r` the answer to a preflight or plain OPTIONS: 204 with what the address allows. Source: CH-CORS-02.
void answer_options(response& r, deployment const& s, std::string_view origin, std::string_view allow);

}  // namespace oms::service
