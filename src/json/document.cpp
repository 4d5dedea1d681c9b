#include <oms/json/document.hpp>

#include <algorithm>
#include <iterator>
#include <string>

namespace oms::json {

std::vector<document> documents_in(std::span<document const> all, std::string_view folder) {
    std::vector<document> found;
    std::ranges::copy_if(all, std::back_inserter(found),
                         [&](document const& d) { return d.file.starts_with(folder) && d.file.ends_with(".json"); });
    std::ranges::sort(found, {}, &document::file);
    return found;
}

std::optional<node> parse_document(document const& d, std::vector<fault>& faults) {
    auto root = parse(d.file, d.text);
    if (root) return *std::move(root);
    faults.push_back(std::move(root).error());
    return std::nullopt;
}

std::optional<node> parse_document(std::span<document const> all, std::string_view file, std::vector<fault>& faults) {
    auto const at = std::ranges::find(all, file, &document::file);
    if (at != all.end()) return parse_document(*at, faults);
    faults.push_back({errc::bad_knowledge, std::string{file}, "is missing; the program cannot start without it"});
    return std::nullopt;
}

}  // namespace oms::json
