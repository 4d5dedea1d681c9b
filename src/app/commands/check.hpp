#pragma once
#include <oms/app/commands.hpp>
#include <oms/json/document.hpp>
#include <oms/terminology/terms.hpp>

#include <filesystem>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

/// The parts of `oms-cds check`.
namespace oms::app {

/// Says all faults and how many; the exit status that follows from them.
int give_up(std::vector<fault> const& faults);
[[nodiscard]] std::string count_of(std::size_t n, std::string_view one, std::string_view many);
/// To standard output; the exit status.
int print_text(std::string const& text);

/// Pins the files of a folder as they are, says what changed and writes it to the changelog. Nothing is accepted that could not be
/// served, nor a change of what decides without its version.
int accept(check_arguments const& a, std::filesystem::path const& folder, settings const& s, environment const& env);

/// Reads an export line by line and prints which of its codes nothing knows, the most frequent first.
int count_codes(std::string const& path, terminology::code_map const& codes);

/// What decides, item by item: `code icd-10-cm R27.8` with its facts, `rules/constants.json constants[LOOKBACK].value` with its value or, if
/// it is long, its hash.
using contents = std::map<std::string, std::string, std::less<>>;
[[nodiscard]] contents contents_of(std::span<json::document const> documents);
/// One line an item, a tab between name and value; and back. A line that is none is passed over.
[[nodiscard]] std::string write_contents(contents const& c);
[[nodiscard]] contents read_contents(std::string_view text);

/// One line for each item that is new, gone or has another value.
[[nodiscard]] std::vector<std::string> differences(contents const& old, contents const& now);

}  // namespace oms::app
