#include "fhir_base.hpp"

#include <oms/base/ascii.hpp>

#include <algorithm>
#include <optional>

namespace oms::hooks {
namespace {

constexpr bool is_name_character(char c) noexcept { return ascii::is_alphanumeric(c) || c == '-' || c == '.' || c == '_'; }
constexpr bool is_address_character(char c) noexcept { return ascii::is_hex_digit(c) || c == ':' || c == '.'; }

bool is_port(std::string_view text) noexcept {
    if (text.empty() || text.size() > 5 || !std::ranges::all_of(text, ascii::is_digit)) return false;
    unsigned long value = 0;
    for (char const c : text) value = value * 10 + static_cast<unsigned long>(c - '0');
    return value > 0 && value < 65536;
}

/// The host of an authority without user information; nothing if it is malformed. An IPv6 address loses its brackets.
std::optional<std::string_view> host_of(std::string_view authority) noexcept {
    bool const bracketed = authority.starts_with('[');
    auto const end = bracketed ? authority.find(']') : std::min(authority.find(':'), authority.size());
    if (end == std::string_view::npos) return std::nullopt;
    std::string_view const host = bracketed ? authority.substr(1, end - 1) : authority.substr(0, end);
    std::string_view const rest = authority.substr(bracketed ? end + 1 : end);
    bool const good_host = !host.empty() && std::ranges::all_of(host, bracketed ? is_address_character : is_name_character);
    bool const good_port = rest.empty() || (rest.front() == ':' && is_port(rest.substr(1)));
    if (!good_host || !good_port) return std::nullopt;
    return host;
}

/// `127.evil.example` is a name, not an address: all of it must be digits and dots.
bool is_loopback(std::string_view host) noexcept {
    bool const ipv4 = host.starts_with("127.") && std::ranges::all_of(host, [](char c) { return ascii::is_digit(c) || c == '.'; });
    return ipv4 || host == "::1" || ascii::equal_ignoring_case(host, "localhost");
}

std::string_view without_scheme(std::string_view url, std::string_view scheme) noexcept {
    return ascii::equal_ignoring_case(url.substr(0, scheme.size()), scheme) ? url.substr(scheme.size()) : std::string_view{};
}

}  // namespace

fhir_base judge_fhir_base(std::string_view url) noexcept {
    bool const plain = std::ranges::all_of(url, [](char c) { return c > ' ' && c < '\x7f'; });
    if (!plain || url.find_first_of("?#\\\"<>^`{|}") != std::string_view::npos) return fhir_base::not_a_base;
    std::string_view const after_https = without_scheme(url, "https://");
    std::string_view const after = after_https.empty() ? without_scheme(url, "http://") : after_https;
    auto const host = host_of(after.substr(0, after.find('/')));  // an `@` is no character of a host
    if (!host) return fhir_base::not_a_base;
    if (!after_https.empty()) return fhir_base::https;
    return is_loopback(*host) ? fhir_base::http_loopback : fhir_base::http;
}

}  // namespace oms::hooks
