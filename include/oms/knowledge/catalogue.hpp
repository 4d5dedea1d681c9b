#pragma once
#include <oms/base/fault.hpp>
#include <oms/cards/card.hpp>
#include <oms/criteria/policy.hpp>
#include <oms/json/document.hpp>
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

    [[nodiscard]] service_definition const* find(std::string_view id) const noexcept;
};

/// What a site's settings put in the place of parts of the knowledge.
struct replacements {
    std::vector<std::pair<std::string_view, std::int64_t>> constants = {};   ///< a constant of the rules, days
    std::vector<std::pair<std::string_view, std::string>> templates = {};    ///< a prefetch key, its query in every service
};

/// Puts the knowledge together, the replacements in place before texts and rules are held against each other.
/// Faults (all found): bad_knowledge, everything wrong in any file, each with file and element; see the loaders of terminology,
/// criteria and cards. A prefetch template that breaks the portable rules (CH-TPL-01…05, 10) is such a fault.
/// bad_settings: a replacement of something that is not there or that does not fit, `where` the key of the setting.
[[nodiscard]] checked<catalogue> link(std::span<json::document const> documents, replacements const& by = {});

}  // namespace oms::knowledge
