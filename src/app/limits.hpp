#pragma once
#include <chrono>
#include <cstddef>

/// Limits of the commands and of what `serve` reads and says beside calls. None is a setting.
namespace oms::app::limits {

/// Things of one kind that a message names; of the rest it says how many they are. A terminal shows them without scrolling.
inline constexpr std::size_t most_named = 10;
/// Patients of one file that are told apart, so that no input fills the memory; beyond it "at least" is said.
inline constexpr std::size_t most_patients_counted = 1000;
/// Bytes of a chart that are read from a file at once; large, so that a large chart takes few system calls.
inline constexpr std::size_t portion_bytes = 256 * 1024;
/// For all reads of a command from a FHIR server. Somebody waits, but not at a bedside.
inline constexpr std::chrono::milliseconds longest_fetch = std::chrono::minutes{1};
/// Items that a line of the changelog of the knowledge names; the report of `check --accept` names all.
inline constexpr std::size_t most_changes_in_a_line = 5;
/// Codes of one kind that `check --codes` lists, the most frequent; characters of each text that it shows; bytes of a line that it reads:
/// a file that is no NDJSON must not fill the memory.
inline constexpr std::size_t most_codes_listed = 50, longest_text_shown = 100, longest_line = 256u << 20;
/// Files of the knowledge, and their bytes together. Far beyond any, so that a wrong folder is told apart before it fills the memory.
inline constexpr std::size_t most_knowledge_files = 10'000, most_knowledge_bytes = 256u << 20;
/// A certificate that ends sooner is warned of: an operator needs time to have it renewed.
inline constexpr std::chrono::days time_to_renew{14};

}  // namespace oms::app::limits
