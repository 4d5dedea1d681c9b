#pragma once
#include <oms/service/exchange.hpp>

#include <string>

namespace oms::service {

/// The page at the root: name, version, limits, and what each service is for, in the words of the knowledge. No patient data.
[[nodiscard]] std::string write_root_document(deployment const& s);

}  // namespace oms::service
