#pragma once
#include <oms/base/fault.hpp>
#include <oms/json/node.hpp>

#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <vector>

/// Texts with slots. They are cut into pieces at load, so that filling one in only appends.
namespace oms::cards {

/// What a text may ask for, written `{date}`.
enum class slot : std::uint8_t {
    age, cause, code, count, date, display, feature, finding, imaging, indicator, item, list, m, missing, n, new_onset, patient, reason,
    rule, stale_list, status, system, target, tier, time, type, urine, version,
};
inline constexpr std::size_t slot_count = static_cast<std::size_t>(slot::version) + 1;
[[nodiscard]] std::string_view name_of(slot s) noexcept;

/// A value for a slot.
struct filled {
    slot where{};
    std::string_view with;
};

/// The number of UTF-16 units of UTF-8 text: what a browser counts.
[[nodiscard]] std::size_t utf16_units(std::string_view text) noexcept;
/// The same of a text that is escaped for a JSON string, when all that is escaped are quotes and line breaks.
[[nodiscard]] std::size_t units_in_json(std::string_view text) noexcept;

class text_template {
public:
    /// Appends the text. A slot without a value stays empty.
    void append(std::string& out, std::initializer_list<filled> values = {}) const;
    /// The same; `fill` appends to `out` what a slot asks for.
    template <std::invocable<slot> Fill>
    void append(std::string& out, Fill&& fill) const {
        for (piece const& p : pieces_) {
            if (p.size != 0) out.append(literals_.data() + p.at, p.size);
            if (p.has_slot) fill(p.then);
        }
    }

    /// Literal text alone; for texts without slots this is all of it.
    [[nodiscard]] std::string_view literal() const noexcept { return literals_; }
    /// Whether the text has this slot.
    [[nodiscard]] bool asks_for(slot s) const noexcept;
    /// The longest the text can get when no value is longer than `longest` says.
    [[nodiscard]] std::size_t most_units(std::array<std::size_t, slot_count> const& longest) const noexcept;

    /// Behind this text: words that stay as they are, or another text.
    text_template& operator+=(std::string_view literal);
    text_template& operator+=(text_template const& behind);
    /// The same text with one slot filled in.
    [[nodiscard]] text_template with(slot filled_slot, std::string_view value) const;
    /// The same text as part of a JSON string; what fills its slots must need no escape.
    [[nodiscard]] text_template in_json() const;

private:
    friend text_template compile(json::node const& n, std::initializer_list<slot> allowed, std::vector<fault>& faults);
    struct piece {
        std::uint32_t at = 0, size = 0;   ///< literal before the slot
        slot then{};
        bool has_slot = false;
    };
    std::string literals_;
    std::vector<piece> pieces_;
};

/// Reads a text of the language file. Faults (bad_knowledge): no string, empty, an unknown or unfinished slot, a slot that this text
/// has no value for, a character that Markdown or HTML would act on (CH-CARD-04), a control character.
[[nodiscard]] text_template compile(json::node const& n, std::initializer_list<slot> allowed, std::vector<fault>& faults);

}  // namespace oms::cards
