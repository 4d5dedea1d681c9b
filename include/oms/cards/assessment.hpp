#pragma once
#include <oms/cards/card.hpp>

#include <string>

namespace oms::cards {

/// Appends the assessment of product.md 3.1, one line without the line break. `book` null: without `card`.
/// Source: product.md 3.1; JSON Schema in `fhir_profiles/schema/assessment.schema.json`.
void append_assessment(std::string& out, criteria::policy const& p, criteria::verdict const& v, findings::chart const& c,
                       card_book const* book, occasion const& o);

}  // namespace oms::cards
