#pragma once
#include <oms/base/fault.hpp>

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace oms::app {

/// One file of the knowledge, read once.
struct knowledge_file {
    std::string path;  ///< below the folder, with `/`: `rules/oms.json`
    std::string text;
    std::string sha256;  ///< of the text, 64 lower-case hex digits
};

inline constexpr std::string_view manifest_name = "manifest.json";

/// All files of a knowledge folder in order of their paths, hidden ones aside. What lies there is knowledge: nothing is passed over.
/// Faults (all of them): bad_knowledge for a folder or file that cannot be read, naming it and what the system said.
[[nodiscard]] checked<std::vector<knowledge_file>> read_knowledge(std::filesystem::path const& folder);

/// Holds files against `manifest.json`, which is one of them. Faults: bad_knowledge for each file that is changed, not listed or
/// gone, naming it and `accept`, the command that takes it as it is; anything wrong in the manifest itself.
/// Source: product.md 7.
[[nodiscard]] std::vector<fault> verify_manifest(std::vector<knowledge_file> const& files, std::string_view accept);

/// What an acceptance did to the manifest.
struct manifest_change {
    enum class kind { added, changed, removed } what;
    std::string path;
};

/// A manifest for files as they are.
struct new_manifest {
    std::string text;
    std::vector<manifest_change> changes;
};

/// Writes the manifest anew: sha256 of every file; `url` and `version` from the file itself; source and licence as the old manifest
/// had them, else from the longest prefix in its `defaults`, else `not stated`. Without an old manifest it is of version `version`.
/// Faults: anything wrong in the old manifest.
[[nodiscard]] checked<new_manifest> accept_files(std::vector<knowledge_file> const& files, std::string_view version);

/// sha256 as hex.
[[nodiscard]] std::string sha256_of(std::string_view bytes);

}  // namespace oms::app
