#pragma once
#include <oms/base/fault.hpp>
#include <oms/json/document.hpp>

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace oms::knowledge {

/// One file of `fhir_profiles/`, read once.
struct file {
    std::string path;  ///< below the folder, with `/`: `rules/oms.json`
    std::string text;
    std::string sha256;  ///< of the text, 64 lower-case hex digits
};

inline constexpr std::string_view manifest_name = "manifest.json";
inline constexpr std::string_view contents_name = "contents.txt";     ///< what the last acceptance took, item by item
inline constexpr std::string_view changelog_name = "CHANGELOG.md";    ///< what acceptances took, newest first

/// Whether the manifest answers for a file: not for itself, the two files that acceptances write, and the golden examples, which
/// production does not need.
[[nodiscard]] bool is_pinned(std::string_view path) noexcept;

/// What is linked: the linkers read what they know by folder and name; examples and sources are pinned but not read.
/// Lifetime: the documents view the files.
[[nodiscard]] std::vector<json::document> documents_of(std::span<file const> files);

/// Holds files against `manifest.json`, which is one of them. Faults: bad_knowledge for each file that is changed, not listed or
/// gone, naming it and `accept`, the command that takes it as it is; anything wrong in the manifest itself.
/// Source: product.md 7.
[[nodiscard]] std::vector<fault> verify_manifest(std::span<file const> files, std::string_view accept);

/// What an acceptance did to the manifest.
struct manifest_change {
    enum class kind { added, changed, removed } what;
    std::string path;
};

/// What an acceptance says of the files as a whole.
struct acceptance {
    std::string_view version = {};    ///< of the knowledge from now on; empty: as it was
    std::string_view released = {};   ///< the digest of a release; empty: as it was
};

/// A manifest for files as they are.
struct new_manifest {
    std::string text;
    std::vector<manifest_change> changes;
};

/// Writes the manifest anew: sha256 of every file; `url` and `version` from the file itself; source and licence as the old manifest
/// had them, else from the longest prefix in its `defaults`, else `not stated`. Without an old manifest and a new version it is of
/// version `first`.
/// Faults: anything wrong in the old manifest.
[[nodiscard]] checked<new_manifest> accept_files(std::span<file const> files, std::string_view first, acceptance const& as = {});

}  // namespace oms::knowledge
