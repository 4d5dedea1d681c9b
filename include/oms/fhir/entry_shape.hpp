#pragma once
#include <oms/fhir/types.hpp>
#include <oms/json/pattern.hpp>

#include <cstddef>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

namespace oms::fhir {

/// Entries of a Bundle that one server writes alike: the same elements in the same order, other values.
///
/// Made from one such entry as the resource reader read it. Another entry that matches is the same resource with other texts in
/// it, so they are put where the first one's stood and nothing need be read. An entry is of a shape only where all that decides
/// what it is stands there to the letter: members, booleans, its type. What cannot be had that way makes no shape.
/// Memory: a few KiB; names and punctuation, no value but the type's name.
/// Thread rule: one thread at a time.
class entry_shape {
public:
    /// The shape of the entry that begins `text`; null: it has none. A reader has accepted the entry, behind which more may follow.
    [[nodiscard]] static std::unique_ptr<entry_shape> of(std::string_view text);

    entry_shape(entry_shape const&) = delete;
    entry_shape& operator=(entry_shape const&) = delete;

    /// What an entry of this shape looks like.
    [[nodiscard]] json::pattern const& looks() const noexcept { return *pattern_; }
    /// Puts the texts of an entry that looks so into `found()` and `entry()`. False: one of them must be read.
    [[nodiscard]] bool read(json::lookahead const& entry);

    /// Lifetime: views what was read last; until the next time.
    [[nodiscard]] resource const& found() const noexcept { return resource_; }
    [[nodiscard]] entry_info const& entry() const noexcept { return entry_; }

private:
    entry_shape() = default;
    class learner;

    std::optional<json::pattern> pattern_;
    std::vector<std::string_view> texts_;      ///< the pattern's wanted values
    std::vector<std::string_view*> places_;    ///< where each of them goes, in what follows
    resource resource_;
    entry_info entry_;
    std::vector<coding> codings_;
    std::vector<observed> components_;
};

}  // namespace oms::fhir
