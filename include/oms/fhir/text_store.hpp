#pragma once
#include <algorithm>
#include <cstddef>
#include <cstring>
#include <memory>
#include <string_view>
#include <vector>

namespace oms::fhir {

/// Keeps text until it is cut back; what was kept stays where it is. Storage is reused and never given back.
class text_store {
public:
    /// Where the store was; `cut_back` forgets what came after.
    struct mark {
        std::size_t chunk = 0;
        char* at = nullptr;
    };

    static constexpr std::size_t chunk_size = 64u << 10;  ///< a longer text has a chunk of its own size
    /// What most resources need is much less: a call that reads pages holds half a dozen stores.
    static constexpr std::size_t first_size = 4u << 10;

    text_store() { use_chunk(0, 0); }

    [[nodiscard]] std::string_view keep(std::string_view text) {
        if (static_cast<std::size_t>(end_ - at_) < text.size()) [[unlikely]] use_chunk(chunk_ + 1, text.size());
        char* const kept = at_;
        std::memcpy(kept, text.data(), text.size());
        at_ += text.size();
        return {kept, text.size()};
    }

    [[nodiscard]] mark here() const noexcept { return {chunk_, at_}; }

    void clear() noexcept { use_chunk_again(0); }

    void cut_back(mark to) noexcept {
        chunk_ = to.chunk;
        at_ = to.at;
        end_ = chunks_[chunk_].end();
    }

private:
    struct chunk {
        explicit chunk(std::size_t n) : bytes{std::make_unique_for_overwrite<char[]>(n)}, size{n} {}
        [[nodiscard]] char* end() const noexcept { return bytes.get() + size; }

        std::unique_ptr<char[]> bytes;
        std::size_t size;
    };

    void use_chunk_again(std::size_t index) noexcept {
        chunk_ = index;
        at_ = chunks_[index].bytes.get();
        end_ = chunks_[index].end();
    }

    void use_chunk(std::size_t index, std::size_t least) {
        std::size_t const size = std::max(index == 0 ? first_size : chunk_size, least);
        if (index == chunks_.size()) chunks_.emplace_back(size);
        else if (chunks_[index].size < least) chunks_[index] = chunk{size};   // nothing that counts is behind the one in use
        use_chunk_again(index);
    }

    std::vector<chunk> chunks_;
    std::size_t chunk_ = 0;
    char* at_ = nullptr;
    char* end_ = nullptr;
};

}  // namespace oms::fhir
