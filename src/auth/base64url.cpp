#include <oms/auth/base64url.hpp>

#include <array>
#include <cstddef>
#include <cstdint>

namespace oms::auth {
namespace {

constexpr std::string_view base64url_alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
constexpr std::uint8_t no_digit = 0xFF;

constexpr auto base64url_values = [] {
    std::array<std::uint8_t, 256> all{};
    all.fill(no_digit);
    for (std::size_t i = 0; i < base64url_alphabet.size(); ++i)
        all[static_cast<unsigned char>(base64url_alphabet[i])] = static_cast<std::uint8_t>(i);
    return all;
}();

}  // namespace

bool decode_base64url(std::string_view text, std::string& out) {
    out.clear();
    if (text.size() % 4 == 1) return false;
    out.reserve(text.size() / 4 * 3 + 2);
    std::uint32_t bits = 0;
    unsigned count = 0;  // of bits that wait
    for (char const c : text) {
        std::uint8_t const value = base64url_values[static_cast<unsigned char>(c)];
        if (value == no_digit) return false;
        bits = bits << 6U | value;
        count += 6;
        if (count < 8) continue;
        count -= 8;
        out.push_back(static_cast<char>(bits >> count & 0xFFU));
    }
    return (bits & ((1U << count) - 1U)) == 0;
}

std::string encode_base64url(std::string_view bytes) {
    std::string out;
    out.reserve((bytes.size() * 4 + 2) / 3);
    std::uint32_t bits = 0;
    unsigned count = 0;
    for (char const c : bytes) {
        bits = bits << 8U | static_cast<unsigned char>(c);
        count += 8;
        for (; count >= 6; count -= 6) out.push_back(base64url_alphabet[bits >> (count - 6) & 0x3FU]);
    }
    if (count > 0) out.push_back(base64url_alphabet[bits << (6 - count) & 0x3FU]);
    return out;
}

}  // namespace oms::auth
