#pragma once
#include <oms/fhir/resource_shape.hpp>
#include <oms/json/reader_state.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

namespace oms::fhir {

/// The shapes of resources that were seen last, so that more of them need not be read.
///
/// What it costs where nothing repeats is bounded: trying stops at the first difference, and one is learned only when there was
/// time to earn it. Whatever it knows, the resources are the same.
/// Memory: 16 shapes of a few KiB. Thread rule: one thread at a time; several readers of that thread may share it.
class resource_shapes {
public:
    static constexpr std::size_t most = 16;
    using form = resource_shape::form;

    struct matched {
        resource_shape const* shape = nullptr;   ///< null: what comes is no object of a known shape
        bool waits = false;                      ///< null, but more marks would tell
    };
    /// `room`: the depth that is left, and the longest text that is read.
    [[nodiscard]] matched match(form as, json::lookahead const& ahead, json::limits const& room);

    /// The object at the front of `text`, which did not match, has been read.
    void learn(form as, std::string_view text);

    [[nodiscard]] std::size_t size() const noexcept { return known_.size(); }

private:
    using slot = std::uint8_t;
    static constexpr slot none = most;
    static constexpr std::size_t first_price = 32;

    struct known {
        std::unique_ptr<resource_shape> shape;
        std::array<std::uint16_t, most> alike{};    ///< how many pieces it has in common with each other
    };

    /// How much of what comes matched the shape that was tried last.
    struct attempt {
        slot of = none;
        std::size_t pieces = 0;
    };

    /// Whether learning was worth it.
    struct experience {
        std::size_t in_vain = 0;                ///< objects that matched none since one did
        std::size_t price = first_price;        ///< to learn one, in objects that were read; twice that after one, half of it after a match
        std::size_t earned = 2 * first_price;   ///< of that
    };

    [[nodiscard]] experience& with(form as) noexcept { return experience_[static_cast<std::size_t>(as)]; }
    [[nodiscard]] matched try_all(form as, json::lookahead const& ahead, json::limits const& room);
    [[nodiscard]] bool fails_alike(slot s, attempt const& last) const noexcept;
    [[nodiscard]] matched try_one(slot s, json::lookahead const& ahead, json::limits const& room, attempt& last);
    void use(slot s) noexcept;
    [[nodiscard]] bool is_known(resource_shape const& shape) const noexcept;
    void add(std::unique_ptr<resource_shape> shape);

    std::vector<known> known_;
    std::vector<slot> order_;          ///< the one that matched last first
    std::vector<slot> likely_ = std::vector<slot>(256, none);   ///< by `past_`: the one that came last time
    std::uint8_t past_ = 0;            ///< which ones matched lately, in their order
    std::array<experience, 2> experience_;   ///< by form
};

}  // namespace oms::fhir
