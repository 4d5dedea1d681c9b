#pragma once
#include <functional>
#include <memory>
#include <string_view>

struct z_stream_s;

namespace oms::net {

/// Undoes the Content-Encoding of one body. libcurl could, but it takes a gzip stream that was cut short for a whole one.
class content_decoder {
public:
    /// False: enough.
    using portion_taker = std::function<bool(std::string_view)>;

    content_decoder();
    ~content_decoder();

    /// False: a coding that is none of identity, gzip and deflate, or several, or no memory.
    [[nodiscard]] bool begin(std::string_view coding);
    /// Passes on what the bytes hold, in portions of at most `decoded_bytes`. False: they are not in this coding, or the taker has enough.
    [[nodiscard]] bool decode(std::string_view bytes, portion_taker const& to);
    /// The coding's own end was reached, or nothing has begun.
    [[nodiscard]] bool is_whole() const noexcept { return whole_; }

private:
    struct end_stream {
        void operator()(z_stream_s* z) const noexcept;
    };
    std::unique_ptr<z_stream_s, end_stream> stream_;  ///< nothing: identity
    bool whole_ = true;
};

}  // namespace oms::net
