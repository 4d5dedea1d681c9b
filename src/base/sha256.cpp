#include <oms/base/sha256.hpp>

#include <oms/base/ascii.hpp>

#include <openssl/evp.h>

#include <array>

namespace oms {

std::string sha256_of(std::string_view bytes) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned size = 0;
    if (EVP_Digest(bytes.data(), bytes.size(), digest.data(), &size, EVP_sha256(), nullptr) != 1) return {};
    std::string hex;
    for (unsigned i = 0; i < size; ++i) ascii::append_hex(hex, digest[i]);
    return hex;
}

}  // namespace oms
