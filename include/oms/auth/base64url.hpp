#pragma once
#include <string>
#include <string_view>

namespace oms::auth {

/// Puts what `text` encodes into `out`, whose storage is used again. False: a character that is none of the alphabet, padding, a
/// length that no encoding has, or unused bits that are not zero: a text with two spellings has two signatures.
/// Source: RFC 7515 2; RFC 4648 3.2, 3.5, 5.
[[nodiscard]] bool decode_base64url(std::string_view text, std::string& out);

/// Without padding.
[[nodiscard]] std::string encode_base64url(std::string_view bytes);

}  // namespace oms::auth
