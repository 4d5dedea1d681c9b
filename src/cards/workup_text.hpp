#pragma once
#include "contents.hpp"

namespace oms::cards {

/// `Recorded workup: …` or that it was not checked. Never "none" of what could not be read. `brief`: regions without their dates.
void append_workup(std::string& out, language const& words, criteria::workup_state const& w, bool brief);

/// What a started search still lacks: `imaging result, urine HVA/VMA`.
void append_missing(std::string& out, language const& words, criteria::workup_state const& w);

}  // namespace oms::cards
