#pragma once
#include <cstdint>
#include <string_view>

/// Literal references between resources, as text.
namespace oms::fhir {

enum class reference_form : std::uint8_t {
    none,        ///< empty
    contained,   ///< `#p`; `id` is `p`
    relative,    ///< `Patient/1`
    absolute,    ///< `https://h/fhir/Patient/1`, and every other URL with a scheme
    urn,         ///< `urn:uuid:…`, `urn:oid:…`; `id` is what follows
};

/// The parts view the text they were read from. What is not there is empty.
struct literal_reference {
    reference_form form = reference_form::none;
    std::string_view url;       ///< all but the version
    std::string_view base;      ///< what stands before `Patient/1`, without the slash between: `https://h/fhir`
    std::string_view type;      ///< `Patient`
    std::string_view id;
    std::string_view version;   ///< behind `/_history/`
};

/// Takes a reference apart; nothing is checked: `type` and `id` are the last two segments of the path, whatever they say.
/// Source: FHIR R4 references.html#literal, http.html#vread.
[[nodiscard]] literal_reference parse_reference(std::string_view text) noexcept;

/// Whether a reference names the resource `type/id` of the server at `base`: relative, or absolute with that base, each in any spelling
/// (see `is_same_url`). A base that is empty is any base. Source: clinical.md 2.15, RFC 3986 6.2.
[[nodiscard]] bool names_resource(literal_reference const& r, std::string_view type, std::string_view id, std::string_view base);

}  // namespace oms::fhir
