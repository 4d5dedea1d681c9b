#pragma once
#include <string>
#include <string_view>

namespace oms {

/// SHA-256 as 64 hexadecimal digits in lower case; empty if OpenSSL fails. Source: FIPS 180-4.
[[nodiscard]] std::string sha256_of(std::string_view bytes);

}  // namespace oms
