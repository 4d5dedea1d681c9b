#pragma once
#include <oms/base/fault.hpp>
#include <oms/cards/card.hpp>
#include <oms/criteria/policy.hpp>
#include <oms/json/document.hpp>
#include <oms/knowledge/identity.hpp>
#include <oms/knowledge/service_definition.hpp>
#include <oms/terminology/terms.hpp>

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// All of `fhir_profiles/`, linked and checked. Files are read elsewhere; here they are texts.
namespace oms::knowledge {

/// Every id resolves, every template fits. Immutable; shared by all threads.
struct catalogue {
    terminology::code_map codes;
    criteria::policy rules;
    cards::card_book book;
    std::vector<service_definition> services;   ///< ordered by id
    std::string version;                        ///< of the whole set (manifest)
    identity is;                                ///< the version, and the digest of all that decides
    std::vector<fault> remarks;                 ///< what of the site's own was passed over: no fault, and to be said

    [[nodiscard]] service_definition const* find(std::string_view id) const noexcept;
};

/// Puts the knowledge together, the replacements in place before texts and rules are held against each other.
/// The version is that of `manifest.json` and becomes that of the rules; a `version` in `rules/oms.json` must be the same.
/// Faults (all found): bad_knowledge, everything wrong in any file, each with file and element; see the loaders of terminology,
/// criteria and cards. A prefetch template that breaks the portable rules (CH-TPL-01…05, 10) is such a fault.
/// bad_settings: a fault in a site's ConceptMap (see terminology::load); a replacement of something that is not there or that does not fit, `where` the key of the setting.
[[nodiscard]] checked<catalogue> link(std::span<json::document const> documents, replacements const& by = {});

}  // namespace oms::knowledge
