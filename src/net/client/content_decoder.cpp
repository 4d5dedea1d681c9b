#include "content_decoder.hpp"

#define ZLIB_CONST  // its input is only read
#include <zlib.h>
#include <oms/base/ascii.hpp>
#include <oms/fetch/limits.hpp>

#include <algorithm>
#include <array>
#include <cstddef>

namespace oms::net {
namespace {

/// The largest window; gzip or zlib, whichever the first bytes say.
constexpr int any_wrapping = 15 + 32;

bool is_one_of(std::string_view coding, std::initializer_list<std::string_view> names) {
    return std::ranges::any_of(names, [&](std::string_view n) { return ascii::equal_ignoring_case(coding, n); });
}

}  // namespace

content_decoder::content_decoder() = default;
content_decoder::~content_decoder() = default;

void content_decoder::end_stream::operator()(z_stream_s* z) const noexcept {
    inflateEnd(z);
    delete z;
}

bool content_decoder::begin(std::string_view coding) {
    if (is_one_of(coding, {"", "identity"})) return true;
    if (!is_one_of(coding, {"gzip", "x-gzip", "deflate"})) return false;
    auto z = std::make_unique<z_stream_s>();
    if (inflateInit2(z.get(), any_wrapping) != Z_OK) return false;
    stream_.reset(z.release());
    return true;
}

bool content_decoder::decode(std::string_view bytes, portion_taker const& to) {
    if (bytes.empty()) return true;
    if (!stream_) return to(bytes);
    std::array<char, fetch::outbound_limits::decoded_bytes> out;
    z_stream_s& z = *stream_;
    z.next_in = reinterpret_cast<Bytef const*>(bytes.data());
    z.avail_in = static_cast<uInt>(bytes.size());
    do {
        // Several gzip members in a row are one body (RFC 1952 2.2).
        if (whole_ && z.total_in != 0 && inflateReset(&z) != Z_OK) return false;
        z.next_out = reinterpret_cast<Bytef*>(out.data());
        z.avail_out = out.size();
        int const status = inflate(&z, Z_NO_FLUSH);
        if (status != Z_OK && status != Z_STREAM_END && status != Z_BUF_ERROR) return false;
        whole_ = status == Z_STREAM_END;
        std::size_t const n = out.size() - z.avail_out;
        if (n != 0 && !to({out.data(), n})) return false;
    } while (z.avail_in != 0 || (z.avail_out == 0 && !whole_));
    return true;
}

}  // namespace oms::net
