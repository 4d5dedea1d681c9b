#include <oms/base/uuid.hpp>

// OpenSSL 3 calls its functions of one algorithm old. Those in their place allocate for each digest and take twice as long.
#define OPENSSL_API_COMPAT 10100
#include <openssl/sha.h>

#include <algorithm>

namespace oms {
namespace {

/// The name space of oms-cds, drawn once.
constexpr uuid own_space{{0x5e, 0x0c, 0x51, 0xd2, 0x9a, 0x7b, 0x4b, 0x0e, 0x8f, 0x43, 0x6c, 0x1a, 0x2d, 0xb8, 0xe7, 0x94}};

constexpr std::size_t text_length = 36;

/// Each byte as two digits.
constexpr auto hex = [] {
    std::array<std::array<char, 2>, 256> all{};
    for (std::size_t i = 0; i < all.size(); ++i) all[i] = {"0123456789abcdef"[i / 16], "0123456789abcdef"[i % 16]};
    return all;
}();

void put(char* at, uuid const& id) noexcept {
    for (std::size_t i = 0; i < id.bytes.size(); ++i) {
        if (i == 4 || i == 6 || i == 8 || i == 10) *at++ = '-';
        at = std::ranges::copy(hex[id.bytes[i]], at).out;
    }
}

}  // namespace

uuid name_uuid(std::initializer_list<std::string_view> parts) { return name_uuid(own_space, parts); }

uuid name_uuid(uuid const& space, std::initializer_list<std::string_view> parts) {
    SHA_CTX digest;
    SHA1_Init(&digest);
    SHA1_Update(&digest, space.bytes.data(), space.bytes.size());
    for (auto const part : parts) {
        // The length in front keeps parts apart that would join to the same text.
        std::array<std::uint8_t, 4> length{};
        for (unsigned i = 0; i < length.size(); ++i) length[i] = static_cast<std::uint8_t>(part.size() >> (8 * i));
        SHA1_Update(&digest, length.data(), length.size());
        SHA1_Update(&digest, part.data(), part.size());
    }
    std::array<std::uint8_t, SHA_DIGEST_LENGTH> made;
    SHA1_Final(made.data(), &digest);
    uuid out;
    std::copy_n(made.begin(), out.bytes.size(), out.bytes.begin());
    out.bytes[6] = static_cast<std::uint8_t>((out.bytes[6] & 0x0fU) | 0x50U);  // version 5
    out.bytes[8] = static_cast<std::uint8_t>((out.bytes[8] & 0x3fU) | 0x80U);  // variant of RFC 4122
    return out;
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
