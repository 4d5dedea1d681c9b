#pragma once
#include <oms/json/document.hpp>

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace oms::knowledge {

/// What a site's settings put in the place of parts of the knowledge, or beside them.
struct replacements {
    std::vector<std::pair<std::string_view, std::int64_t>> constants = {};   ///< a constant of the rules, days
    std::vector<std::pair<std::string_view, std::string>> templates = {};    ///< a prefetch key, its query in every service
    std::span<json::document const> concept_maps = {};                       ///< FHIR ConceptMaps from a site's own code systems
};

/// Which knowledge decided: one version, and a digest over all that decides.
struct identity {
    std::string version;           ///< SemVer, of the manifest
    std::string digest;            ///< 64 lower-case hex digits, settings included
    bool changed_by_site = false;  ///< it is not what was published under that version
};

/// `2.0.0`, or `2.0.0, site-changed 3fa9c1`.
[[nodiscard]] std::string text_of(identity const& i);
/// `sha256:3fa9c1…`
[[nodiscard]] std::string digest_text(identity const& i);

/// Over every document that decides an answer (shapes of exchange and the manifest do not) and every replacement.
/// Equal for the same texts under the same paths, in whatever order they were read.
[[nodiscard]] std::string digest_of(std::span<json::document const> documents, replacements const& by = {});
/// Whether a file below `fhir_profiles/` can change an answer.
[[nodiscard]] bool decides(std::string_view path) noexcept;

/// Three numbers by dots, with a pre-release and build if need be. Source: SemVer 2.0.0 clause 2, 9, 10.
[[nodiscard]] bool is_semver(std::string_view text) noexcept;
/// Whether the three numbers of `a` come before those of `b`. Precondition: both are SemVer.
[[nodiscard]] bool is_older(std::string_view a, std::string_view b) noexcept;

}  // namespace oms::knowledge
