#pragma once
#include <oms/base/fault.hpp>
#include <oms/json/node.hpp>

#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace oms::json {

/// One file of `fhir_profiles/`, already read. Lifetime: the views are of whoever read it.
struct document {
    std::string_view file;   ///< its path below that folder, with `/`
    std::string_view text;
};

/// The documents `*.json` of a folder (`cards/`) and of the folders in it, ordered by path, whatever order they were listed in.
[[nodiscard]] std::vector<document> documents_in(std::span<document const> all, std::string_view folder);

/// A document as a tree. Nothing: it is no JSON, or not among `all`; `faults` then has a bad_knowledge that says which.
[[nodiscard]] std::optional<node> parse_document(document const& d, std::vector<fault>& faults);
[[nodiscard]] std::optional<node> parse_document(std::span<document const> all, std::string_view file, std::vector<fault>& faults);

}  // namespace oms::json
