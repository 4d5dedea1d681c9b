#pragma once
#include <oms/http/exchange.hpp>

#include <string>

namespace oms::http {

/// The page at the root: name, version, limits, and what each service is for, in the words of the knowledge. No patient data.
[[nodiscard]] std::string write_front_page(service const& s);

}  // namespace oms::http
