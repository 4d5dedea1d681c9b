#include "start_curl.hpp"

#include <curl/curl.h>
#include <malloc.h>

#include <cstdlib>
#include <cstring>

namespace oms::net {
namespace {

void erase_and_free(void* block) {
    if (block == nullptr) return;
    explicit_bzero(block, malloc_usable_size(block));  // several times as fast as OPENSSL_cleanse, and each request frees some 30 KB
    std::free(block);
}

void* resize(void* block, std::size_t bytes) {
    if (block == nullptr) return std::malloc(bytes);
    std::size_t const has = malloc_usable_size(block);
    if (bytes <= has) return block;
    void* const larger = std::malloc(bytes);
    if (larger == nullptr) return nullptr;
    std::memcpy(larger, block, has);
    erase_and_free(block);
    return larger;
}

}  // namespace

bool start_curl() {
    static CURLcode const started = curl_global_init_mem(CURL_GLOBAL_DEFAULT, std::malloc, erase_and_free, resize, strdup, std::calloc);
    return started == CURLE_OK;
}

}  // namespace oms::net
