#include "support/profiles.hpp"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <vector>

namespace oms::test {
namespace {

struct files {
    std::vector<std::pair<std::string, std::string>> owned;
    std::vector<terminology::document> seen;
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

template <class T>
T must(boost::system::result<T, std::vector<fault>> got) {
    if (got) return std::move(*got);
    std::string all;
    for (auto const& f : got.error()) all += to_string(f) + "\n";
    throw std::runtime_error(all);
}

}  // namespace

std::span<terminology::document const> documents() {
    static files const all = read_all();
    return all.seen;
}

criteria::policy const& policy() {
    static criteria::policy const p = must(criteria::load_policy(documents()));
    return p;
}

terminology::code_map const& codes() {
    static terminology::code_map const c = must(terminology::load(documents()));
    return c;
}

}  // namespace oms::test
