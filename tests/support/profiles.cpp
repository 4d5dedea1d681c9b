#include "support/profiles.hpp"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

namespace oms::test {
namespace {

struct files {
    std::vector<std::pair<std::string, std::string>> owned;
    std::vector<json::document> seen;
};

files read_all() {
    files out;
    std::filesystem::path const root = std::filesystem::path{OMS_SOURCE_ROOT} / "fhir_profiles";
    for (auto const& entry : std::filesystem::recursive_directory_iterator{root}) {
        if (!entry.is_regular_file()) continue;
        std::ifstream in{entry.path(), std::ios::binary};
        out.owned.emplace_back(std::filesystem::relative(entry.path(), root).generic_string(),
                               std::string{std::istreambuf_iterator<char>{in}, {}});
    }
    for (auto const& [name, text] : out.owned) out.seen.push_back({name, text});
    return out;
}

}  // namespace

std::span<json::document const> documents() {
    static files const all = read_all();
    return all.seen;
}

criteria::policy const& policy() {
    static criteria::policy const p = criteria::load_policy(documents()).value();
    return p;
}

terminology::code_map const& codes() {
    static terminology::code_map const c = terminology::load(documents()).value();
    return c;
}

}  // namespace oms::test
