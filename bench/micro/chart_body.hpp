#pragma once
#include <cstddef>
#include <string>

/// A CDS Hooks request as an EHR sends it: a child's chart in prefetch Bundles, nearly all of it of no interest.
namespace oms::bench {

/// About 940 bytes a resource; always the same for the same number.
[[nodiscard]] std::string chart_body(std::size_t resources);

/// The same text with line breaks and two blanks per level.
[[nodiscard]] std::string pretty(std::string const& compact);

}  // namespace oms::bench
