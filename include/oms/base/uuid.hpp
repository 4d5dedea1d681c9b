#pragma once
#include <array>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

namespace oms {

/// A UUID, its bytes in network order.
struct uuid {
    std::array<std::uint8_t, 16> bytes{};
    bool operator==(uuid const&) const = default;
};

/// The UUID, version 5, of `parts` in a name space: this program's own, or that of another UUID.
///
/// The same parts give the same UUID for ever, other parts another one; `{"ab", "c"}` and `{"a", "bc"}` differ.
/// Source: RFC 4122 section 4.3; CH-DEC-04 (card ids are derived, so that a retry gives the same card).
[[nodiscard]] uuid name_uuid(std::initializer_list<std::string_view> parts);
[[nodiscard]] uuid name_uuid(uuid const& space, std::initializer_list<std::string_view> parts);

/// The parts of a name, ready for the name spaces of many UUIDs.
class prepared_name {
public:
    explicit prepared_name(std::initializer_list<std::string_view> parts);
    /// The UUID that `name_uuid` makes of the space and the parts.
    [[nodiscard]] uuid in(uuid const& space) const noexcept;

private:
    std::string message_;   ///< what SHA-1 takes, in whole blocks; the name space comes in front
};

/// Whether a text is a UUID as `to_string` writes it; upper case is read too. Source: RFC 4122 section 3.
[[nodiscard]] bool is_uuid(std::string_view text) noexcept;

/// 36 characters, lower case, no prefix.
[[nodiscard]] std::array<char, 36> characters_of(uuid const& id) noexcept;
[[nodiscard]] std::string to_string(uuid const& id);
void append_text(std::string& out, uuid const& id);

}  // namespace oms
