#include <oms/base/uuid.hpp>

// OpenSSL 3 calls its functions of one algorithm old. Those in their place allocate for each digest and take twice as long.
// Blocks are made here: half the time of a short name is gone when its bytes come in pieces.
#define OPENSSL_API_COMPAT 10100
#include <openssl/sha.h>

#include <oms/base/ascii.hpp>

#include <algorithm>

namespace oms {
namespace {

/// The name space of oms-cds, drawn once.
constexpr uuid own_space{{0x5e, 0x0c, 0x51, 0xd2, 0x9a, 0x7b, 0x4b, 0x0e, 0x8f, 0x43, 0x6c, 0x1a, 0x2d, 0xb8, 0xe7, 0x94}};

constexpr std::size_t text_length = 36;

/// Makes whole blocks of a message, as SHA-1 demands. Source: RFC 3174 section 4.
void pad(std::string& message) {
    std::uint64_t bits = message.size() * 8;
    message += '\x80';
    message.resize((message.size() + sizeof bits + SHA_CBLOCK - 1) / SHA_CBLOCK * SHA_CBLOCK);
    for (auto at = message.rbegin(); bits != 0; bits >>= 8) *at++ = static_cast<char>(bits);
}

void put(char* at, uuid const& id) noexcept {
    std::array<char, 2 * sizeof id.bytes> digits;
    for (std::size_t i = 0; i < id.bytes.size(); ++i) {
        digits[2 * i] = ascii::lower_hex_digits[id.bytes[i] >> 4U];
        digits[2 * i + 1] = ascii::lower_hex_digits[id.bytes[i] & 0x0fU];
    }
    std::copy_n(&digits[0], 8, at);
    std::copy_n(&digits[8], 4, at + 9);
    std::copy_n(&digits[12], 4, at + 14);
    std::copy_n(&digits[16], 4, at + 19);
    std::copy_n(&digits[20], 12, at + 24);
    at[8] = at[13] = at[18] = at[23] = '-';
}

}  // namespace

uuid name_uuid(std::initializer_list<std::string_view> parts) { return name_uuid(own_space, parts); }

uuid name_uuid(uuid const& space, std::initializer_list<std::string_view> parts) { return prepared_name{parts}.in(space); }

prepared_name::prepared_name(std::initializer_list<std::string_view> parts) {
    message_.reserve(std::size_t{2} * SHA_CBLOCK);   // enough for the names of cards
    message_.assign(sizeof(uuid), '\0');
    for (auto const part : parts) {
        // The length in front keeps parts apart that would join to the same text.
        std::array<char, 4> length;
        for (unsigned i = 0; i < length.size(); ++i) length[i] = static_cast<char>(part.size() >> (8 * i));
        message_.append(length.data(), length.size()).append(part);
    }
    pad(message_);
}

uuid prepared_name::in(uuid const& space) const noexcept {
    auto const* const message = reinterpret_cast<unsigned char const*>(message_.data());
    std::array<unsigned char, SHA_CBLOCK> first;
    std::copy_n(message, first.size(), first.begin());
    std::ranges::copy(space.bytes, first.begin());
    SHA_CTX digest;
    SHA1_Init(&digest);
    SHA1_Transform(&digest, first.data());
    for (std::size_t at = first.size(); at < message_.size(); at += SHA_CBLOCK) SHA1_Transform(&digest, message + at);
    uuid out;
    auto to = out.bytes.begin();
    for (std::uint32_t const word : {digest.h0, digest.h1, digest.h2, digest.h3})
        for (unsigned const shift : {24, 16, 8, 0}) *to++ = static_cast<std::uint8_t>(word >> shift);
    out.bytes[6] = static_cast<std::uint8_t>((out.bytes[6] & 0x0fU) | 0x50U);  // version 5
    out.bytes[8] = static_cast<std::uint8_t>((out.bytes[8] & 0x3fU) | 0x80U);  // variant of RFC 4122
    return out;
}

bool is_uuid(std::string_view text) noexcept {
    if (text.size() != text_length) return false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        bool const dash = i == 8 || i == 13 || i == 18 || i == 23;
        if (dash ? text[i] != '-' : !ascii::is_hex_digit(text[i])) return false;
    }
    return true;
}

std::array<char, 36> characters_of(uuid const& id) noexcept {
    std::array<char, text_length> text;
    put(text.data(), id);
    return text;
}

void append_text(std::string& out, uuid const& id) {
    std::size_t const at = out.size();
    out.resize(at + text_length);
    put(out.data() + at, id);
}

std::string to_string(uuid const& id) {
    std::string text;
    append_text(text, id);
    return text;
}

}  // namespace oms
