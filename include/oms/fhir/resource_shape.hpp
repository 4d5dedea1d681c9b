#pragma once
#include <oms/fhir/types.hpp>
#include <oms/json/pattern.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

namespace oms::fhir {

/// Resources that one server writes alike: the same elements in the same order, other values. In an entry or alone.
///
/// Made from one such object as the resource reader read it. Another that matches is the same resource with other texts in
/// it, so they are put where the first one's stood and nothing need be read. An object is of a shape only where all that decides
/// what it is stands there to the letter: members, booleans, its type. What cannot be had that way makes no shape.
/// Memory: a few KiB; names, punctuation, true, false and null, and no other value but the type's name and a link's `self`.
/// Thread rule: one thread at a time.
class resource_shape {
public:
    /// What the object is: an entry of a Bundle, or the resource.
    enum class form : std::uint8_t { entry, alone };

    /// Resources of this type can have one.
    [[nodiscard]] static bool is_for(resource_type t) noexcept;
    /// The shape of the object that begins `text`; null: it has none. A reader has accepted the object, behind which more may follow.
    [[nodiscard]] static std::unique_ptr<resource_shape> of(std::string_view text, form as = form::entry);

    resource_shape(resource_shape const&) = delete;
    resource_shape& operator=(resource_shape const&) = delete;

    [[nodiscard]] form is_of() const noexcept { return form_; }
    /// What an object of this shape looks like.
    [[nodiscard]] json::pattern const& looks() const noexcept { return *pattern_; }
    /// Puts the texts of an object that looks so into `found()` and `entry()`. False: one of them must be read.
    [[nodiscard]] bool read(json::lookahead const& object) noexcept { return pattern_->read(object, places_); }

    /// Lifetime: views what was read last; until the next time.
    [[nodiscard]] resource const& found() const noexcept { return resource_; }
    /// Empty of a resource alone.
    [[nodiscard]] entry_info const& entry() const noexcept { return entry_; }

private:
    explicit resource_shape(form as) : form_(as) {}
    class learner;

    form form_;
    std::optional<json::pattern> pattern_;
    std::vector<std::string_view*> places_;    ///< of the pattern's wanted values, in what follows
    std::string_view unused_;                  ///< what is read and means nothing: the address of a Bundle's own link
    resource resource_;
    entry_info entry_;
    std::vector<identifier> identifiers_;
    std::vector<coding> codings_;
    std::vector<observed> components_;
};

}  // namespace oms::fhir
