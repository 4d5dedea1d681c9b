#pragma once
#include <initializer_list>
#include <string>
#include <string_view>

namespace oms {

/// Appends the UUID, version 5, of `parts` in the name space of this program: 36 characters, lower case, no prefix.
///
/// The same parts give the same UUID for ever, other parts another one; `{"ab", "c"}` and `{"a", "bc"}` differ.
/// Source: RFC 4122 section 4.3; CH-DEC-04 (card ids are derived, so that a retry gives the same card).
void append_name_uuid(std::string& out, std::initializer_list<std::string_view> parts);

}  // namespace oms
