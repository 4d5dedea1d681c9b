#include <oms/base/uuid.hpp>

#include <openssl/evp.h>

#include <algorithm>
#include <memory>
#include <stdexcept>

namespace oms {
namespace {

/// The name space of oms-cds, drawn once.
constexpr uuid own_space{{0x5e, 0x0c, 0x51, 0xd2, 0x9a, 0x7b, 0x4b, 0x0e, 0x8f, 0x43, 0x6c, 0x1a, 0x2d, 0xb8, 0xe7, 0x94}};

constexpr std::size_t text_length = 36;

struct let_go {
    void operator()(EVP_MD* p) const noexcept { EVP_MD_free(p); }
    void operator()(EVP_MD_CTX* p) const noexcept { EVP_MD_CTX_free(p); }
};

/// One SHA-1 after another. A thread keeps its own: looking the algorithm up takes longer than a card's five digests.
class sha1 {
public:
    sha1() { check(algorithm_ && context_); }

    void begin() { check(EVP_DigestInit_ex2(context_.get(), algorithm_.get(), nullptr) == 1); }
    void add(void const* bytes, std::size_t size) { check(EVP_DigestUpdate(context_.get(), bytes, size) == 1); }
    [[nodiscard]] std::array<std::uint8_t, 20> end() {
        std::array<std::uint8_t, 20> digest{};
        check(EVP_DigestFinal_ex(context_.get(), digest.data(), nullptr) == 1);
        return digest;
    }

private:
    static void check(bool good) {
        if (!good) throw std::runtime_error("OpenSSL has no SHA-1: its configuration must not take it away");
    }

    std::unique_ptr<EVP_MD, let_go> algorithm_{EVP_MD_fetch(nullptr, "SHA1", nullptr)};
    std::unique_ptr<EVP_MD_CTX, let_go> context_{EVP_MD_CTX_new()};
};

}  // namespace

uuid name_uuid(std::initializer_list<std::string_view> parts) { return name_uuid(own_space, parts); }

uuid name_uuid(uuid const& space, std::initializer_list<std::string_view> parts) {
    thread_local sha1 digest;
    digest.begin();
    digest.add(space.bytes.data(), space.bytes.size());
    for (auto const part : parts) {
        // The length in front keeps parts apart that would join to the same text.
        std::array<std::uint8_t, 4> length{};
        for (unsigned i = 0; i < length.size(); ++i) length[i] = static_cast<std::uint8_t>(part.size() >> (8 * i));
        digest.add(length.data(), length.size());
        digest.add(part.data(), part.size());
    }
    auto const made = digest.end();
    uuid out;
    std::copy_n(made.begin(), out.bytes.size(), out.bytes.begin());
    out.bytes[6] = static_cast<std::uint8_t>((out.bytes[6] & 0x0fU) | 0x50U);  // version 5
    out.bytes[8] = static_cast<std::uint8_t>((out.bytes[8] & 0x3fU) | 0x80U);  // variant of RFC 4122
    return out;
}

void append_text(std::string& out, uuid const& id) {
    std::array<char, text_length> text{};
    char* at = text.data();
    for (std::size_t i = 0; i < id.bytes.size(); ++i) {
        if (i == 4 || i == 6 || i == 8 || i == 10) *at++ = '-';
        *at++ = "0123456789abcdef"[id.bytes[i] >> 4];
        *at++ = "0123456789abcdef"[id.bytes[i] & 15];
    }
    out.append(text.data(), text.size());
}

std::string to_string(uuid const& id) {
    std::string text;
    append_text(text, id);
    return text;
}

}  // namespace oms
